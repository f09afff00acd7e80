"""Names of places with the accents and endings of a language in Latin letters: "Tianjín", "Wuhanissa", "Harbinul"."""

from __future__ import annotations

from collections.abc import Callable

_SHORTEST = 5  # letters of the name itself: of a shorter one, too much else is made
_SHORTEST_FOR_LETTER = 7  # of a name before one letter: "Daliana" is a given name
_SHORTEST_ACCENTED_WITHIN = 6  # of a name with an accent elsewhere than on its last vowel: "Hénan" is a surname
LAST_LATIN = "\u024f"
# Vowels with the accents of Spanish, Portuguese, French and Hungarian, and with the marks of the Chinese tones.
_PLAIN = str.maketrans("áàâãāǎéèêēěíìîīǐóòôōǒúùûūǔǘǚ", "aaaaaaeeeeeiiiiiooooouuuuuüü")
_VOWELS = "aeiouü"
_LETTERS_OF_SHORT_NAMES = frozenset("us")  # "Harbinu", "Yunnans": made of names alone
_LONGEST_ENDING = 4
# Case endings that are written on to a foreign name, without the accents above.
_ENDINGS_OF = {
    "cs hr pl sk": "u a e em ie iem owi om",
    "de en sv": "s",
    "et": "i is ist isse st sse",
    "fi": "in issa issä ista istä iin illa illä ille n ssa ssä sta stä",
    "hu": "ban ben bol ből ba be t ot et nak nek tol től hoz hez nal nel rol ről val vel",
    "lt": "as o ą uje",
    "ro": "ul ului",
}
_ENDINGS = frozenset(ending for endings in _ENDINGS_OF.values() for ending in endings.split())


def find_name(word: str, is_name: Callable[[str], bool]) -> str | None:
    """The name that this word (folded, of no form by itself) spells with an accent, an ending or both.

    ``is_name`` tells the names. Only accents of vowels are left off: ř, ł and š are letters of their own.
    """
    if len(word) < _SHORTEST or word[0] > LAST_LATIN:
        return None
    plain = without_accents(word)
    if plain != word and is_name(plain) and _is_accent_of_name(word, plain):
        return plain
    for length in range(1, min(_LONGEST_ENDING, len(plain) - _SHORTEST) + 1):
        stem, ending = plain[:-length], plain[-length:]
        if ending in _ENDINGS and _is_long_enough(stem, ending) and is_name(stem):
            return stem
    return None


def without_accents(word: str) -> str:
    """The word with plain vowels for those with accents."""
    return word if word.isascii() else word.translate(_PLAIN)


def _is_accent_of_name(word: str, plain: str) -> bool:
    if len(word) >= _SHORTEST_ACCENTED_WITHIN:
        return True
    accented = max(n for n, letter in enumerate(plain) if letter != word[n])
    return not any(letter in _VOWELS for letter in plain[accented + 1 :])


def _is_long_enough(stem: str, ending: str) -> bool:
    if len(ending) > 1:
        return True
    return len(stem) >= _SHORTEST_FOR_LETTER - (ending in _LETTERS_OF_SHORT_NAMES)
