"""How well a topic judges texts that a person has graded: precision, recall, and the terms that mislead it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from topics.records import Verdict

if TYPE_CHECKING:  # the store knows this record and need not load what judges
    from topics.topic import Topic

SUGGESTED = 5
"""Terms named at most."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text, the grade a person gave it (0 to 3; a reviewed "yes" counts as 2), and where it comes from: in words, and
    the ``line`` of a file or the number of an article."""

    title: str
    body: str
    grade: int
    language: str | None
    where: str
    line: int
    rubric: str | None = None
    source: str | None = None


@dataclass(slots=True)
class Tally:
    """Right and wrong flags of one language."""

    texts: int = 0
    right: int = 0
    false: int = 0
    missed: int = 0

    def as_json(self) -> dict[str, float | int]:
        """Counts with precision, recall and F1 (0 where nothing was flagged or nothing was to be flagged)."""
        precision = self.right / (self.right + self.false) if self.right else 0.0
        recall = self.right / (self.right + self.missed) if self.right else 0.0
        f1 = 2 * precision * recall / (precision + recall) if self.right else 0.0
        return {
            "texts": self.texts,
            "right": self.right,
            "false": self.false,
            "missed": self.missed,
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(f1, 4),
        }


@dataclass(slots=True)
class Measured:
    """What came of judging labelled texts: ``tallies`` by language and for "all", every error."""

    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    errors: list[dict[str, Any]] = field(default_factory=list)
    in_false: Counter[str] = field(default_factory=Counter)  # flags by a term that decided
    in_right: Counter[str] = field(default_factory=Counter)

    def count(self, row: Labelled, verdict: Verdict) -> None:
        """Count one text. Wanted and flagged mean grade 2 or 3."""
        wanted, flagged = row.grade >= 2, verdict.flagged
        for language in ("all", row.language or "?"):
            tally = self.tallies[language]
            tally.texts += 1
            tally.right += wanted and flagged
            tally.false += flagged and not wanted
            tally.missed += wanted and not flagged
        if flagged:
            counted = self.in_right if wanted else self.in_false
            counted.update({evidence.entity for evidence in verdict.evidence if evidence.weight > 0})
        if wanted != flagged:
            self.errors.append(
                {
                    "where": row.where,
                    "line": row.line,
                    "error": "false flag" if flagged else "missed",
                    "language": row.language,
                    "wanted": row.grade,
                    "grade": verdict.grade,
                    "title": row.title,
                    "terms": list(dict.fromkeys(evidence.term for evidence in verdict.evidence)),
                }
            )

    def suggestions(self) -> list[dict[str, Any]]:
        """Terms that several false flags share, the most frequent first, with the right flags that need them."""
        return [
            {"term": term, "false": count, "right": self.in_right[term]}
            for term, count in self.in_false.most_common(SUGGESTED)
            if count > 1
        ]


def measure(topic: Topic, rows: Iterable[Labelled]) -> Measured:
    """Judge every text, and count."""
    result = Measured()
    for row in rows:
        verdict = topic.judge(row.title, row.body, language=row.language, rubric=row.rubric, source=row.source)
        result.count(row, verdict)
    return result
