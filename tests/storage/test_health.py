"""How sources fare is kept with the alerts it gives: in one transaction, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from storage import Store
from storage.health_board import open_board
from storage.health_records import MACHINE, HealthFacts, HealthRow, Judgement
from storage.records import HealthNews, PageRow, Route
from tests.storage.builders import HOUR, NOW, item, source

ROUTE = Route("mail", kinds=("health",))
NEWS = HealthNews("spb", "broken", "its list is gone", "Find the new one.", NOW)


def crawl(store: Store, key: str = "spb", **finish: object) -> int:
    run = store.begin_run(key, now=NOW, worker="w")
    values: dict[str, object] = {"verdict": "ok", "counts": {"requests": 1}} | finish
    store.finish_run(run, now=NOW, **values)  # type: ignore[arg-type]
    return run


def keep(store: Store, row: HealthRow, *news: HealthNews, machine: HealthRow | None = None) -> HealthFacts:
    seen: list[HealthFacts] = []

    def judge(facts: HealthFacts) -> Judgement:
        seen.append(facts)
        return Judgement(row, news, machine)

    store.judge_health(row.source_key, judge, ways={"spb feed u"}, routes=[ROUTE], now=NOW)
    return seen[0]


def test_what_the_judge_is_given(store: Store, run_id: int) -> None:
    store.save_items([item(1, run_id=run_id), item(2, run_id=run_id, day=None, body="")], routes=(), now=NOW)
    store.save_entry(PageRow("spb feed u", "spb", "u", "feed", "entry", failures=2, note="answered 404", status=404))
    store.save_entry(PageRow("spb listing old", "spb", "old", "listing", "entry", failures=9))
    store.finish_run(run_id, now=NOW + HOUR, verdict="partial", counts={"fresh": 2}, problems={"entry": "answered 404"})
    facts = keep(store, HealthRow("spb", NOW, "ok"))
    assert (facts.country, facts.began) == ("RU", NOW)
    (poll,) = facts.polls
    assert (poll.verdict, poll.counts, poll.problems) == ("partial", {"fresh": 2}, {"entry": "answered 404"})
    assert [(way.kind, way.failures, way.status) for way in facts.ways] == [("feed", 2, 404)], "only those of today"
    assert [(one.dated, one.length > 0) for one in facts.articles] == [(True, True), (False, False)]
    assert facts.days == {date(2024, 6, 28): 2}


def test_a_crawl_is_judged_once_and_what_is_kept_comes_back(store: Store) -> None:
    first = crawl(store)
    assert [
        poll.run_id for poll in keep(store, HealthRow("spb", NOW, "ok", run_id=first, memory={"a": [1]})).polls
    ] == [first]
    second = crawl(store)
    facts = keep(store, HealthRow("spb", NOW, "broken", run_id=second, reason="gone", weeks=(1, 2)))
    assert ([poll.run_id for poll in facts.polls], facts.memory) == ([second], {"a": [1]})
    row = store.health()["spb"]
    assert (row.state, row.reason, row.weeks, row.judged_at) == ("broken", "gone", (1, 2), NOW)
    assert store.health_counts() == {"broken": 1}


def test_news_and_state_are_written_together_or_not_at_all(store: Store) -> None:
    crawl(store)
    keep(store, HealthRow("spb", NOW, "broken"), NEWS)
    (row,) = store.alerts()
    assert (row.kind, row.channel, row.title, row.health) == ("health", "mail", NEWS.title, NEWS)
    other = HealthNews("nobody", "broken", "t", "x", NOW)
    with pytest.raises(Exception, match="nobody"):
        keep(store, HealthRow("spb", NOW + HOUR, "ok"), other)
    assert store.health()["spb"].state == "broken"
    assert len(store.alerts()) == 1


def test_a_source_the_store_does_not_know_is_not_judged(store: Store) -> None:
    assert store.judge_health("nobody", lambda facts: None, ways=(), routes=(), now=NOW) is None


def test_other_sources_tell_of_the_network_and_of_the_country(store: Store) -> None:
    store.register_sources([source(f"s{number}") for number in range(4)])
    for number in range(3):
        crawl(store, f"s{number}")
        row = HealthRow(f"s{number}", NOW, "temporary", silent_since=NOW - HOUR, expected=10, got=1)
        keep(store, row)
    crawl(store, "s3", verdict="failed")
    network = keep(store, HealthRow("s3", NOW, "ok")).network
    assert (network.known, network.hosts, network.since) == (3, 3, NOW - HOUR)
    keep(store, HealthRow("s0", NOW, "ok", last_answer_at=NOW + HOUR))
    assert keep(store, HealthRow("s3", NOW, "ok")).network.hosts == 0, "one has answered since"
    keep(store, HealthRow("s1", NOW, "ok"), machine=HealthRow(MACHINE, NOW, "broken", since=NOW, reason="offline?"))
    assert keep(store, HealthRow("s3", NOW, "ok")).network.answering == 1


def test_peers_are_asked_where_a_source_is_silent(store: Store, run_id: int) -> None:
    store.save_items([item(1, run_id=run_id)], routes=(), now=NOW)
    store.finish_run(run_id, now=NOW, verdict="ok", counts={})
    keep(store, HealthRow("msu", NOW, "ok", expected=10, got=50))
    assert keep(store, HealthRow("spb", NOW, "ok")).peers.sources == 0
    later, seen = NOW + timedelta(days=1, hours=20), []
    store.judge_health("spb", lambda facts: seen.append(facts), ways=(), routes=(), now=later + timedelta(days=1))  # type: ignore[func-returns-value]
    assert (seen[0].peers.sources, seen[0].peers.expected, seen[0].peers.got) == (0, 0.0, 0.0), "too old to tell"
    store.judge_health("spb", lambda facts: seen.append(facts), ways=(), routes=(), now=later)  # type: ignore[func-returns-value]
    assert (seen[1].peers.sources, seen[1].peers.got) == (1, 20.0), "nobody counts for more than twice its promise"


def test_the_board_shows_every_living_source(store: Store, url: str) -> None:
    crawl(store, verdict="blocked", hint="robots.txt forbids it")
    keep(store, HealthRow("spb", NOW, "broken", reason="robots.txt", advice="ask", since=NOW, weeks=(3, 0)))
    store.retire_sources({"spb"}, now=NOW)
    with open_board(url) as board:
        (line,) = board.lines()
        assert board.machine() is None
    assert (line.state, line.reason, line.verdict, line.hint) == (
        "broken",
        "robots.txt",
        "blocked",
        "robots.txt forbids it",
    )
    assert (line.articles_a_week, line.failures, line.crawling) == ((3, 0), 1, False)


def test_quick_looks_at_the_database(store: Store) -> None:
    assert store.integrity(5.0) == (None, True)
    assert store.size_bytes() > 0
    assert store.write_wait_s() < 5
    crawl(store)
    assert store.due_count(NOW + timedelta(days=1)) == 2
