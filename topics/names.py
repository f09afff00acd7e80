"""Chinese personal names by their shape: a surname of the table beside a given name of one or two syllables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from topics.forms import Forms
from topics.patterns import gap_joins
from topics.text import Folded
from topics.tokens import Tokens

_LONG_SURNAME, _LONG_GIVEN_NAME = 3, 5  # letters of names that together tell by their length
# Written so in no European name; literal, so that looking for them is linear.
_TELLING = re.compile("zh|x|q|чж|цз|сю|цю|сяо|ся|янь|юань|шэ|хэ|вэ|фэн|лян|цян|тэ|уэ|юй")


def find_names(forms: Forms, folded: Folded, tokens: Tokens, surnames: Iterable[int]) -> Iterator[tuple[int, int, str]]:
    """Names as (first word, last word, spelling): "Xu Yingwu", «Чжан Личжуном», and "Dongbai Sun" the western way.

    ``surnames``: numbers of the words that may be one. Only names of which one syllable is written as no European
    name is (zh, x, q, чж, цз, сю…), or of which both parts are long enough to tell, are given.
    """
    plain, given_names = tokens.padded, forms.given_names
    skip = -1
    for index in surnames:
        # Most that look like surnames are other words («и», "he"), and the words beside them are no given names.
        if index <= skip or not (given_names[plain[index + 1]] or given_names[plain[index - 1]]):
            continue
        for other, first in ((index + 1, index), (index - 1, index - 1)):
            if not skip < other < len(tokens) or not given_names[plain[other]]:
                continue
            given = tokens.word(other)
            if not given_names[given] or not _is_telling(plain[index], given, other > index):
                continue
            is_name = _capital(folded, tokens, index) and _capital(folded, tokens, other)
            if is_name and gap_joins(tokens.gap_after(first)):
                yield first, first + 1, folded.slice(tokens.start(first), tokens.end(first + 1))
                skip = first + 1
                break


def _is_telling(surname: str, given: str, surname_first: bool) -> bool:
    if _TELLING.search(f"{surname} {given}"):
        return True
    return len(given) >= _LONG_GIVEN_NAME and surname_first and len(surname) >= _LONG_SURNAME


def _capital(folded: Folded, tokens: Tokens, number: int) -> bool:
    return folded.is_upper(tokens.start(number))
