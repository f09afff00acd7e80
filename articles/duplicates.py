"""Do two texts report the same thing? Decided on the texts themselves, precision first. Pure.

Two articles of a series, two annual reports, two delegations in one week share most of their words and are different
articles; one article under another headline, with another lead or with a site's own boilerplate is the same. So it is
not how much differs that decides, but what: numbers and names that stand in the same place of both and differ.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

from articles.text import squeeze

SHARED_OF_SHORTER = 0.6
"""Least share of the shorter text's passages that the longer one holds."""
SHARED_OF_BOTH = 0.35
"""Least share of all passages of both that both hold: a digest of the week holds each of its articles whole."""
FEWEST_WORDS = 30
LONGEST = 4000
"""Words of a text that are looked at."""
MOST_DAYS_APART = 14
"""Two pages whose stated days are further apart tell of two occasions, in whatever words."""
_PASSAGE = 4
_LONG_RUN = 12
"""Words; a longer differing passage was written anew, a shorter one was filled in."""

_TOKEN = re.compile(
    r"\d+(?:[.,:/]\d+)*|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]|[^\W\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+"
)
_SENTENCE_END = frozenset('.!?…:;«"“”„\n•—–')


@dataclass(frozen=True)
class Telling:
    """A text made ready for comparing. ``day`` is the published day (ISO) where the page states one."""

    title: str
    body: str
    day: str | None = None

    @cached_property
    def tokens(self) -> list[re.Match[str]]:
        """The words and numbers of the body in order; an East Asian character is a word."""
        return [match for match, _ in zip(_TOKEN.finditer(self.body), range(LONGEST), strict=False)]

    @cached_property
    def words(self) -> list[str]:
        """The same in lower case."""
        return [match.group().lower() for match in self.tokens]

    @cached_property
    def passages(self) -> dict[tuple[str, ...], int]:
        """Every run of four words, with the place of its first one."""
        found: dict[tuple[str, ...], int] = {}
        for at, passage in enumerate(zip(*(self.words[n:] for n in range(_PASSAGE)), strict=False)):
            found.setdefault(passage, at)
        return found

    def is_name(self, at: int) -> bool:
        """True for a word with a capital that does not merely begin a sentence, or with several capitals."""
        word = self.tokens[at].group()
        if not word[0].isupper() or len(word) < 2:
            return False
        if word[1:] != word[1:].lower():
            return True
        before = self.body[: self.tokens[at].start()][-4:].rstrip(" \u00a0")
        return bool(before) and before[-1] not in _SENTENCE_END


def same_story(one: Telling, two: Telling) -> bool:
    """True where both texts report the same occasion in mostly the same words."""
    if _days_apart(one.day, two.day) > MOST_DAYS_APART:
        return False
    if min(len(one.words), len(two.words)) < FEWEST_WORDS:
        return one.words == two.words and len(one.words) >= 12 and squeeze(one.title) == squeeze(two.title)
    shared = one.passages.keys() & two.passages.keys()
    fewer, all_of_both = (
        min(len(one.passages), len(two.passages)),
        len(one.passages.keys() | two.passages.keys()),
    )
    if len(shared) < SHARED_OF_SHORTER * fewer or len(shared) < SHARED_OF_BOTH * all_of_both:
        return False
    return not _titles_differ(one, two) and not _facts_differ(one, two, shared)


def _days_apart(one: str | None, two: str | None) -> int:
    if one is None or two is None:
        return 0
    return abs((date.fromisoformat(one) - date.fromisoformat(two)).days)


def _titles_differ(one: Telling, two: Telling) -> bool:
    """Numbers that only one headline holds, on both sides: the report of 2023 and that of 2024."""
    first, second = _numbers(one.title), _numbers(two.title)
    return bool(first - second - set(two.words)) and bool(second - first - set(one.words))


def _numbers(text: str) -> set[str]:
    return {word for word in _TOKEN.findall(text.lower()) if word[0].isdigit()}


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of words that the other text does not have: ``first`` to ``last``, the latter not included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first


def _facts_differ(one: Telling, two: Telling, shared: set[tuple[str, ...]]) -> bool:
    """True where facts that fill the same place of both texts differ, or where a passage written anew has nothing to
    do with the rest."""
    runs = _runs(one, shared)
    others = _runs(two, shared)
    for run, other in _counterparts(one, two, runs, others):
        if _differ(one, two, run, other):
            return True
    # Numbers need no place of their own: a report whose figures moved into other sentences is another report.
    ours, theirs = _facts(one, runs, numbers=True), _facts(two, others, numbers=True)
    return len(ours - set(two.words)) >= 2 and len(theirs - set(one.words)) >= 2


def _differ(one: Telling, two: Telling, run: _Run, other: _Run) -> bool:
    if not run.length or not other.length:
        return False  # put in or left out
    ours = _facts(one, [run], numbers=True) - set(two.words)
    theirs = _facts(two, [other], numbers=True) - set(one.words)
    if ours and theirs:
        return True
    names = _unlike(_facts(one, [run]), two.words), _unlike(_facts(two, [other]), one.words)
    if run.length > _LONG_RUN and other.length > _LONG_RUN:
        return len(names[0]) >= 2 and len(names[1]) >= 2
    if names[0] and names[1]:
        return True
    return _wide(one, run) >= 2 and _wide(two, other) >= 2 and run.length + other.length <= 2 * _LONG_RUN


def _facts(text: Telling, runs: Sequence[_Run], *, numbers: bool = False) -> set[str]:
    places = [at for run in runs for at in range(run.first, run.last)]
    if numbers:
        return {text.words[at] for at in places if text.words[at][0].isdigit()}
    return {text.words[at] for at in places if not text.words[at][0].isdigit() and text.is_name(at)}


def _unlike(names: set[str], words: Sequence[str]) -> set[str]:
    """The names that the other text does not hold in any case ending."""
    if not names:
        return names
    ordered = sorted(set(words))
    return {name for name in names if not _holds(ordered, name[: max(4, len(name) - 3)])}


def _holds(ordered: Sequence[str], stem: str) -> bool:
    at = bisect_right(ordered, stem)
    return (at > 0 and ordered[at - 1] == stem) or (at < len(ordered) and ordered[at].startswith(stem))


def _wide(text: Telling, run: _Run) -> int:
    return sum("\u3040" <= text.words[at][0] <= "\ud7a3" for at in range(run.first, run.last))


def _runs(text: Telling, shared: set[tuple[str, ...]]) -> list[_Run]:
    covered = bytearray(len(text.words))
    for at, passage in enumerate(zip(*(text.words[n:] for n in range(_PASSAGE)), strict=False)):
        if passage in shared:
            covered[at : at + _PASSAGE] = b"\1" * _PASSAGE
    edges = [-1, *(at for at, one in enumerate(covered) if one), len(covered)]
    return [_Run(before + 1, after) for before, after in pairwise(edges) if after > before + 1]


def _counterparts(one: Telling, two: Telling, runs: list[_Run], others: list[_Run]) -> Iterator[tuple[_Run, _Run]]:
    """The runs of both texts that fill the same place: after the same passage, before the same, or at the same end."""
    begins, ends = {run.first: run for run in others}, {run.last: run for run in others}
    for run in runs:
        before = two.passages.get(tuple(one.words[max(run.first - _PASSAGE, 0) : run.first]))
        after = two.passages.get(tuple(one.words[run.last : run.last + _PASSAGE]))
        found = begins.get(0) if run.first == 0 else begins.get(before + _PASSAGE) if before is not None else None
        if found is None:
            at_end = run.last == len(one.words)
            found = ends.get(len(two.words)) if at_end else ends.get(after) if after is not None else None
        if found is not None:
            yield run, found
