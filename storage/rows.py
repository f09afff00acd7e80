"""From an item to the values of its rows: pure, no SQL."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from articles.passing import is_relative
from articles.records import Article, PublishedDate
from storage.recheck import Ages, article_due
from storage.records import AlertKind, ArticleItem
from topics.records import Verdict

FLAGGED = 2
"""The grade from which an article counts as flagged."""

PAGE_ROW_REPLACED = (
    "state", "etag", "last_modified", "status", "failures", "note", "next_check_at", "missing_since", "duplicate_of",
)  # fmt: skip
"""What storing an article replaces in the row of its page; its card's title and date stay as found."""

OF_ITS_OWN_PAGE = frozenset(
    {
        "url", "canonical_url", "day", "published_day", "published_value", "published_precision", "published_raw",
        "published_provenance", "published_confidence",
    }
)  # fmt: skip
"""What an article has of its own page only, and of no other page that repeats it."""

_NUMBER = re.compile(r"\d{1,9}")
_EVIDENCE = ("term", "entity", "kind", "field", "offset", "weight", "sentence")


def published_day(article: Article) -> str | None:
    """The published day as YYYY-MM-DD, as the site states it."""
    return None if article.published is None else article.published.day.isoformat()


def stated_day(article: Article, kept_day: str | None) -> str | None:
    """The published day after this reading, where ``kept_day`` was known before: a reading without one keeps it, and
    so does one told from the moment of reading ("2 часа назад", or "19 апреля" a year later)."""
    return kept_day if _keeps_day(article, kept_day) else published_day(article)


def _day(article: Article, kept_day: str | None, first_seen_at: datetime) -> str:
    return stated_day(article, kept_day) or first_seen_at.astimezone(UTC).date().isoformat()


def _keeps_day(article: Article, kept_day: str | None) -> bool:
    if kept_day is None or article.published is None:
        return kept_day is not None
    return is_relative(article.published.raw) or _is_of_a_later_year(article.published, kept_day)


def _is_of_a_later_year(published: PublishedDate, kept_day: str) -> bool:
    """Whether a day that names no year is read as that of a later year, because it is read so much later."""
    year, day = published.day.isoformat().split("-", 1)
    if day != kept_day[5:] or year <= kept_day[:4] or "年" in published.raw:
        return False
    numbers = [int(number) for number in _NUMBER.findall(published.raw)]
    if published.day.day in numbers:
        numbers.remove(published.day.day)
    return all(number < 100 for number in numbers) and int(year[2:]) not in numbers


def article_values(
    item: ArticleItem, *, version: int, page_sha256: str, first_seen_at: datetime, kept_day: str | None = None
) -> dict[str, Any]:
    """The columns that a version brings to its article. Where this reading found no date, the date columns are left
    out (an edit keeps the date that was once read: ``kept_day``)."""
    article = item.article
    values: dict[str, Any] = {
        "version": version,
        "url": article.url,
        "canonical_url": article.canonical_url,
        "title": article.title,
        "body": article.body,
        "language": article.language,
        "authors": list(article.authors),
        "rubric": article.rubric,
        "image": article.image,
        "attachments": list(article.attachments),
        "siblings": dict(article.siblings),
        "day": _day(article, kept_day, first_seen_at),
        "title_from": article.title_from,
        "body_from": article.body_from,
        "body_confidence": article.body_confidence,
        "content_hash": item.content_hash,
        "signature": item.signature,
        "page_sha256": page_sha256,
    }
    published = article.published
    if not _keeps_day(article, kept_day):
        values |= {
            "published_day": published_day(article),
            "published_value": published and published.value.isoformat(),
            "published_precision": published and published.precision,
            "published_raw": published and published.raw,
            "published_provenance": published and published.provenance,
            "published_confidence": published and published.confidence,
        }
    return values


def article_of(row: Mapping[str, Any]) -> Article:
    """The article that a row of the table ``article`` (by column name) was made from, as far as it is kept."""
    value = row["published_value"]
    published = None
    if value is not None:
        published = PublishedDate(
            datetime.fromisoformat(value),
            row["published_precision"],
            row["published_raw"] or "",
            row["published_provenance"],
            row["published_confidence"] or 0.0,
        )
    same = ("url", "title", "body", "language", "rubric", "image", "canonical_url", "title_from", "body_from")
    return Article(
        **{name: row[name] for name in same},
        published=published,
        authors=tuple(row["authors"]),
        attachments=tuple(row["attachments"]),
        siblings=row["siblings"],
        body_confidence=row["body_confidence"],
    )


def alert_kind(version: int) -> AlertKind:
    """A first version is news as "new", a later one as "edit"."""
    return "new" if version == 1 else "edit"


def known_as(item: ArticleItem) -> str:
    """The address of the stored article that an item was recognised as: its own, or that of the one it repeats."""
    return item.address if item.known is None else item.known.address


def flag_values(verdict: Verdict) -> dict[str, Any]:
    """The columns of one flag."""
    return {
        "topic": verdict.topic,
        "grade": verdict.grade,
        "score": verdict.score,
        "evidence": [{name: getattr(evidence, name) for name in _EVIDENCE} for evidence in verdict.evidence],
        "lexicon_version": verdict.lexicon_version,
    }


def repeated_in_flags(item: ArticleItem, *, first_seen_at: datetime) -> dict[str, Any]:
    """What the flags of a new article repeat of it (``storage.flag_days``)."""
    article = item.article
    return {"day": _day(article, None, first_seen_at), "source_key": item.source_key, "language": article.language}


def page_row_values(
    item: ArticleItem, *, now: datetime, first_seen_at: datetime, day: str | None, ages: Ages
) -> dict[str, Any]:
    """The row of the page an article was read from. ``day`` is the published day known before, if any."""
    due = article_due(
        address=item.address,
        now=now,
        first_seen_at=first_seen_at,
        published_day=stated_day(item.article, day),
        ages=ages,
    )
    return {
        "address": item.address,
        "source_key": item.source_key,
        "url": item.article.url,
        "kind": "article",
        "state": "stored",
        "etag": item.etag,
        "last_modified": item.last_modified,
        "status": item.page.status,
        "failures": 0,
        "next_check_at": due,
        "missing_since": None,
    }
