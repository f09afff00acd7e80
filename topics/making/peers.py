"""Names of other countries in the languages we read: what China is enumerated with. From Unicode CLDR (Babel)."""

from __future__ import annotations

from topics.making.inflect import phrase_forms
from topics.text import fold_word

LANGUAGES = ("ru", "uk", "be", "en", "de", "fr", "es", "pl", "cs", "bg", "kk", "it", "pt")
_OWN = ("CN", "HK", "MO", "TW")
_ENDINGS = {
    "pl": ("", "a", "i", "y", "e", "ę", "u", "ą", "ii", "ią", "ię", "em", "om", "ach", "ami", "ie", "o"),
    "cs": ("", "a", "e", "y", "u", "em", "ou", "i", "í", "ě", "o", "ii", "ích"),
    "be": ("", "а", "я", "ы", "і", "у", "ю", "е", "ай", "яй", "іяй", "ія", "іі", "ію", "ам", "ане"),
    "kk": ("", "да", "де", "дан", "ден", "ға", "ге", "ның", "нің", "дың", "дің", "мен", "та", "те"),
}
_FILLERS = frozenset(
    {"республика", "острова", "республіка", "islands", "republic", "inseln", "republik", "îles", "islas", "and", "the"}
)
# What CLDR does not list: abbreviations and names people use.
_SHORT = {
    "сша": "US", "usa": "US", "uk": "GB", "оаэ": "AE", "юар": "ZA", "кндр": "KP", "фрг": "DE", "снг": "CIS",
    "uae": "AE", "британии": "GB", "britain": "GB", "korea": "KR", "корея": "KR", "кореи": "KR", "корею": "KR",
    "кореей": "KR", "корее": "KR", "россия": "RU", "рф": "RU", "тайвань": "TW", "тайваня": "TW", "taiwan": "TW",
    "czech": "CZ", "чехии": "CZ", "чехия": "CZ", "turkey": "TR", "türkei": "TR", "america": "US",
    "европы": "EU", "европа": "EU", "europe": "EU", "африки": "AF", "africa": "AF",
}  # fmt: skip


def country_words() -> dict[str, str]:
    """Folded one-word forms → the country's code. Of a name of several words the last telling word stands."""
    from babel import Locale

    out: dict[str, str] = {}
    for language in LANGUAGES:
        territories = Locale.parse(language).territories
        for code in sorted(territories):
            if len(code) != 2 or not code.isalpha() or code in (*_OWN, "EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"):
                continue
            for form in _forms(str(territories[code]), language):
                if len(form) > 2:
                    out.setdefault(form, code)
    out.update(_SHORT)
    return out


def _forms(name: str, language: str) -> set[str]:
    words = [w for w in name.replace("-", " ").replace("(", " ").replace(")", " ").split() if len(w) > 2]
    words = [w for w in words if w.lower() not in _FILLERS] or words
    if not words:
        return set()
    word = words[-1]
    if language in ("ru", "uk"):
        return {fold_word(form) for form in phrase_forms(word, language)}
    folded = fold_word(word)
    if language in _ENDINGS:
        stem = folded[:-1] if folded[-1] in "aeiouyoяаыіеоě" else folded
        return {folded} | {stem + ending for ending in _ENDINGS[language]}
    return {folded}
