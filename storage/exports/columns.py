"""The columns of an export: their names, types and meaning, and the values a row has under them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

from storage.types import storable
from storage.views import ExportRow

Kind = Literal["integer", "number", "string", "date", "datetime", "array", "object"]
"""The types of the Frictionless Table Schema. An ``array`` is one text in a CSV, joined by "; "."""


class Column(NamedTuple):
    """One column: its heading, its type and what stands in it."""

    name: str
    kind: Kind
    description: str


COLUMNS: tuple[Column, ...] = (
    Column("article_id", "integer", "Number of the article in this archive; `vestnik show ID` shows it."),
    Column("version", "integer", "Version of the article this row shows: 1, or higher where it was edited since."),
    Column("source", "string", "Key of the source, the name of its file in the catalogue."),
    Column("university", "string", "Name of the university."),
    Column("country", "string", "Its country, ISO 3166-1 alpha-2."),
    Column("title", "string", "Headline."),
    Column("published", "date", "Day of publication as the site states it, YYYY-MM-DD; empty where it states none."),
    Column("published_raw", "string", "The date as it was found on the page."),
    Column(
        "published_from",
        "string",
        "Where the date was found: json-ld, meta, microdata, label, near-title, listing, feed, url, htmldate or site.",
    ),
    Column("published_confidence", "number", "How sure that date is, from 0 to 1."),
    Column("language", "string", "Language of the article, ISO 639-1."),
    Column("url", "string", "Address of the article."),
    Column("topic", "string", "Topic it was flagged for; empty for an article that is not flagged."),
    Column("grade", "integer", "1 mentioned in passing, 2 significant, 3 the main subject."),
    Column("score", "number", "The score behind the grade."),
    Column("terms", "array", "What decided, strongest first, joined by '; '."),
    Column("evidence", "array", "The sentence with the first evidence."),
    Column("first_seen_at", "datetime", "When this archive first saw the article, UTC, ISO 8601."),
    Column("last_seen_at", "datetime", "When it last saw it, UTC, ISO 8601. Not in a dated archive."),
    Column("story_id", "integer", "Number of its story: language versions of one article share it."),
    Column("page_sha256", "string", "SHA-256 of the stored page this version was read from."),
    Column(
        "body",
        "string",
        "Text, paragraphs separated by an empty line. Never cut: a spreadsheet shows 32,767 characters.",
    ),
    Column("reviewed", "string", "What a person said of the flag (`vestnik review`): yes, no, or empty."),
    Column("edit", "string", "What the current version changed: new, typo, title, date or body."),
    Column(
        "withdrawn_at",
        "datetime",
        "Since when its page is gone (404 or 410 twice, a day apart), UTC; empty where it is not.",
    ),
    Column(
        "events",
        "string",
        "withdrawn, restored, now-mentions, no-longer-mentions, each with its day (and topic), joined by '; '.",
    ),
)
"""The columns, in order. Names are stable; new ones are added at the end."""

DETAILS: tuple[Column, ...] = (
    Column("canonical_url", "string", "The address the page itself names as its own."),
    Column("authors", "array", "Authors as the page names them."),
    Column("rubric", "string", "Section of the site."),
    Column("image", "string", "Address of the picture."),
    Column("attachments", "array", "Addresses of attached files."),
    Column("siblings", "object", "Addresses of the other language versions, by language."),
    Column("published_value", "string", "Publication as stated, ISO 8601, with an offset where the page names one."),
    Column("published_precision", "string", "day, minute or second."),
    Column("title_from", "string", "Where the headline was found."),
    Column("body_from", "string", "Where the text was found."),
    Column("body_confidence", "number", "How sure the text is, from 0 to 1."),
    Column("content_hash", "string", "xxh3 of title and text, white space folded: equal texts have equal ones."),
    Column("reader", "string", "Version of the reader that read it."),
    Column("lexicon_version", "string", "Version of the topic that judged it."),
    Column("reviewed_by", "string", "Who reviewed the flag."),
)
"""What JSON lines tell beside ``COLUMNS``."""
VERSIONS = Column(
    "versions",
    "array",
    "All versions, oldest first: version, seen_at, title, body, published, edit, added, removed, page_sha256.",
)

NAMES = tuple(column.name for column in COLUMNS)
VOLATILE = frozenset({"last_seen_at"})
"""What changes with every look at a page: left out of a dated archive, whose old months stay as they are."""
EVIDENCE = ("term", "entity", "kind", "field", "offset", "weight", "sentence")
"""What is kept of each piece of evidence."""


def chosen_columns(without: Iterable[str] = ()) -> tuple[Column, ...]:
    """The columns but those named."""
    left_out = frozenset(without)
    return tuple(column for column in COLUMNS if column.name not in left_out)


def typed(row: ExportRow) -> dict[str, Any]:
    """The values of a row by column name: texts, numbers, aware times, lists of terms and of pieces of evidence; None
    where there is nothing. Texts are such as UTF-8 can hold (no NUL, no lone surrogates)."""
    return {
        "article_id": row.article_id,
        "version": row.version,
        "source": row.source_key,
        "university": storable(row.source_name),
        "country": storable(row.country),
        "title": storable(row.title),
        "published": row.published_day,
        "published_raw": _text(row.published_raw),
        "published_from": row.published_provenance,
        "published_confidence": row.published_confidence,
        "language": _text(row.language),
        "url": storable(row.url),
        "topic": _text(row.topic),
        "grade": row.grade,
        "score": row.score,
        "terms": [storable(term) for term in decisive_terms(row.evidence)] if row.evidence else [],
        "evidence": [_piece(piece) for piece in row.evidence],
        "first_seen_at": row.first_seen_at,
        "last_seen_at": row.last_seen_at,
        "story_id": row.story_id,
        "page_sha256": row.page_sha256,
        "body": storable(row.body),
        "reviewed": row.reviewed,
        "edit": row.change_kind,
        "withdrawn_at": row.gone_at,
        "events": storable(row.events),
    }


def cells(row: ExportRow) -> list[str]:
    """The cells of one row in the order of ``COLUMNS`` as text, not yet made safe for a spreadsheet."""
    values = typed(row)
    values["terms"] = "; ".join(values["terms"])
    values["evidence"] = values["evidence"][0]["sentence"] if values["evidence"] else ""
    for name in ("first_seen_at", "last_seen_at", "withdrawn_at"):
        values[name] = None if values[name] is None else moment(values[name])
    return ["" if value is None else str(value) for value in values.values()]


def decisive_terms(evidence: Iterable[Mapping[str, object]]) -> list[str]:
    """The entities that spoke for the topic, each once, strongest first."""
    strongest: dict[str, float] = {}
    for piece in evidence:
        entity, weight = str(piece["entity"]), float(str(piece["weight"]))
        if weight > 0:
            strongest[entity] = max(weight, strongest.get(entity, weight))
    return sorted(strongest, key=lambda entity: -strongest[entity])


def moment(value: datetime) -> str:
    """A time as text: UTC, ISO 8601, to the second."""
    utc = value if value.tzinfo is UTC else value.astimezone(UTC)
    return utc.isoformat(timespec="seconds")[:19] + "Z"


def _text(value: str | None) -> str | None:
    return None if value is None else storable(value)


def _piece(piece: Mapping[str, object]) -> dict[str, object]:
    found = {name: piece.get(name) for name in EVIDENCE}
    return {name: storable(value) if isinstance(value, str) else value for name, value in found.items()}
