"""What a person types into a search, read into clauses and told to each database in its own language.

делегация Тяньцзинь          both words, in any form
"joint institute"            these words next to each other
title:Харбин                 in the headline
Пекин OR Шанхай              one of them
-футбол                      without this word
тянь*                        words that begin so
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from storage.errors import StoreError
from storage.search_words import folded, places, stems

LONGEST = 1000
MOST_WORDS = 64
"""Characters and words of one question."""
_PART = re.compile(r'(-?)(title:)?(?:"([^"]*)"?|(\S+))', re.IGNORECASE)


class SearchError(StoreError):
    """A question nobody can answer; the text says how to ask."""


@dataclass(frozen=True, slots=True)
class Clause:
    """Words that stand next to each other, by their stems. ``start``: words that begin so are meant, too."""

    stems: tuple[str, ...]
    title: bool = False
    start: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """``all_of``: of each group at least one clause; ``none_of``: none of these."""

    all_of: tuple[tuple[Clause, ...], ...]
    none_of: tuple[Clause, ...] = ()

    def loosely(self) -> Question:
        """Its words anywhere in a text: whatever answers the question answers this, too."""
        loose: list[tuple[Clause, ...]] = []
        for group in self.all_of:
            if len(group) == 1 and group[0].start is None:
                loose += [(Clause((stem,)),) for stem in group[0].stems]
            else:  # one word of each that may stand for the others
                loose.append(tuple(Clause((max(one.stems, key=len),), start=one.start) for one in group))
        return Question(tuple(dict.fromkeys(loose)))

    def sought(self) -> list[Clause]:
        """The clauses that a text may be found by, for marking them in it."""
        return [clause for group in self.all_of for clause in group]


def read_question(text: str) -> Question:
    """The question in clauses. SearchError where no word is left that could be looked for, or there are too many."""
    groups: list[list[Clause]] = []
    without: list[Clause] = []
    either = False
    if len(text) > LONGEST:
        raise SearchError(f"a search takes up to {LONGEST:,} characters")
    for minus, title, phrase, word in _PART.findall(text):
        if word == "OR" and not minus and not title:
            either = bool(groups)
            continue
        clause = _clause(phrase or word, title=bool(title), start=word.endswith("*"))
        if clause is None:
            continue
        if minus:
            without.append(clause)
        elif either:
            groups[-1].append(clause)
        else:
            groups.append([clause])
        either = False
    if not groups:
        raise SearchError(f"there is no word to look for in {text[:80]!r}; write for instance: делегация Тяньцзинь")
    if sum(len(clause.stems) for clause in (*without, *(one for group in groups for one in group))) > MOST_WORDS:
        raise SearchError(f"a search takes up to {MOST_WORDS} words")
    return Question(tuple(map(tuple, groups)), tuple(without))


def _clause(text: str, *, title: bool, start: bool) -> Clause | None:
    found = tuple(stems(text, MOST_WORDS + 1))
    if not found:
        return None
    if not start or len(found) > 1:
        return Clause(found, title)
    ((first, last),) = places(text, 0, 1)  # the word alone: what stands around it would be the databases' to read
    return Clause(found, title, folded(text[first:last]) or None)


def fts5(question: Question) -> str:
    """The question as an FTS5 expression; stems are letters and digits only, so that nothing needs escaping."""
    sought = " AND ".join(f"({_either(group, ' OR ', _fts5)})" for group in question.all_of)
    return f"({sought}) NOT ({_either(question.none_of, ' OR ', _fts5)})" if question.none_of else sought


def _fts5(clause: Clause) -> str:
    found = f'"{" ".join(clause.stems)}"'
    if clause.start is not None:  # the stem may be shorter than what was typed
        found = f'({found} OR "{clause.start}" *)'
    return f"{{title}} : {found}" if clause.title else found


def tsquery(question: Question) -> str:
    """The same as a tsquery of PostgreSQL; headlines have weight A."""
    sought = " & ".join(f"({_either(group, ' | ', _tsquery)})" for group in question.all_of)
    return f"{sought} & !({_either(question.none_of, ' | ', _tsquery)})" if question.none_of else sought


def _tsquery(clause: Clause) -> str:
    weight = ":A" if clause.title else ""
    found = " <-> ".join(f"'{stem}'{weight}" for stem in clause.stems)
    if clause.start is not None:
        found = f"{found} | '{clause.start}':*{weight[1:]}"
    return f"({found})"


def _either(clauses: Sequence[Clause], word: str, tell: Callable[[Clause], str]) -> str:
    return word.join(map(tell, clauses))
