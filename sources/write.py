"""A source as a TOML text that a person can read and change: the fields in the order of the manual, with comments."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sources.records import Entry, PlaceHints, Source

_HEAD = (
    "key", "name", "name_en", "country", "homepage", "languages", "timezone", "allow_hosts", "allow_private",
    "verify_tls", "encoding", "delay_s", "max_pages", "every", "min_items", "browser_needed", "enabled", "verified",
    "notes",
)  # fmt: skip
_ENTRY = (
    "kind", "url", "articles", "not_articles", "embedded", "items", "link", "title", "date", "pager", "archive",
)  # fmt: skip
_ALWAYS = frozenset({"name", "country", "homepage", "timezone", "verified", "kind", "url"})
_WIDE = 110


def source_toml(source: Source, comments: Mapping[str, str] | None = None) -> str:
    """The text of ``<key>.toml``. Keys at their default are left out, ``key`` itself, too: the file's name says it.

    ``comments`` are by place: "" above everything, "timezone" above that key, "entries.0" above the first way in,
    "entries.0.pager" above a key of it. ``load_source`` reads the text back as an equal source.
    """
    said = dict(comments or {})
    lines = [*_comment(said.get("", ""))]
    for name in _HEAD[1:]:
        lines += _key(name, getattr(source, name), Source.model_fields[name].default, said.get(name, ""))
    if hints := hints_toml(source.hints):
        lines += ["", *_comment(said.get("hints", "")), hints.rstrip()]
    for number, entry in enumerate(source.entries):
        lines += ["", *_entry(entry, f"entries.{number}", said)]
    return "\n".join(lines) + "\n"


def hints_toml(hints: PlaceHints) -> str:
    """The table ``[hints]`` of a source's file; "" where there is nothing to say."""
    said = hints.model_dump(mode="json", exclude_defaults=True)
    return "".join(["[hints]\n", *(f"{name} = {_value(value)}\n" for name, value in said.items())]) if said else ""


def _entry(entry: Entry, place: str, said: Mapping[str, str]) -> Iterator[str]:
    yield from _comment(said.get(place, ""))
    yield "[[entries]]"
    fields = type(entry).model_fields
    for name in (name for name in _ENTRY if name in fields):
        value, default = getattr(entry, name), fields[name].default
        if name == "pager" and value is not None:
            value = value.model_dump(mode="json", exclude_defaults=True)
        yield from _key(name, value, default, said.get(f"{place}.{name}", ""))


def _key(name: str, value: Any, default: Any, comment: str) -> Iterator[str]:
    if value == default and name not in _ALWAYS:
        return
    yield from _comment(comment)
    yield f"{name} = {_value(value)}"


def _comment(text: str) -> Iterator[str]:
    """Comment lines, cut at words; nothing of a text from the web can leave its comment."""
    for paragraph in text.splitlines():
        line = "#"
        for word in _printable(paragraph).split():
            if len(line) > 1 and len(line) + len(word) + 1 > _WIDE:
                yield line
                line = "#"
            line += f" {word}"
        yield line


def _value(value: Any) -> str:
    """A TOML value. JSON's strings, numbers and booleans are TOML as well; tables are written inline."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list | tuple):
        inline = "[" + ", ".join(_value(item) for item in value) + "]"
        return inline if len(inline) <= _WIDE else "[\n" + "".join(f"  {_value(item)},\n" for item in value) + "]"
    if isinstance(value, str) and "\n" in value.strip() and '"""' not in value and "\\" not in value:
        return '"""\n' + "\n".join(_printable(line) for line in value.strip().splitlines()) + '\n"""'
    return json.dumps(_printable(value) if isinstance(value, str) else value, ensure_ascii=False)


def _printable(text: str) -> str:
    """Without control characters, which TOML forbids and a terminal obeys, and without lone surrogates."""
    return (
        "".join(c for c in text if (c >= " " and c != "\x7f" and not "\x80" <= c < "\xa0") or c == "\t")
        .encode("utf-8", "ignore")
        .decode("utf-8")
    )
