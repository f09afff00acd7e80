"""All that a topic looks for, for people to look through: its file's terms and those of its built table."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from topics.forms import _CELL, _ROW, NO_FORM, Entity, Forms
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
    for word, code in [*forms.words.items(), *forms.han.items()]:
        if code != NO_FORM:
            spellings[forms.entities[code >> 2]].add(word)
    for words, number in _phrases(forms):
        spellings[forms.entities[number]].add(words)
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


def _phrases(forms: Forms) -> list[tuple[str, int]]:
    """(words, entity) of every phrase and stem, also of those of the table that no text has asked for yet."""
    filed = [form for some in [*forms.phrases.values()] for form in some]
    stems = [form for some in forms.stems.values() for form in some]
    packed = [row.split(_CELL) for rows in [*forms.packed.values()] for row in rows.split(_ROW)]
    known = [(" ".join(form.words), form.entity) for form in [*filed, *stems]]
    return known + [(words, int(code) >> 2) for words, code, _ in packed]
