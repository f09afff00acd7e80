"""Inflected forms at build time: Russian and Ukrainian by pymorphy3, place names and adjectives by rule."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from topics.making.endings import word_forms

CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
_VOWEL_ENDINGS = "оуэеиюы"

ADJECTIVE_ENDINGS = {
    "ru": ("ий", "ого", "ому", "им", "ом", "ая", "ой", "ую", "ою", "ое", "ие", "их", "ими", "о"),
    "uk": ("ий", "ого", "ому", "им", "а", "ої", "ій", "у", "ою", "е", "і", "их", "ими", "о"),
}


def adjective_forms(adjective: str, language: str) -> set[str]:
    """All forms of an adjective of the китайский type, with the first part of compounds (китайско-)."""
    if language not in ADJECTIVE_ENDINGS:
        return word_forms(adjective, language, "adj")
    stem = adjective.removesuffix("ий")
    return {stem + ending for ending in ADJECTIVE_ENDINGS[language]}


def place_forms(name: str, language: str) -> set[str]:
    """The cases of a Chinese place name in Cyrillic: a masculine noun by its ending, or none (Чэнду, Циндао).

    Names in -нь are used as masculine and as feminine nouns (в Шэньчжэне, в Хэнани): both sets are given.
    """
    ukrainian = language == "uk"
    endings: tuple[str, ...]
    if name.endswith(("нь", "ль")):
        stem = name[:-1]
        endings = ("я", "ю", "ем", "і", "єм", "ню", "ні") if ukrainian else ("я", "ю", "ем", "е", "и", "ью")
        return {name} | {stem + ending for ending in endings}
    if name.endswith("й"):
        stem = name[:-1]
        endings = ("ю", "я", "єм", "ї") if ukrainian else ("я", "ю", "ем", "е")
        return {name} | {stem + ending for ending in endings}
    if name[-1] in _VOWEL_ENDINGS + "іїя" or name[-1] == "а":
        return {name} | (_feminine(name, ukrainian) if name.endswith("а") and len(name) > 4 else set())
    endings = ("у", "ом", "і", "а", "ові") if ukrainian else ("а", "у", "ом", "е")
    return {name} | {name + ending for ending in endings}


def _feminine(name: str, ukrainian: bool) -> set[str]:
    return {name[:-1] + ending for ending in (("и", "і", "у", "ою") if ukrainian else ("ы", "е", "у", "ой"))}


def place_adjective(name: str) -> str:
    """The adjective of a place: Тяньцзинь → тяньцзиньский, Чэнду → чэндуский, Шанхай → шанхайский."""
    if name.endswith("а") and len(name) > 4:
        name = name[:-1]
    return name.lower() + ("ий" if name.endswith("ск") else "ский")


def place_adjectives(name: str) -> set[str]:
    """The adjective of a place in all its spellings, in Russian endings: «даляньский», «далянский», «цзянсийский»."""
    adjective = place_adjective(name)
    out = {adjective, adjective.replace("ньск", "нск")}
    if name.endswith(("и", "і")):
        out.add(name.lower() + "йский")
    if name.endswith("а"):
        out.add(name.lower() + "ский")
    if name.endswith("ы"):
        out.add(name[:-1].lower() + "ский")
    return out


@lru_cache(maxsize=4)
def analyser(language: str) -> Any:
    """The pymorphy3 analyser of a language ("ru" or "uk")."""
    import pymorphy3  # a build-time dependency: absent where topics only judge

    return pymorphy3.MorphAnalyzer(lang=language)


def phrase_forms(phrase: str, language: str) -> set[str]:
    """A phrase in all cases: its adjectives and its head noun are inflected, what follows the head stays.

    "институт Конфуция" → "институтом Конфуция"; a leading "=" keeps the phrase as it is.
    """
    if phrase.startswith("="):
        return {phrase[1:]}
    words = phrase.split()
    head = _head(words, language)
    out = {phrase}
    if len(words) == 1 and phrase.isalpha() and not phrase.isupper():
        lexeme = _parse(phrase, language).lexeme
        out |= {str(form.word) for form in lexeme if phrase[0].islower() or "plur" not in form.tag}
    for number in ("sing", "plur") if len(words) == 1 and words[0][0].islower() else ("sing",):
        for case in CASES:
            inflected = [
                _inflect(word, {case, number}, language) if index <= head else word for index, word in enumerate(words)
            ]
            if all(inflected):
                out.add(" ".join(word for word in inflected if word))
    return out


def _parse(word: str, language: str) -> Any:
    """The reading of a word in the nominative singular, a noun or an adjective, where there is one."""
    readings = analyser(language).parse(word)
    for reading in readings:
        if "nomn" in reading.tag and ("NOUN" in reading.tag or "ADJF" in reading.tag) and "plur" not in reading.tag:
            return reading
    return next((r for r in readings if "nomn" in r.tag), readings[0])


def _head(words: list[str], language: str) -> int:
    for index, word in enumerate(words):
        if "NOUN" in _parse(word, language).tag:
            return index
    return len(words) - 1


def _inflect(word: str, grammemes: set[str], language: str) -> str | None:
    first, hyphen, last = word.rpartition("-")
    if hyphen and first.isalpha() and last.isalpha() and "ADJF" in _parse(last.lower(), language).tag:
        return f"{first}-{_inflect(last, grammemes, language)}"  # «Северо-Восточный» keeps its first part
    if word.isupper() or not word.isalpha():
        return word
    reading = _parse(word, language)
    if "sing" in grammemes and "plur" in reading.tag:
        grammemes = (grammemes - {"sing"}) | {"plur"}
    # The Ukrainian dictionary does not mark the singular.
    inflected = reading.inflect(grammemes) or reading.inflect(grammemes - {"sing"})
    if inflected is None:
        return word
    return str(inflected.word)


def ordinary_word(form: str, language: str) -> bool:
    """True where a form is a word of the language's dictionary that is no name of a place or a person."""
    morph = analyser(language)
    if not morph.word_is_known(form):
        return False
    return any(
        not {"Geox", "Name", "Surn", "Patr", "Orgn", "Init", "Abbr"} & set(r.tag.grammemes) for r in morph.parse(form)
    )


def known_word(form: str) -> bool:
    """True where a form is in the Russian or the Ukrainian dictionary, be it a name."""
    return any(analyser(language).word_is_known(form) for language in ("ru", "uk"))
