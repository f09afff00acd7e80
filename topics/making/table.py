"""Names into forms: the table that is written, and the list of forms that were dropped."""

from __future__ import annotations

from typing import Any

from topics.anchors import count_beginnings, pick_anchor, words_of
from topics.forms import CASES, PLACE_KEY, TABLE_FORMAT, is_han, names_place
from topics.making.endings import place_forms_of, word_forms
from topics.making.inflect import (
    adjective_forms,
    known_word,
    phrase_forms,
    place_forms,
)
from topics.making.latin import latin_adjectives, latin_cases, latin_person_cases
from topics.making.lexicon import Name, Word
from topics.making.wordings import (
    ORDINARY_ELSEWHERE,
    SHORTEST_CYRILLIC,
    adjectives_of,
    beside_city,
    further_person_forms,
    is_ordinary,
    noun_forms,
    person_forms,
    work_forms,
)
from topics.packed import pack, pack_phrases, pack_words
from topics.schema import TopicFile
from topics.text import fold_word

_CYRILLIC = frozenset({"ru", "uk", "be"})  # their adjectives of places differ in spelling and endings alone

_SHORT_FOREIGN = 5  # letters; in a language without a dictionary here such a name must be no word, nor name, of another
_SECOND_SPELLING = ("дж", "дз")


class Table:
    """Collects forms; the first entity to claim a form keeps it, but a city takes its name from a town."""

    def __init__(self) -> None:
        self.entities: list[tuple[str, str, float, str]] = []
        self.words: dict[str, int] = {}
        self.han: dict[str, int] = {}
        self.phrases: dict[str, int] = {}
        self.dropped: list[tuple[str, str, str]] = []
        self._numbers: dict[tuple[str, str, float, str], int] = {}

    def entity(self, name: str, kind: str, weight: float, strength: str) -> int:
        """The number of an entity, new or known."""
        row = (name, kind, weight, strength)
        if row not in self._numbers:
            self._numbers[row] = len(self.entities)
            self.entities.append(row)
        return self._numbers[row]

    def add(self, form: str, entity: int, case: str) -> None:
        """One form as it stands in texts."""
        folded = fold_word(form)
        code = entity * 4 + CASES.index(case)
        if is_han(folded):
            self.han.setdefault(folded, code)
            return
        words = words_of(folded)
        if words:
            forms = self.words if len(words) == 1 and "'" not in folded else self.phrases
            claimed = forms.setdefault(" ".join(words), code)
            laxer = claimed >> 2 == entity and claimed > code  # the laxer case rule of two lists holds
            if laxer or self._is_greater_place(entity, claimed >> 2):
                forms[" ".join(words)] = code

    def _is_greater_place(self, entity: int, claimed: int) -> bool:
        """A city against the district or town that has claimed a spelling of its name."""
        (_, kind, _, strength), (_, other, _, other_strength) = self.entities[entity], self.entities[claimed]
        return kind == other == "place" and strength == "strong" and other_strength == "weak"

    def add_place(self, name: Name) -> None:
        """A place, or a thing that is spelled like one: its Latin names, its cases, its adjectives."""
        number = self.entity(name.entity, name.kind, name.weight, name.strength)
        for form in (*name.latin, *name.other):
            self.add(form, number, name.case)
        for form in name.latin if name.strength == "strong" else ():
            # The cases of a place are told when a text is read (topics/spelling.py).
            for case in sorted(latin_cases(form)) if name.kind != "place" or "'" in form else ():
                self.add(case, number, name.case)
            for adjective in sorted(latin_adjectives(form) if name.known else ()):
                self.add(adjective, number, "any")
        for form in name.han:
            self.add(form, number, "any")
        for language, nouns in (("ru", name.russian), ("uk", name.ukrainian)):
            for noun in nouns:
                self._add_noun(noun, language, number, name)
        for noun in name.russian if name.strength == "strong" and name.kind == "place" else ():
            for form in beside_city(noun.removeprefix("=")):
                self.add(form, number, name.case)
        for language, noun in name.more:
            if fold_word(noun) in ORDINARY_ELSEWHERE:
                self.dropped.append((noun, name.entity, "an ordinary word"))
                continue
            for form in sorted(
                place_forms(noun, language) if language in ("ru", "uk") else place_forms_of(noun, language)
            ):
                folded = fold_word(form)
                if is_ordinary(folded) or (
                    language in ("be", "bg") and len(folded) <= _SHORT_FOREIGN and known_word(folded)
                ):
                    self.dropped.append((form, name.entity, "an ordinary word"))
                else:
                    self.add(form, number, name.case)
            if name.adjectives:
                self._add_adjectives(noun, language, number, name)

    def _add_adjectives(self, noun: str, language: str, number: int, name: Name) -> None:
        second = language == "ru" and noun not in name.russian
        if language in _CYRILLIC and any(sound in noun.lower() for sound in _SECOND_SPELLING):
            return  # «Гуанджоу» is written, its adjective hardly
        if second and ("э" in noun or noun.endswith("янь")):
            return  # nor that of «Шэньчжень» and «Шэньянь»; «шеньчженьский» is
        if name.known or language in _CYRILLIC or (noun[-1] in "нг" and "ие" not in noun):
            for form in sorted(adjectives_of(noun, language)):
                self.add(form, number, "any")

    def _add_noun(self, noun: str, language: str, number: int, name: Name) -> None:
        fixed = noun.startswith("=")
        noun = noun.lstrip("=")
        fixed = fixed or noun.isupper()
        inflect = phrase_forms if " " in noun else place_forms
        forms = {noun} if fixed else inflect(noun, language)
        for form in sorted(forms):
            folded = fold_word(form)
            if len(folded) < SHORTEST_CYRILLIC and not fixed:
                self.dropped.append((form, name.entity, "too short"))
            elif not fixed and " " not in folded and is_ordinary(folded):
                self.dropped.append((form, name.entity, "an ordinary word"))
            else:
                self.add(form, number, name.case)
        if " " not in noun and name.adjectives and name.strength == "strong" and len(noun) >= SHORTEST_CYRILLIC:
            self._add_adjectives(noun, language, number, name)

    def add_word(self, word: Word) -> None:
        """A name of one language in all its forms."""
        number = self._number_of(word.entity, word.kind)
        for name in word.words:
            for form in sorted(word_forms(name, word.language, word.inflection)):
                self.add(form, number, word.case)

    def _number_of(self, name: str, kind: str) -> int:
        """The number of a strong entity that is known by its name, or of a new one."""
        known = [n for n, row in enumerate(self.entities) if row[:2] == (name, kind) and row[3] == "strong"]
        return known[0] if known else self.entity(name, kind, 1.0, "strong")

    def add_named(self, name: Name) -> None:
        """A university or company: its names, the Russian and Ukrainian ones in all cases."""
        number = self.entity(name.entity, name.kind, name.weight, name.strength)
        for form in (*name.latin, *name.other):
            self.add(form, number, "upper" if form.isupper() and len(form) <= 5 else "capital")
        for form in name.han:
            self.add(form, number, "any")
        for language, phrases in (("ru", name.russian), ("uk", name.ukrainian)):
            for phrase in phrases:
                for form in sorted(phrase_forms(phrase, language)):
                    single = " " not in form
                    self.add(form, number, "upper" if single and form.isupper() else "capital" if single else "any")

    def add_person(self, name: Name) -> None:
        """A person or a work: its names, the Russian and Ukrainian ones in all cases (of a person, the last word)."""
        number = self.entity(name.entity, name.kind, name.weight, name.strength)
        for form in name.latin:
            self.add(form, number, "capital" if form[0].isupper() else "any")
            for case in sorted(latin_person_cases(form) if name.kind == "person" else ()):
                self.add(case, number, "capital")
        for language, spelling in name.more:
            for form in sorted(further_person_forms(spelling, language)):
                self.add(form, number, "capital")
        for form in name.han:
            self.add(form, number, "any")
        for language, nouns in (("ru", name.russian), ("uk", name.ukrainian)):
            for noun in nouns:
                for form in sorted(
                    person_forms(noun, language) if name.kind == "person" else work_forms(noun, language)
                ):
                    self.add(form, number, "capital" if noun.lstrip("=")[0].isupper() else "any")

    def add_topic(self, rules: TopicFile) -> None:
        """The terms of the topic file, inflected."""
        for term in rules.terms:
            number = self.entity(term.entity, term.kind, term.weight, term.strength)
            forms: set[str] = set(term.forms)
            for language, names in term.names.items():
                for name in names:
                    forms |= noun_forms(name, language)
            for language, adjectives in term.adjectives.items():
                for adjective in adjectives:
                    forms |= adjective_forms(adjective, language)
            for form in sorted(forms):
                self.add(form, number, term.case)

    def data(self, **more: Any) -> dict[str, Any]:
        """What is written to the file."""
        frequency = count_beginnings(phrase.split() for phrase in self.phrases)
        filed: dict[str, list[tuple[str, int, int]]] = {}
        for phrase in sorted(self.phrases):
            words = tuple(phrase.split())
            anchor = pick_anchor(words, frequency)
            filed.setdefault(words[anchor].lstrip("'"), []).append((phrase, self.phrases[phrase], anchor))
        kinds = [(kind, strength) for _, kind, _, strength in self.entities]
        places = {word[:PLACE_KEY] for word, code in self.words.items() if names_place(*kinds[code >> 2], code)}
        return {
            "format": TABLE_FORMAT,
            "entities": self.entities,
            "words": pack_words(self.words),
            "places": sorted(places),
            "han": pack(self.han),
            "phrases": pack_phrases(filed),
            **more,
        }
