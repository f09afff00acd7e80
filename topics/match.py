"""Finding a topic's terms in one field of a text: dictionary look-up by word, longest match for Han."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import cast

from topics.forms import NO_FORM, Candidates, Entity, Form, Forms
from topics.language import TextLanguage
from topics.names import find_names
from topics.patterns import fits_at
from topics.text import Folded
from topics.tokens import Tokens


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
    """The matches of one field, and the numbers of all words that could have been one, or say something of one."""

    matches: list[Match]
    tried: list[int]
    candidates: Sequence[Candidates]  # of every word; None but for those

    def cues(self) -> list[int]:
        """The numbers of the words that are looked for wherever they stand, for what they say of the matches."""
        return [number for number in self.tried if self.candidates[number][-1]]


def find_matches(forms: Forms, folded: Folded, tokens: Tokens, *, language: TextLanguage, names: bool) -> Found:
    """All terms of one field, longest first where they overlap, in order of the text."""
    # One pass tells which words are worth a look.
    candidates = list(map(forms.candidates.__getitem__, tokens.plain))
    tried = list(compress(range(len(candidates)), candidates))
    worth = cast("list[Candidates]", candidates)  # where it is looked at
    found = _find_words(forms, folded, tokens, tried, worth, language)
    if folded.has_han and not language.is_japanese:
        found.extend(_find_han(forms, folded.text))
    found.sort(key=_place)
    kept: list[Match] = []
    for match in found:
        if not kept or match.start >= kept[-1].end:
            kept.append(match)
        elif match.end - match.start > kept[-1].end - kept[-1].start:
            kept[-1] = match
    if names:
        surnames = [index for index in tried if worth[index][-2]]
        if surnames:
            kept = find_and_join_names(forms, folded, tokens, surnames, kept)
    return Found(kept, tried, worth)


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
    tried: Iterable[int],
    candidates: Sequence[Candidates],
    language: TextLanguage,
) -> list[Match]:
    found: list[Match] = []
    by_stem: list[Match] = []  # behind the others, which win where both cover the same words
    plain = [*tokens.plain, ""]  # nothing stands beside the first word and the last one
    for index in tried:
        code, loose, after, before, stems, _, _ = candidates[index]
        if code != NO_FORM and _case_fits(folded, tokens, index, code & 3):
            found.append(Match(tokens.start(index), tokens.end(index), index, index, forms.entities[code >> 2]))
        if loose:
            _try_forms(forms, folded, tokens, index, loose, language, found)
        # The word beside rules most phrases out: one in eight or fewer is left.
        if plain[index + 1] in after:
            _try_forms(forms, folded, tokens, index, after[plain[index + 1]], language, found)
        if plain[index - 1] in before:
            _try_forms(forms, folded, tokens, index, before[plain[index - 1]], language, found)
        if stems:
            _try_forms(forms, folded, tokens, index, stems, language, by_stem)
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
        if not fits_at(tokens, first, form.words) or (form.only and not language.is_one_of(form.only)):
            continue
        last = first + len(form.words) - 1
        # One capital word is enough: "universidad de Pekín".
        if form.case and not any(_case_fits(folded, tokens, number, form.case) for number in range(first, last + 1)):
            continue
        found.append(Match(tokens.start(first), tokens.end(last), first, last, forms.entities[form.entity]))


def _case_fits(folded: Folded, tokens: Tokens, number: int, case: int) -> bool:
    if case == 0:
        return True
    start = tokens.start(number)
    return folded.is_upper(start) if case == 1 else folded.slice(start, tokens.end(number)).isupper()


def _find_han(forms: Forms, text: str) -> list[Match]:
    found: list[Match] = []
    if forms.han_pairs is None:
        return found
    lengths, han = forms.han_lengths, forms.han
    position = free = 0  # everything before this is taken by a match
    # All pairs of characters that may begin a form are told apart without asking where each stands.
    for pair in filter(lengths.__contains__, forms.han_pairs.findall(text)):
        position = text.index(pair, position)
        if position >= free:
            for length in lengths[pair]:
                code = han.get(text[position : position + length])
                if code is not None and position + length <= len(text):
                    found.append(Match(position, position + length, -1, -1, forms.entities[code >> 2]))
                    free = position + length
                    break
        position += 1
    return found
