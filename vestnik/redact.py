"""The last guard of secrets: what the configuration holds is struck out of every error, traceback and log line.

Each room keeps secrets out of its own texts. A driver's or a library's message may still quote an address whole.
"""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

HIDDEN = "********"
_SHORTEST = 4  # a shorter "secret" would strike out parts of ordinary words

_known: set[str] = set()


def remember(secret: str) -> None:
    """Strike this text out from now on."""
    if len(secret) >= _SHORTEST:
        _known.add(secret)


def remember_address(url: str) -> None:
    """Strike out the password and the query's values of a database's address; a SQLite path has none."""
    try:
        parts = urlsplit(url)
        password = parts.password or ""
    except ValueError:
        remember(url)
        return
    if parts.scheme == "sqlite":
        return
    values = [pair.partition("=")[2] for pair in parts.query.split("&")]
    for secret in (password, *values):
        remember(secret)
        remember(unquote(secret))


def redact(text: str) -> str:
    """The text without any secret that is known, longest first (one may hold another)."""
    for secret in sorted(_known, key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return text
