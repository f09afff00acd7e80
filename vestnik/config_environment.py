"""Environment variables in place of what the file says: ``VESTNIK_<SECTION>__<KEY>``, in any case.

pydantic-settings did this, and loaded parsers of command lines and of .env files, and clients' code of three clouds:
2.5 MB of each process for two dozen lines.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from typing import Any

PREFIX, BETWEEN = "vestnik_", "__"


def with_environment(data: Mapping[str, Any], sections: Collection[str]) -> dict[str, Any]:
    """What a file says (``data``, by section) with what the environment says of these ``sections`` laid over it, key by
    key. Values are texts, as they stand there: the sections' types read them."""
    given = {name.lower().removeprefix(PREFIX): value for name, value in os.environ.items() if _is_ours(name)}
    merged = dict(data)
    for section in sections:
        if section in given:  # one text for a whole section is none, and told so
            merged[section] = given[section]
        elif keys := _keys_of(section, given):
            merged[section] = _laid_over(merged.get(section), keys)
    return merged


def _is_ours(name: str) -> bool:
    return name.lower().startswith(PREFIX)


def _keys_of(section: str, given: Mapping[str, str]) -> dict[str, Any]:
    """A section's keys; those of its own tables in tables of their own."""
    keys: dict[str, Any] = {}
    for name, value in given.items():
        if not name.startswith(section + BETWEEN):
            continue
        *tables, key = name.removeprefix(section + BETWEEN).split(BETWEEN)
        table: Any = keys
        for one in tables:
            table = table.setdefault(one, {}) if isinstance(table, dict) else table
        if isinstance(table, dict):
            table[key] = value
    return keys


def _laid_over(old: Any, new: Any) -> Any:
    if not isinstance(old, dict) or not isinstance(new, dict):
        return new
    return old | {key: _laid_over(old.get(key), value) for key, value in new.items()}
