"""``python -m tests.browser.screenshots``: the manual's pictures, and a newcomer's walk with its clicks and seconds.

Crawls the demo's sites into a new folder, serves what was found with ``vestnik serve`` as a newcomer does, and looks at
it with this machine's Chromium. Prints the bytes and the first paint of every page. Exit code 1 where a picture or a
page is too big, or the walk too long.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

from dashboard.names import PAGES
from storage import Store
from storage.records import FlagFilter
from tests.browser.served import STARTS_IN_S, chromium
from tests.browser.test_access import MOST_BYTES
from vestnik.demo_run import Demo

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
BIGGEST = 100_000
WALK_S, WALK_CLICKS = 60, 5
WIDE = {"width": 1080, "height": 600}
TEXT = {"width": 940, "height": 440}
PHONE = {"width": 390, "height": 760}
BYTES = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .reduce((sum, one) => sum + one.decodedBodySize, 0)"""
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"


def main() -> int:
    """Make every picture and print every figure; 0 where all is within its bounds."""
    path = chromium()
    if path is None:
        print("no Chromium on this machine: install the package chromium", file=sys.stderr)
        return 1
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        database, edited = crawl(Path(folder))
        ready = time.monotonic()
        with serving(Path(folder)) as home, playwright.chromium.launch(executable_path=path) as browser:
            good = walk(browser, home, ready)
            pictures(browser, home, edited)
            good &= figures(browser, home, edited)
        with Store.open(database, create=False) as store:
            judged = [flag for flag in store.flags(FlagFilter()) if flag.reviewed]
        good &= len(judged) == 1
    for picture in sorted(FOLDER.glob("*.png")):
        size = picture.stat().st_size
        print(f"{picture.name:<24} {size:>7} bytes")
        good &= size <= BIGGEST
    return 0 if good else 1


def crawl(folder: Path) -> tuple[str, int]:
    """(database address, the number of an article with two versions) after the demo's crawl and one edit."""
    with Demo(folder / "run", 0) as demo:
        demo.crawl()
        demo.deliver()
        gold = next(one for one in demo.sites.gold() if one.site == "institute" and "Tianjin" in one.title)
        demo.sites.edit("institute", gold.path, find="municipal", replace="city")
        demo.crawl(["institute"], recheck=True)
        demo.sites.faults.set("wordpress", "403")  # sources that are all well would show little
        for minutes in (15, 30):
            demo.crawl(["wordpress"], clock=_in(minutes))
        with demo.store() as store:
            flags = store.flags(FlagFilter(sources=("institute",)))
            return demo.config.database_url(), next(flag.article_id for flag in flags if flag.url == gold.url)


def _in(minutes: int) -> Callable[[], datetime]:
    return lambda: datetime.now(UTC) + timedelta(minutes=minutes)


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """``vestnik serve`` over the demo's folder, as a program of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "VESTNIK_CONFIG": str(folder / "run" / "vestnik.toml")}
    program = subprocess.Popen([sys.executable, "-m", "vestnik", "serve", "--port", str(port)], env=environment)
    home = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + STARTS_IN_S
        while not _answers(home):
            if time.monotonic() > until or program.poll() is not None:
                raise RuntimeError("the dashboard did not start")
            time.sleep(0.05)
        yield home
    finally:
        program.terminate()
        program.wait()


def walk(browser: Browser, home: str, ready: float) -> bool:
    """From the end of the demo to the first story judged, a picture of each step."""
    page = visit(browser, home, "/", viewport=WIDE)
    page.screenshot(path=FOLDER / "walk-1-opened.png")
    page.locator("form.review").first.get_by_role("button", name="Yes").click()
    page.get_by_text("Saved.").wait_for()
    seconds, clicks = time.monotonic() - ready, 1
    page.screenshot(path=FOLDER / "walk-2-judged.png")
    page.context.close()
    print(f"a newcomer's walk: {clicks} clicks, {seconds:.1f} s, the start of `vestnik serve` included")
    return seconds <= WALK_S and clicks <= WALK_CLICKS


def pictures(browser: Browser, home: str, edited: int) -> None:
    """The pages as the manual shows them."""
    shots: list[tuple[str, str, dict[str, Any]]] = [
        ("today", "/", {"viewport": WIDE, "color_scheme": "light"}),
        ("article-dark", f"/article/{edited}", {"viewport": TEXT, "color_scheme": "dark"}),
        ("search-phone", "/search?q=Tianjin", {"viewport": PHONE, "color_scheme": "light", "has_touch": True}),
        ("sources", "/sources", {"viewport": WIDE, "color_scheme": "light"}),
    ]
    for name, path, look in shots:
        page = visit(browser, home, path, **look)
        page.screenshot(path=FOLDER / f"{name}.png")
        page.context.close()


def figures(browser: Browser, home: str, edited: int) -> bool:
    """Bytes of each page with all it loads, uncompressed, and its first contentful paint in a fresh browser window."""
    good = True
    for path in [*PAGES, f"/article/{edited}", f"/article/{edited}/diff?to=2", "/search?q=Tianjin"]:
        page = visit(browser, home, path, viewport=WIDE)
        page.wait_for_function(PAINT)
        size, paint = page.evaluate(BYTES), page.evaluate(PAINT)
        print(f"{path:<28} {size:>7} bytes   first paint {paint:>5.0f} ms")
        good &= size <= MOST_BYTES
        page.context.close()
    return good


def visit(browser: Browser, home: str, path: str, **look: Any) -> Page:
    """A page of a new visitor."""
    page = browser.new_context(base_url=home, locale="en-GB", **look).new_page()
    page.goto(path)
    return page


def _answers(home: str) -> bool:
    try:
        with urlopen(f"{home}/healthz", timeout=5):
            return True
    except (URLError, ConnectionError):
        return False


if __name__ == "__main__":
    sys.exit(main())
