"""Finding a topic's terms in one field of a text: dictionary look-up by word, longest match for Han."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, compress

from topics.forms import NO_FORM, Candidates, Entity, Form, Forms
from topics.language import TextLanguage
from topics.names import find_names
from topics.patterns import fits_at
from topics.text import Folded
from topics.tokens import Tokens

_NUMBERS = tuple(range(600))  # made anew for all words of a text they take as long as it does to pick from them


@dataclass(slots=True)
class Match:
    """A term found in a field: offsets in the folded text, the words it covers (numbers; -1 for Han)."""

    start: int
    end: int
    first: int
    last: int
    entity: Entity


@dataclass(slots=True)
class Found:
    """The matches of one field, and the numbers of some of its words: of all that could have been a match, or say
    something of one; of the cues that are looked for wherever they stand; and of those that may be Chinese surnames."""

    matches: list[Match]
    tried: list[int]
    cues: list[int]
    surnames: list[int]


def find_matches(forms: Forms, folded: Folded, tokens: Tokens, *, language: TextLanguage, names: bool) -> Found:
    """All terms of one field, longest first where they overlap, in order of the text."""
    # One pass tells which words are worth a look.
    candidates = forms.candidates.of(tokens.plain)
    numbers = _NUMBERS if len(candidates) <= len(_NUMBERS) else range(len(candidates))
    found = Found([], list(compress(numbers, candidates)), [], [])
    matches = _find_words(forms, folded, tokens, filter(None, candidates), found, language)
    in_han = _find_han(forms, folded.text) if folded.has_han and not language.is_japanese else []
    kept = found.matches = _longest([*matches, *in_han]) if matches else in_han
    if names and found.surnames:
        found.matches = find_and_join_names(forms, folded, tokens, found.surnames, kept)
    return found


def _longest(matches: list[Match]) -> list[Match]:
    """The longest of those that overlap, in order of the text."""
    matches.sort(key=_place)
    kept: list[Match] = []
    for match in matches:
        if not kept or match.start >= kept[-1].end:
            kept.append(match)
        elif match.end - match.start > kept[-1].end - kept[-1].start:
            kept[-1] = match
    return kept


def _place(match: Match) -> tuple[int, int]:
    return match.start, -match.end


def find_and_join_names(
    forms: Forms, folded: Folded, tokens: Tokens, surnames: Sequence[int], matches: list[Match]
) -> list[Match]:
    """Add Chinese personal names that do not overlap a stronger term. ``surnames``: the words that may be one."""
    names = list(find_names(forms, folded, tokens, surnames))
    if not names:
        return matches
    taken = {number for m in matches if m.first >= 0 for number in range(m.first, m.last + 1)}
    for first, last, spelling in names:
        if taken.isdisjoint(range(first, last + 1)):
            entity = Entity(spelling, "person", 0.5, "weak")
            matches.append(Match(tokens.start(first), tokens.end(last), first, last, entity))
    matches.sort(key=lambda m: m.start)
    return matches


def _find_words(
    forms: Forms,
    folded: Folded,
    tokens: Tokens,
    candidates: Iterable[Candidates],
    field: Found,
    language: TextLanguage,
) -> list[Match]:
    """``candidates``: of the words that are tried. The cues and surnames among these are added to the ``field``."""
    found: list[Match] = []
    by_stem: list[Match] = []  # behind the others, which win where both cover the same words
    plain = tokens.padded
    for index, (after, before, more, is_surname) in zip(field.tried, candidates, strict=True):
        if is_surname:
            field.surnames.append(index)
        if more is not None:
            code, loose, stems, is_cue = more
            if is_cue:
                field.cues.append(index)
            if code != NO_FORM:
                start = tokens.start(index)
                end = start + len(plain[index])
                if _case_fits(folded, start, end, code & 3):
                    found.append(Match(start, end, index, index, forms.entities[code >> 2]))
            if loose:
                _try_forms(forms, folded, tokens, index, loose, language, found)
            for step, beside, form in stems:
                if not step or plain[index + step] == beside:
                    _try_forms(forms, folded, tokens, index, (form,), language, by_stem)
        # The word beside rules most phrases out: one in eight or fewer is left.
        if after and plain[index + 1] in after:
            _try_forms(forms, folded, tokens, index, after[plain[index + 1]], language, found)
        if before and plain[index - 1] in before:
            _try_forms(forms, folded, tokens, index, before[plain[index - 1]], language, found)
    return found + by_stem


def _try_forms(
    forms: Forms,
    folded: Folded,
    tokens: Tokens,
    index: int,
    tried: Iterable[Form],
    language: TextLanguage,
    found: list[Match],
) -> None:
    for form in tried:
        first = index - form.anchor
        if (form.only and not language.is_one_of(form.only)) or not fits_at(tokens, first, form.words):
            continue
        last = first + len(form.words) - 1
        # One capital word is enough: "universidad de Pekín".
        if form.case and not any(
            _case_fits(folded, tokens.start(number), tokens.end(number), form.case) for number in range(first, last + 1)
        ):
            continue
        found.append(Match(tokens.start(first), tokens.end(last), first, last, forms.entities[form.entity]))


def _case_fits(folded: Folded, start: int, end: int, case: int) -> bool:
    if case == 0:
        return True
    return folded.is_upper(start) if case == 1 else folded.slice(start, end).isupper()


def _find_han(forms: Forms, text: str) -> list[Match]:
    """The longest form wherever one begins behind the one before, in order of the text."""
    found: list[Match] = []
    if forms.han_runs is None:
        return found
    lengths, han = forms.han_lengths, forms.han
    position = free = 0  # everything before this is taken by a match
    # Which characters begin a form is told without asking where each stands: few do.
    beginnings = filter(None, map(forms.han_beginnings.__getitem__, forms.han_runs.findall(text)))
    for pair in chain.from_iterable(beginnings):
        position = text.index(pair, position)
        if position >= free:
            for length in lengths.get(text[position : position + 3], lengths[pair]):
                code = han.get(text[position : position + length])
                if code is not None and position + length <= len(text):
                    found.append(Match(position, position + length, -1, -1, forms.entities[code >> 2]))
                    free = position + length
                    break
        position += 1
    return found
