"""Hostile and broken pages: bounded time, no crash, an honest empty answer."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import Hints, Profile, read_article
from articles.bounds import bounded
from articles.tree import parse
from tests.articles import pages

URL = "https://uni.example/news/one"
SENTENCE = "Университет принял гостей и показал им новые лаборатории, музей и библиотеку. "

HOSTILE = {
    "nested 50,000 deep": b"<div>" * 50_000 + b"text",
    "nested spans": b"<span>" * 60_000 + b"text",
    "nested lists": b"<ul><li>" * 40_000 + b"text",
    "nested tables": b"<table><tr><td>" * 30_000,
    "open formatting": b"<b><i><u><font>" * 20_000 + b"x",
    "100,000 links": b"<a href='/news/1'>link to an item</a> " * 100_000,
    "17 MB of paragraphs": ("<p>" + SENTENCE * 3 + "</p>").encode() * 42_000,
    "17 MB in one line": b"a" * 17_000_000,
    "one giant attribute": b"<p class='" + b"x " * 3_000_000 + b"'>text</p>",
    "a million attributes": b"<p " + b"a=b " * 500_000 + b">text",
    "NUL bytes": b"\x00<p\x00>te\x00xt" * 10_000,
    "broken entities": b"&#xffffffffff;&#0;&amp&nbsp&bogus;&#55296;" * 50_000,
    "deep JSON-LD": b"<script type='application/ld+json'>" + b"[" * 100_000 + b"</script>",
    "many dates": b"<div>28.06.2024</div>" * 50_000,
    "many dates of no language": b"".join(b"<div class=date>28 foo%d 2024</div>" % n for n in range(20_000)),
    "many labels of no language": b"".join(b"<p>Published: 28 foo%d 2024</p>" % n for n in range(20_000)),
    "many times of no language": b"".join(b"<time>28 foo%d 2024</time> " % n for n in range(20_000)),
    "many headings": b"<h1>Heading 1 of many 12.05.2020</h1>" * 30_000,
    "many labels": "<p>Дата публикации: </p>".encode() * 40_000,
    "digits and dashes": b"<p>" + b"1-" * 500_000,
    "spaces": b"<title>" + b" | " * 100_000 + b"</title><p>" + b" " * 5_000_000,
    "comments never closed": b"<!--" * 100_000,
    "options": b"<select>" + b"<option>x" * 100_000,
    "formatting left open": b"<p>" + b"".join(b"<b x=%d>" % n for n in range(1_200)) + b"</p>" + b"<p>x" * 3_700,
    "distinct attributes": b"<p " + b" ".join(b"a%d='>'" % n for n in range(60_000)) + b">text",
    "distinct attributes of the body": b"".join(b"<body a%d=1>" % n for n in range(60_000)),
    "end tags of nothing": b"<span>" * 2_900 + b"</x></p>" * 20_000,
    "blocks in formatting": b"<b><div></b>" * 60_000,
    "pictures": b"<svg>" + b"<path d='M0'/>" * 60_000,
    "unclosed quotes": b'<a href="' * 100_000,
    "a million line breaks": b"x<br>" * 1_000_000,
    "50,000 tables": b"<table><tr><td>a</td><td>12.05.2020</td></tr></table>" * 50_000,
    "100,000 dates in a line": b"<p>" + b"28.06.2024 " * 100_000,
    "100,000 labels in a line": "Дата публикации ".encode() * 100_000,
    "10 MB in one line": "университет принял ".encode() * 270_000,
    "5 MB of JSON-LD": b'<script type="application/ld+json">{"@type":"Article","headline":"' + b"x " * 2_500_000,
    "JSON-LD nested 10,000 deep": b"<script type='application/ld+json'>"
    + b'{"@graph":' * 10_000
    + b"1"
    + b"}" * 10_000,
    "JSON-LD of many articles": b"<script type='application/ld+json'>["
    + b'{"@type":"NewsArticle","datePublished":"2024-06-28"},' * 8_000
    + b"{}]</script>",
    "a headline of a megabyte": b"<h1>" + b"word " * 200_000,
    "a headline of 100,000 parts": b"<h1>" + b"<span>a</span>" * 100_000,
    "random bytes": random.Random(1).randbytes(3_000_000),
    "encoded twice": (SENTENCE * 9).encode().decode("latin-1").encode() * 4_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_is_bounded(name: str) -> None:
    start = time.process_time()
    read_article(HOSTILE[name], URL)
    assert time.process_time() - start < 2.0


def test_formatting_left_open_is_not_opened_anew_without_end() -> None:
    nodes = parse(HOSTILE["formatting left open"].decode()).css("*")
    assert len(nodes) < 10_000


def test_a_long_page_that_is_only_long_is_not_changed() -> None:
    rows = "".join(f"<tr><td class='a' title='1 > 0'><b>{n}</b><td>{SENTENCE}<p>text" for n in range(3_000))
    picture = "<svg viewBox='0 0 1 1'>" + "<path d='M0 0'/>" * 4_000 + "</svg>"
    choice = "<select>" + "<option value=1>one</option>" * 1_000 + "</select>"
    script = "<script>if (a<b && c == \"<div>\") { d = '<div>' }</script>" * 200
    page = f"<html><body><div><table>{rows}</table>{picture}{choice}{script}<p>The end.</p></div></body></html>"
    assert bounded(page).replace("<span", "<b").replace("</span", "</b") == page


@pytest.mark.parametrize(
    "hints",
    [
        Hints(body_selector="div"),
        Hints(remove_selectors=("div div",)),
        Hints(title_selector="div", date_selector="div"),
    ],
    ids=["body", "remove", "title"],
)
@pytest.mark.parametrize(
    "html",
    [b"<div>text" * 2_500, b"<div>" + b"<div>text</div>" * 9_000, b"<div>" * 2_500 + b"<div>text</div>" * 9_000],
    ids=["deep", "wide", "both"],
)
def test_a_hint_that_matches_everything_costs_little(html: bytes, hints: Hints) -> None:
    start = time.process_time()
    read_article(html, URL, hints=hints)
    assert time.process_time() - start < 2.0


def test_a_whole_article_before_a_hostile_tail_is_still_read() -> None:
    html = pages.INSTITUTE.encode().replace(b"<footer>", b"<div>" * 50_000)
    article = read_article(html, URL)
    assert article.title == "SPbPU at the meeting with the delegation of Tianjin municipal government"
    assert pages.E1 in article.body


@pytest.mark.parametrize(
    "html", [b"", b"   ", b"\x00", b"%PDF-1.7 \xff\xfe\x00", b"\x89PNG\r\n\x1a\n\x00\x00", b"{}", b"<html></html>"]
)
def test_what_is_no_page_gives_an_empty_article(html: bytes) -> None:
    article = read_article(html, URL)
    assert article.title == ""
    assert article.published is None
    assert article.links == ()


def test_a_script_only_page_gives_no_text() -> None:
    html = b"<html><body><div id=app></div><script>var a = 'A long text in a script, no article at all.'</script>"
    assert read_article(html, URL).body == ""


@given(st.binary(max_size=600))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_without_a_crash(html: bytes) -> None:
    assert read_article(html, URL).url == URL


_PIECES = st.sampled_from(
    [
        "<div>",
        "</div>",
        "<p>",
        "<h1>",
        "</h1>",
        "<td>",
        "<table>",
        "<a href=x>",
        "</a>",
        "<time datetime='2024-06-28'>",
        "<br>",
        "<li>",
        "Дата публикации:",
        " 28.06.2024 ",
        "<article class='entry-content'>",
        SENTENCE,
        "<title>",
        "</title>",
        "<script>",
        "<form>",
        "<meta property=og:title content='A | B'>",
        "28",
        "Июн",
        "<span class=date>",
        "</span>",
        "\x00",
        "&nbsp;",
        "<![CDATA[",
        "сегодня",
    ]
)


@given(st.lists(_PIECES, max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_heap_of_tags_is_read_without_a_crash(pieces: list[str]) -> None:
    article = read_article("".join(pieces).encode(), URL)
    assert "<div>" not in article.body


@pytest.mark.parametrize(
    "html",
    [
        f"<p>{pages.P1}</p><table><tr>{'<td><a href=x>link text</a></td>' * 60_000}</tr></table><p>{pages.P2}</p>",
        f"{'<ul><li>' * 1400}{'<p>A sentence of fair length, with commas, that reads as text.</p>' * 20_000}",
    ],
    ids=["cells", "lists"],
)
def test_work_on_one_block_does_not_grow_with_its_table_or_depth(html: str) -> None:
    started = time.process_time()
    read_article(f"<h1>Title of the page</h1>{html}".encode(), "https://uni.example/1")
    assert time.process_time() - started < 4


@pytest.mark.parametrize(
    "html",
    [
        b"<div class='x'>" * 2_000 + b"<p class='x'>text</p>" * 5_000,
        b"<div>" * 2_000 + b"<p class='x'>text</p>" * 5_000,
        b"<h1>Title</h1>" * 5_000 + b"<div class='x'>" + b"<a href='/n'>link</a>" * 5_000,
    ],
)
def test_time_is_bounded_with_a_profile(html: bytes) -> None:
    profile = Profile("h1", "div.x, .x", ".x > p", "label", 1.0, 8, remove_selectors=("div.x > p", "a"))
    started = time.process_time()
    read_article(html, URL, profile=profile)
    assert time.process_time() - started < 2
