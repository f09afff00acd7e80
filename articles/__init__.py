"""Pure reading of article pages: bytes in, ``Article`` out. No network, no SQL, no Scrapy."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from articles.records import Article, Change, Hints, Profile, PublishedDate

if TYPE_CHECKING:
    from articles.profile import learn_profile
    from articles.reader import read_article

__all__ = ["Article", "Change", "Hints", "Profile", "PublishedDate", "learn_profile", "read_article"]

_LATER = {"learn_profile": "articles.profile", "read_article": "articles.reader"}


def __getattr__(name: str) -> Any:
    """Load the reader when it is first asked for: who only wants the records (the store) need not wait for it."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)
