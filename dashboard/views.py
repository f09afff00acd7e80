"""What the pages show, as plain records: stories with their evidence, a text with its terms marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from alerts.quotes import Piece, quotes
from alerts.terms import deciding_terms
from alerts.text import clean, web_link
from storage.records import FlaggedArticle
from storage.views import ArticleView

EVIDENCE_MARKED = 2000


@dataclass(frozen=True, slots=True)
class Card:
    """One flagged article as a list shows it, in codes that each language of the interface names. ``day`` is ISO, ""
    where the page states none; ``topics`` are (name, reviewed); ``others`` are further pages of the same story."""

    id: int
    title: str
    url: str
    source_key: str
    university: str
    country: str
    language: str
    day: str
    grade: int
    topics: tuple[tuple[str, str | None], ...]
    terms: tuple[str, ...]
    quotes: tuple[tuple[Piece, ...], ...]
    found_at: datetime
    story_id: int | None
    others: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True)
class DayGroup:
    """The stories of one day of publication; of those whose pages state none, the day they were found (``found``)."""

    day: str
    found: bool
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A title and its paragraphs in pieces, the evidence marked."""

    title: tuple[Piece, ...]
    paragraphs: tuple[tuple[Piece, ...], ...] = field(default=())


def cards(rows: Iterable[FlaggedArticle]) -> list[Card]:
    """Rows as cards in the same order, the topics of one article together."""
    merged: dict[int, list[FlaggedArticle]] = {}
    for row in rows:
        merged.setdefault(row.article_id, []).append(row)
    return [card(same) for same in merged.values()]


def card(rows: Sequence[FlaggedArticle]) -> Card:
    """The card of one article from its rows, one a topic."""
    first = max(rows, key=lambda row: row.grade)
    evidence = [entry for row in rows for entry in row.evidence]
    return Card(
        id=first.article_id,
        title=clean(first.title, 400),
        url=web_link(first.url),
        source_key=first.source_key,
        university=clean(first.source_name, 200) or first.source_key,
        country=first.country,
        language=language_tag(first.language),
        day=first.published_day or "",
        grade=first.grade,
        topics=tuple((row.topic, row.reviewed) for row in rows),
        terms=deciding_terms(evidence),
        quotes=tuple(quotes(evidence, title=first.title)),
        found_at=first.first_seen_at,
        story_id=first.story_id,
    )


def days(found: Sequence[Card]) -> list[DayGroup]:
    """Cards by day in their order, with the pages of one story told once, under its first."""
    stories: dict[object, list[Card]] = {}
    for one in found:
        stories.setdefault(one.story_id if one.story_id is not None else ("article", one.id), []).append(one)
    groups: dict[tuple[str, bool], list[Card]] = {}
    for first, *rest in stories.values():
        day = (first.day or first.found_at.date().isoformat(), not first.day)
        groups.setdefault(day, []).append(replace(first, others=tuple(rest)))
    return [DayGroup(day, found, tuple(told)) for (day, found), told in groups.items()]


def marked_text(article: ArticleView) -> MarkedText:
    """The article's title and body with the evidence of its flags marked where it was found."""
    title_spans: list[tuple[int, int]] = []
    body_spans: list[tuple[int, int]] = []
    for flag in article.flags:
        for entry in flag.evidence[:EVIDENCE_MARKED]:
            in_title = entry.get("field") == "title"
            span = _span(article.title if in_title else article.body, entry)
            if span is not None:
                (title_spans if in_title else body_spans).append(span)
    paragraphs, start = [], 0
    for paragraph in article.body.split("\n\n"):
        end = start + len(paragraph)
        inside = [(max(a, start), min(b, end)) for a, b in body_spans if a < end and b > start]
        if paragraph.strip():
            paragraphs.append(_pieces(article.body, start, end, inside))
        start = end + 2
    return MarkedText(_pieces(article.title, 0, len(article.title), title_spans), tuple(paragraphs))


def language_tag(code: str | None) -> str:
    """``code`` fit for a lang attribute, "" where it is none."""
    return code.lower() if code and code.isascii() and code.isalpha() and 2 <= len(code) <= 3 else ""


def _span(text: str, entry: Mapping[str, object]) -> tuple[int, int] | None:
    """Where the term of one piece of evidence stands; None where the text no longer has it there."""
    offset, term = entry.get("offset"), entry.get("term")
    if not isinstance(offset, int) or not isinstance(term, str) or not term or offset < 0:
        return None
    return (offset, offset + len(term)) if text.startswith(term, offset) else None


def _pieces(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    pieces, at = [], start
    for low, high in sorted(spans):
        low = max(low, at)
        if low >= high:
            continue
        if low > at:
            pieces.append(Piece(text[at:low], False))
        pieces.append(Piece(text[low:high], True))
        at = high
    if at < end:
        pieces.append(Piece(text[at:end], False))
    return tuple(pieces)
