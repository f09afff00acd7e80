"""Checks of pages that have not changed: Vestnik, changedetection.io and webchanges on the same pages.

The pages are served with validators (ETag and Last-Modified, as nginx answers them) or without (200 and the same bytes
each time), a page of a list of news of about 120 KB on a host of its own each.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.peers.environments import python_of, version_of
from bench.peers.measuring import Cost, run
from bench.peers.serving import polled_host
from bench.peers.vestnik import VestnikPlace, vestnik_version

if TYPE_CHECKING:
    from bench.peers.contenders import Contender, Field


def _urls(field: Field, way: str, share: float) -> list[str]:
    return [f"http://{polled_host(n)}:{field.server.port}/{way}/" for n in range(max(2, round(field.polled * share)))]


def _turn(cost: Cost, checks: int) -> Any:
    from bench.peers.contenders import Turn

    return Turn(cost, checks)


@dataclass
class VestnikPoll:
    """``vestnik crawl`` of sources that were crawled before; one list page each."""

    name: str
    label: str
    settings: str
    way: str
    kind: str = "poll"

    def version(self) -> str:
        return vestnik_version()

    def prepare(self, field: Field) -> None:
        self._place(field).crawl()

    def idle(self, field: Field) -> Cost:
        return self._place(field).crawl(["poll0"])

    def turn(self, field: Field) -> Any:
        return _turn(self._place(field).crawl(), field.polled - 1)

    def _place(self, field: Field) -> VestnikPlace:
        lists = {f"poll{number}": url for number, url in enumerate(_urls(field, self.way, 1))}
        return VestnikPlace(field.folder / self.name, lists, pattern="/news/5000.html")


@dataclass
class ChangeDetection:
    """The program itself in batch mode: ``-r all -b`` checks every watch once and ends."""

    name: str
    label: str
    settings: str
    way: str
    share: float = 1.0
    kind: str = "poll"
    _command: str = field(default="", init=False)

    def version(self) -> str:
        return version_of("changedetection.io")

    def prepare(self, field: Field) -> None:
        python = python_of("changedetection.io", field.cache)
        self._command = str(python.with_name("changedetection.io"))
        self._folder(field).mkdir(parents=True)
        watches = [part for url in _urls(field, self.way, self.share) for part in ("-u", url)]
        self._run(field, *watches, "-b")

    def idle(self, field: Field) -> Cost:
        return self._run(field, "-b")

    def turn(self, field: Field) -> Any:
        return _turn(self._run(field, "-r", "all", "-b"), len(_urls(field, self.way, self.share)))

    def _run(self, field: Field, *arguments: str) -> Cost:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        place = ["-C", "-d", str(self._folder(field) / "data"), "-h", "127.0.0.1", "-p", str(port), "-l", "WARNING"]
        settings = {"ALLOW_IANA_RESTRICTED_ADDRESSES": "true", "DISABLE_VERSION_CHECK": "true"}
        return run([self._command, *place, *arguments], self._folder(field), environment=settings, ok=(0, -15))

    def _folder(self, field: Field) -> Path:
        return field.folder / self.name


@dataclass
class WebChanges:
    """``webchanges`` run a second time over the same jobs; idle is a run over one of them."""

    name: str
    label: str
    settings: str
    way: str
    share: float
    kind: str = "poll"
    _command: str = field(default="", init=False)

    def version(self) -> str:
        return version_of("webchanges")

    def prepare(self, field: Field) -> None:
        self._command = str(python_of("webchanges", field.cache).with_name("webchanges"))
        folder = field.folder / self.name
        folder.mkdir(parents=True)
        jobs = "---\n".join(f"name: job{n}\nurl: {url}\n" for n, url in enumerate(_urls(field, self.way, self.share)))
        (folder / "jobs.yaml").write_text(jobs, encoding="utf-8")
        self._run(field)

    def idle(self, field: Field) -> Cost:
        return self._run(field, "1")

    def turn(self, field: Field) -> Any:
        return _turn(self._run(field), len(_urls(field, self.way, self.share)) - 1)

    def _run(self, field: Field, *jobs: str) -> Cost:
        folder = field.folder / self.name
        files = ["--jobs", "jobs.yaml", "--config", "config.yaml", "--database", "seen.db", "--hooks", "hooks.py"]
        return run([self._command, *files, *jobs], folder, environment={"HOME": str(folder)})


def contenders() -> list[Contender]:
    """Each with and without validators."""
    made: list[Callable[[str, str, str], Contender]] = [
        lambda name, label, way: VestnikPoll(f"vestnik-poll{name}", f"Vestnik{label}", "`vestnik crawl`", way),
        lambda name, label, way: ChangeDetection(
            f"changedetection{name}", f"changedetection.io{label}", "batch mode (`-r all -b`), logging of warnings", way
        ),
        lambda name, label, way: WebChanges(
            f"webchanges{name}", f"webchanges{label}", "its command over the same jobs, default configuration", way, 0.4
        ),
    ]
    ways = (
        ("", ", page unchanged (304 where asked for)", "checked"),
        ("-plain", ", equal page, no validators", "plain"),
    )
    return [make(name, label, way) for name, label, way in ways for make in made]
