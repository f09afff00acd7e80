"""The archive as CSV: documented columns, safe in a spreadsheet, and read back cell for cell.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula and would run it. Such a cell
gets one apostrophe in front, and so does a cell that begins with an apostrophe of its own: taking one apostrophe off
every cell that begins with one (``restore``, ``read_csv``) gives back exactly what was there.
"""

from __future__ import annotations

import csv
import io
import os
import secrets
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, NamedTuple

from storage.types import storable
from storage.views import ExportRow


class Column(NamedTuple):
    """One column of the export: its heading and what stands in it."""

    name: str
    description: str


COLUMNS: tuple[Column, ...] = (
    Column("article_id", "Number of the article in this archive; `vestnik show ID` shows it."),
    Column("version", "Version of the article this row shows: 1, or higher where it was edited since."),
    Column("source", "Key of the source, the name of its file in the catalogue."),
    Column("university", "Name of the university."),
    Column("country", "Its country, ISO 3166-1 alpha-2."),
    Column("title", "Headline."),
    Column("published", "Day of publication as the site states it, YYYY-MM-DD; empty where it states none."),
    Column("published_raw", "The date as it was found on the page."),
    Column(
        "published_from",
        "Where the date was found: json-ld, meta, microdata, label, near-title, listing, feed, url, htmldate or site.",
    ),
    Column("published_confidence", "How sure that date is, from 0 to 1."),
    Column("language", "Language of the article, ISO 639-1."),
    Column("url", "Address of the article."),
    Column("topic", "Topic it was flagged for; empty for an article that is not flagged."),
    Column("grade", "1 mentioned in passing, 2 significant, 3 the main subject."),
    Column("score", "The score behind the grade."),
    Column("terms", "What decided, strongest first, joined by '; '."),
    Column("evidence", "The sentence with the first evidence."),
    Column("first_seen_at", "When this archive first saw the article, UTC, ISO 8601."),
    Column("last_seen_at", "When it last saw it, UTC, ISO 8601."),
    Column("story_id", "Number of its story: language versions of one article share it."),
    Column("page_sha256", "SHA-256 of the stored page this version was read from."),
    Column("body", "Text, paragraphs separated by an empty line. Never cut: a spreadsheet shows 32,767 characters."),
    Column("reviewed", "What a person said of the flag (`vestnik review`): yes, no, or empty."),
    Column("edit", "What the current version changed: new, typo, title, date or body."),
    Column("withdrawn_at", "Since when its page is gone (404 or 410 twice, a day apart), UTC; empty where it is not."),
    Column(
        "events",
        "withdrawn, restored, now-mentions, no-longer-mentions, each with its day (and topic), joined by '; '.",
    ),
)
"""The columns, in order. Names are stable; new ones are added at the end."""

NAMES = tuple(column.name for column in COLUMNS)
LONGEST_CELL = 64 * 1024 * 1024
"""Characters of a cell that ``read_csv`` takes: the csv module's own limit of 131,072 is shorter than some articles."""

_FORMULA = frozenset("=+-@")


def write_csv(
    rows: Iterable[ExportRow],
    target: str | os.PathLike[str] | IO[bytes],
    *,
    delimiter: str = ",",
    bom: bool = True,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write rows as CSV after RFC 4180 (CRLF, quotes where needed) in UTF-8, and return how many there were.

    ``bom`` lets Excel know the encoding; ``delimiter=";"`` is what a Russian Excel expects. A path is replaced at the
    end and all at once: until then, and after any failure, what stood there before is still there. ``progress`` is
    called with the number of rows so far, after each hundred. Memory stays constant. Raises OSError.
    """
    if isinstance(target, (str, os.PathLike)):
        with _replaced(Path(target)) as file:
            return _write(rows, file, delimiter, bom, progress)
    return _write(rows, target, delimiter, bom, progress)


def read_csv(path: str | os.PathLike[str], *, delimiter: str = ",") -> Iterator[dict[str, str]]:
    """The rows of a file of ``write_csv`` by column name, every cell as it was before it was made safe.

    Raises the csv module's limit on the length of a cell, for the whole process. csv.Error or UnicodeDecodeError for
    a file that is no such CSV.
    """
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))
    with open(path, encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        names = next(reader, [])
        for row in reader:
            if len(row) != len(names):
                raise csv.Error(f"line {reader.line_num}: {len(row)} cells under {len(names)} headings")
            yield {name: restore(cell) for name, cell in zip(names, row, strict=True)}


def defuse(cell: str) -> str:
    """A cell no spreadsheet takes for a formula; ``restore`` undoes it. NUL is dropped and a lone surrogate becomes
    U+FFFD, for UTF-8 has no place for them (the archive itself holds neither)."""
    cell = storable(cell)
    return "'" + cell if _risky(cell) else cell


def restore(cell: str) -> str:
    """What the cell was before ``defuse``."""
    return cell[1:] if cell.startswith("'") else cell


def cells(row: ExportRow) -> list[str]:
    """The cells of one row in the order of ``COLUMNS``, not yet made safe."""
    sentence = row.evidence[0].get("sentence", "") if row.evidence else ""
    values = (
        row.article_id,
        row.version,
        row.source_key,
        row.source_name,
        row.country,
        row.title,
        row.published_day,
        row.published_raw,
        row.published_provenance,
        row.published_confidence,
        row.language,
        row.url,
        row.topic,
        row.grade,
        row.score,
        "; ".join(decisive_terms(row.evidence)),
        sentence,
        _moment(row.first_seen_at),
        _moment(row.last_seen_at),
        row.story_id,
        row.page_sha256,
        row.body,
        row.reviewed,
        row.change_kind,
        None if row.gone_at is None else _moment(row.gone_at),
        row.events,
    )
    return ["" if value is None else str(value) for value in values]


def decisive_terms(evidence: Iterable[Mapping[str, object]]) -> list[str]:
    """The entities that spoke for the topic, each once, strongest first."""
    strongest: dict[str, float] = {}
    for piece in evidence:
        entity, weight = str(piece["entity"]), float(str(piece["weight"]))
        if weight > 0:
            strongest[entity] = max(weight, strongest.get(entity, weight))
    return sorted(strongest, key=lambda entity: -strongest[entity])


def _write(
    rows: Iterable[ExportRow],
    file: IO[bytes],
    delimiter: str,
    bom: bool,
    progress: Callable[[int], None] | None,
) -> int:
    text = io.TextIOWrapper(file, encoding="utf-8-sig" if bom else "utf-8", newline="")
    count = 0
    try:
        writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
        writer.writerow(NAMES)
        for count, row in enumerate(rows, start=1):
            writer.writerow([defuse(cell) for cell in cells(row)])
            if progress is not None and count % 100 == 0:
                progress(count)
        text.flush()
    finally:
        text.detach()  # the file is the caller's to close
    return count


@contextmanager
def _replaced(path: Path) -> Iterator[IO[bytes]]:
    """A new file beside ``path`` that takes its place once it is whole and on the disk."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with draft.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _risky(cell: str) -> bool:
    if not cell:
        return False
    if cell[0] in "'\t\r\n":
        return True
    for character in cell:
        if character.isspace() or unicodedata.category(character) in ("Cc", "Cf"):
            continue  # spreadsheets trim what cannot be seen before they look for a formula
        return character in _FORMULA or unicodedata.normalize("NFKC", character) in _FORMULA
    return False


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
