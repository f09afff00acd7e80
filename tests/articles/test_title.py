"""The page's headline: not the site's name, the rubric, a counter in the heading or the search engine's version."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import Hints, read_article
from articles.meta import read_head
from articles.page import Page
from articles.said import MAX_TITLE, without_site
from articles.title import read_title, title_candidates
from articles.tree import parse
from tests.articles import pages

URL = "https://uni.example/news/1204/"
HEADLINE = "Открыт новый корпус общежития"
TEXT = f"<div class='text'><p>{pages.P1}</p><p>{pages.P2}</p></div>"


def title(body: str, *, head: str = "", url: str = URL) -> str:
    html = f"<html><head><meta charset='utf-8'>{head}</head><body>{body}{TEXT}</body></html>"
    return read_article(html.encode(), url).title


@pytest.mark.parametrize(
    "heading",
    [
        f"<span class='label'>Наука</span> {HEADLINE}",
        f"{HEADLINE} <span class='badge'>12</span>",
        f"<time>28.06.2024</time> {HEADLINE}",
        f"<a href='/news/1204/'>{HEADLINE}</a> <span class='comments-count'>3</span>",
        f"<span class='sr-only'>Заголовок:</span><span>{HEADLINE}</span>",
        f"<div class='news-date'><span class='date'>28.06.2024</span></div>{HEADLINE}",
        f"<span class='label'>{HEADLINE}</span>",
        "Открыт новый<br>корпус общежития",
        "Открыт <em>новый</em> корпус&nbsp;общежития",
        "Открыт но\u00adвый корпус обще\u00adжития",
    ],
)
def test_labels_and_counters_in_a_heading_are_no_part_of_it(heading: str) -> None:
    assert title(f"<h1>{heading}</h1>") == HEADLINE


@pytest.mark.parametrize(
    "heading",
    [
        f"Блог: <span>{HEADLINE}</span>",
        f"<strong>Блог:</strong> {HEADLINE}",
        f"<a>{HEADLINE}</a> <small>(пресс-служба)</small> <b>87</b>",
    ],
)
def test_of_a_heading_with_more_in_it_the_part_that_the_head_repeats_is_taken(heading: str) -> None:
    assert title(f"<h1>{heading}</h1>", head=f"<meta property='og:title' content='{HEADLINE}'>") == HEADLINE


def test_names_of_what_stands_above_the_page_are_no_headline() -> None:
    crumbs = "<a href='/'>Институт реки</a> <a href='https://uni.example/news/'>Жизнь института</a>"
    found = title(
        f"{crumbs}<h1>Жизнь института</h1><h3 class='title'>{HEADLINE}</h3>", head="<title>Жизнь института</title>"
    )
    assert found == HEADLINE
    assert title(f"{crumbs}<h1>Институт реки</h1><h2>{HEADLINE}</h2>", head="<title>Институт реки</title>") == HEADLINE
    below = f"<a href='/news/1204/photo/'>{HEADLINE}</a><h1>{HEADLINE}</h1>"
    assert title(below) == HEADLINE


@pytest.mark.parametrize("rubric", ["Новости", "News", "新闻中心", "Aktuelles", "공지사항", "الأخبار"])
def test_a_usual_name_of_a_section_is_no_headline(rubric: str) -> None:
    assert (
        title(f"<h1>{rubric}</h1><div class='news-title'>{HEADLINE}</div>", head=f"<title>{rubric}</title>") == HEADLINE
    )


def test_the_headline_is_taken_from_the_head_where_the_only_heading_is_the_logo() -> None:
    head = f"<meta property='og:title' content='{HEADLINE} — Институт реки'><title>Институт реки</title>"
    assert title("<h1><a href='/'>Институт реки</a></h1>", head=head) == HEADLINE


def test_a_second_meta_title_counts_where_the_first_is_the_search_engines() -> None:
    head = f"<meta property='og:title' content='Где жить студенту'><meta name='twitter:title' content='{HEADLINE}'>"
    assert title(f"<h1>Поддержите нас сегодня</h1><h3>{HEADLINE}</h3>", head=head) == HEADLINE


def test_entities_in_structured_data_are_characters() -> None:
    data = '{"@type": "NewsArticle", "headline": "Наука &amp; &#039;жизнь&#039;"}'
    assert title("", head=f"<script type='application/ld+json'>{data}</script>") == "Наука & 'жизнь'"


@pytest.mark.parametrize("heading", ["слово " * 500, "| | | | |", "…", " "])
def test_a_heading_that_is_none_gives_no_title(heading: str) -> None:
    assert title(f"<h1>{heading}</h1>") == ""
    assert title("", head="<title>| - | - |</title>") == ""


@pytest.mark.parametrize(
    ("said", "site", "kept"),
    [
        ("Открыт новый корпус | Институт реки", "Институт реки", "Открыт новый корпус"),
        ("Институт реки — Открыт новый корпус", "Институт реки", "Открыт новый корпус"),
        ("Открыт новый корпус общежития :: Новости :: Институт реки", "", "Открыт новый корпус общежития"),
        (
            "Nasce il Centro per le acque - Home - Università di Montelupo",
            "Università di Montelupo",
            "Nasce il Centro per le acque",
        ),
        ("代表团访问我校并签署合作协议-综合新闻-云岭大学", "", "代表团访问我校并签署合作协议"),
        ("New dorm opens – uni", "", "New dorm opens"),
        ("Ректор: «Мы – за диалог»", "", "Ректор: «Мы – за диалог»"),
        ("Well-known author at the state-of-the-art lab", "", "Well-known author at the state-of-the-art lab"),
        ("", "", ""),
    ],
)
def test_the_sites_name_is_cut_off(said: str, site: str, kept: str) -> None:
    assert without_site(said, site, URL) == kept


@given(st.text(max_size=200), st.text(max_size=30), st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_what_is_left_is_part_of_what_was_said(said: str, site: str, url: str) -> None:
    assert without_site(said, site, f"https://{url.replace('[', '').replace(']', '')}/") in said


@given(
    st.lists(
        st.sampled_from(["<h1>", "</h1>", "<h2 class=title>", "<a href=/>", "</a>", "<br>", "<b>", "Река ", "12 "])
    )
)
@settings(max_examples=100, deadline=None)
def test_a_title_is_one_line_of_bounded_length(parts: list[str]) -> None:
    found = title("".join(parts), head="<title>" + "".join(part for part in parts if "<" not in part))
    assert len(found) <= MAX_TITLE
    assert found == " ".join(found.split())


@given(
    st.lists(st.tuples(st.sampled_from(["h1", "h2", "h3 class=title", "div class=bt"]), st.integers(0, 7)), max_size=12)
)
def test_the_headline_is_the_best_of_all_that_could_be_one(headings: list[tuple[str, int]]) -> None:
    words = ["University", "opens", "a", "new", "laboratory", "for", "Arctic", "research", "with", "partners"]
    body = "".join(f"<{tag}>{' '.join(words[at : at + 5])}</{tag.split()[0]}>" for tag, at in headings)
    html = f"<title>{' '.join(words[:6])} | Site</title><body>{body}"
    tree = parse(html)
    page, head = Page(html, tree), read_head(tree, URL)

    title = read_title(page, head, Hints(), URL)

    heard = [one for one in title_candidates(page, head, Hints(), URL, most=99) if one.score is not None]
    best = max((one.score or 0.0 for one in heard), default=0.0)
    chosen = max((one.score or 0.0 for one in heard if one.text == title.text), default=0.0)
    assert (title.box is None) == (best <= 0) or best == 0.0  # scores are told with one digit
    assert title.box is None or chosen >= best - 0.11
