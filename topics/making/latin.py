"""Cases and adjectives of names in pinyin, as languages in Latin letters write them."""

from __future__ import annotations

from topics.making.endings import word_forms
from topics.making.palladius import cut

_SHORTEST_LATIN = 6  # a name of fewer letters with an ending is a word of some language
_SHORTEST_LATIN_APOSTROPHE = 5  # the same with an apostrophe: "w Xi'anie"


def latin_cases(form: str) -> set[str]:
    """Polish and Czech cases of a name in pinyin: "w Lijiangu", "ve Wuhanu", "w Xi'anie"; the German "Wuhans"."""
    shortest = _SHORTEST_LATIN_APOSTROPHE if "'" in form else _SHORTEST_LATIN
    if len(form) < shortest or not form.isascii() or not form.replace("'", "").isalpha():
        return set()
    if form[-1] not in "ng":
        return {form + "s"} if form[-1] in "aeiou" else set()
    return {form + ending for ending in ("u", "em", "iem", "ie", "s")}


def latin_adjectives(form: str) -> set[str]:
    """Polish, Czech and Slovak adjectives of a name in pinyin: "wuhański", "wuhanský", and the German "Wuhaner"."""
    low = form.lower()
    if len(form) < _SHORTEST_LATIN or not form.isascii() or not form.isalpha() or cut(low) is None:
        return set()
    polish = (low[:-1] + "ńsk" if low.endswith("n") else low + "sk") + "i"
    forms = (
        word_forms(polish, "pl", "adj") | word_forms(low + "ský", "cs", "adj") | word_forms(low + "sky", "sk", "adj")
    )
    return forms | {low + ending for ending in ("er", "ern")}


def latin_person_cases(form: str) -> set[str]:
    """Polish cases of a person's name in pinyin, of the part that has some: "powieść Mo Yana", "film Zhanga Yimou"."""
    first, _, last = form.partition(" ")
    if len(form) < _SHORTEST_LATIN or not last:
        return set()
    if last[-1] in "ng":
        return {form + ending for ending in ("a", "em", "iem")}
    return {f"{first}{ending} {last}" for ending in ("a", "em")} if first[-1] in "ng" else set()
