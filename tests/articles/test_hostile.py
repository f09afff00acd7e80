"""Hostile and broken pages: bounded work, no crash, an honest empty answer.

How long and how much memory each takes is measured by ``python -m bench.hostile``; here a guard of ``HANGS_S`` catches
what would go on for minutes, on however slow a machine.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import Article, Hints, Profile, read_article
from articles.bounds import bounded
from articles.decode import MAX_BYTES, decode, decode_for_parser
from articles.page import Page
from articles.reader import MAX_LINKS, Reading
from articles.said import MAX_TITLE
from articles.tree import parse
from articles.walk import MAX_NODES
from tests.articles import pages
from tests.articles.hostile_pages import HOSTILE, SENTENCE, URL

HANGS_S = 30.0
"""CPU of one test that only a hang takes: the slowest page takes 2 s."""


@pytest.fixture(autouse=True)
def _no_hang() -> Iterator[None]:
    start = time.process_time()
    yield
    assert time.process_time() - start < HANGS_S


def steps(run: Callable[[], object]) -> int:
    """Lines of Python that ``run`` executes: the same on every machine, however busy."""
    count = 0

    def trace(_frame: FrameType, event: str, _arg: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_looked_at_and_what_is_kept_is_bounded(name: str) -> None:
    reading = Reading(*decode_for_parser(HOSTILE[name]()), URL, Hints(), None)
    page = Page(reading.text, reading.tree)
    assert max(len(page.boxes), len(page.blocks)) <= MAX_NODES
    article = reading.read(page).article(reading)
    assert len(article.title) <= MAX_TITLE
    assert len(article.body) <= MAX_BYTES
    assert len(article.links) <= MAX_LINKS
    assert len(article.authors) <= 20
    assert len(article.rubric or "") <= 100
    assert len(article.date_candidates) <= 100


@pytest.mark.parametrize(
    "name", ["a million attributes", "attributes behind a quoted tag", "attributes behind a quoted end of tag"]
)
def test_an_element_has_so_many_attributes_at_most(name: str) -> None:
    tree = parse(decode(HOSTILE[name]()))
    assert all(len(node.attributes) <= 1_500 for node in tree.css("*"))


def test_formatting_left_open_is_not_opened_anew_without_end() -> None:
    nodes = parse(HOSTILE["formatting left open"]().decode()).css("*")
    assert len(nodes) < 10_000


@pytest.mark.parametrize(
    "name", ["b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "TT", "U"]
)
@pytest.mark.parametrize("behind", [" x=%d", "/x=%d", "\nx=%d"])
def test_every_kind_of_formatting_with_attributes_is_found(name: str, behind: str) -> None:
    html = "".join(f"<{name}{behind % number}>" for number in range(800)).encode() + b"<p>x" * 100
    assert bounded(html).count(b"<span") == 800


@pytest.mark.parametrize("name", ["figure", "form", "section", "strongest", "button", "blockquote", "table"])
def test_elements_with_the_names_of_formatting_in_theirs_stay(name: str) -> None:
    html = "".join(f"<{name} x={number}></{name}>" for number in range(800)).encode()
    assert bounded(html) == html


def test_a_long_page_that_is_only_long_is_not_changed() -> None:
    rows = "".join(f"<tr><td class='a' title='1 > 0'><b>{n}</b><td>{SENTENCE}<p>text" for n in range(3_000))
    picture = "<svg viewBox='0 0 1 1'>" + "<path d='M0 0'/>" * 4_000 + "</svg>"
    choice = "<select>" + "<option value=1>one</option>" * 1_000 + "</select>"
    script = "<script>if (a<b && c == \"<div>\") { d = '<div>' }</script>" * 200
    page = f"<html><body><div><table>{rows}</table>{picture}{choice}{script}<p>The end.</p></div></body></html>"
    assert bounded(page.encode()).replace(b"<span", b"<b").replace(b"</span", b"</b") == page.encode()


SHAPES: dict[str, Callable[[int], str]] = {
    "deep": lambda size: "<div class='x'>text" * size,
    "wide": lambda size: "<div>" + "<div class='x'>text</div>" * size,
    "both": lambda size: "<div>" * size + "<p class='x'>text</p>" * size,
    "headings": lambda size: "<h1>Title</h1>" * size + "<div class='x'>" + "<a href='/n'>link</a>" * size,
}


@pytest.mark.parametrize(
    "hints",
    [
        Hints(body_selector="div"),
        Hints(remove_selectors=("div div",)),
        Hints(title_selector="div", date_selector="div"),
    ],
    ids=["body", "remove", "title"],
)
@pytest.mark.parametrize("shape", SHAPES)
def test_work_with_a_hint_that_matches_everything_grows_no_faster_than_the_page(shape: str, hints: Hints) -> None:
    def read(size: int) -> Article:
        return read_article(SHAPES[shape](size).encode(), URL, hints=hints)

    read(1_000)
    assert steps(lambda: read(1_000)) < 2.5 * steps(lambda: read(500))


@pytest.mark.parametrize("shape", SHAPES)
def test_work_with_a_profile_grows_no_faster_than_the_page(shape: str) -> None:
    profile = Profile("h1", "div.x, .x", ".x > p", "label", 1.0, 8, remove_selectors=("div.x > p", "a"))

    def read(size: int) -> Article:
        return read_article(SHAPES[shape](size).encode(), URL, profile=profile)

    read(1_000)
    assert steps(lambda: read(1_000)) < 2.5 * steps(lambda: read(500))


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
