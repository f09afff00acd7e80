"""The forms of one name: all cases of a person, a work or an adjective, and the word for a city beside a short name."""

from __future__ import annotations

from topics.making.endings import place_forms_of, word_forms
from topics.making.inflect import adjective_forms, ordinary_word, phrase_forms, place_adjectives, place_forms
from topics.making.palladius import to_ukrainian
from topics.text import fold_word

SHORTEST_CYRILLIC = 4
"""Letters of a place name; one of fewer is a word of some language."""

# A name that is too short, or a word, is told by the word for a city beside it: «в городе Иу», "Иу қаласында".
_CITY_WORDS = {
    "ru": "город города городу городом городе г",
    "uk": "місто міста місту містом місті",
    "be": "горад горада гораду горадам горадзе",
    "bg": "град градът града",
}
_CITY_WORDS_AFTER = "қаласы қаласының қаласында қаласынан қаласына қаласымен қаласындағы"  # Kazakh
_BOOKISH = ("скою", "скаю")  # endings that are hardly written of a place

# What no dictionary here tells: forms of Chinese places that are words of Ukrainian, or names of others.
ORDINARY_ELSEWHERE = frozenset(
    {
        "усі",
        "уху",
        "хами",
        "сіні",
        "цілі",
        "алі",
        "дані",
        "сані",
        "голок",
        "линься",
        "джане",
        "деян",
        "мішанню",
        "мішанні",
    }
)


def is_ordinary(folded: str) -> bool:
    """Is a form a word of Russian, or one of ``ORDINARY_ELSEWHERE``?"""
    return ordinary_word(folded, "ru") or folded in ORDINARY_ELSEWHERE


def person_forms(noun: str, language: str) -> set[str]:
    """A person in Russian or Ukrainian: the last word in its cases; ``=`` before it: none."""
    *first, last = noun.removeprefix("=").split()
    lasts = {last} if noun.startswith("=") else place_forms(last, language)
    forms = {" ".join((*first, form)) for form in lasts}
    if not noun.startswith("=") and len(first) == 1 and len(lasts) == 1:
        forms |= {f"{form} {last}" for form in place_forms(first[0], language)}  # «фильмы Чжана Имоу»
    return forms


def further_person_forms(name: str, language: str) -> set[str]:
    """A person in a further language, or in a second spelling: the last word in its cases."""
    if language in ("ru", "uk"):
        return person_forms(name, language)
    *first, last = name.split()
    if language == "cs":
        lasts = word_forms(last, "cs", "name") if last[-1] not in "aeiouü'" else {last}
    else:
        lasts = place_forms_of(last, language)
    return {" ".join((*first, form)) for form in lasts}


def work_forms(phrase: str, language: str) -> set[str]:
    """A title in all cases; «Путешествие на Запад» keeps its capital."""
    forms = phrase_forms(phrase, language)
    return {form[0].upper() + form[1:] for form in forms} if phrase.lstrip("=")[0].isupper() else forms


def beside_city(russian: str) -> list[str]:
    """A name that does not tell alone with the word for a city in the languages that write it so."""
    if not russian.isalpha() or (len(russian) >= SHORTEST_CYRILLIC and not ordinary_word(fold_word(russian), "ru")):
        return []
    spelled = {"ru": russian, "uk": to_ukrainian(russian.lower()).capitalize(), "bg": russian}
    spelled["be"] = russian.replace("и", "і").replace("И", "І")
    forms = [f"{word} {name}" for language, name in spelled.items() for word in _CITY_WORDS[language].split()]
    return forms + [f"{russian} {word}" for word in _CITY_WORDS_AFTER.split()]


def adjectives_of(noun: str, language: str) -> set[str]:
    """The adjectives of a place in a Slavic language by its spelling there: «далянский», "чжэцзянскі", "чъндуски",
    "kuang-čouský", "kuangčouský".

    A place in -нь has them with and without the soft sign in Russian, Ukrainian and Belarusian.
    """
    if language in ("cs", "sk"):
        ending = "ský" if language == "cs" else "sky"
        spelled = (noun.lower(), noun.lower().replace("-", ""))
        return {form for one in spelled for form in word_forms(one + ending, language, "adj")}
    if language == "bg":
        return word_forms(noun.lower() + ("йски" if noun[-1] in "ие" else "ски"), "bg", "adj")
    endings = {"ru": "ский", "uk": "ський", "be": "скі"}
    stems = {adjective.removesuffix("ский") for adjective in place_adjectives(noun)} if language in endings else set()
    if language != "ru":
        stems = {stem for stem in stems if stem[-1] not in "иі"}  # цзянсійскі alone
    forms = {form for stem in stems for form in adjective_forms(stem + endings[language], language)}
    return {form for form in forms if not form.endswith(_BOOKISH)}


def noun_forms(name: str, language: str) -> set[str]:
    """A name in the cases of its language where a dictionary knows them; as it stands elsewhere."""
    if language in ("ru", "uk"):
        return phrase_forms(name, language)
    return {name.removeprefix("=")}
