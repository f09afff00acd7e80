"""Finding a topic's terms in one field of a text: dictionary look-up by word, longest match for Han."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from topics.forms import NO_FORM, Candidates, Entity, Form, Forms
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
    """The matches of one field, and the numbers of all words that could have been one."""

    matches: list[Match]
    tried: list[int]


def find_matches(forms: Forms, folded: Folded, tokens: Tokens, *, language: str | None, names: bool) -> Found:
    """All terms of one field, longest first where they overlap, in order of the text."""
    # One pass tells which words are worth a look.
    candidates = map(forms.candidates.__getitem__, tokens.plain)
    tried = [(index, one) for index, one in enumerate(candidates) if one is not None]
    found = _find_words(forms, folded, tokens, tried, language)
    if folded.has_han and language != "ja":
        found.extend(_find_han(forms, folded.text))
    found.sort(key=lambda m: (m.start, -m.end))
    kept: list[Match] = []
    for match in found:
        if not kept or match.start >= kept[-1].end:
            kept.append(match)
        elif match.end - match.start > kept[-1].end - kept[-1].start:
            kept[-1] = match
    if names:
        surnames = [index for index, one in tried if one.is_surname]
        if surnames:
            kept = find_and_join_names(forms, folded, tokens, surnames, kept)
    return Found(kept, [index for index, _ in tried])


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
    forms: Forms, folded: Folded, tokens: Tokens, tried: Sequence[tuple[int, Candidates]], language: str | None
) -> list[Match]:
    found: list[Match] = []
    by_stem: list[Match] = []  # behind the others, which win where both cover the same words
    plain = tokens.plain
    end = len(plain) - 1
    for index, (code, loose, after, before, stems, _) in tried:
        if code != NO_FORM and _case_fits(folded, tokens, index, code & 3):
            found.append(Match(tokens.start(index), tokens.end(index), index, index, forms.entities[code >> 2]))
        for form in loose:
            _try_form(forms, folded, tokens, index, form, language, found)
        # The word beside rules most phrases out: one in eight or fewer is left.
        if after and index < end and (beside := plain[index + 1]) in after:
            for form in after[beside]:
                _try_form(forms, folded, tokens, index, form, language, found)
        if before and index and (beside := plain[index - 1]) in before:
            for form in before[beside]:
                _try_form(forms, folded, tokens, index, form, language, found)
        for form in stems:
            _try_form(forms, folded, tokens, index, form, language, by_stem)
    return found + by_stem


def _try_form(
    forms: Forms,
    folded: Folded,
    tokens: Tokens,
    index: int,
    form: Form,
    language: str | None,
    found: list[Match],
) -> None:
    first = index - form.anchor
    if not fits_at(tokens, first, form.words):
        return
    if form.only and language not in form.only:
        return
    last = first + len(form.words) - 1
    # One capital word is enough: "universidad de Pekín".
    if form.case and not any(_case_fits(folded, tokens, number, form.case) for number in range(first, last + 1)):
        return
    found.append(Match(tokens.start(first), tokens.end(last), first, last, forms.entities[form.entity]))


def _case_fits(folded: Folded, tokens: Tokens, number: int, case: int) -> bool:
    if case == 0:
        return True
    start = tokens.start(number)
    return folded.is_upper(start) if case == 1 else folded.slice(start, tokens.end(number)).isupper()


def _find_han(forms: Forms, text: str) -> list[Match]:
    found: list[Match] = []
    if forms.han_start is None:
        return found
    lengths, han = forms.han_lengths, forms.han
    free = 0  # everything before this is taken by a match
    for position in [hit.start() for hit in forms.han_start.finditer(text)]:
        pair = text[position : position + 2]
        if pair not in lengths or position < free:
            continue
        for length in lengths[pair]:
            code = han.get(text[position : position + length])
            if code is not None and position + length <= len(text):
                found.append(Match(position, position + length, -1, -1, forms.entities[code >> 2]))
                free = position + length
                break
    return found
