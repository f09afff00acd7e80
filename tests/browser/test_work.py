"""A day's work in the dashboard, with a mouse, with the keyboard alone, on a phone, without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from storage import Store
from storage.records import FlagFilter
from tests.browser.conftest import PASSWORD, SAVED, Office

# A key is heard by what the page has loaded: after a key that leads to another page, `wait_for_url` waits for its
# scripts too, `to_have_url` would not.
Visit = Callable[..., Page]
PRESSED = "button[aria-pressed=true]"


def reviews(store: Store) -> dict[int, str | None]:
    return {flag.article_id: flag.reviewed for flag in store.flags(FlagFilter())}


def number_of(page: Page, at: int = 0) -> int:
    return int((page.locator(".story").nth(at).get_attribute("data-open") or "").rpartition("/")[2])


def test_a_flagged_story_shows_its_evidence_and_is_judged_by_a_click(visit: Visit, stored: Store) -> None:
    page = visit("/")
    story = page.locator(".story").first
    expect(story.locator("blockquote mark").first).to_be_visible()
    expect(story.locator(".grade")).to_be_visible()
    story.get_by_role("button", name="Yes").click()
    expect(page.get_by_role("status")).to_have_text("Saved.")
    expect(story.locator(PRESSED)).to_have_text("Yes")
    assert reviews(stored)[number_of(page)] == "yes"
    page.reload()
    expect(page.locator(".story").first.locator(PRESSED)).to_have_text("Yes")


def test_stories_are_walked_judged_and_opened_by_keys(visit: Visit, stored: Store) -> None:
    page = visit("/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator(".story").nth(1)
    expect(second).to_be_focused()
    page.keyboard.press("n")
    expect(second.locator(PRESSED)).to_have_text("No")
    page.keyboard.press("k")
    expect(page.locator(".story").first).to_be_focused()
    page.keyboard.press("j")
    number = number_of(page, 1)
    page.keyboard.press("o")
    page.wait_for_url(f"**/article/{number}")
    page.keyboard.press("y")
    expect(page.locator(PRESSED)).to_have_text("Yes")
    assert reviews(stored)[number] == "yes"
    page.keyboard.press("/")
    page.wait_for_url("**/search")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_letters_typed_into_a_field_are_no_keys_and_the_keys_can_be_switched_off(visit: Visit) -> None:
    page = visit("/search?q=Tianjin")
    page.get_by_role("searchbox").press_sequentially("jyn")
    expect(page.locator(".story").first).not_to_be_focused()
    page.get_by_role("button", name="Switch the keys off").click()
    page.keyboard.press("j")
    expect(page.locator(".story").first).not_to_be_focused()
    page.reload()
    page.keyboard.press("j")
    expect(page.locator(".story").first).not_to_be_focused()
    page.get_by_role("button", name="Switch the keys on").click()
    page.keyboard.press("j")
    expect(page.locator(".story").first).to_be_focused()


def test_a_search_marks_what_it_found_and_leads_to_the_article(visit: Visit) -> None:
    page = visit("/search")
    page.get_by_role("searchbox").fill("delegation title:Tianjin")
    page.keyboard.press("Enter")
    expect(page.locator(".story h2 mark", has_text="Tianjin").first).to_be_visible()
    page.locator(".story h2 a").first.click()
    expect(page.locator("h1")).to_contain_text("Tianjin")
    page.goto("/search?q=nobodywritesthis")
    expect(page.get_by_text("Nothing found.")).to_be_visible()


def test_versions_are_compared_word_by_word(visit: Visit, office: Office) -> None:
    page = visit(f"/article/{office.edited}")
    page.get_by_role("link", name="word by word").click()
    expect(page.locator(".diff del")).to_have_text("municipal")
    expect(page.locator(".diff ins")).to_have_text("city")


def test_the_stored_page_is_shown_in_its_frame_and_its_script_does_not_run(visit: Visit, office: Office) -> None:
    page = visit(f"/article/{office.scripted}")
    page.locator("details.stored summary").click()
    inside = page.frame_locator("iframe")
    expect(inside.locator("body")).to_contain_text("Guests from Tianjin.")
    expect(inside.locator("html")).not_to_have_class("ran")
    expect(page.locator("html")).not_to_have_class("ran")


def test_a_source_is_paused_and_resumed(visit: Visit) -> None:
    page = visit("/sources")
    row = page.locator("tbody tr", has_text="wordpress")
    row.get_by_role("button", name="Pause").click()
    expect(row.locator(".state")).to_have_text("paused")
    row.get_by_role("button", name="Resume").click()
    expect(row.get_by_role("button", name="Pause")).to_be_visible()


def test_a_dead_alert_is_looked_at_and_sent_again(visit: Visit) -> None:
    page = visit("/alerts?state=dead")
    expect(page.get_by_text("552 message too big")).to_be_visible()
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("No alert is in this state.")).to_be_visible()
    page.get_by_role("link", name="show all").click()
    expect(page.locator("td .state", has_text="will be tried again")).to_have_count(1)
    page.get_by_role("link", name="Look at the message").first.click()
    expect(page.locator("body")).to_contain_text("China")


def test_a_source_is_looked_at_and_added(visit: Visit) -> None:
    page = visit("/sources/add")
    page.get_by_label("Address of a home page").fill("https://shipyard.example/")
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_role("rowheader", name="Guests from Tianjin")).to_be_visible()
    assert SAVED == []
    page.get_by_role("button", name="Save this source").click()
    expect(page.get_by_text("Saved: shipyard.")).to_be_visible()
    assert SAVED == ["shipyard"]
    page.goto("/audit")
    expect(page.get_by_text("added a source")).to_be_visible()


def test_people_log_in_and_out_and_a_reader_may_only_look(visit: Visit, office: Office) -> None:
    page = visit("/sources", home=office.guarded)
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type("anna")
    page.get_by_label("Password").fill("not the password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("The name or the password is wrong.")
    page.get_by_label("Name").fill("anna")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(re.compile("/sources$"))
    page.get_by_role("button", name="Log out").click()
    page.goto("/")
    page.get_by_label("Name").fill("boris")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".story").first).to_be_visible()
    expect(page.locator("form.review")).to_have_count(0)


def test_without_javascript_a_story_is_judged_by_its_form(visit: Visit, stored: Store) -> None:
    page = visit("/", java_script_enabled=False)
    number = number_of(page, 2)
    page.locator(".story").nth(2).get_by_role("button", name="No").click()
    expect(page.locator(".story").nth(2).locator(PRESSED)).to_have_text("No")
    assert reviews(stored)[number] == "no"
    page.goto("/search?q=Tianjin")
    page.locator(".story h2 a").first.click()
    page.locator("details.stored summary").click()
    expect(page.locator("iframe")).to_be_visible()


@pytest.mark.parametrize(("locale", "heading"), [("ru-RU", "Отобранные статьи"), ("zh-CN", "命中的文章")])
def test_the_language_follows_the_browser_and_is_switched_by_a_link(visit: Visit, locale: str, heading: str) -> None:
    page = visit("/", locale=locale)
    expect(page.locator("h1")).to_have_text(heading)
    expect(page.locator("html")).to_have_attribute("lang", locale[:2])
    page.get_by_role("link", name="English").click()
    expect(page.locator("h1")).to_have_text("Flagged articles")
    page.goto("/search")
    expect(page.locator("html")).to_have_attribute("lang", "en")
