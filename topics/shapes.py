"""What the parts of a topic file are made of: patterns, pairs of Han characters, the base of all shapes."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]

MAX_PATTERN_WORDS = 8
LONGEST_PATTERN = 120
_MIN_STEM = 3


def check_pattern(pattern: str) -> str:
    """A pattern is words separated by spaces; a word may end in ``*`` after three letters or more (a stem)."""
    words = pattern.split()
    if len(words) > MAX_PATTERN_WORDS:
        raise ValueError(f"{pattern!r} has {len(words)} words: at most {MAX_PATTERN_WORDS} are allowed")
    for word in words:
        stem = word.removesuffix("*")
        if "*" in stem or (word != stem and len(stem) < _MIN_STEM):
            raise ValueError(f"{pattern!r}: '*' may stand only at the end of a word, after three letters or more")
    return pattern


def check_han_pair(word: str) -> str:
    """A word of two Han characters."""
    if len(word) != 2 or not all("\u3400" <= char <= "\u9fff" for char in word):
        raise ValueError("write a word of two Han characters, as 普通")
    return word


HanPair = Annotated[str, AfterValidator(check_han_pair)]
Pattern = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=2, max_length=LONGEST_PATTERN),
    AfterValidator(check_pattern),
]


class Shape(BaseModel):
    """A part of a topic file: no keys but these, and not to be changed."""

    # pydantic would keep up to 16,384 strings for as long as the process lives: a megabyte of patterns.
    model_config = ConfigDict(extra="forbid", frozen=True, cache_strings="none")
