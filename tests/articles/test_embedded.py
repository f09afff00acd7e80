"""Articles that a page carries only as data for its own scripts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from articles import embedded, read_article
from tests.articles.pages import E1, E2

URL = "https://u.example/stories/1"
TITLE = "North campus opens its library"
OTHER = {"title": "Another story of the week", "publishedAt": "2024-07-09T10:00:00Z", "body": f"<p>{E2} {E2}</p>"}


def page(story: Any, *, kind: str = "application/json", title: str = TITLE) -> bytes:
    data = json.dumps({"props": {"pageProps": {"related": [OTHER], "story": story}}})
    shell = f'<div id="__next"></div><script id="__NEXT_DATA__" type="{kind}">{data}</script>'
    return f"<html lang=en><head><title>{title} | U</title></head><body>{shell}</body></html>".encode()


def test_the_record_with_the_pages_title_is_its_article() -> None:
    story = {"title": TITLE, "publishedAt": "2024-06-28T14:00:00Z", "updatedAt": "2024-07-02T14:00:00Z"}
    article = read_article(page({**story, "body": f"<p>{E1}</p><p>{E2}</p>"}), URL)

    assert (article.title, article.body, article.body_from) == (TITLE, f"{E1}\n\n{E2}", "data")
    assert article.published is not None
    assert article.published.day.isoformat() == "2024-06-28"


def test_a_text_in_blocks_is_read_in_order() -> None:
    blocks = [
        {"type": "paragraph", "text": E1},
        {"type": "image", "alt": "A hall"},
        {"type": "p", "html": f"<b>{E2}</b>"},
    ]
    assert read_article(page({"headline": TITLE, "content": blocks}), URL).body == f"{E1}\n\n{E2}"


def test_no_other_storys_text_is_taken_for_it() -> None:
    assert read_article(page({"title": TITLE, "body": "Soon."}), URL).body == ""
    assert read_article(page({"name": "Menu"}), URL).body == ""


def test_data_that_cannot_be_read_give_an_empty_article() -> None:
    deep = "[" * 100_000
    shell = f"<title>{TITLE}</title><div id=app></div><script type='application/json'>{deep}</script>"
    assert read_article(shell.encode(), URL).body == ""


def test_records_within_records_are_not_read_as_often_as_they_are_deep(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def paragraphs(text: str) -> list[str]:
        parsed.append(text)
        return []

    monkeypatch.setattr(embedded, "_paragraphs", paragraphs)
    deep = f'{{"title":"{TITLE}","body":[' * 300 + '{"text":"<b>x</b>"}' + "]}" * 300
    shell = f"<title>{TITLE}</title><div id=app></div><script type='application/json'>{deep}</script>"

    assert read_article(shell.encode(), URL).body == ""
    assert len(parsed) <= embedded.MAX_RECORDS


def test_the_text_in_linked_data_serves_where_the_page_shows_none() -> None:
    data = json.dumps({"@type": "NewsArticle", "headline": TITLE, "articleBody": f"{E1}\n{E2}"})
    shell = f"<title>{TITLE}</title><script type='application/ld+json'>{data}</script><div id=app></div>"
    assert read_article(shell.encode(), URL).body == f"{E1}\n\n{E2}"


def test_of_several_articles_in_linked_data_the_one_with_the_title_is_read() -> None:
    other = {"@type": "NewsArticle", "headline": "Another story of the week", "articleBody": f"{E2}\n{E2}"}
    own = {"@type": "NewsArticle", "headline": TITLE, "articleBody": f"{E1}\n{E2}"}

    def body(*articles: object) -> str:
        data = "".join(f"<script type='application/ld+json'>{json.dumps(one)}</script>" for one in articles)
        shell = f"<title>{TITLE}</title><h1>{TITLE}</h1><div id=app></div>{data}"
        return read_article(shell.encode(), URL).body

    assert body(other, own) == f"{E1}\n\n{E2}"
    assert body(other, other) == ""


def test_character_references_in_a_plain_text_are_its_characters() -> None:
    story = {"title": TITLE, "body": f"Dean&#8217;s &amp; rector&rsquo;s &#{'9' * 5000}; R&D: {E1}"}
    assert read_article(page(story), URL).body.startswith("Dean\u2019s & rector\u2019s &#999")

    escaped = {"title": TITLE, "body": f"&lt;p&gt;{E1}&lt;/p&gt;&lt;p&gt;{E2}&lt;/p&gt;"}
    assert read_article(page(escaped), URL).body == f"{E1}\n\n{E2}"


@pytest.mark.parametrize(
    "key", ["unpublishAt", "unpublish_on", "lastPublishedAt", "latest_published_at", "republishedAt"]
)
def test_the_end_of_a_publication_and_its_repetition_are_not_its_day(key: str) -> None:
    def day(story: dict[str, str]) -> str | None:
        published = read_article(page({"title": TITLE, **story, "body": f"<p>{E1}</p><p>{E2}</p>"}), URL).published
        return published.day.isoformat() if published else None

    assert day({key: "2030-01-01T00:00:00Z"}) != "2030-01-01"
    assert day({key: "2030-01-01T00:00:00Z", "publishedAt": "2024-06-28T14:00:00Z"}) == "2024-06-28"
