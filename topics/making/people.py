"""People of the list whose names follow pinyin, and phrases that are made of two parts."""

from __future__ import annotations

from collections.abc import Iterator

from topics.making.lexicon import Name, Word, parts, rows, traditional
from topics.making.spellings import person_spellings

_SPELLED = ("ru", "uk", "be", "bg", "sr", "cs")


def people() -> list[Name]:
    """Known people; a name that many share is weak."""
    out: list[Name] = []
    for _, cell, *_ in rows("china_people.tsv"):
        for value in parts(cell):
            pinyin, _, han = value.rpartition(" ")
            strength, weight = ("weak", 0.6) if value.startswith("~") else ("strong", 1.0)
            pinyin = pinyin.removeprefix("~")
            name = Name(pinyin, "person", weight, strength, [pinyin])
            name.han = [] if han == "-" else [han, traditional(han)]
            name.more = person_spellings(pinyin, _SPELLED)
            out.append(name)
    return out


def composed() -> Iterator[Word]:
    """Phrases of two parts (china_phrases.tsv): each of the first with each of the second, "era" with "Ming"."""
    for entity, kind, case, language, firsts, seconds in rows("china_phrases.tsv"):
        yield Word(entity, kind, case, language, "", [f"{a} {b}" for a in parts(firsts) for b in parts(seconds)])
