"""Faults on demand: what a site does wrong, for which of its pages, and how often."""

from __future__ import annotations

import gzip
import io
import threading
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Literal, get_args

Kind = Literal[
    "403",
    "429",
    "500",
    "drip",
    "hang",
    "reset",
    "redirect-away",
    "robots-closed",
    "robots-500",
    "empty-200",
    "gone",
    "maintenance",
    "bomb",
    "template-change",
    "endless-redirect",
    "truncated",
]
KINDS: tuple[str, ...] = get_args(Kind)
ROBOTS = "/robots.txt"


@dataclass(slots=True)
class Fault:
    """One fault of one site.

    ``path`` is a shell pattern over path and query (``/news/*``); without it robots.txt stays healthy, so that a test
    of pages is not a test of robots.txt. ``first``: only the first so many matching requests fail. ``status`` replaces
    the usual one (500, 403, 410). ``retry_after`` goes into the header of that name; ``bytes_per_second`` rules
    "drip"; ``to`` is the address of "redirect-away"; ``megabytes`` the inflated size of "bomb"; ``empty``: the changed
    template's lists hold no articles at all, as if a script had to fill them.
    """

    kind: Kind
    path: str | None = None
    first: int | None = None
    status: int | None = None
    retry_after: str | None = None
    bytes_per_second: int = 20
    to: str | None = None
    megabytes: int = 200
    empty: bool = False
    met: int = 0

    def concerns(self, target: str) -> bool:
        """Whether this fault is about that path (with query)."""
        if self.kind in ("robots-closed", "robots-500"):
            return target == ROBOTS
        if self.path is None:
            return target != ROBOTS
        return fnmatchcase(target, self.path)


class FaultBoard:
    """The faults now in force, by source key. Safe to use from any thread."""

    def __init__(self) -> None:
        self._faults: dict[str, list[Fault]] = {}
        self._lock = threading.Lock()
        self._cleared = threading.Event()

    def set(
        self,
        site_key: str,
        kind: str,
        *,
        path: str | None = None,
        first: int | None = None,
        status: int | None = None,
        retry_after: int | str | None = None,
        bytes_per_second: int = 20,
        to: str | None = None,
        megabytes: int = 200,
        empty: bool = False,
    ) -> None:
        """Let a site fail from the next request on. A kind set again replaces its earlier self on the same path.

        Raises ValueError for an unknown kind, and for "gone" without the path that is gone.
        """
        if kind not in KINDS:
            raise ValueError(f"unknown fault {kind!r}: it must be one of {', '.join(KINDS)}")
        if kind == "gone" and path is None:
            raise ValueError('the fault "gone" needs the path of the article that is gone')
        fault = Fault(
            kind=kind,  # type: ignore[arg-type] # checked against the Literal's own values above
            path=path,
            first=first,
            status=status,
            retry_after=None if retry_after is None else str(retry_after),
            bytes_per_second=max(1, bytes_per_second),
            to=to,
            megabytes=megabytes,
            empty=empty,
        )
        with self._lock:
            others = [f for f in self._faults.get(site_key, []) if (f.kind, f.path) != (kind, path)]
            self._faults[site_key] = [*others, fault]

    def clear(self, site_key: str | None = None) -> None:
        """Heal one site, or all; requests that hang or drip are let go."""
        with self._lock:
            if site_key is None:
                self._faults.clear()
            else:
                self._faults.pop(site_key, None)
            self._cleared.set()
            self._cleared = threading.Event()

    def meet(self, site_key: str, target: str) -> dict[str, Fault]:
        """The faults that this request meets, by kind; each counts the meeting."""
        met: dict[str, Fault] = {}
        with self._lock:
            for fault in self._faults.get(site_key, []):
                if fault.concerns(target) and (fault.first is None or fault.met < fault.first):
                    fault.met += 1
                    met[fault.kind] = fault
        return met

    def active(self) -> dict[str, list[str]]:
        """The kinds in force, by source key."""
        with self._lock:
            return {key: [fault.kind for fault in faults] for key, faults in self._faults.items() if faults}

    def wait(self, seconds: float) -> bool:
        """Wait that long, or until faults are cleared; True if they were."""
        with self._lock:
            event = self._cleared
        return event.wait(seconds)


@cache
def gzip_bomb(megabytes: int) -> bytes:
    """A gzip stream of that many megabytes of blanks: about a thousandth of it on the wire."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as stream:
        for _ in range(megabytes):
            stream.write(b" " * 1_000_000)
    return packed.getvalue()
