"""A Chinese name as each language spells it: places beyond Russian and English, and people everywhere."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import product

from topics.making.palladius import cut, to_russian, to_ukrainian
from topics.making.transcribe import (
    bulgarian_variants,
    plain_russian,
    to_belarusian,
    to_bulgarian,
    to_czech,
    to_serbian,
)

_SHORTEST = 6  # letters; a shorter name may be a word of its language, and stands in china_words.tsv if it is none
_SHORTEST_UNKNOWN = 5  # the same of Belarusian and Bulgarian names, where the build drops the words of its dictionaries
_SHORTEST_KAZAKH = 4  # its forms are longer: the bare name is the Russian one
_SHORTEST_HYPHENED = 7
_SHORTEST_LOOSE = 6
_SHORTEST_VOICED = 7  # «Джиана» is a name
_MOST_LOOSE_VOWELS = 3  # places where э and е are tried in turn
_SHORTEST_PERSON = 6
_TELLING = ("ъ", "дж", "дз", "џ", "ђ", "ћ", "љ", "чж", "цз", "хэ", "ґ")  # sounds that make a short name telling enough


_SOFT_WITHIN = re.compile("(?<=н)ь(?=[бвгджзклмнпрстфхцчш])")
_CZECH = frozenset("čťšžüř")  # letters that make a short name in hyphens telling


def place_spellings(syllables: list[str]) -> list[tuple[str, str]]:
    """A place by language, where the spelling is long enough to be told from words.

    Russian and Ukrainian stand here with their second spellings: «Чженчжоу», «Сямынь», «Ґуанчжоу».
    """
    russian = to_russian(syllables)
    long: list[tuple[str, str]] = [("be", name) for name in to_belarusian(russian)]
    long += [("bg", name) for name in bulgarian_variants(syllables, russian)]
    long += [("sr", name) for name in to_serbian(syllables)]
    long += [("uk", name) for name in _with_hard_g(syllables, russian)]
    out = [pair for pair in long if _tells(*pair)]
    out += [("ru", name) for name in _loose_russian(russian) if len(name) >= _SHORTEST_LOOSE]
    if len(russian) >= _SHORTEST_KAZAKH:
        out.append(("kk", russian))
    out += [("uk", name) for name in _loose_ukrainian(russian) if len(name) >= _SHORTEST_LOOSE]
    czech = to_czech(syllables)
    if len(czech) >= _SHORTEST_HYPHENED or (len(czech) == _SHORTEST_HYPHENED - 1 and _CZECH.intersection(czech)):
        out += [("cs", czech), ("sk", czech)]
    return sorted({(language, capital(name)) for language, name in out})


def exonym_spellings(russian: str) -> list[tuple[str, str]]:
    """A Russian name that does not follow pinyin («Урумчи», «Хоргос») in Belarusian and Bulgarian."""
    name = russian.lstrip("=")
    if not name.isalpha() or name.isupper():
        return []
    spelled = [("be", one) for one in to_belarusian(name.lower())] + [("bg", plain_russian(name.lower()))]
    return sorted((language, capital(one)) for language, one in spelled if _tells(language, one))


def _tells(language: str, name: str) -> bool:
    shortest = _SHORTEST_UNKNOWN if language in ("be", "bg") else _SHORTEST
    return len(name) >= shortest or (len(name) == _SHORTEST - 1 and any(sound in name for sound in _TELLING))


def _loose_russian(russian: str) -> set[str]:
    """What is written beside the Palladius spelling: е for any э («Шеньчжэнь»), «мынь» for мэнь, no soft sign within
    («Тянцзинь»), -янь for -ян and -н for -нь at the end («Лоянь», «Тяньцзин»), дж and дз («Гуанджоу», «Дзилинь»)."""
    plain = russian.replace("э", "е")
    out = {russian.replace("мэнь", "мынь"), plain}
    vowels = russian.count("э")
    if 1 < vowels <= _MOST_LOOSE_VOWELS:
        pieces = russian.split("э")
        for mixed in product("эе", repeat=vowels):
            out.add("".join(map("".join, zip(pieces, (*mixed, ""), strict=True))))
    for form in (russian, plain):
        out.add(_SOFT_WITHIN.sub("", form))
        out |= {name for name in _voiced(form) if len(name) >= _SHORTEST_VOICED}
        if form.endswith("ян"):
            out.add(form + "ь")
        if form.endswith("нь"):
            out.add(form[:-1])
    return out - {russian}


def _voiced(name: str) -> set[str]:
    """The Chinese sounds as English writes them: «Гуанджоу», «Джилинь»."""
    dz = name.replace("чж", "дж").replace("цз", "дз")
    return {dz, dz.replace("дзи", "джи").replace("дзі", "джі")}


def _loose_ukrainian(russian: str) -> set[str]:
    """The same in Ukrainian: «Гуанджоу», «Тянцзінь», «Вухань»."""
    exact = to_ukrainian(russian)
    out = {_SOFT_WITHIN.sub("", exact), *(name for name in _voiced(exact) if len(name) >= _SHORTEST_VOICED)}
    if exact.startswith("у"):
        out.add("в" + exact)
    return out - {exact}


def _with_hard_g(syllables: list[str], russian: str) -> set[str]:
    """Ukrainian with ґ for a Chinese g: «Ґуанчжоу»."""
    if not any(s[0] == "g" for s in syllables):
        return set()
    return {"".join(to_ukrainian(to_russian([s])).replace("г", "ґ") for s in syllables)}


def person_spellings(pinyin: str, languages: Collection[str]) -> list[tuple[str, str]]:
    """A person, surname first, in these languages: "Meng Jinghui" → «Мэн Цзинхуэй», «Мен Дзинхуей», „Менг Ђингхуеј“.

    None where a part is no pinyin, or the spelling is so short that it is two words of the language: "ли и".
    """
    cuts = [cut(word.lower()) for word in pinyin.split()]
    words = [word for word in cuts if word]
    if len(cuts) != 2 or len(words) != 2 or "'" in pinyin or len(words[1]) > 2:
        return []
    surname, given = words
    russian = [to_russian(word) for word in words]
    out: list[tuple[str, str]] = [("ru", _joined(russian)), ("ru", _joined([w.replace("э", "е") for w in russian]))]
    out += [("uk", _joined([to_ukrainian(word) for word in russian]))]
    if any(s[0] == "g" for s in surname + given):
        out += [
            ("uk", _joined(["".join(_with_hard_g(w, to_russian(w))) or to_ukrainian(to_russian(w)) for w in words]))
        ]
    out += [("be", _joined([min(to_belarusian(word)) for word in russian]))]
    out += [("bg", _joined([to_bulgarian(w) for w in words])), ("bg", _joined([plain_russian(w) for w in russian]))]
    out += [("sr", _joined([min(to_serbian(word)) for word in words]))]
    out += [("cs", _joined([to_czech(word) for word in words]))]
    return sorted({pair for pair in out if pair[0] in languages and len(pair[1]) >= _SHORTEST_PERSON})


def _joined(words: list[str]) -> str:
    return " ".join(capital(word) for word in words)


def capital(word: str) -> str:
    """A word with its first letter large."""
    return word[:1].upper() + word[1:]
