"""Chinese names in Belarusian, Bulgarian, Czech and Serbian, by the systems in use in each language."""

from __future__ import annotations

_FINALS_BG = {
    "a": "а", "o": "о", "e": "ъ", "ai": "ай", "ei": "ей", "ao": "ао", "ou": "оу", "an": "ан", "en": "ън",
    "ang": "ан", "eng": "ън", "ong": "ун", "i": "и", "ia": "я", "ie": "ие", "iao": "яо", "iu": "иу", "ian": "иен",
    "in": "ин", "iang": "ян", "ing": "ин", "iong": "юн", "u": "у", "ua": "уа", "uo": "уо", "uai": "уай",
    "ui": "уей", "uan": "уан", "un": "ун", "uang": "уан", "v": "ю", "ve": "юе", "van": "юен", "vn": "юн",
}  # fmt: skip
_INITIALS_BG = {
    "zh": "дж", "ch": "ч", "sh": "ш", "b": "б", "p": "п", "m": "м", "f": "ф", "d": "д", "t": "т", "n": "н", "l": "л",
    "g": "г", "k": "к", "h": "х", "j": "дз", "q": "ц", "x": "с", "r": "ж", "z": "дз", "c": "ц", "s": "с",
    "y": "", "w": "",
}  # fmt: skip
_INITIALS_CS = {
    "zh": "č", "ch": "čch", "sh": "š", "b": "p", "p": "pch", "m": "m", "f": "f", "d": "t", "t": "tch", "n": "n",
    "l": "l", "g": "k", "k": "kch", "h": "ch", "j": "ť", "q": "čch", "x": "s", "r": "ž", "z": "c", "c": "cch",
    "s": "s", "y": "", "w": "",
}  # fmt: skip
_FINALS_CS = {
    "ong": "ung", "ian": "ien", "v": "ü", "ve": "üe", "van": "üan", "vn": "ün", "iong": "iung", "ai": "aj", "ei": "ej",
    "uai": "uaj", "ui": "uej", "iu": "iou",
}  # fmt: skip
_INITIALS_SR = {
    "zh": "џ", "ch": "ч", "sh": "ш", "b": "б", "p": "п", "m": "м", "f": "ф", "d": "д", "t": "т", "n": "н", "l": "л",
    "g": "г", "k": "к", "h": "х", "j": "ђ", "q": "ћ", "x": "с", "r": "ж", "z": "ц", "c": "ц", "s": "с",
}  # fmt: skip
_FINALS_SR = {
    "a": "а", "o": "о", "e": "е", "ai": "ај", "ei": "еј", "ao": "ао", "ou": "оу", "an": "ан", "en": "ен", "ang": "анг",
    "eng": "енг", "ong": "унг", "i": "и", "ia": "ја", "ie": "је", "iao": "јао", "iu": "ју", "ian": "јен", "in": "ин",
    "iang": "јанг", "ing": "инг", "iong": "јунг", "u": "у", "ua": "уа", "uo": "уо", "uai": "уај", "ui": "уеј",
    "uan": "уан", "un": "ун", "uang": "уанг", "v": "и", "ve": "уе", "van": "уен", "vn": "ун",
}  # fmt: skip
_Y_SR = {"u": "и", "ue": "уе", "uan": "уен", "un": "ун", "an": "ен"}
_W_SR = str.maketrans({"a": "а", "o": "о", "e": "е", "i": "ј", "n": "н", "g": "г", "u": "у"})
_VOWELS_SR = "аеиоу"
_BUZZING = ("zh", "ch", "sh", "r", "z", "c", "s")
# Syllables that begin with y or w are finals written on their own.
_ALONE = {
    "yi": "i", "ya": "ia", "ye": "ie", "yao": "iao", "you": "iu", "yan": "ian", "yin": "in", "yang": "iang",
    "ying": "ing", "yong": "iong", "yu": "v", "yue": "ve", "yuan": "van", "yun": "vn", "wu": "u", "wa": "ua",
    "wo": "uo", "wai": "uai", "wei": "ui", "wan": "uan", "wen": "un", "wang": "uang", "weng": "ueng",
}  # fmt: skip


def to_belarusian(russian: str) -> set[str]:
    """A Palladius word as Belarusian writes it: "чунцин" → "чунцін", "чунцын"; "тяньцзинь" → "цяньцзінь" too."""
    plain = russian.replace("и", "і").replace("ъ", "'")
    soft = plain.replace("тя", "ця").replace("ті", "ці").replace("дя", "дзя").replace("ді", "дзі")
    out = {plain, plain.replace("ці", "цы"), soft}
    out |= {form.replace("ао", "аа").replace("яо", "яа").replace("ло", "ла") for form in out}  # Ціндаа, Лаян
    return out | {form[:-2] + "оў" for form in out if form.endswith("оу")}  # Чжэнчжоў


def to_bulgarian(syllables: list[str]) -> str:
    """["shen", "zhen"] → "шънджън", ["guang", "zhou"] → "гуанджоу"."""
    return "".join(_bulgarian(syllable) for syllable in syllables)


def bulgarian_variants(syllables: list[str], russian: str) -> set[str]:
    """The system's spelling and the ones people write: "шънджън", "шенджен", "цюанджоу", and the Russian one less ь."""
    exact = to_bulgarian(syllables)
    loose = exact.replace("ъ", "е")
    plain = plain_russian(russian)
    out = {exact, loose, loose.replace("юен", "юан"), loose.replace("иен", "ян"), plain}
    out.add(plain.replace("чж", "дж").replace("цз", "дз"))  # Сюйджоу
    out.add("".join(_bulgarian(s)[:-2] + "онг" if s.endswith("ong") else _bulgarian(s) for s in syllables))  # Шандонг
    out |= {form.replace("сия", "ся").replace("сиа", "ся") for form in out}
    return out | {form.replace("нн", "н") for form in out}  # Юнан


def plain_russian(russian: str) -> str:
    """A Palladius word without what other languages drop: "шэньчжэнь" → "шенчжен"."""
    return russian.replace("ь", "").replace("ъ", "").replace("э", "е")


def _bulgarian(syllable: str) -> str:
    if syllable in ("wei", "wen", "weng", "er"):
        return {"wei": "уей", "wen": "уън", "weng": "уън", "er": "ър"}[syllable]
    initial, final = _parts(syllable)
    if initial in _BUZZING and final == "i":
        return _INITIALS_BG[initial] + ("и" if initial in ("zh", "ch", "sh", "r") else "ъ")
    return _INITIALS_BG.get(initial, "") + _FINALS_BG.get(final, final)


def to_serbian(syllables: list[str]) -> set[str]:
    """["jiang", "yin"] → "ђангјин", ["qing", "dao"] → "ћингдао"; both spellings where there are two: "љаонинг"."""
    exact = [_serbian(syllable) for syllable in syllables]
    loose = [s[0] + "и" + s[2:] if s[1:2] == "ј" and s[0] not in _VOWELS_SR else s for s in exact]
    return {"".join(s.replace("лј", "љ").replace("нј", "њ") for s in exact), "".join(loose)}


def _serbian(syllable: str) -> str:
    if syllable in ("zi", "ci", "si"):
        return _INITIALS_SR[syllable[0]] + "и"
    if syllable == "er":
        return "ер"
    if syllable[0] == "w":
        return "в" + syllable[1:].translate(_W_SR)
    if syllable[0] == "y":
        return "ј" + (_Y_SR.get(syllable[1:]) or _FINALS_SR[syllable[1:]])
    initial, final = _parts(syllable)
    said = _FINALS_SR[final]
    if initial in ("j", "q"):
        said = said.removeprefix("ј")  # jiang is ђанг, qiao is ћао
    return _INITIALS_SR.get(initial, "") + said


def to_czech(syllables: list[str]) -> str:
    """["hang", "zhou"] → "chang-čou", ["xin", "jiang"] → "sin-ťiang"."""
    return "-".join(_czech(syllable) for syllable in syllables)


def _czech(syllable: str) -> str:
    if syllable[0] == "w":
        return syllable[:-1] + "j" if syllable[-2:] in ("ai", "ei") else syllable
    initial, final = _parts(syllable)
    if initial in _BUZZING and final == "i":
        return _INITIALS_CS[initial] + "'"
    said = _FINALS_CS.get(final, final)
    if initial == "y":
        return "i" if final == "i" else {"in": "jin", "ing": "jing"}.get(final, "j" + said.removeprefix("i"))
    return _INITIALS_CS.get(initial, "") + said


def _parts(syllable: str) -> tuple[str, str]:
    """The initial and the final; after j, q, x and y a written u is ü."""
    if syllable in _ALONE:
        return syllable[0], _ALONE[syllable]
    for length in (2, 1):
        initial = syllable[:length]
        if initial in _INITIALS_BG and len(syllable) > length:
            final = syllable[length:].replace("ü", "v")
            if initial in ("j", "q", "x") and final[0] == "u":
                final = "v" + final[1:]
            return initial, final
    return "", syllable
