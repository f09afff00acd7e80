"""Bytes of a page to text, whatever the server or the page claims its encoding to be."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from articles.mojibake import repaired
from articles.text import words

MAX_BYTES = 10_000_000
"""Bytes of a page that are read; a longer one is cut there."""

_SNIFF = 4096
_CERTAIN = 0.75  # plausibility of a declared encoding beyond which no other is tried
_LANG = re.compile(rb"""<html[^>]{0,300}?\slang\s{0,8}=\s{0,8}["']?([a-zA-Z]{2})""", re.IGNORECASE)
_META = re.compile(rb"""charset\s{0,8}=\s{0,8}["']?\s{0,8}([a-zA-Z0-9_:.-]{2,32})""", re.IGNORECASE)
_NAME = re.compile(r"[a-z0-9_:.-]{2,32}")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

#: Names pages use, and the widest encoding that browsers read for each.
_WIDER = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "iso-8859-1": "cp1252",
    "latin-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252", "shift_jis": "cp932",
    "shift-jis": "cp932", "x-sjis": "cp932", "sjis": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949",
    "big5": "big5hkscs", "windows-31j": "cp932", "koi8-u": "koi8_u", "iso-8859-9": "cp1254",
}  # fmt: skip

_NOTATIONS = words("idna punycode unicode-escape raw-unicode-escape unicode_escape raw_unicode_escape undefined utf-7")
_CYRILLIC = ("cp1251", "koi8_r", "iso8859_5", "cp866")
_EAST_ASIAN = ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949")
_LATIN = ("cp1252", "cp1250", "iso8859_2", "cp1254")
_ARABIC = ("cp1256", "iso8859_6")
#: Languages whose letters several Latin encodings could spell: the page's ``lang`` tells which one is meant.
_BY_LANGUAGE = {
    **dict.fromkeys(("pl", "cs", "sk", "hu", "hr", "sl", "ro"), ("cp1250", "iso8859_2")),
    "tr": ("cp1254",), "az": ("cp1254",), "ar": _ARABIC, "fa": _ARABIC,
}  # fmt: skip

# The commonest letters of Russian running text; in a wrong Cyrillic encoding other letters take their place.
_COMMON_RUSSIAN = frozenset("оеаинтсрвлкмдпу")
# The commonest letters of Arabic running text.
_COMMON_ARABIC = frozenset("اليمونرتبعدةهقفسأك")
# The commonest characters of Chinese (simplified and traditional), Japanese and Korean running text.
_COMMON_HAN = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年動同工也能下过子說產種"
    "面而方後多定行學法所這國個為時來們會對發校新闻聞信息关於研究院教师日月"
    ""
)

_COMMON_HANGUL = frozenset("이다는의에을를가고하은기로지도한사대어서자정시인해리라학을일그보제부성원전장들으교구과와수")


_JUDGED = 20_000  # characters whose letters are counted
_MIXED = re.compile(r"[a-zA-Z](?=[^\W\d_a-zA-Z])|[^\W\d_a-zA-Z](?=[a-zA-Z])")


@dataclass(frozen=True, slots=True)
class Encoding:
    """What a page was read in, and why: ``by`` is said in words."""

    name: str
    by: str


def decode(html: bytes, charset: str | None = None) -> str:
    """The text of ``html`` (at most ``MAX_BYTES``), without NUL characters.

    ``charset`` is the HTTP header's word. It and the page's own ``<meta>`` are only believed where the bytes fit:
    valid UTF-8 beyond ASCII is UTF-8 whatever they say; where they do not fit, letter frequencies decide. A text
    that is certain to have been encoded twice is read twice.
    """
    return _read(html, charset)[0]


def decode_for_parser(html: bytes, charset: str | None = None) -> tuple[str, bytes]:
    """The text as ``decode`` gives it, and the same in UTF-8: mostly the very bytes that came."""
    text, _, unchanged = _read(html, charset)
    return text, html if unchanged else text.encode("utf-8", "ignore")


def read_text(html: bytes, charset: str | None = None) -> tuple[str, Encoding]:
    """The text as ``decode`` gives it, with the encoding it was read in."""
    return _read(html, charset)[:2]


def _read(html: bytes, charset: str | None) -> tuple[str, Encoding, bool]:
    """Text and encoding, and whether ``html`` is that text in UTF-8, byte for byte."""
    whole = len(html) <= MAX_BYTES and b"\x00" not in html
    html = html if len(html) <= MAX_BYTES else html[:MAX_BYTES]
    for mark, name in _BOMS:
        if html.startswith(mark):
            return _clean(html[len(mark) :].decode(name, "replace")), Encoding(name, "its byte order mark"), False
    if html.isascii():
        return _clean(html.decode("ascii")), Encoding("ascii", "its bytes: no other characters"), whole
    text, torn = _strict(html, "utf-8")
    if text is not None:
        right = repaired(text, html)
        by = "its bytes: valid UTF-8" if right is text else "its bytes: UTF-8 within UTF-8, undone"
        # ``whole``: of the bytes it is asked faster than of a text of wide characters, each of which has a NUL byte.
        return (right if whole else _clean(right)), Encoding("utf-8", by), whole and not torn and right is text
    header, meta = _known(charset), _known(_meta_charset(html))
    name = _choose(html, [one for one in (header, meta) if one])
    by = "the header" if name == header else "its meta element" if name == meta else "its letters"
    return _clean(html.decode(name, "replace")), Encoding(name, by), False


def _clean(text: str) -> str:
    return text.replace("\x00", "") if "\x00" in text else text


def _strict(html: bytes, encoding: str) -> tuple[str | None, bool]:
    """``html`` in ``encoding`` where it fits; a torn last character, as of a page cut short, is forgiven (True)."""
    try:
        return html.decode(encoding), False
    except UnicodeDecodeError as error:
        if error.start < len(html) - 4:
            return None, False
        return html[: error.start].decode(encoding), True


def _meta_charset(html: bytes) -> str | None:
    match = _META.search(html[:_SNIFF])
    return match[1].decode("ascii") if match else None


def _known(name: str | None) -> str | None:
    if not name:
        return None
    name = name.strip().strip("\"'").lower()
    if not _NAME.fullmatch(name):
        return None
    name = _WIDER.get(name, name)
    try:
        info = codecs.lookup(name)
    except LookupError:
        return None
    # base64, zip and the like are codecs too, and so are notations of text in ASCII that no page is written in
    return name if info._is_text_encoding and info.name not in _NOTATIONS else None


def _choose(html: bytes, declared: list[str]) -> str:
    """The encoding whose reading of the page's foreign bytes looks most like language."""
    sample = _sample(html)
    damage = _utf8_damage(sample)
    if damage < 0.02:
        return "utf-8"  # UTF-8 with a few broken bytes: nothing else would look so by chance
    candidates = dict.fromkeys([*declared, *_CYRILLIC, *_EAST_ASIAN, *_LATIN, *_ARABIC])
    language = _LANG.search(html[:_SNIFF])
    likely = _BY_LANGUAGE.get(language[1].decode().lower(), ()) if language else ()
    best, best_score = "cp1252", -1.0
    for name in candidates:
        score = _plausibility(sample.decode(name, "replace"), name)
        if name in declared and score >= _CERTAIN:
            return name
        if name in declared:
            score += 0.25  # the page's own word wins where the letters leave room for doubt
        elif name in likely:
            score += 0.15
        if score > best_score:
            best, best_score = name, score
    return best


def _sample(html: bytes) -> bytes:
    """Up to 60 kB from the page's first foreign byte on."""
    first = next((match.start() for match in re.finditer(rb"[\x80-\xff]", html)), 0)
    return html[first : first + 60_000]


def _utf8_damage(sample: bytes) -> float:
    text = sample.decode("utf-8", "replace")
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    return text.count("\ufffd") / max(1, foreign)


def _plausibility(text: str, encoding: str) -> float:
    """0 (no language) to about 1: the share of foreign characters that are common letters of its languages."""
    text = text[:_JUDGED]
    foreign = {char: number for char, number in Counter(text).items() if char > "\x7f"}
    total = sum(foreign.values())
    if not total:
        return 0.0

    def count(test: Callable[[str], bool]) -> int:
        return sum(number for char, number in foreign.items() if test(char))

    broken = count(lambda char: char == "\ufffd" or "\x80" <= char < "\xa0" or "\ue000" <= char <= "\uf8ff")
    if encoding in _EAST_ASIAN:
        common = count(lambda char: char in _COMMON_HAN or "\u3040" <= char <= "\u30ff")
        if encoding == "cp949":
            common += count(_COMMON_HANGUL.__contains__)
        wide = count(lambda char: "\u3000" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3" or char > "\uff00")
        kana_half = count(lambda char: "\uff61" <= char <= "\uff9f")
        return common / total * 1.6 + wide / total * 0.4 - (broken + kana_half) / total * 4
    script = _script(encoding)
    if script == "latin":
        runs = sum(1 for one, two in pairwise(text) if one > "\xbf" and two > "\xbf")
        return count(str.isalpha) / total * 0.7 - runs / total - broken / total * 4
    # A letter of another alphabet beside a Latin one: a Latin text in the wrong encoding, hardly ever a word.
    mixed = len(_MIXED.findall(text))
    if script != "cyrillic":
        common = count(_COMMON_ARABIC.__contains__ if script == "arabic" else str.isalpha)
        return (common / total * 1.2) - (mixed + broken * 4) / total
    upper = count(str.isupper)
    common = count(_COMMON_RUSSIAN.__contains__)
    return common / total * 1.2 - max(0.0, upper / total - 0.3) - (mixed + broken * 4) / total


@lru_cache(maxsize=64)
def _script(encoding: str) -> str:
    """The script of a single-byte encoding's upper half: "latin", "cyrillic", "arabic" or "other"."""
    letters = bytes(range(0xC0, 0x100)).decode(encoding, "ignore")
    if "р" in letters:
        return "cyrillic"
    if "\u0644" in letters:
        return "arabic"
    return "latin" if sum(1 for char in letters if char.isalpha() and char < "\u0250") > 32 else "other"
