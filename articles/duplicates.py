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

from articles.text import EAST_ASIAN, is_cjk, squeeze

SHARED_OF_SHORTER = 0.6
"""Least share of the shorter text's passages that the longer one holds."""
SHARED_OF_BOTH = 0.35
"""Least share of all passages of both that both hold: a digest of the week holds each of its articles whole."""
MOSTLY_SAME = 0.75
"""From this share on a passage written anew may hold names and numbers of its own."""
WORD_FOR_WORD = 0.95
"""From this share of both on the texts are one text, whatever the headlines name."""
FEWEST_WORDS = 30
LONGEST = 4000
"""Words of a text that are looked at."""
_LONGEST_WORD = 50
"""Characters, with the blank behind it: what ``LONGEST`` such words take is searched for words, no more."""
MOST_DAYS_APART = 14
"""Two pages whose stated days are further apart tell of two occasions, in whatever words."""
_PASSAGE = 4
_SKETCH = 8192
"""Bits of a sketch: a text of 500 words sets one in sixteen."""
_LONG_RUN = 12
"""Words; a longer differing passage was written anew, a shorter one was filled in."""

# The first choice says nothing that the second does not: it finds the letters of most words in fewer steps.
_TOKEN = re.compile(rf"[a-zа-яё]++[^\W\d_{EAST_ASIAN}]*+|[^\W\d_{EAST_ASIAN}]+|\d+(?:[.,:/]\d+)*|[{EAST_ASIAN}]")
_COMMON_CHARACTERS = frozenset(
    "的了和与及在是为有对将已被并从到以可能会要不也都而且同共一起进行举开展着过其此该这那之所于由向就还更最又或但因则让把给使等个些各每此前后再"
)
"""Characters of words that are no names: 共同 for 一起 is an editor's change, 南京 for 北京 is another guest."""
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
        return [
            match
            for match, _ in zip(_TOKEN.finditer(self.body, 0, LONGEST * _LONGEST_WORD), range(LONGEST), strict=False)
        ]

    @cached_property
    def words(self) -> list[str]:
        """The same in lower case."""
        text = self.body[: LONGEST * _LONGEST_WORD]
        if "İ" in text or "Σ" in text:  # one becomes two characters, the other what its neighbours say
            return [word.lower() for word in _TOKEN.findall(text)[:LONGEST]]
        return _TOKEN.findall(text.lower())[:LONGEST]

    @cached_property
    def passages(self) -> frozenset[tuple[str, ...]]:
        """Every run of four words."""
        return frozenset(self._runs())

    @cached_property
    def sketch(self) -> int:
        """A number with a bit for each passage, at the place its hash says."""
        bits = bytearray(b"0") * _SKETCH
        for number in map(hash, self._runs()):
            bits[number % _SKETCH] = 49  # a "1"
        return int(bits, 2)

    def _runs(self) -> Iterator[tuple[str, ...]]:
        return zip(*(self.words[n:] for n in range(_PASSAGE)), strict=False)

    @cached_property
    def places(self) -> dict[tuple[str, ...], int]:
        """Where each of them first begins: needed of the few texts that share most of them."""
        found: dict[tuple[str, ...], int] = {}
        for at, passage in enumerate(self._runs()):
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
    if surely_apart(one, two):
        return False
    fewer, more = sorted((len(one.passages), len(two.passages)))
    if fewer < SHARED_OF_BOTH * more:
        return False
    shared = one.passages & two.passages
    all_of_both = fewer + more - len(shared)
    if len(shared) < SHARED_OF_SHORTER * fewer or len(shared) < SHARED_OF_BOTH * all_of_both:
        return False
    if not _holds_facts(one, shared):
        return False
    word_for_word = len(shared) >= WORD_FOR_WORD * all_of_both
    return not _titles_differ(one, two, names=not word_for_word) and not _facts_differ(one, two, shared)


def surely_apart(one: Telling, two: Telling) -> bool:
    """True where, by their sketches, each text lacks too many passages of the other for the shorter to be held by the
    longer. Most pairs share a phrase of their site only: they need not be compared passage by passage."""
    both = (one.sketch & two.sketch).bit_count()
    lacking = 1 - SHARED_OF_SHORTER
    return all(text.sketch.bit_count() - both > lacking * len(text.words) + 1 for text in (one, two))


def _holds_facts(text: Telling, shared: frozenset[tuple[str, ...]]) -> bool:
    """True where what both texts hold names somebody or counts something, twice: news does, a signature or a call to
    subscribe mostly does not. Chinese shows no names: there a number or a Latin word must do."""
    apart = {at for run in _runs(text, shared) for at in range(run.first, run.last)}
    facts = {
        text.words[at]
        for at in range(len(text.words))
        if at not in apart and (text.words[at][0].isdigit() or text.is_name(at))
    }
    return len(facts) >= (1 if is_cjk(text.body) else 2)


def _days_apart(one: str | None, two: str | None) -> int:
    if one is None or two is None:
        return 0
    return abs((date.fromisoformat(one) - date.fromisoformat(two)).days)


def _titles_differ(one: Telling, two: Telling, *, names: bool) -> bool:
    """Numbers that only one headline holds, on both sides: the report of 2023 and that of 2024. A year decides alone,
    another number only where the other text does not hold it either. With ``names`` also those, in headlines that are
    otherwise alike."""
    first, second = _numbers(one.title), _numbers(two.title)
    ours, theirs = first - second, second - first
    if any(map(_is_year, ours)) and any(map(_is_year, theirs)):
        return True
    if ours - set(two.words) and theirs - set(one.words):
        return True
    return names and _headline_about_another(one, two)


def _headline_about_another(one: Telling, two: Telling) -> bool:
    """The same headline but for a name: "Делегация из Харбина в университете" and "… из Нанкина …"."""
    first, second = Telling("", one.title), Telling("", two.title)
    fewer, common = min(len(first.words), len(second.words)), set(first.words) & set(second.words)
    if fewer == 0 or 2 * len(common) < fewer:
        return False
    names, others = _facts(first, [_Run(0, len(first.words))]), _facts(second, [_Run(0, len(second.words))])
    return bool(_unlike(names, others)) and bool(_unlike(others, names))


def _numbers(text: str) -> set[str]:
    return {word for word in _TOKEN.findall(text.lower()) if word[0].isdigit()}


def _is_year(number: str) -> bool:
    return len(number) == 4 and number.isdigit() and number[:2] in ("19", "20")


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of words that the other text does not have: ``first`` to ``last``, the latter not included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first


def _facts_differ(one: Telling, two: Telling, shared: frozenset[tuple[str, ...]]) -> bool:
    """True where facts that fill the same place of both texts differ."""
    mostly_same = len(shared) >= MOSTLY_SAME * min(len(one.passages), len(two.passages))
    runs, others = _runs(one, shared), _runs(two, shared)
    for run, other in _counterparts(one, two, runs, others):
        if max(run.length, other.length) <= _LONG_RUN:
            if _filled_in_differs(one, two, run, other):
                return True
        elif not mostly_same and (
            min(run.length, other.length) > _LONG_RUN or _filled_in_differs(one, two, run, other)
        ):
            return True  # two texts under the same long signature; where mostly the same, an editor's own lead
    # Numbers need no place of their own: a report whose figures moved into other sentences is another report.
    ours, theirs = _facts(one, runs, numbers=True) - set(two.words), _facts(two, others, numbers=True) - set(one.words)
    return not mostly_same and len(ours) >= 2 and len(theirs) >= 2


def _filled_in_differs(one: Telling, two: Telling, run: _Run, other: _Run) -> bool:
    """The same sentence about another guest, place, amount or subject. In Chinese any character may be a name. Of words
    in small letters those count that the headline names: another word may be an editor's."""
    ours, theirs = _facts(one, [run], numbers=True), _facts(two, [other], numbers=True)
    if ours - theirs and theirs - ours:
        return True
    names, others = _facts(one, [run]), _facts(two, [other])
    if _unlike(names, others) and _unlike(others, names) and not _abbreviates(one, run, two, other):
        return True
    if _names_subject(one, two, run) and _names_subject(two, one, other):
        return True
    return _wide(one, run) >= 1 and _wide(two, other) >= 1


def _names_subject(one: Telling, two: Telling, run: _Run) -> bool:
    """True where the run holds a word of the headline that the other text has nowhere: физике for химии."""
    words = {word for word in one.words[run.first : run.last] if len(word) >= 4 and word.isalpha()}
    subject = words - _unlike(words, set(_TOKEN.findall(one.title.lower())))
    return bool(_unlike(subject, {*two.words, *_TOKEN.findall(two.title.lower())}))


def _abbreviates(one: Telling, run: _Run, two: Telling, other: _Run) -> bool:
    """True where one side writes out what the other shortens: ТПУ, Томский политехнический университет."""
    for text, short, whole, long in ((one, run, two, other), (two, other, one, run)):
        initials = "".join(word[0] for word in whole.words[long.first : long.last])
        if any(len(name) > 1 and name in initials for name in _facts(text, [short])):
            return True
    return False


def _facts(text: Telling, runs: Sequence[_Run], *, numbers: bool = False) -> set[str]:
    places = [at for run in runs for at in range(run.first, run.last)]
    if numbers:
        return {text.words[at] for at in places if text.words[at][0].isdigit()}
    return {text.words[at] for at in places if not text.words[at][0].isdigit() and text.is_name(at)}


def _unlike(names: set[str], words: set[str]) -> set[str]:
    """The names that are not among ``words`` in any case ending."""
    if not names:
        return names
    ordered = sorted(words)
    return {name for name in names if not _holds(ordered, name[: max(4, len(name) - 3)])}


def _holds(ordered: Sequence[str], stem: str) -> bool:
    at = bisect_right(ordered, stem)
    return (at > 0 and ordered[at - 1] == stem) or (at < len(ordered) and ordered[at].startswith(stem))


def _wide(text: Telling, run: _Run) -> int:
    """How many East Asian characters of a run may be of a name."""
    return sum(
        "\u3040" <= text.words[at][0] <= "\ud7a3" and text.words[at] not in _COMMON_CHARACTERS
        for at in range(run.first, run.last)
    )


def _runs(text: Telling, shared: frozenset[tuple[str, ...]]) -> list[_Run]:
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
        before = two.places.get(tuple(one.words[max(run.first - _PASSAGE, 0) : run.first]))
        after = two.places.get(tuple(one.words[run.last : run.last + _PASSAGE]))
        found = begins.get(0) if run.first == 0 else begins.get(before + _PASSAGE) if before is not None else None
        if found is None:
            at_end = run.last == len(one.words)
            found = ends.get(len(two.words)) if at_end else ends.get(after) if after is not None else None
        if found is not None:
            yield run, found
