"""What a message says: order, grouping, words, and nothing hostile in it."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from alerts.blocks import messages
from alerts.quotes import mark
from alerts.render import render
from alerts.templates import Layout, html_body, message_text, text_body
from alerts.text import clean, shorten, web_link
from storage.records import HealthNews
from tests.alerts.conftest import HOSTILE, MEETING, NOW, delivery, rows


def test_main_subjects_come_first_and_then_the_newest():
    told = render(
        delivery(
            replace(MEETING, id=1, article_id=1, grade=2, published_day="2024-06-30", title="newer, significant"),
            replace(MEETING, id=2, article_id=2, grade=3, published_day="2024-06-01", title="older, main"),
            replace(MEETING, id=3, article_id=3, grade=3, published_day="2024-06-20", title="newer, main"),
        )
    )
    assert [item.title for item in told.items] == ["newer, main", "older, main", "newer, significant"]


def test_language_versions_of_one_story_are_one_item_with_the_others_listed():
    told = render(
        delivery(
            replace(MEETING, id=1, article_id=1, story_id=9, grade=2, language="ru", title="Встреча с делегацией"),
            replace(MEETING, id=2, article_id=2, story_id=9, grade=3, language="en"),
            replace(MEETING, id=3, article_id=3, story_id=9, grade=2, language="zh", title="天津代表团访问"),
        )
    )
    (item,) = told.items
    assert item.title == MEETING.title
    assert [(o.language, o.title) for o in item.others] == [
        ("Russian", "Встреча с делегацией"),
        ("Chinese", "天津代表团访问"),
    ]


def test_one_article_of_two_topics_is_told_once_with_both_topics():
    told = render(delivery(MEETING, replace(MEETING, id=2, topic="shipbuilding", grade=2)))
    (item,) = told.items
    assert item.topics == ("China", "Shipbuilding")
    assert item.others == ()


def test_an_edit_says_what_came_and_what_went():
    told = render(
        delivery(replace(MEETING, kind="edit", change_kind="body", added="the city of Tianjin", removed="it"))
    )
    (item,) = told.items
    assert (item.edited, item.change, item.added, item.removed) == (True, "text changed", "the city of Tianjin", "it")
    assert told.heading == "1 edited article about China"


def test_subject_names_count_topic_and_the_strongest_headline():
    told = render(delivery(*rows(3, grade=2), replace(MEETING, id=9, article_id=9, title="Ректор в Тяньцзине")))
    assert told.subject == "4 articles about China — Ректор в Тяньцзине"


def test_a_subject_stays_short_whatever_the_headline_and_however_many_articles():
    long = "Озёрский технический институт и Государственная электросетевая корпорация Китая " * 3
    subject = render(delivery(*rows(300), replace(MEETING, id=999, article_id=999, title=long, grade=4))).subject
    assert subject.startswith("301 articles about China — Озёрский технический институт")
    assert subject.endswith("…")
    assert 100 < len(subject) <= 120


def test_the_heading_counts_articles_and_stories():
    told = render(delivery(*rows(3, story_id=5), replace(MEETING, id=9, article_id=9)))
    assert told.heading == "4 articles (2 stories) about China"
    assert told.subject.startswith("4 articles about China — ")


def test_two_edits_of_one_article_are_both_told():
    edit = replace(MEETING, kind="edit", change_kind="body")
    told = render(delivery(replace(edit, version=2, added="first"), replace(edit, id=2, version=3, added="second")))
    assert [item.added for item in told.items] == ["first", "second"]
    assert told.heading == "1 edited article about China"


def test_rows_without_an_article_are_never_taken_for_one_another():
    told = render(delivery(*(replace(row, article_id=None, story_id=7) for row in rows(3))))
    assert len(told.items) == 3


def named(*names: str, kind: str = "person") -> tuple[dict[str, object], ...]:
    return tuple({"term": n, "entity": n, "kind": kind, "weight": 1.0, "sentence": f"x {n}."} for n in names)


def test_terms_name_no_person_whom_the_russian_title_shows_and_each_other_one_once():
    evidence = named("Ли Вэньцзин", "Ли Вэньцзином", "Чжан Вэй", "Чжан Вэя") + named("Chengdu", kind="place")
    (item,) = render(delivery(replace(MEETING, title="Диплом Ли Вэньцзина о хлебе", evidence=evidence))).items
    assert item.terms == ("Чжан Вэй", "Chengdu")


def test_a_known_person_keeps_the_canonical_name():
    evidence = ({"term": "Си Цзиньпина", "entity": "Xi Jinping", "kind": "person", "weight": 3.0, "sentence": "…"},)
    (item,) = render(delivery(replace(MEETING, title="Письмо Си Цзиньпина", evidence=evidence))).items
    assert item.terms_line() == "Xi Jinping"


def test_more_than_five_terms_end_in_an_ellipsis():
    cities = ("Wuhan", "Chengdu", "Xi'an", "Lanzhou", "Dalian")
    (five,) = render(delivery(replace(MEETING, evidence=named(*cities, kind="place")))).items
    (six,) = render(delivery(replace(MEETING, evidence=named(*cities, "Harbin", kind="place")))).items
    assert five.terms_line() == "Wuhan, Chengdu, Xi'an, Lanzhou, Dalian"
    assert six.terms_line() == "Wuhan, Chengdu, Xi'an, Lanzhou, Dalian\u00a0…"
    assert five.terms_line(2) == "Wuhan, Chengdu\u00a0…"


def test_a_word_on_a_source_is_told_apart_from_articles():
    health = replace(
        MEETING,
        kind="health",
        article_id=None,
        topic=None,
        grade=None,
        evidence=(),
        title="expected 8 in 3 days, got 0",
    )
    told = render(delivery(health))
    assert told.items == ()
    assert told.notices[0].text == "expected 8 in 3 days, got 0"
    assert told.subject == "1 notice about sources — expected 8 in 3 days, got 0"


def test_decisive_terms_are_marked_in_their_sentence():
    (item,) = render(delivery()).items
    assert item.terms == ("Tianjin", "Shenzhen")
    assert [piece.text for piece in item.quotes[0] if piece.marked] == ["Tianjin"]
    assert "".join(piece.text for piece in item.quotes[0]) == MEETING.evidence[0]["sentence"]


def test_a_page_without_date_says_so_and_unknown_codes_stay_codes():
    (item,) = render(delivery(replace(MEETING, published_day=None, country="XX", language="qq"))).items
    assert (item.day, item.country, item.language) == ("", "XX", "qq")


def test_a_long_sentence_is_cut_around_its_term():
    pieces = mark("слово " * 200 + "Тяньцзинь " + "слово " * 200, ["Тяньцзинь"])
    assert [p.text for p in pieces if p.marked] == ["Тяньцзинь"]
    assert sum(len(p.text) for p in pieces) <= 322
    assert (pieces[0].text, pieces[-1].text) == ("…", "…")


def test_hostile_text_becomes_one_printable_line():
    (item,) = render(delivery(replace(MEETING, title=HOSTILE, source_name=HOSTILE, url="javascript:alert(1)"))).items
    for text in (item.title, item.university):
        assert text.isprintable()
        assert "\u202e" not in text
        text.encode("utf-8")
    assert item.url == ""


def test_only_addresses_of_pages_become_links():
    assert web_link("https://вуз.рф/день?a=1&b=2#x") == "https://xn--b1ak9a.xn--p1ai/%D0%B4%D0%B5%D0%BD%D1%8C?a=1&b=2#x"
    for bad in (
        "javascript:alert(1)",
        "data:text/html,x",
        "//host/x",
        "https://",
        "https://[bad",
        "https://a\\@b/",
        None,
    ):
        assert web_link(bad) == ""
    assert not set(web_link("https://h.example/a\"b<c>d|e'f`g h")) & set("\"<>|'` ")


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_cleaned_text_is_printable_encodable_and_bounded(text: str, limit: int):
    result = clean(text, limit)
    assert len(result) <= limit
    assert all(c.isprintable() or c in "\u200c\u200d" for c in result)
    assert "\n" not in result
    result.encode("utf-8")


@given(st.text(alphabet="ab 天", max_size=500), st.lists(st.text(alphabet="ab天", max_size=4), max_size=5))
def test_marking_never_loses_or_invents_text(sentence: str, terms: list[str]):
    pieces = mark(sentence, terms, limit=1000)
    assert "".join(p.text for p in pieces) == sentence
    assert all(p.text in terms for p in pieces if p.marked)


def test_shortening_ends_at_a_word():
    assert shorten("one two three four five", 20) == "one two three four…"


def test_health_says_what_broke_since_when_and_what_to_do():
    since = NOW - timedelta(days=3)
    news = HealthNews("institute", "broken", "0 articles in 3 days", "Expected about 8. Look at the page.", since)
    row = replace(MEETING, id=4, kind="health", article_id=None, title=news.title, url="", health=news)
    told = render(delivery(MEETING, row), "https://news.example.org/")
    (notice,) = told.notices
    assert (notice.state, notice.text, notice.more) == ("broken", news.title, news.text)
    assert notice.since == "28 June 2024, 09:15 UTC"
    assert notice.url == "https://news.example.org/sources"
    assert told.heading == "1 article about China, 1 notice about sources"
    for said in (
        text_body(told, Layout(1)),
        html_body(told, Layout(1)),
        message_text(told),
        str(messages(told)[0].body),
    ):
        for words in ("broken", "0 articles in 3 days", "Look at the page.", "since 28 June 2024", "Shipbuilding"):
            assert words in said


def test_a_withdrawn_article_is_told_as_such_everywhere():
    row = replace(MEETING, kind="withdrawn", gone_since=NOW)
    told = render(delivery(row))
    assert told.subject.startswith("1 withdrawn article about China — ")
    for said in (
        text_body(told, Layout(1)),
        html_body(told, Layout(1)),
        message_text(told),
        str(messages(told)[0].body),
    ):
        assert "ithdrawn since 1 July 2024, 09:15 UTC" in said


def test_each_article_leads_to_its_page_of_the_dashboard():
    told = render(delivery(), "https://news.example.org/desk/")
    for said in (
        text_body(told, Layout(1)),
        html_body(told, Layout(1)),
        message_text(told),
        str(messages(told)[0].body),
    ):
        assert "https://news.example.org/desk/article/1" in said


def test_a_message_of_one_story_knows_its_story_and_its_thread():
    one = render(delivery(replace(MEETING, story_id=5, thread="17.5")))
    assert (one.story, one.thread) == (5, "17.5")
    two = render(delivery(replace(MEETING, story_id=5, thread="17.5"), replace(MEETING, id=2, story_id=6)))
    assert (two.story, two.thread) == (None, None)
