"""Text from the web made fit for a message: one line, no control characters, bounded."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit

URL_LIMIT = 2000

_GAP = "\u200b"
# @someone, <@U1>, *bold*, _it_, ~no~, `code`, |spoiler|, [label](address), :emoji:, #channel
_MARKS = re.compile(r"[@<*_~`|\[\]#]|:(?=[A-Za-z0-9_+-]{1,40}:)")

# Control characters, lone surrogates, private use and unassigned: none of them belongs in a headline, and the first
# two break headers and encoders. Format characters are judged one by one below.
_DROPPED = frozenset({"Cc", "Cs", "Co", "Cn"})
# Of the invisible format characters (Cf) only the joiners that Indic, Persian and emoji spelling needs are kept:
# the others turn text around, hide words or smuggle a second text.
_KEPT_FORMAT = frozenset("\u200c\u200d")


def clean(text: object, limit: int = 300) -> str:
    """``text`` as one line of at most ``limit`` characters: white space folded, control characters gone, "…" where
    it was cut. None becomes ""."""
    if text is None:
        return ""
    raw = str(text)[: limit * 4 + 1000]
    folded = " ".join(raw.split())
    if not folded.isprintable():
        folded = " ".join("".join(c for c in folded if _is_printable(c)).split())
    return shorten(folded, limit)


def inert(text: str) -> str:
    """``text`` for a chat whose markup is not known: zero-width spaces keep mentions, emphasis, links and commands of
    the usual dialects from being read as such, and are not seen."""
    marked = _MARKS.sub(lambda found: f"{found[0]}{_GAP}", text)
    return _GAP + marked if marked and not marked[0].isalnum() else marked


def shorten(text: str, limit: int) -> str:
    """``text`` cut to at most ``limit`` characters, at a word where one ends near, with "…" in the last place."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    space = head.rfind(" ")
    if space > limit * 3 // 4:
        head = head[:space]
    return head.rstrip(" ,;:.–—-") + "…"


def web_link(url: object) -> str:
    """``url`` fit for an href: http or https, no spaces, quotes, brackets or control characters, at most 2,000
    characters. "" where it is none: a link that does something else than open a page is not offered."""
    raw = str(url or "").strip()
    if len(raw) > URL_LIMIT or any(not _is_printable(c) for c in raw):
        return ""
    try:
        parts = urlsplit(raw)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not host or "\\" in raw:
        return ""
    if not host.isascii():
        try:
            netloc = parts.netloc.replace(host, host.encode("idna").decode("ascii"))
        except UnicodeError:
            return ""
        raw = parts._replace(netloc=netloc).geturl()
    safe = quote(raw, safe="%/:=&?~#+!$,;@()[]*._-", encoding="utf-8")
    return safe if len(safe) <= URL_LIMIT else ""


def _is_printable(char: str) -> bool:
    category = unicodedata.category(char)
    if category == "Cf":
        return char in _KEPT_FORMAT
    return category not in _DROPPED
