"""Pinyin syllables and their Russian (Palladius) and Ukrainian spellings.

The rules are those of the Palladius system as used on Russian maps; `ng` before a vowel is written «нъ».
"""

from __future__ import annotations

_INITIALS = {
    "b": "б", "p": "п", "m": "м", "f": "ф", "d": "д", "t": "т", "n": "н", "l": "л", "g": "г", "k": "к", "h": "х",
    "j": "цз", "q": "ц", "x": "с", "zh": "чж", "ch": "ч", "sh": "ш", "r": "ж", "z": "цз", "c": "ц", "s": "с",
}  # fmt: skip
_FINALS = {
    "a": "а", "o": "о", "e": "э", "ai": "ай", "ei": "эй", "ao": "ао", "ou": "оу", "an": "ань", "en": "энь",
    "ang": "ан", "eng": "эн", "ong": "ун", "i": "и", "ia": "я", "ie": "е", "iao": "яо", "iu": "ю", "ian": "янь",
    "in": "инь", "iang": "ян", "ing": "ин", "iong": "юн", "u": "у", "ua": "уа", "uo": "о", "uai": "уай", "ui": "уй",
    "uan": "уань", "un": "унь", "uang": "уан", "v": "юй", "ve": "юэ", "van": "юань", "vn": "юнь",
}  # fmt: skip
_ZERO = {
    "a": "а", "ai": "ай", "an": "ань", "ang": "ан", "ao": "ао", "e": "э", "en": "энь", "er": "эр", "ou": "оу",
    "ya": "я", "yan": "янь", "yang": "ян", "yao": "яо", "ye": "е", "yi": "и", "yin": "инь", "ying": "ин",
    "yong": "юн", "you": "ю", "yu": "юй", "yue": "юэ", "yuan": "юань", "yun": "юнь", "wa": "ва", "wai": "вай",
    "wan": "вань", "wang": "ван", "wei": "вэй", "wen": "вэнь", "weng": "вэн", "wo": "во", "wu": "у",
}  # fmt: skip
_SPECIAL = {
    "zhi": "чжи", "chi": "чи", "shi": "ши", "ri": "жи", "zi": "цзы", "ci": "цы", "si": "сы", "hui": "хуэй",
    "guo": "го", "kuo": "ко", "huo": "хо", "bo": "бо", "po": "по", "mo": "мо", "fo": "фо",
}  # fmt: skip
_HARD = (
    "a", "o", "e", "ai", "ei", "ao", "ou", "an", "en", "ang", "eng", "ong",
    "u", "ua", "uo", "uai", "ui", "uan", "un", "uang",
)  # fmt: skip
_SOFT = ("i", "ia", "ie", "iao", "iu", "ian", "in", "iang", "ing", "iong")
_UMLAUT = ("v", "ve", "van", "vn")
_VOWELS = "аэиоуюяе"


def _syllables() -> dict[str, str]:
    out = dict(_ZERO)
    for initial, russian in _INITIALS.items():
        if initial in ("j", "q", "x"):
            finals = {f: f for f in _SOFT} | {"u": "v", "ue": "ve", "uan": "van", "un": "vn"}
        elif initial in ("zh", "ch", "sh", "r", "z", "c", "s"):
            finals = {f: f for f in _HARD}
        else:
            finals = {f: f for f in (*_HARD, *_SOFT)}
            if initial in ("n", "l"):
                finals |= {"v": "v", "ve": "ve", "ü": "v", "üe": "ve"}
        for spelling, final in finals.items():
            out[initial + spelling] = russian + _FINALS[final]
    out.update(_SPECIAL)
    return out


SYLLABLES = _syllables()


def to_russian(syllables: list[str]) -> str:
    """A word of pinyin syllables in Palladius: ["tian", "jin"] → "тяньцзинь", ["ying", "wu"] → "инъу"."""
    out = ""
    for index, syllable in enumerate(syllables):
        spelling = SYLLABLES[syllable]
        if index and syllables[index - 1].endswith("ng") and spelling[0] in _VOWELS:
            out += "ъ"
        out += spelling
    return out


def to_ukrainian(russian: str) -> str:
    """The usual Ukrainian spelling of a Palladius word: "шэньчжэнь" → "шеньчжень", "тяньцзинь" → "тяньцзінь"."""
    return russian.translate(str.maketrans("иэыъё", "іеи'о"))


def to_ukrainian_name(russian: str) -> str:
    """The same of a name with its capitals: «Эрлянь» → «Ерлянь», «Суйфэньхэ» → «Суйфеньхе»."""
    return russian.translate(str.maketrans("иэыъёИЭЫЁ", "іеи'оІЕИО"))


def cut(word: str) -> list[str] | None:
    """A pinyin word cut into its syllables (the fewest, longest first), or None where it is none."""
    if not word:
        return []
    for length in range(min(6, len(word)), 0, -1):
        head = word[:length]
        if head in SYLLABLES:
            rest = cut(word[length:].lstrip("'"))
            if rest is not None:
                return [head, *rest]
    return None
