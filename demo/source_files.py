"""The replica sites as source files: small dictionaries written as TOML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def write_source(folder: Path, data: Mapping[str, Any], entries: list[dict[str, Any]]) -> Path:
    """Write ``<key>.toml`` into the folder (made if need be) and return its path."""
    lines = [f"{name} = {_value(value)}" for name, value in data.items() if not isinstance(value, Mapping)]
    for name, table in data.items():
        if isinstance(table, Mapping):
            lines += ["", f"[{name}]", *(f"{key} = {_value(value)}" for key, value in table.items())]
    for entry in entries:
        lines += ["", "[[entries]]", *(f"{key} = {_value(value)}" for key, value in entry.items())]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{data['key']}.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _value(value: object) -> str:
    """A TOML value. JSON's strings, numbers, booleans and lists of them are TOML as well; tables are written inline."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)
