"""Real Chromium before a real dashboard, over what a crawl of two replica sites left in the store."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from crawler.run import start_loop_thread
from dashboard.auth import hash_password
from dashboard.names import FOR_ADMINS, PAGES
from dashboard.previews import Adding, Preview, SampleArticle
from dashboard.site import Settings
from storage import Store
from storage.records import FlagFilter, Route
from tests.alerts.stored import item
from tests.browser.served import chromium, served
from tests.crawler.world import World

PASSWORD = "correct horse battery"
TOLD = "told.json"
SAVED: list[str] = []
"""The keys of the sources that were added."""
SCRIPT = "<script>document.documentElement.className = 'ran'</script>"


@dataclass(frozen=True, slots=True)
class Office:
    """A served archive. ``home`` needs no login, ``guarded`` does; ``edited`` has two versions, ``scripted`` is an
    article whose stored page holds a script."""

    home: str
    guarded: str
    store_url: str
    edited: int
    scripted: int

    @property
    def pages(self) -> list[str]:
        """The path of every page there is to look at."""
        article = f"/article/{self.edited}"
        return [
            *PAGES,
            *FOR_ADMINS,
            "/topics/china",
            article,
            f"{article}/diff?to=2",
            "/search?q=Tianjin",
            "/?country=XX",
            "/nothing-here",
        ]


@pytest.fixture(scope="package")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = _archive(tmp_path_factory)
    own = tmp_path_factory.mktemp("office") / "vestnik.db"
    shutil.copyfile(made / "vestnik.db", own)
    told = json.loads((made / TOLD).read_text())
    url, now = f"sqlite:///{own}", datetime.fromisoformat(told["now"])
    with ExitStack() as stack:
        yield Office(
            stack.enter_context(served(url, Settings(clock=lambda: now, adding=Adding(_look, _save)))),
            stack.enter_context(served(url, Settings(login=True, clock=lambda: now))),
            url,
            told["edited"],
            told["scripted"],
        )


def _archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of what was crawled: once for all processes of a test run, each of which works on a copy."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "crawled-for-browsers"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / TOLD).exists():
            start_loop_thread()
            world = World(folder)
            try:
                _crawl(world)
                edited, scripted = _prepare(world)
            finally:
                world.sites.stop()
            told = {"edited": edited, "scripted": scripted, "now": world.now.isoformat()}
            (folder / TOLD).write_text(json.dumps(told))
    return folder


def _look(address: str) -> Preview:
    """What a look at a site tells, without the site: the look itself is tested where it lives."""
    return Preview(
        asked=address,
        problem="",
        key="shipyard",
        name="Institute of Shipyards",
        country="RU",
        homepage=address,
        file="sources/shipyard.toml",
        text='key = "shipyard"',
        ways=(("feed", f"{address}feed"),),
        samples=(SampleArticle(f"{address}1", "Guests from Tianjin", "2026-03-01", "feed", "Five guests came.", None),),
    )


def _save(preview: Preview) -> None:
    SAVED.append(preview.key)


def _crawl(world: World) -> None:
    """Two sites, then the first again, with a changed word."""
    routes = [asdict(Route("office"))]
    world.crawl("institute", "wordpress", VESTNIK_ROUTES=routes)
    gold = next(one for one in world.sites.gold() if one.site == "institute" and "Tianjin" in one.title)
    world.later(days=1)
    world.sites.edit("institute", gold.path, find="municipal", replace="city")
    world.crawl("institute", recheck=True, VESTNIK_ROUTES=routes)


def _prepare(world: World) -> tuple[int, int]:
    """(an article of two versions, one with a script in its stored page); one alert is dead, two people may log in."""
    now = world.now
    with world.store() as store:
        articles = {flag.article_id: store.article(flag.article_id) for flag in store.flags(FlagFilter())}
        edited = next(number for number, article in articles.items() if article and article.version > 1)
        run = store.begin_run("institute", now=now, worker="test")
        made = item(9001, run, now, title="A page with a script", body=f"{SCRIPT}Guests from Tianjin.")
        (saved,) = store.save_items([made], routes=[], now=now)
        store.finish_run(run, now=now, verdict="ok", counts={"new": 1})
        failed = store.begin_run("wordpress", now=now, worker="test")
        hint = f"https://www.wordpress.example/{'a' * 60}/ answered 403"
        store.finish_run(failed, now=now, verdict="failed", counts={}, hint=hint)
        (row,) = store.claim_alerts("office", now=now + timedelta(hours=1), owner="test", lease_s=60, limit=1)
        store.finish_delivery(row.delivery_id or "", state="dead", now=now, error="552 message too big")
        store.set_person("anna", "editor", hash_password(PASSWORD), now=now)
        store.set_person("boris", "reader", hash_password(PASSWORD), now=now)
    assert saved.article_id is not None
    return edited, saved.article_id


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip("no Chromium on this machine: install the package chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path)
        yield launched
        launched.close()


@pytest.fixture
def visit(browser: Browser, office: Office) -> Iterator[Callable[..., Page]]:
    """``visit("/search", color_scheme="dark")``: a page of a new visitor. Whatever the test does there, no page may
    report an error or ask another host for anything."""
    with ExitStack() as stack:
        wrong: list[str] = []

        def look(path: str, *, home: str | None = None, **context: Any) -> Page:
            visitor = browser.new_context(base_url=home or office.home, **{"locale": "en-GB", **context})
            stack.callback(visitor.close)
            visitor.set_default_timeout(10_000)
            page = visitor.new_page()
            page.on(
                "request", lambda one: wrong.append(one.url) if not one.url.startswith(home or office.home) else None
            )
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on("console", lambda said: wrong.append(said.text) if _is_ours(said) else None)
            page.goto(path)
            return page

        yield look
        assert wrong == []


def _is_ours(said: ConsoleMessage) -> bool:
    """Whether a page broke its own policy; that a stored page in its frame would like to is as it must be."""
    return "Content Security Policy" in said.text and not said.location["url"].endswith("/page")


@pytest.fixture
def stored(office: Office) -> Iterator[Store]:
    with Store.open(office.store_url) as store:
        yield store
