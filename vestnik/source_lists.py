"""A user's own list of sites, OPML or CSV, as source files; and the sources as OPML for feed readers."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from vestnik.errors import UsageError, UserError

if TYPE_CHECKING:
    from sources import Catalogue, Source

MAX_BYTES = 5_000_000
MAX_LINES = 10_000
COLUMNS = (
    "key", "name", "name_en", "country", "homepage", "feed", "listing", "articles", "languages", "timezone",
)  # fmt: skip
"""The columns of a CSV file; ``name`` and one of ``feed`` and ``listing`` are needed. ``articles`` are patterns and
``languages`` codes, with blanks between."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list: the file that would be written and its text, or what is wrong with it."""

    line: int
    name: str
    key: str = ""
    file: Path | None = None
    text: str = ""
    problem: str | None = None


def read_list(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The sites of an OPML or CSV file, each with its line. UsageError or UserError for a file that is neither."""
    try:
        data = path.read_bytes() if path.stat().st_size <= MAX_BYTES else b""
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    if not data.strip():
        raise UserError(f"{path}: is empty, or over {MAX_BYTES // 1_000_000} MB")
    rows = _opml(data, path) if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else _csv(data, path)
    if len(rows) > MAX_LINES:
        raise UserError(f"{path}: has over {MAX_LINES} lines; divide it")
    if not rows:
        raise UserError(f"{path}: names no site")
    return rows


def plan(rows: Iterable[tuple[int, Mapping[str, str]]], catalogue: Catalogue, folder: Path) -> Iterator[Listed]:
    """What each line comes to. Nothing is written; what exists already, as a file or as a source, is a problem."""
    taken = set(catalogue.sources)
    known = {_bare(entry.url): source.key for source in catalogue for entry in source.entries}
    for line, row in rows:
        name = row.get("name", "")
        try:
            source, comments = _source(row, taken, known)
        except ValueError as error:
            yield Listed(line, name, row.get("key", ""), problem=_words(error))
            continue
        file = folder / source.country.lower() / f"{source.key}.toml"
        if file.exists():
            yield Listed(line, name, source.key, file, problem=f"{file} exists already; give another key")
            continue
        from sources.write import source_toml

        taken.add(source.key)
        known |= {_bare(entry.url): source.key for entry in source.entries}
        yield Listed(line, name, source.key, file, source_toml(source, comments))


def write(listed: Listed) -> None:
    """Write one file. UserError where it exists by now or cannot be written."""
    if listed.file is None:
        raise ValueError("a line with a problem has no file")
    try:
        listed.file.parent.mkdir(parents=True, exist_ok=True)
        with listed.file.open("x", encoding="utf-8") as file:
            file.write(listed.text)
    except OSError as error:
        raise UserError(f"{listed.file}: cannot be written: {error.strerror}") from None


def to_opml(sources: Iterable[Source]) -> bytes:
    """The feeds of sources as OPML 2.0, grouped by country; sources without a feed have none to tell."""
    from lxml import etree

    from vestnik.console import clean

    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Vestnik"
    body = etree.SubElement(root, "body")
    groups: dict[str, Any] = {}
    for source in sources:
        for url in (entry.url for entry in source.entries if entry.kind == "feed"):
            if source.country not in groups:
                groups[source.country] = etree.SubElement(body, "outline", text=source.country)
            values = {"type": "rss", "text": clean(source.name), "title": clean(source.name), "xmlUrl": url}
            values |= {"htmlUrl": source.homepage, "language": next(iter(source.languages), "")}
            etree.SubElement(groups[source.country], "outline", {k: v for k, v in values.items() if v})
    document: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return document


def _opml(data: bytes, path: Path) -> list[tuple[int, dict[str, str]]]:
    from lxml import etree

    # No entity is resolved and nothing is fetched: a list may come from anywhere.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UserError(f"{path}: is no XML: {error}") from None
    if root.tag != "opml":
        raise UserError(f"{path}: is XML, but no OPML (its first element is {str(root.tag)[:50]!r})")
    rows: list[tuple[int, dict[str, str]]] = []
    for outline in root.iter("outline"):
        get = {name.lower(): str(value).strip() for name, value in outline.attrib.items()}
        if not (get.get("xmlurl") or get.get("htmlurl")):
            continue  # a folder
        row = {"name": get.get("title") or get.get("text", ""), "feed": get.get("xmlurl", "")}
        row |= {"homepage": get.get("htmlurl", ""), "languages": get.get("language", "")[:2].lower()}
        rows.append((int(outline.sourceline or 0), row))
    return rows


def _csv(data: bytes, path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from None
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(StringIO(text), delimiter=delimiter)
    try:
        names = [name.strip().lower() for name in next(reader)]
        unknown = [name for name in names if name not in COLUMNS]
        if unknown or "name" not in names:
            what = f"unknown columns {', '.join(unknown)}" if unknown else "no column name"
            raise UserError(f"{path}:1: {what}; the columns are {', '.join(COLUMNS)}")
        rows = [
            (reader.line_num, dict(zip(names, (cell.strip() for cell in cells), strict=False)))
            for cells in reader
            if any(cell.strip() for cell in cells)
        ]
    except csv.Error as error:
        raise UserError(f"{path}:{reader.line_num}: {error}") from None
    return rows


def _source(row: Mapping[str, str], taken: set[str], known: Mapping[str, str]) -> tuple[Source, dict[str, str]]:
    """One line as a source, with comments on what was guessed. ValueError with what is wrong."""
    from crawler.survey.place import country_of, key_of, zone_of
    from sources import Source

    feed, listing = row.get("feed", ""), row.get("listing", "")
    if not row.get("name"):
        raise ValueError("has no name")
    if not feed and not listing:
        raise ValueError(
            f"names neither a feed nor a listing; `vestnik add {row.get('homepage') or 'ADDRESS'}` finds them"
        )
    for url in filter(None, (feed, listing)):
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise ValueError(f"{url!r} is no web address; it must begin with http:// or https://")
        if _bare(url) in known:
            raise ValueError(f"{url} is read already, by the source {known[_bare(url)]}")
    main = urlsplit(feed or listing)
    homepage = row.get("homepage") or f"{main.scheme}://{main.netloc}/"
    host = urlsplit(homepage).hostname or ""
    languages = row.get("languages", "").split()
    country, certain = (row["country"].upper(), True) if row.get("country") else country_of(host, languages)
    zone, doubt = (row["timezone"], "") if row.get("timezone") else zone_of(country, row["name"], [])
    comments = {} if certain else {"country": "Guessed: nothing in the list says it."}
    comments |= {"timezone": doubt} if doubt else {}
    key = row.get("key") or key_of(host, languages, country, taken)
    if key in taken:
        raise ValueError(f"there is a source {key} already; give another key")
    entries: list[dict[str, Any]] = [{"kind": "feed", "url": feed}] if feed else []
    if listing:
        articles = row.get("articles", "").split()
        if not articles:
            comments[f"entries.{len(entries)}.articles"] = "Guessed: what lies below the list."
        below = urlsplit(listing).path.rstrip("/") + "/*"
        entries.append({"kind": "listing", "url": listing, "articles": articles or [below]})
    values = {"key": key, "name": row["name"], "name_en": row.get("name_en", ""), "country": country}
    values |= {"homepage": homepage, "timezone": zone}
    return Source.model_validate({**values, "languages": languages, "entries": entries}), comments


def _bare(url: str) -> str:
    return url.partition("://")[2].rstrip("/").lower()


def _words(error: ValueError) -> str:
    from pydantic import ValidationError

    from sources.problems import in_words

    if not isinstance(error, ValidationError):
        return str(error)
    problems = error.errors(include_url=False)
    return "; ".join(f"{'.'.join(str(part) for part in one['loc'])} {in_words(one)}" for one in problems[:3])
