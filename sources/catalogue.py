"""Read folders of source files. One broken file is reported and never stops the others."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sources.records import FeedEntry, JsonEntry, ListingEntry, Pager, SiteHints, SitemapEntry, Source

_KEYS = sorted(
    {
        name
        for model in (Source, FeedEntry, SitemapEntry, ListingEntry, JsonEntry, Pager, SiteHints)
        for name in model.model_fields
    }
)

SHIPPED = Path(__file__).parent
"""The folder of the shipped catalogue: this package's own ``<country>/<key>.toml`` files."""


class SourceError(Exception):
    """A source that cannot be used. The text names the file, the key, what is wrong and what would be right; ``path``
    is the file, or None where there is no such source."""

    def __init__(self, text: str, path: Path | None = None) -> None:
        super().__init__(text)
        self.path = path


@dataclass(slots=True)
class Catalogue:
    """All sources that could be read, by key, and the errors of those that could not."""

    sources: dict[str, Source] = field(default_factory=dict)
    errors: list[SourceError] = field(default_factory=list)

    def __iter__(self) -> Iterator[Source]:
        return iter(self.sources.values())

    def __len__(self) -> int:
        return len(self.sources)

    def get(self, key: str) -> Source:
        """The source of that key; SourceError with the nearest names where there is none, or with what is wrong with
        its file."""
        if key in self.sources:
            return self.sources[key]
        for error in self.errors:
            if error.path is not None and error.path.stem == key:
                raise error
        near = get_close_matches(key, self.sources, n=3)
        hint = f"did you mean {', '.join(near)}?" if near else "`vestnik sources` lists them"
        raise SourceError(f"unknown source {key!r}: {hint}")


def load_source(path: Path) -> Source:
    """Read one source file. Raises SourceError; the key defaults to the file's name and must equal it."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceError(f"{path}: cannot be read as TOML: {error}", path) from error
    data.setdefault("key", path.stem)
    if data["key"] != path.stem:
        raise SourceError(f"{path}: key: is {data['key']!r} but the file is named {path.stem!r}; make them equal", path)
    try:
        return Source.model_validate(data)
    except ValidationError as error:
        raise SourceError(f"{path}: " + "; ".join(_problems(error)), path) from error


def load_catalogue(folders: Iterable[Path]) -> Catalogue:
    """Read every ``*.toml`` below the folders, in order of path; a later folder's file replaces an earlier key."""
    catalogue = Catalogue()
    for folder in folders:
        if not folder.is_dir():
            catalogue.errors.append(SourceError(f"{folder}: no such folder of sources"))
            continue
        for path in sorted(folder.rglob("*.toml")):
            try:
                source = load_source(path)
            except SourceError as error:
                catalogue.errors.append(error)
            else:
                catalogue.sources[source.key] = source
    return catalogue


def _problems(error: ValidationError) -> Iterator[str]:
    for problem in error.errors():
        where = ".".join(str(part) for part in problem["loc"]) or "file"
        yield f"{where}: {_words(problem)}"


def _words(problem: Mapping[str, Any]) -> str:
    message = str(problem["msg"]).removeprefix("Value error, ")
    if problem["type"] == "extra_forbidden":
        near = get_close_matches(str(problem["loc"][-1]), _KEYS, n=1)
        return (
            f"is no key of a source file; did you mean {near[0]}?" if near else "is no key (docs/sources.md lists them)"
        )
    given = problem.get("input")
    return message if given is None or isinstance(given, dict) else f"{message} (found {given!r})"
