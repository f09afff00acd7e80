"""Learning where a site keeps its parts."""

from __future__ import annotations

import pytest

from articles import Profile, learn_profile, read_article
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
