"""A small archive: two universities, three articles, one of them edited, with hostile texts and an outbox."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from articles.records import Change
from storage import Store
from storage.records import Route
from tests.storage.builders import NOW, address, item, source

HOSTILE = "\x1b[31mRed\x1b[0m \u202egnp.exe [bold]markup[/bold] \x07"

SOURCE_FILE = """
name = "Университет {key}"
name_en = "University {key}"
country = "RU"
homepage = "https://{key}.example/"
languages = ["ru"]
notes = "A note."

[[entries]]
kind = "listing"
url = "https://{key}.example/news/"
articles = ["/news/*/"]
"""

CONFIG = """
[sources]
folders = ["sources"]

[[channels]]
kind = "email"
name = "mail"
host = "localhost"
port = 1
security = "none"
from = "a@b.c"
to = ["d@e.f"]
"""


def write_sources(folder: Path, *keys: str) -> None:
    for key in keys:
        path = folder / "sources" / "ru" / f"{key}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SOURCE_FILE.format(key=key), encoding="utf-8")


def build_archive(folder: Path) -> None:
    """Article 1 (spb): flagged, edited once. Article 2 (kazan): flagged, hostile. Article 3 (kazan): not flagged."""
    (folder / "vestnik.toml").write_text(CONFIG, encoding="utf-8")
    write_sources(folder, "spb", "kazan")
    with Store.open(f"sqlite:///{folder / 'vestnik.db'}") as store:
        store.register_sources([source("spb"), source("kazan")])
        run = store.begin_run("spb", now=NOW, worker="test")
        routes = [Route(channel="mail")]
        store.save_items(
            [item(1, run_id=run, body="Первый абзац.\n\nПриехали пять гостей из Тяньцзиня.")], routes=routes, now=NOW
        )
        known = store.known_article(address(1))
        edit = item(
            1,
            run_id=run,
            body="Первый абзац.\n\nПриехали шесть гостей из Тяньцзиня.",
            known=known,
            change=Change("body", "шесть", "пять"),
        )
        store.save_items([edit], routes=routes, now=NOW + timedelta(hours=1))
        store.finish_run(run, now=NOW, verdict="ok", counts={"new": 1, "edited": 1, "flagged": 1})
        other = store.begin_run("kazan", now=NOW, worker="test")
        store.save_items(
            [
                item(2, run_id=other, key="kazan", title=HOSTILE, body=f"{HOSTILE}\n\n=cmd()", grade=2),
                item(3, run_id=other, key="kazan", title="О погоде", flagged=(), day=None),
            ],
            routes=routes,
            now=NOW,
        )
        store.finish_run(other, now=NOW, verdict="failed", counts={"new": 2}, hint=f"{HOSTILE} no way in")
