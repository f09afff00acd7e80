"""The records of this room: a verdict on one text, and the evidence for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Field = Literal["title", "lead", "body"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One term found in a text. ``offset`` counts characters in the field's own text ("title", or the body for both
    "lead" and "body"); ``term`` is the spelling as found, ``entity`` its canonical name, ``sentence`` its sentence."""

    term: str
    entity: str
    kind: str
    field: Field
    offset: int
    weight: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Is this text about the topic? ``grade``: 0 none, 1 passing, 2 significant, 3 main. Flagged means 2 or more."""

    topic: str
    grade: int
    score: float
    evidence: tuple[Evidence, ...] = ()
    lexicon_version: str = ""

    @property
    def flagged(self) -> bool:
        """True where the grade is one people are told of (2 or 3)."""
        return self.grade >= 2
