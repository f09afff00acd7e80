"""What looking at a site comes to, as the page "Add a source" shows it; the work itself is done elsewhere."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_urlsafe
from threading import Lock
from time import monotonic


class AddError(Exception):
    """A source cannot be looked for or saved. The text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class SampleArticle:
    """One article of the site as a crawl would read it; ``problem`` says what is missing."""

    url: str
    title: str
    day: str | None
    provenance: str
    first_line: str
    problem: str | None


@dataclass(frozen=True, slots=True)
class Preview:
    """A site that was looked at: the source it would be (``text`` is its file, for ``file``), or ``problem`` where no
    way in was found ("" else). ``ways`` are (kind, address); ``found``, ``doubts`` and ``help`` are sentences."""

    asked: str
    problem: str
    key: str = ""
    name: str = ""
    country: str = ""
    homepage: str = ""
    file: str = ""
    text: str = ""
    ways: tuple[tuple[str, str], ...] = ()
    samples: tuple[SampleArticle, ...] = ()
    found: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    help: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Adding:
    """How sources are added where the dashboard is served: ``look`` at an address, ``save`` what was found. Both raise
    AddError. ``problem`` says why nothing can be added here ("" where it can)."""

    look: Callable[[str], Preview]
    save: Callable[[Preview], None]
    problem: str = ""


class Previews:
    """The previews that wait to be saved, each for whoever asked for it, an hour at most."""

    def __init__(self, most: int = 50, seconds: float = 3600, clock: Callable[[], float] = monotonic) -> None:
        self._kept: OrderedDict[str, tuple[float, str | None, Preview]] = OrderedDict()
        self._most, self._seconds, self._clock, self._lock = most, seconds, clock, Lock()

    def keep(self, preview: Preview, by: str | None) -> str:
        """Keep one; the word it is asked back by."""
        word = token_urlsafe(16)
        with self._lock:
            self._kept[word] = (self._clock(), by, preview)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return word

    def take(self, word: str, by: str | None) -> Preview | None:
        """One that is kept for this person, once."""
        with self._lock:
            at, mine, preview = self._kept.pop(word, (0.0, None, None))
        return preview if preview is not None and mine == by and self._clock() - at < self._seconds else None
