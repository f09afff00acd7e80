"""``datapackage.json`` (Frictionless Data Package) beside exported files: columns with types, sha256 and length."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from storage.exports.columns import Column
from storage.exports.files import replaced

NAME = "datapackage.json"
MADE_BY = "vestnik"
_LARGEST = 64 * 1024 * 1024
_FORMATS: Mapping[str, tuple[str, str]] = {
    "csv": ("csv", "text/csv"),
    "jsonl": ("jsonl", "application/jsonl"),
    "parquet": ("parquet", "application/vnd.apache.parquet"),
    "warc": ("warc", "application/warc"),
}


@dataclass(frozen=True, slots=True)
class Resource:
    """One exported file: its name in its folder, format ("csv", …), compression, columns (none for a WARC), the
    separator of a CSV, sha256 and length; ``more`` is added to its description."""

    name: str
    format: str
    compression: str | None
    columns: tuple[Column, ...]
    rows: int
    sha256: str
    length: int
    delimiter: str = ","
    more: Mapping[str, Any] = field(default_factory=dict)

    def described(self) -> dict[str, Any]:
        """As it stands in the data package."""
        kind, media = _FORMATS[self.format]
        told: dict[str, Any] = {"name": _slug(self.name), "path": self.name, "format": kind, "mediatype": media}
        if self.format == "csv":
            told |= {"encoding": "utf-8", "dialect": {"delimiter": self.delimiter}}
        elif self.format == "jsonl":
            told |= {"encoding": "utf-8"}
        if self.compression == "gz":
            told["compression"] = "gz"
        elif self.compression is not None:
            told["format"] = self.compression
        if self.format == "parquet" or self.compression == "zst":
            told["type"] = "file"  # readers of data packages unpack no zstd and take a null of Parquet for NaN
        told |= {"bytes": self.length, "hash": f"sha256:{self.sha256}"}
        # "rows" is held against the table that a reader sees, which it does not in a file that it cannot read.
        told["rows" if self.columns and "type" not in told else "records"] = self.rows
        if self.columns:
            told["schema"] = {"fields": [_described(column, self.format) for column in self.columns]}
            told["schema"]["missingValues"] = [""]
        return told | dict(self.more)


def write_package(folder: Path, resources: Iterable[Resource], **more: Any) -> None:
    """Write the data package of a folder that holds these files and no others of ours. Raises OSError."""
    _write(folder / NAME, {**_head(), **more, "resources": [one.described() for one in resources]})


def add_to_package(path: Path, resource: Resource) -> bool:
    """Note one exported file in the data package of its folder, beside the others that still are there. False, and
    nothing is touched, where another program's data package stands there. Raises OSError."""
    place = path.with_name(NAME)
    before = read_package(place.parent)
    if before is None and place.exists():
        return False
    others = [
        one
        for one in (before or {}).get("resources", [])
        if one["path"] != resource.name and (place.parent / one["path"]).is_file()
    ]
    told = sorted([*others, resource.described()], key=lambda one: str(one["path"]))
    _write(place, {**_head(), "resources": told})
    return True


def read_package(folder: Path) -> dict[str, Any] | None:
    """Our data package of a folder, None where there is none or another program's."""
    place = folder / NAME
    try:
        if place.stat().st_size > _LARGEST:
            return None
        found = json.loads(place.read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(found, dict) or found.get("made_by") != MADE_BY or not isinstance(found.get("resources"), list):
        return None
    sound = all(isinstance(one, dict) and _is_file_name(one.get("path")) for one in found["resources"])
    return found if sound else None


def _is_file_name(path: object) -> bool:
    return isinstance(path, str) and path not in ("", ".", "..") and not set(path) & set("/\\\0")


def _head() -> dict[str, Any]:
    return {
        "profile": "data-package",
        "name": "vestnik-export",
        "made_by": MADE_BY,
        "description": "News of universities from an archive of Vestnik. In a CSV, one apostrophe stands before a text "
        "that a spreadsheet would take for a formula, and before one that begins with an apostrophe.",
    }


def _write(place: Path, told: Mapping[str, Any]) -> None:
    with replaced(place) as file:
        file.write((json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode())


def _described(column: Column, kind: str) -> dict[str, str]:
    type_ = "string" if column.kind == "array" and kind == "csv" else column.kind
    return {"name": column.name, "type": type_, "description": column.description}


def _slug(name: str) -> str:
    """A resource's name as the standard wants it: lower case, digits, ``.``, ``_`` and ``-``."""
    slug = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in name.lower()).strip("-.")
    return slug or "export"
