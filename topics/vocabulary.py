"""All that a topic looks for, for people to look through: its file's terms and those of its built table."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from topics.forms import Entity
from topics.topic import Topic


@dataclass(frozen=True, slots=True)
class Looked:
    """One entity that a topic looks for, with the spellings it is known by (folded, inflected), shortest first."""

    entity: str
    kind: str
    weight: float
    strength: str
    spellings: tuple[str, ...]

    def has(self, wanted: str) -> bool:
        """Whether a part of its name, kind or a spelling is ``wanted`` (case-folded)."""
        return wanted in f"{self.entity}\n{self.kind}\n".casefold() or any(wanted in one for one in self.spellings)


@lru_cache(maxsize=8)
def vocabulary(topic: Topic) -> tuple[Looked, ...]:
    """Every entity of a topic, by name. Made once: some ten thousand spellings."""
    forms = topic.forms
    # The topic file's own terms stand beside what the table made of them: one entity twice.
    spellings: defaultdict[Entity, set[str]] = defaultdict(set)
    for spelling, number in forms.spellings():
        spellings[forms.entities[number]].add(spelling)
    return tuple(
        sorted(
            (
                Looked(
                    one.name,
                    one.kind,
                    one.weight,
                    one.strength,
                    tuple(sorted(known, key=lambda s: (len(s), s))),
                )
                for one, known in spellings.items()
            ),
            key=lambda one: (one.entity.casefold(), one.kind),
        )
    )
