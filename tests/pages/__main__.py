"""Review and accept saved pages.

``python -m tests.pages review [NAME]`` shows where a reading differs from what is expected; exit code 1 if any does.
``python -m tests.pages accept [NAME]`` writes what is read as what is expected: look at the review first, for a wrong
reading that is accepted is a wrong reading for good. A page of your own: put its ``<name>.html.gz`` here and accept it.
``python -m tests.pages generate`` writes the invented pages anew, with what their makers say of them.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.pages import harness

_COLOURS = {"-": "\x1b[31m", "+": "\x1b[32m"}


def lines(fields: dict[str, Any]) -> list[str]:
    """A reading as lines that a person can compare: one a field, one a paragraph."""
    out: list[str] = []
    for field in harness.FIELDS:
        value = fields.get(field)
        if isinstance(value, list) and value:
            out.extend(f"{field}[{at}]: {one}" for at, one in enumerate(value))
        else:
            out.append(f"{field}: {value or '-'}")
    return out


def difference(expected: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    """The lines in which two readings differ, the expected one's with a minus; control characters made visible."""
    for line in difflib.ndiff(lines(expected), lines(found)):
        if line[0] in "-+":
            yield "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in line)


def review(name: str, folder: Path, *, accept: bool) -> bool:
    """Show how one page's reading differs from what is expected; write it where ``accept``. True where it differed."""
    if not (folder / f"{name}.html.gz").is_file():
        print(f"{name}: its page is missing")
        return True
    saved = harness.record(name, folder)
    found = harness.observed(harness.read(harness.page(name, folder), saved))
    changed = list(difference(saved.get("expected", {}), found))
    if changed:
        print(f"{name}:")
        for line in changed:
            colour, end = (_COLOURS[line[0]], "\x1b[0m") if sys.stdout.isatty() else ("", "")
            print(f"  {colour}{line}{end}")
    if accept and (changed or "expected" not in saved):
        harness.save_record(name, {**saved, "expected": found}, folder)
        print(f"{name}: accepted")
    return bool(changed)


def main(arguments: list[str] | None = None) -> int:
    """Run one of the three commands; 1 where ``review`` found a difference or a page is not there."""
    parser = argparse.ArgumentParser(prog="python -m tests.pages", description=__doc__.partition("\n")[0])
    parser.add_argument("command", choices=("review", "accept", "generate"))
    parser.add_argument("name", nargs="?", help="one page; else all")
    parser.add_argument("--folder", type=Path, default=harness.FOLDER, help="where the pages are kept")
    chosen = parser.parse_args(arguments)
    if chosen.command == "generate":
        from tests.pages.made import PAGES

        for name, made in PAGES.items():
            harness.save(name, made.html, made.record(), chosen.folder)
        print(f"{len(PAGES)} pages written")
        return 0
    wanted = [chosen.name] if chosen.name else harness.names(chosen.folder)
    differing = [name for name in wanted if review(name, chosen.folder, accept=chosen.command == "accept")]
    print(f"{len(wanted)} pages, {len(differing)} differ")
    return int(bool(differing) and chosen.command == "review")


if __name__ == "__main__":
    sys.exit(main())
