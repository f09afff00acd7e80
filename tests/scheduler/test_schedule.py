"""The user's rules decide when each source is crawled; failures, quiet hours and wrong clocks stop none for long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.verdict import CrawlReport
from scheduler.schedule import Rule, Schedule
from sources import Source
from storage import Store
from storage.records import CrawlVerdict
from tests.storage.builders import source

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)  # a Friday
HOUR = timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(f"sqlite:///{tmp_path / 'vestnik.db'}")


def crawl(store: Store, schedule: Schedule, one: Source, now: datetime, verdict: CrawlVerdict = "ok") -> timedelta:
    """A crawl that ends at ``now``; how long until the next."""
    store.register_sources([one])
    run = store.begin_run(one.key, now=now, worker="w")
    due = schedule.plan(store, one, CrawlReport(one.key, run, verdict), now)
    store.finish_run(run, now=now, verdict=verdict, counts={}, next_due_at=due)
    return due - now


def test_a_fixed_time_of_the_sources_own_file_holds_give_or_take_a_tenth(store: Store) -> None:
    own = source(every=1800)
    waits = {crawl(store, Schedule(), own, NOW + hours * HOUR) for hours in range(10)}
    assert len(waits) == 10, "sources do not march in step"
    assert all(timedelta(minutes=27) <= wait <= timedelta(minutes=33) for wait in waits)


def test_the_particular_rule_wins_over_the_general_one(store: Store) -> None:
    rules = [
        Rule(every=86_400.0),
        Rule(countries=("RU",), every=7200.0),
        Rule(sources=("msu",), cron="30 * * * *"),
        Rule(sources=("kfu",), max_s=1200.0),
    ]
    schedule = Schedule(rules)
    assert schedule.timing(source("pku", country="CN")).every == 86_400
    assert schedule.timing(source("spb")).every == 7200
    assert schedule.timing(source("kai", every=60)).every == 7200
    assert Schedule(rules[:1]).timing(source("pku", every=60)).every == 60
    assert crawl(store, schedule, source("msu"), NOW) == timedelta(minutes=30)
    learned = schedule.timing(source("kfu"))
    assert learned.learns
    assert (learned.min_s, learned.max_s) == (600, 1200)


def test_one_bad_rule_is_named_and_the_others_hold() -> None:
    rules = [
        Rule(sources=("a",), cron="61 * * * *", place="rhythms.0"),
        Rule(sources=("b",), quiet=("22-6",), place="rhythms.1"),
        Rule(sources=("c",), cron="0 8 * * *", timezone="Europe/Mosco", place="rhythms.2"),
        Rule(sources=("d",), cron="0 8 * * *", every=60.0, place="rhythms.3"),
        Rule(sources=("e",), every=60.0, place="rhythms.4"),
    ]
    schedule = Schedule(rules)
    assert [problem.partition(":")[0] for problem in schedule.problems] == [
        "rhythms.0.cron", "rhythms.1.quiet", "rhythms.2.timezone", "rhythms.3.cron",
    ]  # fmt: skip
    assert all(schedule.timing(source(key)).learns for key in "abcd")
    assert schedule.timing(source("e")).every == 60


def test_failures_back_off_ever_more_rarely_to_a_cap_and_a_success_ends_it(store: Store) -> None:
    schedule, now, waits = Schedule([Rule(every=60.0)], longest_backoff_s=7200), NOW, []
    for _failure in range(7):
        wait = crawl(store, schedule, source(), now, "failed")
        now, waits = now + wait, [*waits, wait / timedelta(minutes=1)]
    assert waits == [10, 20, 40, 80, 120, 120, 120]
    assert crawl(store, schedule, source(), now) < timedelta(minutes=2)


def test_what_a_host_asks_for_is_waited_for(store: Store) -> None:
    report = CrawlReport("spb", 1, "ok", retry_after_s=5 * 3600)
    assert Schedule().plan(store, source(), report, NOW) >= NOW + 5 * HOUR


def test_no_crawl_is_planned_into_quiet_hours_nor_all_for_their_very_end(store: Store) -> None:
    schedule = Schedule([Rule(quiet=("12:30-15:00",), timezone="UTC")])
    ends = [NOW + crawl(store, schedule, source(f"s{number}", every=3600), NOW) for number in range(20)]
    three = NOW + 3 * HOUR
    assert all(three <= end <= three + timedelta(minutes=10) for end in ends)
    assert len(set(ends)) == 20
    cron = Schedule([Rule(quiet=("12:30-15:00",), cron="*/20 * * * *", timezone="UTC")])
    assert crawl(store, cron, source(), NOW + timedelta(minutes=25)) == timedelta(hours=2, minutes=35)


def test_what_would_be_due_moments_before_quiet_hours_is_not_caught_by_them(store: Store) -> None:
    """A tick is up to a minute late; a crawl that it would begin within quiet hours waits for their end."""
    quiet = Schedule([Rule(quiet=("13:00-18:00",), timezone="UTC")])
    begins = NOW + HOUR
    for second in range(0, 3600, 7):
        now = NOW + timedelta(seconds=second)
        due = now + crawl(store, quiet, source(every=3000), now)
        assert due <= begins - timedelta(minutes=1) or due >= begins + 5 * HOUR, due


def test_what_is_due_in_quiet_hours_waits_but_what_a_person_asked_for_does_not(store: Store) -> None:
    schedule = Schedule([Rule(quiet=("12:00-15:00",), timezone="UTC")])
    both = {key: source(key) for key in ("spb", "msu")}
    store.register_sources(both.values())
    assert schedule.due(store, both, NOW) == []
    assert set(schedule.due(store, both, NOW + timedelta(hours=3, minutes=10))) == {"msu", "spb"}
    store.due_now("spb", now=NOW)
    assert schedule.due(store, both, NOW) == ["spb"]


def test_most_urgent_is_who_is_late_by_most_of_its_own_rhythm(store: Store) -> None:
    rhythms = {"busy": 600.0, "calm": 14_400.0, "usual": 3600.0}
    sources = {key: source(key, every=int(every)) for key, every in rhythms.items()}
    for one in sources.values():
        crawl(store, Schedule(), one, NOW)
    assert Schedule().due(store, sources, NOW + timedelta(days=1)) == ["busy", "usual", "calm"]


@pytest.mark.parametrize("days", [1 / 24, 5 / 24, 1, 400])
def test_a_clock_that_is_set_back_stops_no_source(store: Store, days: float) -> None:
    schedule, wrong = Schedule(), NOW + timedelta(days=days)
    crawl(store, schedule, source(), wrong)
    schedule.align(store, [source()], NOW)
    due = store.planned(NOW)["spb"].next_due_at
    assert NOW + timedelta(minutes=9) < due < NOW + timedelta(hours=2), "by its rhythm from now on, and not at once"


def test_a_shorter_rule_holds_at_once_for_what_was_planned_before(store: Store) -> None:
    crawl(store, Schedule([Rule(every=86_400.0)]), source(), NOW)
    shorter = Schedule([Rule(every=600.0)])
    assert shorter.align(store, [source()], NOW) == ["spb"]
    assert store.planned(NOW)["spb"].next_due_at < NOW + timedelta(minutes=12)
    assert Schedule([Rule(every=86_400.0)]).align(store, [source()], NOW) == []
    assert Schedule([Rule(cron="0 23 * * *")]).align(store, [source()], NOW) == ["spb"]
    assert store.planned(NOW)["spb"].next_due_at == datetime(2026, 11, 20, 23, tzinfo=UTC)
