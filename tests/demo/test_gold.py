"""The gold file is what the code makes, and holds what a test of a crawl needs."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import partial

from demo.campus import CLASSES
from demo.gold import GOLD, gold_lines
from demo.news import load_stories
from demo.server import ReplicaServer


def _same(moment: datetime) -> datetime:
    return moment


def test_the_gold_file_equals_what_the_code_makes_on_any_day() -> None:
    written = GOLD.read_text(encoding="utf-8").splitlines()
    for day in (datetime(2026, 1, 15, 12, tzinfo=UTC), datetime(2031, 8, 3, 21, tzinfo=UTC)):
        assert gold_lines(day) == written


def test_every_site_has_the_mix(calm_server: ReplicaServer) -> None:
    for key in CLASSES:
        gold = [article for article in calm_server.gold() if article.site == key]
        kinds = Counter("china" if a.grade >= 2 else "near" if a.near_miss else "plain" for a in gold)
        assert kinds == {"china": 12, "near": 6, "plain": 42}
        assert all(article.why for article in gold)
        assert len({article.url for article in gold}) == 60


def test_days_pass_a_new_year_and_are_never_ahead(calm_server: ReplicaServer) -> None:
    for key in CLASSES:
        days = [date.fromisoformat(a.day) for a in calm_server.gold() if a.site == key and a.day]
        assert len({day.year for day in days}) == 2
        assert max(days) - min(days) <= timedelta(days=335)
        assert max(days) <= calm_server.clock().date()


def test_only_one_article_has_no_date(calm_server: ReplicaServer) -> None:
    assert [(article.site, article.days_before) for article in calm_server.gold() if article.day is None] == [
        ("bitrix", None)
    ]


def test_no_two_sites_carry_the_same_text(calm_server: ReplicaServer) -> None:
    openings = Counter((article.title, article.body) for article in calm_server.gold())
    assert max(openings.values()) == 1
    titles = Counter(a.title for a in calm_server.gold() if a.site == "wordpress")
    assert sorted(titles.values())[-2:] == [1, 2]


def test_siblings_tell_the_same_story_on_the_same_day(calm_server: ReplicaServer) -> None:
    by_url = {article.url: article for article in calm_server.gold()}
    drupal = [article for article in by_url.values() if article.siblings]
    assert len(drupal) == 180
    for article in drupal:
        assert set(article.siblings) == {"ru", "en", "zh"}
        assert {by_url[url].story_id for url in article.siblings.values()} == {article.story_id}
        assert {by_url[url].day for url in article.siblings.values()} == {article.day}


def test_the_seed_article(calm_server: ReplicaServer) -> None:
    (seed,) = [article for article in calm_server.gold() if article.story_id == "seed"]
    assert seed.title == "SPbPU at the meeting with the delegation of Tianjin municipal government"
    assert (seed.site, seed.day, seed.grade, seed.language) == ("institute", "2024-06-28", 3, "en")
    text = " ".join(seed.body)
    for fact in ("Xu Yingwu", "Wuqing", "Kalininsky", "Khizhnyak", "Shenzhen Greentest", "Silk Road Technology"):
        assert fact in text


def test_relative_days_follow_the_clock() -> None:
    moments = [datetime(2026, 1, 15, 20, 59, tzinfo=UTC), datetime(2026, 1, 15, 21, 1, tzinfo=UTC)]
    for moment, today in zip(moments, ("2026-01-15", "2026-01-16"), strict=True):  # midnight in Moscow is 21:00 UTC
        server = ReplicaServer(clock=partial(_same, moment))
        try:
            newest = next(article for article in server.gold() if article.site == "relative")
            assert (newest.day, newest.days_before) == (today, 0)
        finally:
            server.stop()


def test_stories_have_all_languages_that_a_site_of_several_needs() -> None:
    stories = [story for story in load_stories() if not story.sites]
    assert len(stories) >= 140
    assert sum(story.kind == "china" for story in stories) >= 12
    assert all(story.why and story.rubric and story.texts for story in stories)


def test_the_words_around_the_articles_are_in_none_of_them(calm_server: ReplicaServer) -> None:
    for article in calm_server.gold():
        text = " ".join((article.title, *article.body))
        for phrase in calm_server.sites[article.site].chrome():
            assert phrase not in text, (article.url, phrase)
