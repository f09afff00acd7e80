"""Texts with the grade a person gave them: JSON lines, CSV, or the reviews in the archive."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage.reviews import labelled
from topics.measuring import Labelled
from vestnik.commands.options import read_text_argument
from vestnik.errors import UserError

if TYPE_CHECKING:
    from storage import Store

_LARGEST = 200_000_000  # bytes of a file of labelled texts
_LONGEST_CELL = 64 * 1024 * 1024
_DELIMITERS = ",;\t"


def read_labelled(file: Path) -> Iterator[Labelled]:
    """The rows of a file, CSV where its name ends so, else JSON lines. UserError names the line that is wrong."""
    try:
        text = read_text_argument(file, limit=_LARGEST).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f"{file}: is not UTF-8; save it as UTF-8") from None
    if file.suffix.lower() == ".csv":
        yield from _read_csv(text, file)
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _row(_parse(line, f"{file}:{number}"), f"{file}:{number}", number)


def read_reviews(store: Store, topic: str) -> Iterator[Labelled]:
    """What people said of this topic's flags."""
    return map(labelled, store.reviews(topic))


def _read_csv(text: str, file: Path) -> Iterator[Labelled]:
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    csv.field_size_limit(_LONGEST_CELL)  # the module's own limit is shorter than some articles
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    if not {"title", "grade"} <= set(reader.fieldnames or ()):
        raise UserError(f"{file}:1: the first line must name the columns title, body, grade and, if known, lang")
    try:
        for row in reader:
            where = f"{file}:{reader.line_num}"
            grade = (row.get("grade") or "").strip()
            values = {**row, "grade": int(grade) if grade in ("0", "1", "2", "3") else grade}
            yield _row(
                {name: value for name, value in values.items() if value not in (None, "")}, where, reader.line_num
            )
    except csv.Error as error:
        raise UserError(f"{file}:{reader.line_num}: is no CSV: {error}") from None


def _parse(line: str, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise UserError(f'{where}: is no JSON; a line looks like {{"title": "", "body": "", "grade": 2}}') from None
    if not isinstance(row, dict):
        raise UserError(f"{where}: must be a JSON object with title, body and grade")
    return row


def _row(row: Mapping[str, Any], where: str, line: int) -> Labelled:
    title, body, grade = row.get("title", ""), row.get("body", ""), row.get("grade")
    language = row.get("lang", row.get("language"))
    if not isinstance(title, str) or not isinstance(body, str):
        raise UserError(f"{where}: title and body must be texts")
    if grade not in (0, 1, 2, 3):
        raise UserError(f"{where}: grade must be 0 (none), 1 (passing), 2 (significant) or 3 (main)")
    if language is not None and not isinstance(language, str):
        raise UserError(f'{where}: lang must be a text such as "ru"')
    return Labelled(title, body, int(grade), language, where, line)
