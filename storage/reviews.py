"""What people said of the flags: right or wrong. Kept beside the verdict and never touched by a later judging."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import Connection, select

from storage import rows
from storage.engine import Database
from storage.errors import StoreError
from storage.flag_days import stamp_flags
from storage.schema import article, article_version, flag
from storage.views import Review
from topics.measuring import Labelled

Answer = Literal["yes", "no"]


class Reviews:
    """The part of ``Store`` that keeps reviews."""

    _db: Database

    def review(self, article_id: int, topic: str, answer: Answer, *, by: str | None = None) -> int:
        """Note that a person finds the article's current version about the topic ("yes") or not ("no"); ``by`` is who.

        A further review of the same version replaces the one before. Returns the grade the topic had given (0 where it
        had found nothing: then a missed article). StoreError where there is no such article.
        """
        with self._db.write() as connection:
            version = connection.scalar(select(article.c.version).where(article.c.id == article_id))
            if version is None:
                raise StoreError(f"there is no article {article_id}")
            said = {"reviewed": answer, "reviewed_by": by}
            new = self._db.insert(flag)
            connection.execute(
                new.on_conflict_do_update(index_elements=["article_id", "version", "topic"], set_=said),
                {
                    "article_id": article_id,
                    "version": version,
                    "topic": topic,
                    "grade": 0,
                    "score": 0.0,
                    "evidence": [],
                    "lexicon_version": "",
                    **said,
                },
            )
            stamp_flags(connection, [article_id])
            grade = connection.scalar(
                select(flag.c.grade).where(
                    flag.c.article_id == article_id, flag.c.version == version, flag.c.topic == topic
                )
            )
        return int(grade or 0)

    def reviews(self, topic: str, *, newest: int | None = None) -> Iterator[Review]:
        """Every reviewed version of an article for a topic, with the text that was reviewed, oldest article first; or
        those alone whose articles are the ``newest``.

        A review that was carried from one version to the next is told once, with the newest of these texts.
        """
        said = (flag.c.topic == topic, flag.c.reviewed.is_not(None))
        query = (
            select(
                flag.c.article_id,
                flag.c.version,
                article.c.source_key,
                article.c.language,
                article.c.rubric,
                article_version.c.title,
                article_version.c.body,
                flag.c.grade,
                flag.c.reviewed.label("answer"),
                flag.c.reviewed_by.label("by"),
            )
            .join(article, article.c.id == flag.c.article_id)
            .join(
                article_version,
                (article_version.c.article_id == flag.c.article_id) & (article_version.c.version == flag.c.version),
            )
            .where(*said)
            .order_by(flag.c.article_id, flag.c.version)
        )
        if newest is not None:
            few = select(flag.c.article_id).where(*said).order_by(flag.c.day.desc(), flag.c.article_id.desc())
            query = query.where(flag.c.article_id.in_(few.limit(newest).subquery().select()))
        with self._db.read() as connection:
            review: Review | None = None
            for row in connection.execute(query):
                following = Review(**row._mapping)
                if review is not None and not _is_carried(review, following):
                    yield review
                review = following
            if review is not None:
                yield review


def labelled(review: Review) -> Labelled:
    """A review as a labelled text, to measure a topic by: "yes" counts as grade 2."""
    return Labelled(
        review.title,
        review.body,
        2 if review.answer == "yes" else 0,
        review.language,
        f"article {review.article_id}",
        review.article_id,
        review.rubric,
        review.source_key,
    )


def _is_carried(review: Review, following: Review) -> bool:
    same = (review.article_id, review.version + 1, review.answer, review.by)
    return same == (following.article_id, following.version, following.answer, following.by)


def carry_reviews(connection: Connection, flags: Sequence[dict[str, Any]]) -> None:
    """Give new flags the review of the version before, where the same things were found in both: then the edit did not
    change what the person judged. ``flags``: rows of the table, about to be written."""
    edited = {row["article_id"] for row in flags if row["version"] > 1}
    if not edited:
        return
    columns = (flag.c.article_id, flag.c.version, flag.c.topic, flag.c.grade, flag.c.evidence)
    query = select(*columns, flag.c.reviewed, flag.c.reviewed_by).where(
        flag.c.article_id.in_(edited), flag.c.reviewed.is_not(None)
    )
    said = {(row.article_id, row.version + 1, row.topic): row for row in connection.execute(query)}
    for row in flags:
        before = said.get((row["article_id"], row["version"], row["topic"]))
        if before is not None and _found(before.grade, before.evidence) == _found(row["grade"], row["evidence"]):
            row["reviewed"], row["reviewed_by"] = before.reviewed, before.reviewed_by


def _found(grade: int, evidence: Sequence[Mapping[str, Any]]) -> tuple[bool, frozenset[Any]]:
    """Whether it is a flag, and the things that count in it."""
    return grade >= rows.FLAGGED, frozenset(one["entity"] for one in evidence if one["weight"] > 0)
