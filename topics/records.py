"""The records of this room: a verdict on one text, the evidence for it, and how its score came about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Field = Literal["title", "lead", "body", "rubric"]


@dataclass(slots=True, unsafe_hash=True)
class Evidence:
    """One term found in a text. ``offset`` counts characters in the field's own text ("title", "rubric", or the body
    for both "lead" and "body"); ``term`` is the spelling as found, ``entity`` its canonical name, ``sentence`` its
    sentence.

    ``weight`` is what the term adds to the score: ``base`` (its weight in the topic file) × ``position`` (title, lead)
    × ``factor`` (what stands around it: ``reasons``) × ``repeat`` (1.0, less for a further mention of the same entity).

    Not to be changed; ``frozen`` would see to that and make a piece take seven times as long.
    """

    term: str
    entity: str
    kind: str
    field: Field
    offset: int
    weight: float
    sentence: str
    base: float = 0.0
    position: float = 1.0
    factor: float = 1.0
    repeat: float = 1.0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Masked:
    """A term that was found and not counted at all, with the rules that said so."""

    term: str
    entity: str
    field: Field
    offset: int
    reasons: tuple[str, ...]


@dataclass(slots=True, unsafe_hash=True)
class Verdict:
    """Is this text about the topic? ``grade``: 0 none, 1 passing, 2 significant, 3 main. Flagged means 2 or more.
    Not to be changed, as :class:`Evidence`.

    ``threshold`` is the score from which a text of this length is significant, ``main`` the one from which it is main;
    ``decided`` says in words what settled the grade.
    """

    topic: str
    grade: int
    score: float
    evidence: tuple[Evidence, ...] = ()
    lexicon_version: str = ""
    masked: tuple[Masked, ...] = ()
    threshold: float = 0.0
    main: float = 0.0
    decided: str = ""

    @property
    def flagged(self) -> bool:
        """True where the grade is one people are told of (2 or 3)."""
        return self.grade >= 2
