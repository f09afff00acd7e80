"""The sites that everybody reads: generated ones, or those of a folder of saved pages, as files for the server.

Each site has a host of its own, an address of this machine's loopback network (127.1.0.1, 127.1.0.2, …), which every
program can reach without asking a resolver. Its oldest articles are there from the beginning: a program that learns a
site learns from them. The others are what is measured.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from bench.peers.templates import TEMPLATES, Template, article, listing

KNOWN = 12
"""Articles of a site that are there from the beginning."""
PER_LIST = 20
"""Articles on a page of a site's list."""


@dataclass(frozen=True, slots=True)
class Gold:
    """An article's path on its site, and what a faithful reader finds there (None: not known)."""

    path: str
    title: str | None
    body: str | None
    day: str | None


@dataclass(frozen=True, slots=True)
class SavedSite:
    """One site: its host, the template it is made of (None: saved pages), its articles, newest first, and how many of
    them, from the end, are there from the beginning."""

    name: str
    host: str
    language: str
    template: str | None
    articles: tuple[Gold, ...]
    old: int

    @property
    def new(self) -> tuple[Gold, ...]:
        """The articles that are measured."""
        return self.articles[: len(self.articles) - self.old]


def generated(folder: Path, new: int) -> list[SavedSite]:
    """Write the generated sites, ``new`` articles each beside the known ones."""
    sites = []
    for number, template in enumerate(TEMPLATES):
        golds = []
        for position in range(new + KNOWN):
            made = article(template, position)
            gold = Gold(f"/news/{5000 - position}.html", made.title, made.body, made.day.isoformat())
            _write(folder, template.name, gold.path, made.html.encode())
            golds.append(gold)
        site = SavedSite(template.name, _host(number), template.language, template.name, tuple(golds), KNOWN)
        _write_lists(folder, site, template)
        sites.append(site)
    return _described(folder, sites)


def saved(folder: Path, pages: Path, new: int) -> list[SavedSite]:
    """Write sites of saved pages, at most ``new`` measured articles each: a site a host of ``gold.jsonl`` (a line a
    page: ``page``, its file, plain or .gz; ``url``; where known ``title``, ``body``, ``date``), or, without that file,
    a site a folder with .html files."""
    by_site: defaultdict[str, list[tuple[Path, dict[str, str]]]] = defaultdict(list)
    for file, known in _saved_pages(pages):
        by_site[urlsplit(known.get("url") or "").hostname or file.parent.name].append((file, known))
    sites = []
    for number, (name, found) in enumerate(sorted(by_site.items())):
        old = KNOWN if len(found) >= 2 * KNOWN else 0
        chosen = found[: new + old]
        golds = []
        for position, (file, known) in enumerate(chosen):
            raw = file.read_bytes()
            path = f"/news/{5000 - position}.html"
            golds.append(Gold(path, *(known.get(key) or None for key in ("title", "body", "date"))))
            _write(folder, name, path, gzip.decompress(raw) if file.suffix == ".gz" else raw)
        site = SavedSite(name, _host(number), "", None, tuple(golds), min(old, len(golds)))
        _write_lists(folder, site, None)
        sites.append(site)
    if not sites:
        raise ValueError(f"{pages} holds neither gold.jsonl nor .html files")
    return _described(folder, sites)


def described(folder: Path) -> list[SavedSite]:
    """The sites that were written to a folder."""
    told = json.loads((folder / "sites.json").read_text(encoding="utf-8"))
    return [SavedSite(**{**one, "articles": tuple(Gold(**gold) for gold in one["articles"])}) for one in told]


def stored_at(folder: Path, site: str, path: str) -> Path:
    """The file of a page."""
    return folder / "pages" / hashlib.sha256(f"{site} {path}".encode()).hexdigest()


def list_path(phase: str, number: int) -> str:
    """The path of a page of the list, as the server keeps it; programs see ``/news/`` and ``/news/?page=2``."""
    return f"/{phase}/{number}"


def lists(site: SavedSite) -> Iterator[tuple[str, int, Sequence[Gold], str | None]]:
    """(phase, number, articles, next page) of every page of the list. In phase "old" the list has the known articles,
    in "new" those that are measured, in "all" both."""
    count = len(site.articles) - site.old
    phases = {"old": site.articles[count:], "new": site.articles[:count], "all": site.articles}
    for phase, shown in phases.items():
        pages = max(1, -(-len(shown) // PER_LIST))
        for number in range(1, pages + 1):
            following = f"/news/?page={number + 1}" if number < pages else None
            yield phase, number, shown[(number - 1) * PER_LIST : number * PER_LIST], following


def _write_lists(folder: Path, site: SavedSite, template: Template | None) -> None:
    for phase, number, shown, following in lists(site):
        cards = [(gold.path, gold.title or gold.path, date.fromisoformat(gold.day or "2025-01-01")) for gold in shown]
        if template is not None:
            html = listing(template, cards, following).encode()
        else:
            html = _list_in_a_page(stored_at(folder, site.name, site.articles[-1].path).read_bytes(), cards, following)
        _write(folder, site.name, list_path(phase, number), html)


def _list_in_a_page(page: bytes, cards: Sequence[tuple[str, str, date]], following: str | None) -> bytes:
    """Saved pages come without their site's list: it is put on top of the oldest of them, so that it weighs what the
    site's pages do. The headlines are left to the pages."""
    items = "".join(f'<li><a href="{path}">Article {number}</a></li>' for number, (path, _, _) in enumerate(cards))
    after = f'<a rel="next" href="{following}">next</a>' if following else ""
    body = re.search(rb"<body\b[^>]{0,2000}>", page)
    at = body.end() if body else 0
    return page[:at] + f"<ul>{items}</ul>{after}".encode() + page[at:]


def _saved_pages(pages: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    gold = pages / "gold.jsonl"
    if gold.exists():
        for line in gold.read_text(encoding="utf-8").splitlines():
            known = json.loads(line)
            yield pages / known["page"], known
        return
    for file in sorted([*pages.rglob("*.html"), *pages.rglob("*.html.gz")]):
        yield file, {}


def _write(folder: Path, site: str, path: str, data: bytes) -> None:
    file = stored_at(folder, site, path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def _described(folder: Path, sites: list[SavedSite]) -> list[SavedSite]:
    (folder / "sites.json").write_text(json.dumps([asdict(site) for site in sites]), encoding="utf-8")
    return sites


def _host(number: int) -> str:
    return f"127.1.{number // 250}.{number % 250 + 1}"
