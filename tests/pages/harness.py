"""Saved pages and their expected readings: one folder, one ``<name>.html.gz`` and one ``<name>.json`` a page.

The JSON says how the page was received (``url``, and where they matter ``charset``, ``fetched_at``, ``hints``) and what
a person says is to be read on it (``expected``, every field of ``FIELDS``).
"""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from articles import Article, Hints, read_article

FOLDER = Path(__file__).parent
FIELDS = (
    *("title", "day", "provenance", "language", "body", "authors", "rubric", "image", "canonical", "siblings"),
    "attachments",
)


def names(folder: Path = FOLDER) -> list[str]:
    """Every page that has at least one of its two files."""
    found = {path.name.removesuffix(".html.gz") for path in folder.glob("*.html.gz")}
    return sorted(found | {path.stem for path in folder.glob("*.json")})


def missing(name: str, folder: Path = FOLDER) -> list[str]:
    """Which of the two files of a page are not there."""
    return [file for file in (f"{name}.html.gz", f"{name}.json") if not (folder / file).is_file()]


def page(name: str, folder: Path = FOLDER) -> bytes:
    """The saved bytes of a page."""
    return gzip.decompress((folder / f"{name}.html.gz").read_bytes())


def record(name: str, folder: Path = FOLDER) -> dict[str, Any]:
    """The JSON of a page; that of a page without one holds only an address to read it at."""
    path = folder / f"{name}.json"
    if not path.is_file():
        return {"url": f"https://uni.example/news/{name}"}
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def read(html: bytes, received: dict[str, Any]) -> Article:
    """The article of a page, received as its record says."""
    at = received.get("fetched_at")
    hints = Hints(**received["hints"]) if "hints" in received else None
    return read_article(
        html,
        received["url"],
        charset=received.get("charset"),
        fetched_at=datetime.fromisoformat(at) if at else None,
        hints=hints,
    )


def observed(article: Article) -> dict[str, Any]:
    """The fields of an article that a record names, as JSON holds them."""
    published = article.published
    return {
        "title": article.title,
        "day": str(published.day) if published else None,
        "provenance": published.provenance if published else None,
        "language": article.language,
        "body": article.body.split("\n\n") if article.body else [],
        "authors": list(article.authors),
        "rubric": article.rubric,
        "image": article.image,
        "canonical": article.canonical_url,
        "siblings": dict(article.siblings),
        "attachments": list(article.attachments),
    }


def save(name: str, html: bytes, saved: dict[str, Any], folder: Path = FOLDER) -> None:
    """Write both files of a page, the same bytes at every run."""
    (folder / f"{name}.html.gz").write_bytes(gzip.compress(html, mtime=0))
    save_record(name, saved, folder)


def save_record(name: str, saved: dict[str, Any], folder: Path = FOLDER) -> None:
    """Write a page's JSON."""
    text = json.dumps(saved, ensure_ascii=False, indent=1) + "\n"
    (folder / f"{name}.json").write_text(text, "utf-8")
