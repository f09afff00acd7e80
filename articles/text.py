"""Small helpers on text that several readers of a page share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

EAST_ASIAN = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
"""Characters, as a regular expression's class names them, each of which counts as a word."""
_QUOTES = dict.fromkeys(map(ord, "«»„“”‟″＂\"'‘’‚‛`´′"), '"')
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_FOLD = {**_QUOTES, **_DASHES, ord("…"): "...", 0x200C: "", 0x200D: ""}
_FOLDED = re.compile("[" + re.escape("".join(map(chr, _FOLD))) + "]")  # looked for first: translating costs more
# Persian and the scripts of India spell with the (non-)joiners: "می‌شود" is not "میشود".
_JOINED = "\u0600-\u06ff\u0900-\u0dff"
_INVISIBLE = re.compile(
    f"[\u00ad\u200b\u200e\u200f\u2060\ufeff]|(?<![{_JOINED}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINED}])"
)
_SHORT = 400  # characters of a text whose folded form is kept
_BUILT = re.compile(
    r"([A-Za-z][\w-]*?)_([A-Za-z][A-Za-z0-9-]*)__([\w-]{1,8})|_([A-Za-z][A-Za-z0-9-]*)_[a-z0-9]{5,6}_\d{1,4}", re.ASCII
)
_WIDE = re.compile("[\u3040-\u9fff\uac00-\ud7a3]")  # to be looked for
_WIDE_RUN = re.compile("[\u3040-\u9fff\uac00-\ud7a3]+")  # to be counted, but slower to be looked for


def words(text: str) -> frozenset[str]:
    """The blank-separated words of ``text`` as a set: a table of words that stays readable."""
    return frozenset(text.split())


def phrases(text: str) -> tuple[str, ...]:
    """The phrases of a table, separated by bars, each once and in order."""
    return tuple(dict.fromkeys(phrase for part in text.split("|") if (phrase := part.strip())))


_TELLING: list[Callable[[str], bool]] = []


def name_test(pattern: str, *, telling: bool = False) -> Callable[[str], bool]:
    """A test of class names and ids against ``pattern``; answers are kept, for a page repeats its few names often.
    Names that a ``telling`` test finds are those that ``tells`` knows."""
    search = re.compile(pattern).search

    @lru_cache(maxsize=4096)
    def matches(name: str) -> bool:
        return search(name) is not None

    if telling:
        _TELLING.append(matches)
    return matches


@lru_cache(maxsize=4096)
def plain_names(names: str) -> str:
    """Class names as their authors wrote them, without what a build tool of today makes of them: "Hero_title__x7Bq2"
    (CSS modules of Next.js) and "_title_1x7bq_12" (of Vite) are "Hero-title" and "title"; "card__title" stays."""
    return " ".join(map(_as_written, names.split()))


def _as_written(name: str) -> str:
    match = _BUILT.fullmatch(name)
    if match is None:
        return name
    part, local, mark, vite = match.groups()
    if vite:
        return str(vite)
    is_built = part[0].isupper() or any(char.isdigit() or char.isupper() for char in mark)
    return f"{part}-{local}" if is_built else name


@lru_cache(maxsize=4096)
def tells(name: str) -> bool:
    """True for a class name or id that one of the ``telling`` tests finds."""
    return any(test(name) for test in _TELLING)


def squeeze(text: str) -> str:
    """Every run of white space as one blank; invisible characters dropped."""
    text = text.strip()
    if text.isprintable() and "  " not in text:  # but for the blank no white space is printable: it is squeezed
        return text
    text = " ".join(text.split())
    if text.isascii() or text.isprintable():  # no invisible character is printable: seen in half the time of a search
        return text
    return " ".join(_INVISIBLE.sub("", text).split())


def fold(text: str) -> str:
    """A form in which two spellings of one headline are equal: quotes, dashes, case and blanks folded."""
    return _short_folded(text) if len(text) <= _SHORT else _folded(text)


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    if _FOLDED.search(text):
        text = text.translate(_FOLD)
    return " ".join(text.casefold().split())


_short_folded = lru_cache(maxsize=1024)(_folded)  # a page says its headline in five places


def is_cjk(text: str) -> bool:
    """True where a noticeable part of the first 200 characters is Chinese, Japanese or Korean."""
    head = text[:200]
    return _wide(head) * 5 >= len(head) if head else False


def weight(text: str) -> int:
    """Length of ``text`` in Latin letters' worth: an East Asian character says as much as about two and a half."""
    if text.isascii() or not _WIDE.search(text):
        return len(text)
    wide = _wide(text)
    return len(text) + wide + wide // 2


def _wide(text: str) -> int:
    """How many East Asian characters there are."""
    if text.isascii() or not _WIDE.search(text):
        return 0
    return len("".join(_WIDE_RUN.findall(text)))


_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE_DATE = re.compile(r"[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日")
_CHINESE_NUMBER = re.compile(r"[一二三四五六七八九十]{1,3}(?=[月日])")


def western_digits(text: str) -> str:
    """二〇二四年六月二十八日 → 2024年6月28日, wherever such a date stands in ``text``."""
    if "年" not in text:
        return text

    def number(match: re.Match[str]) -> str:
        tens, mark, ones = match.group().partition("十")
        if not mark:
            return tens.translate(_CHINESE_DIGITS)
        return f"{int((tens or '一').translate(_CHINESE_DIGITS)) * 10 + int((ones or '零').translate(_CHINESE_DIGITS))}"

    def whole(match: re.Match[str]) -> str:
        year, rest = match.group().split("年", 1)
        return year.translate(_CHINESE_DIGITS) + "年" + _CHINESE_NUMBER.sub(number, rest)

    return _CHINESE_DATE.sub(whole, text)
