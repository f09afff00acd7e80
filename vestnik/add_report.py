"""What ``vestnik add`` shows: the ways in, sample articles, what is unsure, the file."""

from __future__ import annotations

from typing import Any

from vestnik.add import Added


def print_report(added: Added, *, whole_file: bool) -> None:
    """Print it for a person; the file's text, too, where nothing will be written."""
    from vestnik.console import say

    survey = added.survey
    if survey.source is None:
        say(f"{survey.asked}: {survey.problem}")
        _lines("found", survey.facts)
        _lines("what would help", survey.help)
        return
    source = survey.source
    say(f"{source.key}: {source.name}")
    say(f"  {'home page:':<12}{source.homepage}")
    languages = " ".join(source.languages) or "unknown"
    say(f"  {'country:':<12}{source.country}, time zone {source.timezone}, languages {languages}")
    for entry in source.entries:
        say(f"  {entry.kind + ':':<12}{entry.url}")
        for pattern in getattr(entry, "articles", ()):
            say(f"  {'':<12}articles {pattern}")
        if pager := getattr(entry, "pager", None):
            say(f"  {'':<12}further pages {pager.template}, the second is {pager.first}")
    _lines("found", survey.facts)
    _print_samples(added)
    _lines("unsure", survey.doubts)
    _lines("what would help", survey.help)
    if added.covered_by:
        _lines("already watched by", list(added.covered_by))
    say(f"\n{survey.requests} pages asked for in {survey.seconds:.0f} s")
    if whole_file:
        say(f"\n# {added.file}\n{added.text}")


def _print_samples(added: Added) -> None:
    from vestnik.console import DAY, out, say, shorten, table

    say("\nsample articles")
    shown = table(
        None,
        [
            ("day", DAY),
            ("found in", {"min_width": 8}),
            ("title", {"min_width": 12}),
            ("first line", {"min_width": 12, "least": 90}),
        ],
    )
    for sample in added.survey.samples:
        title = shorten(sample.title or sample.url, 70)
        first = f"({sample.problem})" if sample.problem else sample.first_line
        shown.add_row(sample.day or "-", sample.provenance or "-", title, shorten(first, 60))
    out().print(shown)


def _lines(heading: str, lines: list[str]) -> None:
    from vestnik.console import say

    if lines:
        say(f"\n{heading}")
        for line in dict.fromkeys(lines):
            say(f"  - {line}")


def as_data(added: Added, *, written: bool) -> dict[str, Any]:
    """The same as plain data."""
    from dataclasses import asdict

    survey = added.survey
    found = survey.source is not None
    return {
        "asked": survey.asked,
        "problem": survey.problem,
        "key": added.key if found else None,
        "file": added.file if found else None,
        "written": written,
        "covered_by": list(added.covered_by),
        "source": survey.source.model_dump(mode="json") if survey.source is not None else None,
        "samples": [asdict(sample) for sample in survey.samples],
        "found": survey.facts,
        "unsure": survey.doubts,
        "help": survey.help,
        "requests": survey.requests,
        "seconds": round(survey.seconds, 1),
        "toml": added.text or None,
    }
