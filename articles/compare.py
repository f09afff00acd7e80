"""How one version of an article differs from the one before it, and which passages came and went."""

from __future__ import annotations

import difflib
import re
import unicodedata

from articles.gadgets import without_counters
from articles.passing import is_garbled, lasting_paragraphs, only_letters_lost
from articles.records import Change
from articles.text import EAST_ASIAN, fold

MAX_PASSAGE = 20_000
"""Characters of added and of removed text that are kept."""
_MAX_SENTENCES = 4_000
_TYPO_WORDS = 3
_TYPO_LETTERS = 8

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])|\n+")
_WORD = re.compile(rf"[{EAST_ASIAN}]|[^\W_{EAST_ASIAN}]+")


def compare_versions(
    *,
    old_title: str,
    old_body: str,
    old_day: str | None,
    new_title: str,
    new_body: str,
    new_day: str | None,
) -> Change:
    """What the edit from the old to the new version is; days are ISO dates.

    "unchanged": what differs is white space, quotes, dashes, counters, clocks, tokens, banners, lists of other news,
    the order of the sentences, or the encoding the page was read in (``articles.passing``); or the new reading found
    no date. "encoding": the old text was read in a wrong encoding, and nobody edited it. "typo": a few letters. "title"
    and "date": only those. Else "body", with the sentences added and removed (title first, where it changed).
    """
    title_same = _normal(old_title) == _normal(new_title)
    lasting_old, lasting_new = "\n".join(lasting_paragraphs(old_body)), "\n".join(lasting_paragraphs(new_body))
    before, after = _sentences(lasting_old), _sentences(lasting_new)
    old_keys, new_keys = [_normal(one) for one in before], [_normal(one) for one in after]
    reordered = len(before) < _MAX_SENTENCES and sorted(old_keys) == sorted(new_keys)
    body_same = reordered or _normal(lasting_old) == _normal(lasting_new)
    if title_same and body_same:
        if new_day is not None and old_day != new_day:
            return Change("date", added=new_day, removed=old_day or "")
        return Change("unchanged")
    if (not body_same and is_garbled(new_body, old_body)) or (not title_same and is_garbled(new_title, old_title)):
        return Change("unchanged")
    if is_garbled(old_title, new_title) if body_same else is_garbled(old_body, new_body):
        return Change("encoding")
    added, removed = ("", "") if body_same else _passages(before, after, old_keys, new_keys)
    if new_body.count("\ufffd") > old_body.count("\ufffd") and only_letters_lost(added):
        return Change("unchanged")  # with another headline, too: the next look will read both
    if old_body.count("\ufffd") > new_body.count("\ufffd") and only_letters_lost(removed):
        return Change("encoding")
    if "\ufffd" in new_title and "\ufffd" not in old_title:
        return Change("unchanged")
    if not title_same:
        added, removed = _joined(new_title, added), _joined(old_title, removed)
    if _is_typo(f"{old_title}\n{old_body}", f"{new_title}\n{new_body}", removed, added):
        return Change("typo", added=added, removed=removed)
    return Change("title" if body_same else "body", added=added, removed=removed)


def _normal(text: str) -> str:
    """What must be equal for a version to count as unchanged."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    text = without_counters(text)
    return " ".join(word for word in _keep_case(text).split())


def _keep_case(text: str) -> str:
    """Quotes, dashes and dots folded as ``fold`` does, letters as they are."""
    if text.isascii() and "'" not in text:
        return text
    return "".join(char if char.isalnum() or char.isspace() else fold(char) or " " for char in text)


def _joined(title: str, passage: str) -> str:
    return f"{title}\n{passage}".strip()[:MAX_PASSAGE]


def _passages(before: list[str], after: list[str], old_keys: list[str], new_keys: list[str]) -> tuple[str, str]:
    """Sentences that only the new text has, and that only the old one has, in order. Compared by their keys."""
    added: list[str] = []
    removed: list[str] = []
    if len(old_keys) * len(new_keys) > 1_000_000:  # difflib's worst case is cubic: compare such texts as sets
        known_old, known_new = set(old_keys), set(new_keys)
        added = [text for text, key in zip(after, new_keys, strict=True) if key not in known_old]
        removed = [text for text, key in zip(before, old_keys, strict=True) if key not in known_new]
    else:
        matcher = difflib.SequenceMatcher(None, old_keys, new_keys, autojunk=False)
        for operation, old_from, old_to, new_from, new_to in matcher.get_opcodes():
            if operation != "equal":
                removed.extend(before[old_from:old_to])
                added.extend(after[new_from:new_to])
    return "\n".join(added)[:MAX_PASSAGE], "\n".join(removed)[:MAX_PASSAGE]


def _sentences(text: str) -> list[str]:
    parts = [part.strip() for part in _SENTENCE_END.split(text)]
    return [part for part in parts if part and _normal(part)][:_MAX_SENTENCES]


def _is_typo(old: str, new: str, removed: str, added: str) -> bool:
    """True where at most three words differ, each by a letter or two, digits apart: a number is a fact."""
    if abs(len(old) - len(new)) > _TYPO_LETTERS or len(removed) > 2_000 or len(added) > 2_000:
        return False
    before, after = _WORD.findall(removed), _WORD.findall(added)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    changed = 0
    for operation, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if operation == "equal":
            continue
        one, two = "".join(before[old_from:old_to]), "".join(after[new_from:new_to])
        changed += max(old_to - old_from, new_to - new_from)
        if changed > _TYPO_WORDS or not _near(one, two):
            return False
    return True


def _near(one: str, two: str) -> bool:
    """A slip of the pen: one or two letters of a word, no digit, not the whole of a short word."""
    if any(char.isdigit() for char in one + two) or one[:1].isupper() != two[:1].isupper():
        return one.casefold() == two.casefold() and bool(one)
    longest = max(len(one), len(two))
    if longest > 60 or longest < 3:
        return False
    same = sum(block.size for block in difflib.SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks())
    return longest - same <= (1 if longest < 6 else 2)
