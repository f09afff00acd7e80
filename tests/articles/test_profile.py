"""Learning where a site keeps its parts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from articles import Article, Hints, Profile, learn_profile, read_article
from tests.articles import pages


def site(count: int) -> list[tuple[bytes, str]]:
    out = []
    for n in range(count):
        body = (
            f"<div class='page'><h1 class='headline-x'>Новость номер {n} о жизни университета</h1>"
            f"<div class='when'>{n + 10}.06.2024</div><div class='story-x'>"
            f"<p>{pages.P1} Выпуск {n}.</p><p>Номер {n}. {pages.P2}</p></div></div>"
        )
        out.append((pages.whole(body).encode(), f"https://uni.example/news/{n}/"))
    return out


def test_a_profile_names_the_places_and_gives_the_same_answers() -> None:
    learning = site(5)
    profile = learn_profile(learning)
    assert profile.title_selector == "h1.headline-x"
    assert profile.body_selector == "div.story-x"
    assert profile.date_selector == "div.when"
    assert profile.date_provenance == "near-title"
    assert (profile.agreement, profile.pages) == (1.0, 5)
    html, url = site(8)[7]
    slow, fast = read_article(html, url), read_article(html, url, profile=profile)
    assert (slow.title, slow.body) == (fast.title, fast.body)
    assert slow.published is not None
    assert fast.published is not None
    assert slow.published.day == fast.published.day
    assert fast.body_from == "profile"


def test_pages_that_do_not_agree_give_an_empty_profile() -> None:
    mixed = [
        (html.encode(), f"https://uni.example/{n}") for n, html in enumerate((pages.BITRIX, pages.SUDY, pages.TILDA))
    ]
    profile = learn_profile(mixed)
    assert profile.body_selector is None
    assert profile.agreement < 0.5


def test_learning_from_nothing() -> None:
    assert learn_profile([]) == Profile(None, None, None, None, 0.0, 0)


@pytest.mark.parametrize("broken", [b"", b"<html>", b"\x00\xff"])
def test_a_broken_page_among_the_first_does_no_harm(broken: bytes) -> None:
    profile = learn_profile([*site(4), (broken, "https://uni.example/x")])
    assert profile.body_selector == "div.story-x"


def test_a_learned_place_keeps_its_provenance() -> None:
    learning = [
        (pages.INSTITUTE.replace("28</div>", f"{n}</div>").encode(), f"https://uni.example/{n}") for n in (20, 21, 22)
    ]
    profile = learn_profile(learning)
    assert profile.date_provenance == "label"
    published = read_article(pages.INSTITUTE.encode(), "https://uni.example/x", profile=profile).published
    assert published is not None
    assert (published.provenance, published.raw) == ("label", "2024.06.28")


ONE = (
    "<div class='page'><h1 class='headline-x'>{title}</h1><div class='when'>{day}.06.2024</div>"
    "<div class='story-x'>{text}</div></div>"
)
TWO = "<main><h1>{title}</h1><time datetime='2024-06-{day}'>x</time><section class='long'>{text}</section></main>"


def news(number: int, *, template: str = "", day: int = 10) -> tuple[bytes, str]:
    """One page of a site that keeps interviews in a template of their own."""
    title = f"Материал номер {number} о жизни университета"
    text = "".join(f"<p>Абзац {part} материала {number}: {pages.P1}</p>" for part in range(3))
    html = pages.whole((template or ONE).format(title=title, text=text, day=day + number % 10))
    return html.encode(), f"https://uni.example/news/{number}/"


def same(one: Article, other: Article) -> bool:
    """The two agree in all that a profile may not change."""
    names = (
        "title",
        "body",
        "language",
        "authors",
        "rubric",
        "image",
        "links",
        "attachments",
        "canonical_url",
        "siblings",
    )
    days = [article.published.day if article.published else None for article in (one, other)]
    return days[0] == days[1] and all(getattr(one, name) == getattr(other, name) for name in names)


def test_a_site_with_two_templates_has_alternatives_in_its_places() -> None:
    mixed = [news(n) for n in range(5)] + [news(n, template=TWO) for n in range(5, 9)]
    profile = learn_profile(mixed)
    assert profile.body_selector == "div.story-x, section.long"
    assert profile.agreement == 1.0
    for html, url in (news(20), news(21, template=TWO)):
        read = read_article(html, url, profile=profile)
        assert (read.body_from, read.profile_miss) == ("profile", "")
        assert same(read, read_article(html, url))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("class='story-x'", "class='prose'", "no text at div.story-x"),
        ("h1 class='headline-x'", "h1 class='top'", "no headline at h1.headline-x"),
        ("class='when'", "class='posted'", "no date at div.when"),
    ],
)
def test_a_page_whose_places_give_nothing_is_searched_and_says_why(old: str, new: str, why: str) -> None:
    profile = learn_profile([news(n) for n in range(6)])
    html, url = news(7)
    changed = html.replace(old.encode(), new.encode())
    read = read_article(changed, url, profile=profile)
    assert read.profile_miss == why
    assert same(read, read_article(changed, url))
    assert same(read, read_article(html, url))


def test_a_text_far_shorter_than_the_sites_others_is_searched() -> None:
    profile = learn_profile([news(n) for n in range(6)])
    html, url = news(7)
    moved = html.replace(
        b"<div class='story-x'>", b"<div class='story-x'><p>A teaser of one short sentence.</p></div><div>"
    )
    read = read_article(moved, url, profile=profile)
    assert "the site's have" in read.profile_miss
    assert "Абзац 2 материала 7" in read.body


def test_the_sources_own_hints_win_over_the_profile() -> None:
    profile = learn_profile([news(n) for n in range(6)])
    html, url = news(7)
    html = html.replace(
        b"<div class='story-x'>", f"<div class='lead-x'><p>{pages.P2}</p></div><div class='story-x'>".encode()
    )
    read = read_article(html, url, profile=profile, hints=Hints(body_selector="div.lead-x", title_selector="h1.none"))
    assert (read.body, read.body_from) == (pages.P2, "site")
    assert read.missed_hints == ("title",)


def test_the_order_of_day_and_month_is_that_of_the_sites_other_pages() -> None:
    learning = [(html.replace(b".06.2024", b"/06/2024"), url) for html, url in (news(n, day=18) for n in range(6))]
    profile = learn_profile(learning)
    assert profile.date_order == "dmy"
    html, url = news(0, day=3)
    html = html.replace(b"lang='ru'", b"lang='en'").replace(b".06.2024", b"/06/2024")
    published = read_article(html, url, profile=profile).published
    assert published is not None
    assert published.day.isoformat() == "2024-06-03"


@pytest.mark.parametrize("broken", [":not(", "::::", "div[", "h1, "])
def test_a_selector_that_cannot_be_read_finds_nothing_and_spoils_no_other(broken: str) -> None:
    profile = learn_profile([news(n) for n in range(6)])
    html, url = news(7)
    read = read_article(html, url, profile=profile, hints=Hints(body_selector=broken, remove_selectors=(broken,)))
    assert (read.body_from, read.missed_hints, read.profile_miss) == ("profile", ("body",), "")
    assert same(read, read_article(html, url))
    edited = replace(profile, date_selector=broken, remove_selectors=(broken,))
    assert same(read_article(html, url, profile=edited), read_article(html, url))
