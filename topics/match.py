"""Finding a topic's terms in one field of a text: dictionary look-up by word, longest match for Han."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from topics.forms import STEM_KEY, Entity, Form, Forms
from topics.names import find_names
from topics.patterns import fits_at
from topics.text import Folded, Token


@dataclass(slots=True)
class Match:
    """A term found in a field: offsets in the folded text, the words it covers (numbers; -1 for Han)."""

    start: int
    end: int
    first: int
    last: int
    entity: Entity


def may_hold(forms: Forms, folded: Folded, words: Sequence[str]) -> bool:
    """The quick look: could anything of the topic stand in a text of these words? Never wrong with False."""
    if not forms.anchors.isdisjoint(words):
        return True
    if forms.stems and any(word[:STEM_KEY] in forms.stems for word in words):
        return True
    return bool(forms.han) and folded.has_han()


def find_matches(
    forms: Forms, folded: Folded, tokens: Sequence[Token], *, language: str | None, names: bool
) -> list[Match]:
    """All terms of one field, longest first where they overlap, in order of the text."""
    found = _find_words(forms, folded, tokens, language)
    if folded.has_han() and not folded.has_kana() and language != "ja":
        found.extend(_find_han(forms, folded.text))
    found.sort(key=lambda m: (m.start, -m.end))
    kept: list[Match] = []
    for match in found:
        if not kept or match.start >= kept[-1].end:
            kept.append(match)
        elif match.end - match.start > kept[-1].end - kept[-1].start:
            kept[-1] = match
    if names and forms.surnames:
        kept = find_and_join_names(forms, folded, tokens, kept)
    return kept


def find_and_join_names(forms: Forms, folded: Folded, tokens: Sequence[Token], matches: list[Match]) -> list[Match]:
    """Add Chinese personal names that do not overlap a stronger term."""
    taken = {number for m in matches if m.first >= 0 for number in range(m.first, m.last + 1)}
    for first, last, spelling in find_names(forms, folded, tokens):
        if taken.isdisjoint(range(first, last + 1)):
            entity = Entity(spelling, "person", 0.5, "weak")
            matches.append(Match(tokens[first].start, tokens[last].end, first, last, entity))
    matches.sort(key=lambda m: m.start)
    return matches


def _find_words(forms: Forms, folded: Folded, tokens: Sequence[Token], language: str | None) -> list[Match]:
    found: list[Match] = []
    text = folded.text
    for index, token in enumerate(tokens):
        word = token.word.lstrip("'")
        code = forms.words.get(word)
        if code is not None and _case_fits(folded, token, code & 3):
            entity = forms.entities[code >> 2]
            start = token.end - len(word)
            found.append(Match(start, token.end, index, index, entity))
        for form in forms.phrases.get(word, ()):
            _try_form(forms, folded, text, tokens, index, form, language, found)
        if forms.stems:
            for form in forms.stems.get(word[:STEM_KEY], ()):
                _try_form(forms, folded, text, tokens, index, form, language, found)
    return found


def _try_form(
    forms: Forms,
    folded: Folded,
    text: str,
    tokens: Sequence[Token],
    index: int,
    form: Form,
    language: str | None,
    found: list[Match],
) -> None:
    first = index - form.anchor
    if not fits_at(text, tokens, first, form.words):
        return
    if not _case_fits(folded, tokens[index], form.case):
        return
    if form.only and language not in form.only:
        return
    last = first + len(form.words) - 1
    found.append(Match(tokens[first].start, tokens[last].end, first, last, forms.entities[form.entity]))


def _case_fits(folded: Folded, token: Token, case: int) -> bool:
    if case == 0:
        return True
    spelling = folded.slice(token.end - len(token.word.lstrip("'")), token.end)
    return spelling[:1].isupper() if case == 1 else spelling.isupper()


def _find_han(forms: Forms, text: str) -> list[Match]:
    found = []
    position, end = 0, len(text)
    while position < end:
        for length in range(min(forms.han_lengths.get(text[position], 0), end - position), 0, -1):
            code = forms.han.get(text[position : position + length])
            if code is not None:
                found.append(Match(position, position + length, -1, -1, forms.entities[code >> 2]))
                position += length - 1
                break
        position += 1
    return found
