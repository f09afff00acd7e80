"""Which channel is told of which article, and when again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from articles.records import Change
from storage import Store, StoreError
from storage.digests import DigestTime
from storage.records import FlagFilter, HealthNews, Route
from tests.storage.builders import NOW, ROUTE, address, item, tell_health


@pytest.mark.parametrize(
    ("route", "alerts"),
    [
        (Route("mail"), 1),
        (Route("mail", topics=("china",)), 1),
        (Route("mail", topics=("space",)), 0),
        (Route("mail", min_grade=3), 0),
        (Route("mail", sources=("msu",)), 0),
        (Route("mail", sources=("spb", "msu")), 1),
        (Route("mail", kinds=("edit",)), 0),
    ],
)
def test_routes_choose_who_is_told(store: Store, run_id: int, route: Route, alerts: int) -> None:
    (result,) = store.save_items([item(1, run_id=run_id, grade=2)], routes=[route], now=NOW)
    assert result.alerts == alerts


def _edit(store: Store, run_id: int, text: str, grade: int, *routes: Route, topic: str = "china") -> list[str]:
    """Store the article's next text at a grade; the channels that were alerted of it."""
    flagged = (topic,) if grade else ()
    given = item(1, run_id=run_id, body=text, grade=grade, flagged=flagged, known=store.known_article(address(1)))
    given.change = Change("body", added="и делегация из Уханя") if given.known else Change("new")
    (result,) = store.save_items([given], routes=routes, now=NOW)
    rows = [row for row in store.alerts() if row.version == result.version]
    assert len(rows) == result.alerts
    return sorted(row.channel for row in rows)


def test_each_route_is_told_when_its_own_grade_is_reached(store: Store, run_id: int) -> None:
    routes = Route("all", min_grade=1), Route("mail"), Route("main", min_grade=3)
    assert _edit(store, run_id, "ни о чём", 0, *routes) == []
    assert _edit(store, run_id, "упоминание", 1, *routes) == ["all"]
    assert _edit(store, run_id, "важно", 2, *routes) == ["mail"]
    assert _edit(store, run_id, "главное", 3, *routes) == ["main"]
    assert _edit(store, run_id, "главное и ещё", 3, *routes) == []
    assert [alert.kind for alert in store.alerts()] == ["edit"] * 3


def test_a_new_article_reaches_every_route_up_to_its_grade(store: Store, run_id: int) -> None:
    routes = Route("all", min_grade=1), Route("mail"), Route("main", min_grade=3)
    assert _edit(store, run_id, "важно", 2, *routes) == ["all", "mail"]
    assert _edit(store, run_id, "важно, и о другом", 2, *routes, topic="space") == ["all", "mail"]


def test_a_text_that_goes_back_and_forth_is_news_once(store: Store, run_id: int) -> None:
    routes = Route("all", min_grade=1), Route("main", min_grade=3)
    assert _edit(store, run_id, "А", 0, *routes) == []
    assert _edit(store, run_id, "Б о Китае", 1, *routes) == ["all"]
    assert _edit(store, run_id, "А", 0, *routes) == []
    assert _edit(store, run_id, "Б о Китае", 1, *routes) == [], "told before"
    assert _edit(store, run_id, "Весь о Китае", 3, *routes) == ["main"], "more than was told before"


def test_two_routes_to_one_channel_tell_it_once_and_each_channel_once(store: Store, run_id: int) -> None:
    routes = [Route("mail"), Route("mail", topics=("china",)), Route("slack")]
    (result,) = store.save_items([item(1, run_id=run_id)], routes=routes, now=NOW)
    assert result.alerts == 2
    assert store.alert_counts() == {("mail", "pending"): 1, ("slack", "pending"): 1}


def test_passing_mentions_are_kept_but_not_shown_unasked(store: Store, run_id: int) -> None:
    store.save_items([item(1, run_id=run_id, grade=1)], routes=[ROUTE], now=NOW)
    assert list(store.flags(FlagFilter())) == []
    assert [flag.grade for flag in store.flags(FlagFilter(min_grade=1))] == [1]


@pytest.mark.parametrize(
    ("route", "alerts"),
    [
        (Route("mail", countries=("ru", "BY")), 1),
        (Route("mail", countries=("CN",)), 0),
        (Route("mail", languages=("ru",)), 1),
        (Route("mail", languages=("en", "zh")), 0),
    ],
)
def test_routes_choose_by_country_and_language(store: Store, run_id: int, route: Route, alerts: int) -> None:
    (result,) = store.save_items([item(1, run_id=run_id, grade=2)], routes=[route], now=NOW)
    assert result.alerts == alerts


def test_what_one_route_wants_at_once_waits_for_no_digest_of_another(store: Store, run_id: int) -> None:
    daily = DigestTime("day", 8 * 60, zone="Europe/Berlin")
    routes = [Route("mail", digest=daily), Route("mail", min_grade=3)]
    store.save_items([item(1, run_id=run_id, grade=2), item(2, run_id=run_id, grade=3)], routes=routes, now=NOW)
    due = {row.grade: row.not_before for row in store.alerts()}
    assert due == {2: daily.next_after(NOW), 3: None}


NEWS = HealthNews("spb", "broken", "0 articles in 3 days", "Expected about 8. Look at the page.", NOW)


def test_health_reaches_the_routes_that_ask_for_it_whatever_their_topics(store: Store, run_id: int) -> None:
    routes = [
        Route("mail", topics=("space",), min_grade=3, languages=("zh",)),
        Route("here", kinds=("health",), sources=("spb",), countries=("RU",)),
        Route("there", kinds=("health",), sources=("msu",)),
        Route("abroad", kinds=("health",), countries=("CN",)),
        Route("news", kinds=("new",)),
    ]
    assert tell_health(store, NEWS, routes=routes, now=NOW) == 2
    rows = store.alerts()
    assert {row.channel for row in rows} == {"mail", "here"}
    assert {(row.kind, row.state, row.title, row.source_name, row.health) for row in rows} == {
        ("health", "pending", "0 articles in 3 days", "Университет spb", NEWS)
    }


def test_news_of_the_machine_reaches_every_route_of_health_whatever_its_sources(store: Store, run_id: int) -> None:
    routes = [
        Route("here", kinds=("health",), sources=("msu",)),
        Route("abroad", kinds=("health",), countries=("CN",)),
        Route("news", kinds=("new",)),
    ]
    news = replace(NEWS, everywhere=True)
    assert tell_health(store, news, routes=routes, now=NOW) == 2
    assert {row.channel for row in store.alerts()} == {"here", "abroad"}


def test_health_of_a_source_nobody_knows_is_refused(store: Store, run_id: int) -> None:
    with pytest.raises(StoreError, match="nowhere"):
        tell_health(store, HealthNews("nowhere", "broken", "t", "x", NOW), routes=[Route("mail")], now=NOW)
