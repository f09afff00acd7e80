"""What is wrong with a TOML file that a pydantic model refused, in words of the file: line, key, wrong, right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

Location = Sequence[str | int]

_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.\- \t\"']{1,200}?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z0-9_.\-]{1,200})\s*=")

_PLAIN = {
    "missing": "is missing; it must be given",
    "string_type": "must be a text in double quotes",
    "bool_type": "must be true or false, without quotes",
    "bool_parsing": "must be true or false, without quotes",
    "int_type": "must be a whole number, without quotes",
    "int_parsing": "must be a whole number, without quotes",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number, without quotes",
    "float_parsing": "must be a number, without quotes",
    "finite_number": "must be a finite number",
    "tuple_type": 'must be a list, for instance ["a", "b"]',
    "model_type": "must be a table",
    "date_type": "must be a day without quotes, for instance 2025-03-01",
    "date_parsing": "must be a day without quotes, for instance 2025-03-01",
    "date_from_datetime_parsing": "must be a day without quotes, for instance 2025-03-01",
    "date_from_datetime_inexact": "must be a day without its hour, for instance 2025-03-01",
    "model_attributes_type": "must be a table",
}
_BOUNDS = {
    "greater_than_equal": "must be at least {ge}",
    "greater_than": "must be greater than {gt}",
    "less_than_equal": "must be at most {le}",
    "less_than": "must be less than {lt}",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "too_short": "must name at least {min_length}",
    "too_long": "must name at most {max_length}",
}


def in_words(problem: Mapping[str, Any]) -> str:
    """One problem of ``ValidationError.errors(include_context=True)``, without the value it was found in."""
    kind, context = str(problem["type"]), problem.get("ctx", {})
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind in _BOUNDS:
        return _BOUNDS[kind].format_map({name: _number(value) for name, value in context.items()})
    if kind == "literal_error":
        return f"must be {context.get('expected')}"
    return str(problem["msg"]).removeprefix("Value error, ").replace("Input should be", "must be")


def wrong_kind(given: str | None, kinds: Sequence[str]) -> str:
    """What to write for ``kind`` instead of ``given`` (None: it is not there at all)."""
    quoted = [f'"{kind}"' for kind in kinds]
    known = ", ".join(quoted[:-1]) + f" or {quoted[-1]}"
    if given is None:
        return f"has no kind; add kind = {known}"
    near = get_close_matches(given, kinds, n=1)
    return f"kind is not one of {known}" + (f'; did you mean "{near[0]}"?' if near else "")


def line_of(text: str, location: Location) -> int | None:
    """The line (from 1) of a key, else of its table, else None. A scan of headers and keys, not a TOML parser:
    good enough for a message, and silent rather than wrong where a key is written in an unusual way."""
    wanted = tuple(location)
    best: tuple[int, int] | None = None
    for number, key in _keys(text):
        if key == wanted[: len(key)] and (best is None or len(key) > best[0]):
            best = (len(key), number)
    return best[1] if best else None


def _keys(text: str) -> Iterator[tuple[int, tuple[str | int, ...]]]:
    table: tuple[str | int, ...] = ()
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            names = tuple(part.strip().strip("\"'") for part in header[2].split("."))
            table = names
            if header[1] == "[[":
                dotted = ".".join(names)
                table = (*names, counts.get(dotted, 0))
                counts[dotted] = counts.get(dotted, 0) + 1
            yield number, table
        elif key := _KEY.match(line):
            yield number, (*table, *key[1].split("."))


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value
