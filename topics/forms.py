"""The look-up tables of a topic: folded forms → entities. Read from a built table, from the topic file, or both."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from operator import add
from pathlib import Path
from typing import Any

from topics.anchors import STEM_KEY, count_beginnings, lengths_by_beginning, pick_anchor, words_of
from topics.known import Known, KnownWords
from topics.packed import KEY, NEXT, PackedPhrases, PackedWords, unpack
from topics.schema import Case, Kind, Strength, Term
from topics.spelling import LAST_LATIN, find_name, without_accents
from topics.syllables import GivenNames
from topics.text import fold_word

_ENCODING = "utf-16-le"  # decoded ten times as fast as UTF-8, and no larger once compressed
CASES: tuple[Case, ...] = ("any", "capital", "upper")
TABLE_FORMAT = 4
NO_FORM = -1  # in place of a code: the word is none by itself, but a phrase is filed under it, or it is a surname
PLACE_KEY = 4  # letters that tell whether a word may be a place with an ending
_ALL_HAN = re.compile("[\u3400-\u9fff]*")


@dataclass(frozen=True, slots=True)
class Entity:
    """What a form stands for."""

    name: str
    kind: Kind
    weight: float
    strength: Strength


@dataclass(frozen=True, slots=True)
class Form:
    """A form that is more than one plain word: its words, the entity (by number) and the case rule (by number).

    A form that is looked for in texts of some languages alone (``only``) is kept this way too.
    """

    words: tuple[str, ...]
    entity: int
    case: int
    anchor: int
    only: frozenset[str] = frozenset()


@dataclass(slots=True)
class Filed:
    """The phrases filed under one of their words, by the word next to that: ``after`` it where it is a phrase's first,
    else ``before`` it. In ``loose``: those of one word, and those whose word beside it is a stem."""

    after: dict[str, list[Form]] = field(default_factory=dict)
    before: dict[str, list[Form]] = field(default_factory=dict)
    loose: list[Form] = field(default_factory=list)

    def add(self, form: Form) -> None:
        """File one more."""
        words, anchor = form.words, form.anchor
        beside = words[anchor - 1 if anchor else 1] if len(words) > 1 else "*"
        if beside[-1] == "*":
            self.loose.append(form)
        else:
            (self.before if anchor else self.after).setdefault(beside.lstrip("'"), []).append(form)

    def __iter__(self) -> Iterator[Form]:
        return chain(self.loose, *self.after.values(), *self.before.values())


def _with_beside(form: Form) -> tuple[int, str, Form]:
    """A form with the word that must stand beside the one it is filed under: how many words on (0: any), and which."""
    step = -1 if form.anchor else 1
    beside = form.words[form.anchor + step].lstrip("'") if len(form.words) > 1 else "*"
    return (0, "", form) if beside[-1] == "*" else (step, beside, form)


Candidates = tuple[
    Mapping[str, Sequence[Form]],
    Mapping[str, Sequence[Form]],
    tuple[int, Sequence[Form], Sequence[tuple[int, str, Form]], bool] | None,
    bool,
]
"""What a word of a text may be, or be a part of: phrases (after, before: see :class:`Filed`); where there is more, the
code of a word by itself, loose phrases, stems it begins with, and whether it is a cue; and whether it is a surname: of
most words that may be one («и», «у», «по») there is nothing else to say. A bare tuple is taken apart three times as
fast as a named one."""


@dataclass(slots=True)
class Forms:
    """All tables of one topic. ``words`` and ``han`` map a form to ``entity * 4 + case``.

    ``phrases`` are filed under one of their words (the rarest), ``stems`` under their first three letters. Words and
    phrases of the topic file stand in dictionaries; ``table_words`` and ``table_phrases`` are the built table's.
    ``places``: how names of places begin, which may have an ending of some language. ``peers`` are names that stand
    beside the topic's own in enumerations, each with what it names. ``han_runs`` finds runs of characters that hold any
    two which may begin a Han form, ``han_beginnings`` tells those that do, and ``han_lengths`` how long the form may
    be, longest first, by its first two characters; or by three where two begin many, as 中国 does. ``surnames`` and
    ``syllables`` are what the recogniser of Chinese names needs; ``is_cue`` tells the words of cues looked for in the
    whole text. Once the tables are sealed, ``candidates`` says of
    any word what it may be (None: nothing), and ``given_names`` whether it may be one. ``following`` are the letters
    that may follow the first three of a word that is anything, ``open_ended`` such first letters behind which any may.
    """

    entities: list[Entity] = field(default_factory=list)
    words: dict[str, int] = field(default_factory=dict)
    table_words: PackedWords[int] = field(default_factory=lambda: PackedWords({}, int))
    phrases: dict[str, Filed] = field(default_factory=dict)
    table_phrases: PackedPhrases = field(default_factory=lambda: PackedPhrases({}))
    stems: dict[str, list[Form]] = field(default_factory=dict)
    places: set[str] = field(default_factory=set)
    han: dict[str, int] = field(default_factory=dict)
    han_lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)
    han_runs: re.Pattern[str] | None = None
    han_beginnings: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)
    peers: PackedWords[str] = field(default_factory=lambda: PackedWords({}, str))
    surnames: frozenset[str] = frozenset()
    syllables: frozenset[str] = frozenset()
    following: Mapping[str, Collection[str]] = field(default_factory=dict, repr=False)
    open_ended: set[str] = field(default_factory=set)
    is_cue: Callable[[str], bool] = field(default=frozenset[str]().__contains__, repr=False)
    candidates: KnownWords[Candidates] = field(default_factory=lambda: KnownWords(lambda word: None), repr=False)
    given_names: Mapping[str, bool] = field(default_factory=dict, repr=False)

    def seal(self) -> None:
        """Prepare what is derived; called once when all forms are in."""
        if self.han:
            self.han_lengths = lengths_by_beginning(self.han)
            one, other = ("".join(sorted({form[place] for form in self.han})) for place in (0, 1))
            self.han_runs = re.compile(f"[{one}][{other}]+")  # nothing behind the "+": no step is ever taken back
        mine: dict[str, str] = {}  # as the table's: letters that follow, divided by spaces
        for word in chain(self.words, self.phrases, self.surnames):
            key, rest = word[:KEY], word[KEY:NEXT]
            mine[key] = f"{mine[key]} {rest}" if key in mine else rest
        own = lambda key: mine[key].split(" ") if key in mine else ()  # noqa: E731
        rows = (self.table_words.following, self.table_phrases.following, own)
        self.following = Known(lambda key: frozenset(chain.from_iterable(row(key) for row in rows)))
        self.open_ended.update(self.stems)
        self.han_beginnings = Known(self._begin_han)
        self.candidates = KnownWords(self._look_up)
        self.given_names = Known(GivenNames(self.syllables).holds)

    def look_for(self, is_cue: Callable[[str], bool], beginnings: Iterable[str]) -> None:
        """Tell the words of cues, too: ``is_cue`` tells them, and ``beginnings`` are the first letters of all."""
        self.is_cue = is_cue
        self.open_ended.update(beginnings)

    def _begin_han(self, run: str) -> Sequence[str]:
        return list(filter(self.han_lengths.__contains__, map(add, run, run[1:])))

    def _look_up(self, word: str) -> Candidates | None:
        key = word[:KEY]
        # Most words of most texts are nothing, and told so here.
        if word[KEY:NEXT] not in self.following[key] and key not in self.open_ended and not self._has_accents(word):
            return None
        code, filed, is_surname = self.code(word), self.filed(word), word in self.surnames
        filed_there = self.stems.get(key, ())
        begun = (form for form in filed_there if word.startswith(form.words[form.anchor].strip("'*")))
        stems = list(map(_with_beside, begun))
        is_cue = self.is_cue(word)
        if code is None and (filed is not None or is_surname):
            code = NO_FORM
        if code is None and (word[:PLACE_KEY] in self.places or self._has_accents(word)):
            name = find_name(word, self._is_place)
            code = None if name is None else self.code(name)
        if code is None and not stems and not is_cue:
            return None
        filed = filed or Filed()
        code = NO_FORM if code is None else code
        more = (code, filed.loose, stems, is_cue)
        has_more = code != NO_FORM or any(more[1:])
        return filed.after, filed.before, more if has_more else None, is_surname

    def _has_accents(self, word: str) -> bool:
        """May a word be a name of a place with accents?"""
        if word.isascii() or word[0] > LAST_LATIN:
            return False
        return without_accents(word)[:PLACE_KEY] in self.places

    def code(self, word: str) -> int | None:
        """The code of a word that is a form by itself."""
        code = self.words.get(word)
        return self.table_words.code(word) if code is None else code

    def _is_place(self, word: str) -> bool:
        code = self.code(word)
        if code is None:
            return False
        entity = self.entities[code >> 2]
        return names_place(entity.kind, entity.strength, code)

    def filed(self, word: str) -> Filed | None:
        """The phrases filed under a word: the table's, and behind them the topic file's."""
        mine, built = self.phrases.get(word), self.table_phrases.filed(word)
        if not built:
            return mine
        filed = Filed()
        for words, code, anchor in built:
            filed.add(Form(words, code >> 2, code & 3, anchor))
        for form in mine or ():
            filed.add(form)
        return filed

    def spellings(self) -> Iterator[tuple[str, int]]:
        """Every form as text, with the number of its entity; a word of the topic file in place of the table's."""
        words = {**dict(self.table_words.items()), **self.words, **self.han}
        yield from ((word, code >> 2) for word, code in words.items())
        yield from ((" ".join(phrase.words), phrase.code >> 2) for phrase in self.table_phrases)
        for form in chain(*self.phrases.values(), *self.stems.values()):
            yield " ".join(form.words), form.entity


def names_place(kind: str, strength: str, code: int) -> bool:
    """Does a form of this code, of an entity of this kind and strength, name a place that tells alone, and is written
    with a capital?"""
    return (kind, strength, CASES[code & 3]) == ("place", "strong", "capital")


class TableError(Exception):
    """A built table cannot be read; the text says why and how it is rebuilt."""


def is_han(form: str) -> bool:
    """True where the form is written in Han characters (and is found by the Han scan)."""
    return _ALL_HAN.fullmatch(form) is not None


def add_terms(forms: Forms, terms: Iterable[Term]) -> None:
    """Add the forms of a topic file's terms as they are written there (they win over the built table's)."""
    phrases: list[Form] = []
    for term in terms:
        number = len(forms.entities)
        forms.entities.append(Entity(term.entity, term.kind, term.weight, term.strength))
        case = CASES.index(term.case)
        literal = [n for names in (*term.names.values(), *term.adjectives.values()) for n in names]
        for raw in (*term.forms, *literal):
            form = fold_word(raw)
            words = words_of(form)
            if is_han(form):
                forms.han[form] = number * 4 + case
            elif len(words) == 1 and not words[0].endswith("*") and not term.only:
                forms.words[words[0]] = number * 4 + case
                if names_place(term.kind, term.strength, case):
                    forms.places.add(words[0][:PLACE_KEY])
            elif words:
                phrases.append(Form(words, number, case, 0, frozenset(term.only)))
    frequency = count_beginnings(phrase.words for phrase in phrases)
    for phrase in phrases:
        anchor = pick_anchor(phrase.words, frequency)
        word = phrase.words[anchor].lstrip("'")
        filed = replace(phrase, anchor=anchor)
        if word.endswith("*"):
            forms.stems.setdefault(word[:STEM_KEY], []).append(filed)
        else:
            forms.phrases.setdefault(word, Filed()).add(filed)


def read_table(path: Path) -> Forms:
    """Read a table written by :func:`write_table`; raises TableError."""
    try:
        data: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()).decode(_ENCODING))
        if data["format"] != TABLE_FORMAT:
            raise TableError(f"{path}: table format {data['format']}, this version reads {TABLE_FORMAT}; rebuild it")
        forms = Forms(
            entities=[Entity(*row) for row in data["entities"]],
            places=set(data["places"]),
            table_words=PackedWords(data["words"], int),
            table_phrases=PackedPhrases(data["phrases"]),
            han=unpack(data["han"]),
            peers=PackedWords(data["peers"], str),
            surnames=frozenset(data["surnames"]),
            syllables=frozenset(data["syllables"]),
        )
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise TableError(f"{path}: the table cannot be read ({error}); rebuild it: python -m topics.build") from error
    return forms


def write_table(data: dict[str, Any], path: Path) -> int:
    """Write a table so that the same data gives the same bytes; returns its size in bytes."""
    raw = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(_ENCODING)
    packed = gzip.compress(raw, compresslevel=9, mtime=0)
    path.write_bytes(packed)
    return len(packed)
