"""The catalogue as a table for the manual: ``python -m sources.table`` writes ``docs/catalogue.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from sources.catalogue import SHIPPED, load_catalogue
from sources.records import Source

PAGE = Path(__file__).parent.parent / "docs" / "catalogue.md"
_FIRST = ("RU", "BY", "KZ", "UZ", "CN")
"""These countries come first, the others by their codes."""
_HEAD = """\
# The catalogue

{sources} sources of {countries} countries that come with Vestnik, one TOML file each (`sources/<country>/<key>.toml`).
This table is written from the files by `python -m sources.table`.

Nobody could visit the sites when the files were written: each says `verified = "never"` until your own `vestnik check
SOURCE` has passed. What is known of a site, and what is only a habit of its system, stands in its notes
(`vestnik sources SOURCE`).

| key | university | in its own language | country | languages | time zone | ways in |
|---|---|---|---|---|---|---|
"""


def in_order(sources: Iterable[Source]) -> list[Source]:
    """Sources by country (the watched region first), then by key."""
    places = {country: place for place, country in enumerate(_FIRST)}
    return sorted(sources, key=lambda source: (places.get(source.country, len(places)), source.country, source.key))


def table(sources: Iterable[Source]) -> str:
    """The whole page, in Markdown."""
    ordered = in_order(sources)
    head = _HEAD.format(sources=len(ordered), countries=len({source.country for source in ordered}))
    return head + "".join(_row(source) for source in ordered)


def _row(source: Source) -> str:
    ways = dict.fromkeys(f"[{entry.kind}]({entry.url})" for entry in source.entries)
    cells = (
        f"`{source.key}`", source.name_en or source.name, source.name, source.country, " ".join(source.languages),
        source.timezone, " ".join(ways),
    )  # fmt: skip
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |\n"


def main() -> int:
    """Write the page; exit code 1 where a file of the catalogue cannot be read."""
    catalogue = load_catalogue([SHIPPED])
    for error in catalogue.errors:
        sys.stderr.write(f"{error}\n")
    PAGE.write_text(table(catalogue), encoding="utf-8")
    return int(bool(catalogue.errors))


if __name__ == "__main__":
    sys.exit(main())
