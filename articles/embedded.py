"""The text of an article that a page carries only as data for its own scripts (``__NEXT_DATA__``, JSON-LD): what a
browser would show, read without one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from itertools import islice
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from articles.decode import decode_for_parser
from articles.meta import Head
from articles.page import Page
from articles.text import fold, squeeze, words

MAX_SCRIPTS, MAX_CHARACTERS, MAX_VALUES = 20, 1_500_000, 50_000
"""Scripts of one page, characters of all of them, and values in them, that are looked at."""
MAX_RECORDS, MAX_TEXTS = 20, 10_000
"""Records with the page's title, and texts of all of them, that are read: each may lie in the text of another."""
_LEAST = 140
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")  # such as ``unescape`` never refuses
_TITLES = words("title headline name heading")
_TEXTS = words(
    "body content text html contenthtml bodyhtml articlebody richtext value fulltext detail blocks paragraphs"
)


def embedded_text(tree: LexborHTMLParser, head: Head, title: str) -> list[str]:
    """The paragraphs of the record that has this ``title``; none where the page's data hold no such record, or no text
    in it."""
    wanted = fold(title)
    text = _of_linked_data(head, wanted)
    if len(text) >= _LEAST:
        return _paragraphs(text)
    named = (record for record in _all_records(tree) if _is_named(record, wanted)) if len(wanted) >= 4 else iter(())
    texts_left, left = MAX_TEXTS, MAX_CHARACTERS
    for record in islice(named, MAX_RECORDS):
        texts = list(islice(_texts(record), texts_left))
        texts_left, left = texts_left - len(texts), left - sum(map(len, texts))
        if left < 0:
            break
        paragraphs = [line for text in texts for line in _paragraphs(text)]
        if sum(map(len, paragraphs)) >= _LEAST:
            return paragraphs
    return []


def _of_linked_data(head: Head, wanted: str) -> str:
    """The text of the JSON-LD article with this (folded) title; of a single one, whatever its headline says to search
    engines."""
    for article in head.articles:
        name, text = article.get("headline") or article.get("name"), article.get("articleBody")
        is_own = len(head.articles) == 1 or (isinstance(name, str) and fold(unescape(name[:400])) == wanted)
        if is_own and isinstance(text, str):
            return text
    return ""


def _all_records(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    return (record for data in _data(tree) for record in _records(data))


def _is_named(record: dict[str, Any], wanted: str) -> bool:
    """True for a record that has this (folded) title, and something that may be its text."""
    return any(
        isinstance(name := record.get(key), str) and fold(name[:400]) == wanted for key in _TITLES
    ) and not _TEXTS.isdisjoint(map(str.lower, record))


def _data(tree: LexborHTMLParser) -> Iterator[Any]:
    left = MAX_CHARACTERS
    for node in tree.css('script[type="application/json"]')[:MAX_SCRIPTS]:
        text = node.text() or ""
        if len(text) > left:
            continue
        left -= len(text)
        try:
            yield json.loads(text)
        except (ValueError, RecursionError):
            continue  # data of another kind, or nested beyond reason: nothing to read there


def _records(data: Any) -> Iterator[dict[str, Any]]:
    """Every object of ``data``, the outer ones first."""
    waiting, seen = [data], 0
    while waiting and seen < MAX_VALUES:
        value = waiting.pop()
        seen += 1
        if isinstance(value, dict):
            yield value
            waiting.extend(reversed(value.values()))
        elif isinstance(value, list):
            waiting.extend(reversed(value))


def _texts(record: dict[str, Any]) -> Iterator[str]:
    """The texts under the names that such data give to an article's text, in order."""
    for key, value in record.items():
        if key.lower() not in _TEXTS:
            continue
        if isinstance(value, str):
            yield value
            continue
        for inner in _records(value):
            yield from (text for name, text in inner.items() if name.lower() in _TEXTS and isinstance(text, str))


def _paragraphs(text: str) -> list[str]:
    text = text[:MAX_CHARACTERS]
    if "<" not in text and "&" in text:
        text = _REFERENCE.sub(lambda match: unescape(match.group()), text)
    if "<" not in text:
        return [line for one in text.splitlines() if (line := squeeze(one))]
    decoded, _ = decode_for_parser(text.encode(errors="replace"), "utf-8")
    return [block.text for block in Page(decoded).blocks]
