"""The judge of health: what breaks is told once, what passes is not, and what works again is told once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from scheduler.health_judge import judge
from storage.health_records import ArticleFacts, HealthFacts, HealthRow, Network, Poll, Way
from storage.records import CrawlVerdict, HealthNews

BEGAN = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
NOW = datetime(2026, 9, 14, 6, 0, tzinfo=UTC)  # a Monday
HOUR = timedelta(hours=1)
GOOD = {"requests": 4, "fresh": 1, "latency_ms": 300, "profile_hits": 1}


def days(until: date, a_day: int = 3, length: int = 190) -> dict[date, int]:
    return {until - timedelta(days=back): a_day for back in range(1, length)}


@dataclass
class Source:
    """A source under the judge: what each crawl showed, and what was told."""

    now: datetime = NOW
    facts: HealthFacts = field(
        default_factory=lambda: HealthFacts("spb", "DE", BEGAN, days=days(NOW.date()), articles=articles(20))
    )
    told: list[HealthNews] = field(default_factory=list)
    row: HealthRow | None = None
    runs: int = 0

    def crawl(
        self,
        verdict: CrawlVerdict = "ok",
        counts: Mapping[str, int] | None = None,
        *,
        after: timedelta = HOUR,
        problems: Mapping[str, str] | None = None,
        **changed: Any,
    ) -> list[str]:
        """One crawl ``after`` the last one; what it has told."""
        self.runs += 1
        self.now += after
        poll = Poll(
            self.runs, self.now, self.now, verdict, counts if counts is not None else GOOD, None, problems or {}
        )
        self.facts = replace(self.facts, polls=(poll,), **changed)
        if "days" not in changed:
            self.facts = replace(self.facts, days={**self.facts.days, self.now.date(): 3})
        judgement = judge(self.facts, now=self.now)
        assert judgement is not None
        self.row = judgement.row
        machine = judgement.machine.memory if judgement.machine else self.facts.machine
        self.facts = replace(self.facts, memory=judgement.row.memory, machine=machine)
        self.told += judgement.news
        return [f"{news.state}: {news.title}" for news in judgement.news]

    def good_days(self, number: int) -> None:
        for _ in range(number):
            assert self.crawl(after=timedelta(days=1)) == []


def articles(number: int, *, dated: bool = True, length: int = 2000, since: datetime = NOW) -> tuple[ArticleFacts, ...]:
    return tuple(ArticleFacts(since - (number - index) * HOUR, dated, length) for index in range(number))


@pytest.mark.parametrize(
    ("cause", "verdict", "words"),
    [
        ("robots", "blocked", "robots.txt now forbids"),
        ("moved", "blocked", "redirected to another host"),
        ("certificate", "failed", "its certificate is invalid"),
        ("tls", "failed", "no encryption can be agreed on"),
        ("forbidden", "blocked", "the site refuses us"),
        ("gate", "empty", "a login, captcha or anti-bot page"),
        ("missing", "failed", "its list is gone"),
        ("empty", "empty", "its list names no article any more"),
    ],
)
def test_what_does_not_pass_is_told_at_the_second_look_and_once(cause: str, verdict: CrawlVerdict, words: str) -> None:
    source = Source()
    source.good_days(2)
    bad = {"requests": 1, f"why_{cause}": 1}
    assert source.crawl(verdict, bad) == []
    assert source.row is not None
    assert source.row.state == "suspect"
    (told,) = source.crawl(verdict, bad)
    assert told.startswith(f"broken: {words}")
    assert source.row.state == "broken"
    assert [source.crawl(verdict, bad) for _ in range(5)] == [[]] * 5
    assert source.crawl() == []
    (back,) = source.crawl()
    assert back.startswith("recovered: works again after")
    assert source.row.state == "ok"
    assert [source.crawl() for _ in range(3)] == [[]] * 3


@pytest.mark.parametrize("cause", ["server", "timeout", "dns", "maintenance", "ratelimited", "proxy", "unreadable"])
def test_what_may_pass_is_told_only_when_it_has_lasted(cause: str) -> None:
    source = Source()
    bad = {"requests": 1, f"why_{cause}": 1}
    assert [source.crawl("failed", bad, after=HOUR / 2) for _ in range(5)] == [[]] * 5, "two hours of maintenance"
    assert source.row is not None
    assert source.row.state == "temporary"
    assert source.crawl() == []
    assert source.row.state == "ok"
    assert [source.crawl("failed", bad) for _ in range(6)] == [[]] * 6
    assert len(source.crawl("failed", bad)) == 1, "six hours later"


def test_a_pause_that_the_site_asked_for_is_sat_out() -> None:
    source = Source()
    bad = {"requests": 1, "why_server": 1, "retry_after_s": 12 * 3600}
    assert [source.crawl("failed", bad) for _ in range(12)] == [[]] * 12
    assert len(source.crawl("failed", bad)) == 1


def test_one_off_errors_and_crawls_cut_short_say_nothing() -> None:
    source = Source()
    for number in range(20):
        assert source.crawl("failed" if number % 3 == 0 else "ok", {"requests": 1, "why_server": 1}) == []
        assert source.crawl("interrupted", {}) == []
        assert source.crawl("ok") == []
    assert source.row is not None
    assert source.row.state == "ok"


def test_two_different_errors_by_chance_are_no_trouble_and_three_are() -> None:
    source = Source()
    assert source.crawl("failed", {"requests": 1, "why_server": 1}) == []
    assert source.crawl("blocked", {"requests": 1, "why_forbidden": 1}) == []
    assert source.crawl() == []
    assert source.crawl("blocked", {"requests": 1, "why_forbidden": 1}) == []
    assert source.crawl("empty", {"requests": 1, "why_gate": 1}) == []
    assert len(source.crawl("blocked", {"requests": 1, "why_forbidden": 1})) == 1


def test_two_errors_in_a_row_at_a_source_that_is_crawled_rarely_are_no_trouble_and_three_are() -> None:
    timeout, server = {"requests": 1, "why_timeout": 1}, {"requests": 1, "why_server": 1}
    for second in (timeout, server):
        source = Source()
        source.good_days(3)
        assert source.crawl("failed", timeout, after=12 * HOUR) == []
        assert source.crawl("failed", second, after=12 * HOUR) == []
        (told,) = source.crawl("failed", server, after=12 * HOUR)
        assert told == "broken: it answers with server errors"


def test_a_source_that_is_crawled_once_a_day_is_told_on_the_second_day() -> None:
    source = Source()
    assert source.crawl("failed", {"requests": 1, "why_timeout": 1}, after=24 * HOUR) == []
    assert len(source.crawl("failed", {"requests": 1, "why_timeout": 1}, after=24 * HOUR)) == 1


def test_a_source_that_comes_and_goes_is_told_ever_more_slowly() -> None:
    source = Source()
    for _ in range(14):
        for _ in range(3):
            source.crawl("blocked", {"requests": 1, "why_forbidden": 1})
        for _ in range(3):
            source.crawl()
    states = [news.state for news in source.told]
    assert states[:2] == ["broken", "recovered"]
    assert len(states) <= 4, "84 hours of flapping"


def test_silence_is_told_by_the_sources_own_rhythm() -> None:
    source = Source()
    history = days(NOW.date())
    told = []
    for _ in range(10):
        told += source.crawl(counts={"requests": 1}, after=timedelta(hours=12), days=history)
    assert told == ["broken: expected about 9 articles in 3 days, got 0"]
    (back,) = source.crawl(days={**history, source.now.date(): 1})
    assert back.startswith("recovered")


def test_the_silence_of_a_young_or_slow_source_is_never_told() -> None:
    for history in (days(NOW.date(), length=30), {NOW.date() - timedelta(days=40 * n): 1 for n in range(1, 5)}):
        source = Source()
        for _ in range(20):
            assert source.crawl(counts={"requests": 1}, after=timedelta(days=1), days=history) == []


def test_dates_that_are_missing_are_told_with_their_first_day() -> None:
    source = Source()
    source.good_days(1)
    undated = tuple(ArticleFacts(source.now + n * HOUR, False, 2000) for n in range(1, 4))
    assert source.crawl(articles=source.facts.articles + undated[:2], after=2 * HOUR) == []
    assert source.crawl(articles=source.facts.articles + undated[2:], after=2 * HOUR) == []
    (told,) = source.crawl(after=2 * HOUR)
    assert told == "broken: dates missing since 15 September 2026: 3 articles in a row have none"


def test_what_the_first_crawl_brought_is_no_sign() -> None:
    source = Source()
    mixed = articles(15) + articles(8, dated=False, length=20)
    assert [source.crawl(articles=mixed) for _ in range(4)] == [[]] * 4


def test_texts_that_become_empty_are_told() -> None:
    source = Source()
    source.good_days(1)
    short = tuple(ArticleFacts(source.now + n * HOUR, True, 0) for n in range(1, 4))
    source.crawl(articles=source.facts.articles + short, after=4 * HOUR)
    (told,) = source.crawl()
    assert told.startswith("broken: texts empty since 15 September 2026: 3 articles in a row, 0 characters where 2000")


def test_new_pages_that_are_no_articles_are_told_with_their_reason() -> None:
    source = Source()
    source.good_days(12)
    bad = {"requests": 3, "fresh": 2, "fresh_bad": 2}
    words = {"article": "https://spb.example/news/7: login page, not an article"}
    assert source.crawl(counts=bad, problems=words) == []
    source.crawl(counts=bad, problems=words)
    (told,) = source.crawl(counts={"requests": 1})
    assert told == "broken: the last 4 new pages were no articles: login page, not an article"


def test_a_redesign_beside_a_working_feed_is_told() -> None:
    source = Source()
    source.good_days(12)
    redesigned = {"requests": 4, "fresh": 2, "profile_misses": 2}
    assert source.crawl(counts=redesigned) == []
    source.crawl(counts=redesigned)
    told = [title for _ in range(2) for title in source.crawl(counts=redesigned)]
    assert [title.partition("?")[0] for title in told] == ["warning: redesigned"]


def test_one_way_in_that_dies_beside_another_is_told() -> None:
    source = Source()
    feed, listing = (
        Way("feed", "https://spb.example/feed", 0, None, 200),
        Way("listing", "https://spb.example/", 0, None, 200),
    )
    assert source.crawl(ways=(feed, listing)) == []
    dead = replace(feed, failures=1, status=404, note="answered 404")
    assert source.crawl(ways=(dead, listing)) == []
    assert source.crawl(ways=(dead, listing)) == [], "it was not asked this time"
    assert source.crawl(ways=(replace(dead, failures=2), listing)) == ["warning: feed dead: answered 404"]
    assert "Read from the listing meanwhile" in source.told[-1].text
    assert source.crawl(ways=(feed, listing)) == []
    assert source.crawl(ways=(feed, listing))[0].startswith("recovered")


def test_slow_answers_are_told_when_they_last() -> None:
    source = Source()
    source.good_days(7)
    slow = {**GOOD, "latency_ms": 20_000}
    assert [source.crawl(counts=slow, after=2 * HOUR) for _ in range(3)] == [[]] * 3
    assert source.crawl(counts=slow, after=2 * HOUR) == ["warning: slow: 20 s a page, used to be 0.3 s"]


def test_several_faults_of_one_redesign_are_one_alert() -> None:
    source = Source()
    source.good_days(12)
    faulty = tuple(ArticleFacts(source.now + n * HOUR, False, 10) for n in range(1, 7))
    bad = {"requests": 8, "fresh": 3, "profile_misses": 3}
    told = source.crawl(counts=bad, articles=source.facts.articles + faulty, after=8 * HOUR)
    told += [title for _ in range(5) for title in source.crawl(counts=bad)]
    assert len(told) == 1


def test_a_machine_that_is_offline_is_one_alert_and_no_source_is_blamed() -> None:
    source = Source()
    dead = {"requests": 1, "why_dns": 1}
    network = Network(known=9, hosts=5, since=NOW)
    assert source.crawl("failed", dead, network=network) == [], "others may still answer"
    (told,) = source.crawl("failed", dead, network=replace(network, hosts=8))
    assert told == "broken: nothing answers: is this machine offline?"
    assert [source.crawl("failed", dead, network=replace(network, hosts=9)) for _ in range(20)] == [[]] * 20
    (back,) = source.crawl(network=Network(known=9, answering=1))
    assert back.startswith("recovered: the network answers again after")
    assert [source.crawl() for _ in range(3)] == [[]] * 3
    assert [news.everywhere for news in source.told] == [True, True], "no matter whose crawl showed it"


def test_a_few_dead_sources_among_many_are_no_dead_network() -> None:
    source = Source()
    network = Network(known=30, hosts=4, since=NOW)
    told = [title for _ in range(8) for title in source.crawl("failed", {"requests": 1, "why_dns": 1}, network=network)]
    assert told == ["broken: its host's name is not found"]


def test_the_memory_is_bounded() -> None:
    source = Source()
    source.good_days(200)
    assert source.row is not None
    kept: Sequence[Any] = source.row.memory["days"]
    assert len(kept) == 60
