"""Read folders of source files. One broken file is reported and never stops the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import tomli
from pydantic import ValidationError

from sources.problems import in_words, line_of, wrong_kind
from sources.records import FeedEntry, JsonEntry, LaterHints, ListingEntry, Pager, SiteHints, SitemapEntry, Source

_KEYS = sorted(
    {
        name
        for model in (Source, FeedEntry, SitemapEntry, ListingEntry, JsonEntry, Pager, SiteHints, LaterHints)
        for name in model.model_fields
    }
)

_KINDS = ("feed", "sitemap", "listing", "json")
_AT_LEAST_ONE = {
    "articles": 'must name at least one pattern, for instance "/news/*/"',
    "entries": "must name at least one way in: write [[entries]] on a line of its own, its kind and url below",
}
_FORMS = {
    "country": 'must be two capital letters (ISO 3166-1), for instance "RU"',
    "languages": 'must be two small letters (ISO 639-1), for instance "ru"',
}

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
        text = path.read_text(encoding="utf-8-sig")
        data = tomli.loads(text)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror or error}", path) from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8", path) from error
    except (tomli.TOMLDecodeError, RecursionError) as error:
        raise SourceError(f"{path}: is no valid TOML: {error}; texts stand in double quotes", path) from error
    data.setdefault("key", path.stem)
    if data["key"] != path.stem:
        line = line_of(text, ("key",))
        raise SourceError(
            f"{path}:{line}: key: is {data['key']!r} but the file is named {path.stem!r}; make them equal", path
        )
    try:
        return Source.model_validate(data)
    except ValidationError as error:
        raise SourceError("; ".join(_problems(error, path, text)), path) from error


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


def _problems(error: ValidationError, path: Path, text: str) -> Iterator[str]:
    problems = error.errors(include_url=False)
    for problem in problems:
        loc = tuple(problem["loc"])
        if problem["type"] == "too_short" and any(
            len(other["loc"]) > len(loc) and other["loc"][: len(loc)] == loc for other in problems
        ):
            continue  # the list is not empty: what stands in it could not be used, and is told by itself
        # pydantic puts an entry's kind after its number; the file has no such level.
        place = loc[:2] + loc[3:] if len(loc) > 2 and loc[0] == "entries" else loc
        line = line_of(text, place)
        where = ".".join(str(part) for part in place)
        yield (
            f"{path}:{line}: {where}: {_words(problem)}"
            if where and line
            else (f"{path}: {where + ': ' if where else ''}{_words(problem)}")
        )


def _words(problem: Mapping[str, Any]) -> str:
    kind, leaf, context = problem["type"], str((problem["loc"] or ("",))[-1]), problem.get("ctx", {})
    if kind == "extra_forbidden":
        near = get_close_matches(leaf, _KEYS, n=1)
        return (
            f"is no key of a source file; did you mean {near[0]}?" if near else "is no key (docs/sources.md lists them)"
        )
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return wrong_kind(str(context["tag"]) if kind == "union_tag_invalid" else None, _KINDS)
    if kind in ("missing", "too_short") and leaf in _AT_LEAST_ONE:
        return ("is missing; it " if kind == "missing" else "") + _AT_LEAST_ONE[leaf]
    if kind == "string_pattern_mismatch":
        words = _FORMS["country" if leaf == "country" else "languages"]
    else:
        words = in_words(problem)
    given = problem.get("input")
    plain = isinstance(given, str | int | float) and kind != "missing"
    return f"{words} (found {repr(given)[:100]})" if plain else words
