"""What changes on a page although nobody edited the article: the page's own gadgets, dates told from the moment of
reading, and texts that were decoded wrongly. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from articles.gadgets import LONGEST_HEADLINE, begins_other_news, is_gadget, is_number, is_today, names_counter

_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W_]+")
_RELATIVE = re.compile(r"назад|\bago\b|сегодня|вчера|today|yesterday|前|今天|昨天", re.IGNORECASE)
_READ_AS = ("latin-1", "cp1252", "cp1251", "koi8-r", "cp866", "gb18030", "mac_cyrillic")
_WRITTEN_IN = ("utf-8", "cp1251", "koi8-r", "gb18030", "cp866")
_SAMPLE = 3000


_PROSE = 60
"""Characters from which on a line is taken for one of a text, and not for a cell of a table."""


def lasting_paragraphs(body: str) -> list[str]:
    """The paragraphs that belong to the article and to no gadget of its page, without blank ones.

    Left out: clocks, cookie banners, lists of other news under their heading ("Читайте также"); at either end also
    today's date, and a number that stands alone beside a line of text (within a table it is one of its cells).
    """
    kept = list(_without_gadgets(body))
    for end in (0, -1):
        while kept and (is_today(kept[end]) or (is_number(kept[end]) and _beside_prose(kept, end))):
            kept.pop(end)
    return kept


def _beside_prose(kept: list[str], end: int) -> bool:
    if len(kept) < 2:
        return True
    neighbour = kept[1 if end == 0 else -2]
    return len(neighbour) >= _PROSE or neighbour.endswith((".", "!", "?", "…", "。", "！", "？"))


def is_relative(date_text: str) -> bool:
    """True for a date that is told from the moment of reading ("2 часа назад", "вчера"): read later it is another."""
    return _RELATIVE.search(date_text) is not None


def is_garbled(new: str, old: str) -> bool:
    """True where ``new`` is ``old``, or most of it, in the wrong encoding: "РџСЂРё", "Ïðè", "???"."""
    new, old = new[:_SAMPLE], old[: _SAMPLE // 2]  # two wrong characters may stand for a right one
    if new.count("?") > old.count("?") + 8 and new.count("??") * 4 > len(_WORD.findall(new)):
        return True
    if new.count("\ufffd") > old.count("\ufffd") + 8 and new.count("\ufffd\ufffd") * 4 > len(_WORD.findall(new)):
        return True
    known = _vocabulary(old)
    if not known or len(known & _vocabulary(new)) * 5 > len(known):
        return False
    return any(len(known & text) * 2 > len(known) for text in _other_readings(new))


def only_letters_lost(sentences: str) -> bool:
    """True where every one of ``sentences`` (one a line) holds a character that a decoder could not read. Nobody
    writes one; but a page that holds one for good is edited like any other."""
    return bool(sentences) and all("\ufffd" in sentence for sentence in sentences.split("\n"))


def _other_readings(text: str) -> Iterator[set[str]]:
    for read_as, written_in in product(_READ_AS, _WRITTEN_IN):
        if read_as != written_in:
            yield _vocabulary(text.encode(read_as, "ignore").decode(written_in, "ignore"))


def _vocabulary(text: str) -> set[str]:
    found = {word for word in _LETTERS.findall(text.lower()) if len(word) > 2}
    return found or {char for char in text if "\u3400" <= char <= "\u9fff"}


def _without_gadgets(body: str) -> Iterator[str]:
    in_list, before = False, ""
    for line in body.split("\n"):
        text = line.strip()
        if not text:
            continue
        if begins_other_news(text):
            in_list = True
            continue
        counted = is_number(text) and names_counter(before)
        before = text
        in_list = in_list and len(text) <= LONGEST_HEADLINE and not text.endswith((".", "。", ";"))
        if not in_list and not counted and not is_gadget(text):
            yield text
