"""Everybody can use every page: axe, the keyboard alone, a phone's width, light and dark, few bytes."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from dashboard.i18n import LANGUAGES
from tests.browser.conftest import PASSWORD, Office

Visit = Callable[..., Page]
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
AXE = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
NARROWEST = 320
"""CSS pixels: a page must fit without scrolling sideways (WCAG 2.2, 1.4.10)."""
MOST_BYTES = 150_000
LOADED = re.compile(r'<(?:link rel="(?:stylesheet|icon)" href|script src|img class="chart" src)="([^"]+)"')
FOCUS = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  const box = one.getClientRects()[0] ?? one.getBoundingClientRect();  // a link may go on in the next line
  const middle = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20));
  return {
    name: one.tagName + " " + (one.textContent || one.name || "").trim().slice(0, 30),
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    seen: box.top >= 0 && box.bottom > 0 && box.top < innerHeight && (one.contains(middle) || one === document.body),
    at: [...document.querySelectorAll("*")].indexOf(one),
  };
}"""


@pytest.mark.parametrize(("scheme", "size"), [("light", DESKTOP), ("dark", PHONE)], ids=["light", "dark"])
def test_axe_finds_nothing_on_any_page(visit: Visit, office: Office, scheme: str, size: dict[str, Any]) -> None:
    guarded = visit("/login", home=office.guarded, color_scheme=scheme, **size)
    page, axe = visit("/", color_scheme=scheme, **size), Axe()
    found = {}
    for path in ["/login", "/password", *office.pages]:
        looked = guarded if path in ("/login", "/password") else page
        if path == "/password":
            guarded.get_by_label("Name").fill("anna")
            guarded.get_by_label("Password").fill(PASSWORD)
            guarded.get_by_role("button", name="Log in").click()
            expect(guarded.get_by_role("button", name="Log out")).to_be_visible()
        looked.goto(path)
        looked.evaluate(OPEN_ALL)
        result = axe.run(looked, options=AXE).response
        assert result["passes"], "axe has looked"
        if result["violations"]:
            found[path] = [(v["id"], v["nodes"][0]["html"][:200]) for v in result["violations"]]
    assert found == {}


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_page_scrolls_sideways_on_a_phone(visit: Visit, office: Office, language: str) -> None:
    page = visit("/", locale=language, viewport={"width": NARROWEST, "height": 640})
    wide = {}
    for path in office.pages:
        page.goto(path)
        page.evaluate(OPEN_ALL)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > NARROWEST:
            wide[path] = width
    assert wide == {}


def test_a_long_address_pushes_nothing_out_of_its_table(visit: Visit) -> None:
    page = visit("/sources", viewport={"width": 1080, "height": 600})
    expect(page.get_by_text("answered 403")).to_be_visible()
    wide = "[...document.querySelectorAll('.scroll')].map((one) => one.scrollWidth - one.clientWidth)"
    assert page.evaluate(wide) == [0]


def test_the_keyboard_alone_reaches_everything_in_reading_order_and_sees_where_it_is(visit: Visit) -> None:
    page = visit("/", **DESKTOP)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    places = []
    for _ in range(40):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["outline"] >= 2, focus
        assert focus["seen"], focus
        places.append(focus["at"])
    assert places == sorted(places)
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Grade at least")).to_be_visible()


def test_light_and_dark_follow_the_visitor_s_system(visit: Visit) -> None:
    colour = "getComputedStyle(document.body).backgroundColor"
    light, dark = (visit("/", color_scheme=scheme).evaluate(colour) for scheme in ("light", "dark"))
    assert light != dark


def test_every_page_and_what_it_loads_is_small(office: Office) -> None:
    sizes = {}
    for path in office.pages:
        text = _got(office.home + path)
        loaded = set(LOADED.findall(text.decode()))
        assert "/static/style.css" in loaded
        sizes[path] = len(text) + sum(len(_got(office.home + unescape(one))) for one in loaded)
    assert {path: size for path, size in sizes.items() if size > MOST_BYTES} == {}


def _got(address: str) -> bytes:
    try:
        with urlopen(address, timeout=30) as answer:
            read: bytes = answer.read()
            return read
    except HTTPError as error:  # the page that says that there is none is a page, too
        return error.read()
