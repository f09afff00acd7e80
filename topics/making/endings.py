"""Endings of names and adjectives in languages without a dictionary here, by class of word."""

from __future__ import annotations

# (language, class): what is cut off the nominative, and the endings.
_ENDINGS: dict[tuple[str, str], tuple[str, str]] = {
    ("pl", "m"): ("", " u a owi em iem ie"),
    ("pl", "t"): ("t", "t tu towi tem cie"),  # Tybet, w Tybecie
    ("pl", "f"): ("a", "a i ę ą o"),  # Mandżuria
    ("pl", "fy"): ("a", "a y ę ą o ie"),  # nauka is no such word: only names in -na, -ta
    ("pl", "person"): ("k", "k ka kowi kiem ku cy ków kom kami kach"),  # Chińczyk
    ("pl", "adj"): ("ki", "ki kiego kiemu kim ka kiej ką kie kich kimi cy ko ku"),
    ("cs", "m"): ("", " u em e ě"),
    ("cs", "mj"): ("", " e i em"),  # Šanghaj
    ("cs", "f"): ("a", "a y ě u o ou"),
    ("cs", "n"): ("o", "o a u em"),  # Mandžusko
    ("cs", "person"): ("", " a u em ovi é ů ům y ech"),  # Číňan
    ("cs", "name"): ("", " a em"),  # Liou Cch'-sin
    ("cs", "woman"): ("ka", "ka ky ce ku ko kou kám kách kami ek"),
    ("cs", "adj"): ("ský", "ský ského skému ském ským ská ské skou ských skými sko sky ští"),
    ("sk", "m"): ("", " u e om"),
    ("sk", "mj"): ("", " a u i om"),
    ("sk", "f"): ("a", "a y e u o ou"),
    ("sk", "person"): ("", " a ovi om ia ov mi och"),
    ("sk", "adj"): ("ky", "ky keho kemu kom kym ka kej ku kou ke ki kych kymi ko"),
    ("be", "m"): ("", " а у ам е"),
    ("be", "ь"): ("ь", "ь я ю ем і"),
    ("be", "й"): ("й", "й я ю ем і"),
    ("be", "f"): ("а", "а ы у ай аю е"),
    ("be", "n"): ("а", "а у ам е"),  # кітаязнаўства
    ("be", "person"): ("ец", "ец ца цу цам цы цаў цамі цах"),  # кітаец
    ("be", "woman"): ("ка", "ка кі цы ку кай каю ак кам камі ках"),
    ("be", "adj"): ("і", "і ага аму ім ая ай ую аю ае ія іх імі а"),
    ("bg", "m"): ("", " а ът"),
    ("bg", "f"): ("а", "а ата и ите"),
    ("bg", "person"): ("ец", "ец еца ецът ци ците"),  # китаец
    ("bg", "adj"): ("и", "и ия ият а ата о ото ите"),
    ("sr", "m"): ("", " а у ом"),
    ("sr", "vowel"): ("", " а у ја ју"),  # Ханџоу, Ђангсу, Ћингдао
    ("sr", "adj"): ("и", "и ог ом им а е у ој их има о"),
    ("uk", "person"): ("єць", "єць йця йцю йцеві йцем йці йців йцям йцями йцях"),
    ("uk", "woman"): ("ка", "ка ки ці ку кою ок кам ками ках"),
}
_CYRILLIC_OF_SERBIAN, _LATIN_OF_SERBIAN = (
    "абвгдежзијклмнопрстћуфхцчш", "abvgdežzijklmnoprstćufhcčš"
)  # fmt: skip
_TO_SERBIAN_LATIN = str.maketrans(
    dict(zip(_CYRILLIC_OF_SERBIAN, _LATIN_OF_SERBIAN, strict=True))
    | dict(zip(_CYRILLIC_OF_SERBIAN.upper(), _LATIN_OF_SERBIAN.upper(), strict=True))
    | {"ђ": "đ", "љ": "lj", "њ": "nj", "џ": "dž", "Ђ": "Đ", "Љ": "Lj", "Њ": "Nj", "Џ": "Dž"}
)
# Korean syllables are numbered by their sounds, the final consonant last.
_HANGUL, _KOREAN_FINALS, _FINAL_L = 0xAC00, 28, 8
_PARTICLES = ("의", "에", "에서", "에게", "에도", "도", "만", "까지", "부터", "측", "인")
_AFTER_CONSONANT, _AFTER_VOWEL = ("은", "이", "을", "과", "과의"), ("는", "가", "를", "와", "와의")
_SHORTEST_KAZAKH = 6  # letters; a shorter form of a place may be a word of another language
_BACK = "аоұыуёюя"
_VOWELS = "аәеиоөұүыіэуёюя"
_BOTH_HARMONIES = ("да дан нан ға ның ды мен дағы дық дықтар", "де ден нен ге нің ді дегі дік діктер")
_VOICELESS = "пфктсшщчцхқ"


def word_forms(word: str, language: str, kind: str) -> set[str]:
    """A word in all its forms; ``kind`` is a class of the table above, "kk" takes none, "name" is any in Korean, ""
    keeps the word."""
    if language == "kk":
        return kazakh_forms(word)
    if language == "ko" and kind:
        return korean_forms(word)
    if not kind:
        return {word}
    ending, endings = _ENDINGS[language, kind]
    stem = word.removesuffix(ending)
    forms = {stem + new for new in endings.split(" ")}
    if language == "sr":
        forms |= {form.translate(_TO_SERBIAN_LATIN) for form in forms}
    return forms


def korean_forms(word: str) -> set[str]:
    """A Korean noun with the particles written on to it, by its last syllable: 중국 → 중국의, 중국은, 중국과."""
    final = (ord(word[-1]) - _HANGUL) % _KOREAN_FINALS  # 0: the syllable ends in a vowel
    open_or_l = final in (0, _FINAL_L)
    particles = [*_PARTICLES, *(_AFTER_CONSONANT if final else _AFTER_VOWEL), "로" if open_or_l else "으로"]
    return {word, *(word + particle for particle in particles)}


def kazakh_forms(word: str) -> set[str]:
    """A Kazakh noun with its case endings, by vowel harmony and the last sound: Қытай → Қытайдың, Қытайдағы."""
    lower = word.lower()
    vowel = next((c for c in reversed(lower) if c in _VOWELS), "а")
    last = lower.rstrip("ь")[-1]
    if last != lower[-1] or (last == "у" and lower != "у"):
        # A Russian soft sign or a final у: people write both «Сианьнан» and «Сианьнен», «Чэндуда» and «Чэндуде».
        return {word + ending for both in _BOTH_HARMONIES for ending in both.split()} | {word}
    a, y, g, k = ("а", "ы", "ғ", "қ") if vowel in _BACK else ("е", "і", "г", "к")
    if last in _VOICELESS:
        d, genitive, accusative, instrumental, to, li = "т", "т", "т", "пен", k, "т"
    elif last in "мнң":
        d, genitive, accusative, instrumental, to, li = "д", "н", "д", "мен", g, "д"
    elif last in "жз":
        d, genitive, accusative, instrumental, to, li = "д", "д", "д", "бен", g, "д"
    elif last in _VOWELS:
        d, genitive, accusative, instrumental, to, li = "д", "н", "н", "мен", g, "л"
    else:
        d, genitive, accusative, instrumental, to, li = "д", "д", "д", "мен", g, "л"
    from_ = "н" if last in "мнң" else d
    endings = (
        "", d + a, from_ + a + "н", to + a, genitive + y + "ң", accusative + y, instrumental, d + a + g + y,
        li + y + k, li + y + k + ("тар" if a == "а" else "тер"),
    )  # fmt: skip
    return {word + ending for ending in endings}


def place_forms_of(name: str, language: str) -> set[str]:
    """The cases of a Chinese place name by its last letter: a masculine noun, or none (Чэнду, Гуанчжоу)."""
    if language == "kk":
        return {form for form in kazakh_forms(name) if len(form) > _SHORTEST_KAZAKH}
    if language == "be":
        kind = "ь" if name.endswith(("нь", "ль")) else "й" if name.endswith("й") else ""
        return word_forms(name, "be", kind or ("m" if name[-1] not in "аэіоуўяюеы" else ""))
    if language in ("cs", "sk"):
        return word_forms(name, language, "m" if name[-1] in "ng" else "mj" if name[-1] == "j" else "")
    if language == "sr":
        return word_forms(name, "sr", "vowel" if name[-1] in "аеиоу" else "m")
    return {name}
