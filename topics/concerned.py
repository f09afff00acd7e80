"""Which context rules concern an entity: by its kind, and by its name where a rule gives some."""

from __future__ import annotations

from collections.abc import Sequence

from topics.forms import Entity
from topics.schema import Context


def concerns(context: Context, entity: Entity) -> bool:
    """Does this rule concern this entity?"""
    if context.kinds and entity.kind not in context.kinds:
        return False
    return not context.entities or entity.name in context.entities


class Concerned:
    """Tells which of some rules (their numbers) concern an entity: worked out once for each kind of entities, and once
    for each entity that a rule names."""

    def __init__(self, contexts: Sequence[Context], some: Sequence[int]) -> None:
        self._contexts, self._some = contexts, some
        self._named = frozenset(name for n in some for name in contexts[n].entities)
        self._known: dict[str | tuple[str, str], frozenset[int]] = {}

    def by(self, entity: Entity) -> frozenset[int]:
        """The numbers of those that concern it."""
        kind, name = entity.kind, entity.name
        key = (kind, name) if name in self._named else kind
        known = self._known.get(key)
        if known is None:
            known = frozenset(n for n in self._some if concerns(self._contexts[n], entity))
            self._known[key] = known
        return known
