"""Authors, lead image, rubric, canonical address, siblings and attachments, each in the page's own spelling."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import Article, read_article
from articles.meta import absolute
from tests.articles import pages

URL = "https://uni.example/news/1204/"


def read(body: str = "", *, head: str = "") -> Article:
    html = pages.whole(f"<h1>Открыт новый корпус</h1><div class='news-detail'><p>{pages.P1}</p>{body}</div>", head=head)
    return read_article(html.encode(), URL)


def linked(**said: Any) -> Article:
    data = json.dumps({"@type": "NewsArticle", "headline": "Открыт новый корпус", **said}, ensure_ascii=False)
    return read(head=f"<script type='application/ld+json'>{data}</script>")


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Марина Ельцова", ("Марина Ельцова",)),
        ({"@type": "Person", "name": "Марина  Ельцова "}, ("Марина Ельцова",)),
        ([{"name": "А. Реутов"}, {"name": "Ли Мин"}, {"name": "А. Реутов"}], ("А. Реутов", "Ли Мин")),
        ({"name": ["А. Реутов", "Ли Мин"]}, ("А. Реутов", "Ли Мин")),
        ({"name": "Anna O&#039;Neil"}, ("Anna O'Neil",)),
        ({"url": "https://uni.example/a"}, ()),
        (["https://uni.example/a", "@uni", 12, None, {"name": None}, ["x"]], ()),
        ([[[[]]]], ()),
    ],
)
def test_authors_as_structured_data_names_them(author: Any, names: tuple[str, ...]) -> None:
    assert linked(author=author).authors == names


def test_an_author_in_a_meta_element_serves_where_structured_data_names_none() -> None:
    meta = "<meta name='author' content='Марина Ельцова'>"
    assert read(head=meta).authors == ("Марина Ельцова",)
    assert read(head="<meta property='article:author' content='https://social.example/uni'>").authors == ()


@pytest.mark.parametrize(
    ("head", "image"),
    [
        ("<meta property='og:image' content='/i/a b.jpg?w=1'>", "https://uni.example/i/a b.jpg?w=1"),
        ("<meta name='twitter:image' content='//cdn.example/a.png'>", "https://cdn.example/a.png"),
        ("<meta property='og:image' content='data:image/png;base64,AAAA'>", "https://uni.example/news/1204/own.jpg"),
        ("<meta property='og:image' content=''>", "https://uni.example/news/1204/own.jpg"),
        ("", "https://uni.example/news/1204/own.jpg"),
    ],
)
def test_the_lead_image_is_what_the_page_says_else_the_texts_first(head: str, image: str) -> None:
    assert read("<p><img src='own.jpg'></p>", head=head).image == image


@pytest.mark.parametrize(
    "image",
    ["/lead.jpg", ["/lead.jpg", "/two.jpg"], {"url": "/lead.jpg"}, [{"@type": "ImageObject", "url": "/lead.jpg"}]],
)
def test_the_lead_image_of_structured_data_in_any_form(image: Any) -> None:
    assert linked(image=image).image == "https://uni.example/lead.jpg"


@pytest.mark.parametrize("image", [12, None, [], {}, {"url": 5}, [None], {"url": "http://[x"}])
def test_what_is_no_image_is_none(image: Any) -> None:
    assert linked(image=image).image is None


@pytest.mark.parametrize(
    ("said", "rubric"),
    [
        ({"articleSection": "Наука"}, "Наука"),
        ({"articleSection": [" Наука и жизнь ", "Другое"]}, "Наука и жизнь"),
        ({"articleSection": []}, None),
        ({"articleSection": 7}, None),
    ],
)
def test_the_rubric_of_structured_data(said: dict[str, Any], rubric: str | None) -> None:
    assert linked(**said).rubric == rubric


@pytest.mark.parametrize(
    ("href", "canonical"),
    [
        ("https://Uni.Example/News/1#top", "https://Uni.Example/News/1"),
        ("/news/other/", "https://uni.example/news/other/"),
        ("?id=7", "https://uni.example/news/1204/?id=7"),
        ("javascript:void(0)", None),
        ("http://[x", None),
        ("", "https://uni.example/news/1204/"),
    ],
)
def test_the_canonical_address_as_the_page_spells_it(href: str, canonical: str | None) -> None:
    found = read(head=f"<link rel='Canonical' href='{href}'>").canonical_url
    assert found == canonical or (not href and found is None)


def test_siblings_by_language_first_come_first_kept() -> None:
    head = "".join(
        f"<link rel='alternate' hreflang='{code}' href='{href}'>"
        for code, href in (
            ("EN", "/en/"),
            ("zh-Hans", "//zh.uni.example/1"),
            ("x-default", "/"),
            ("en", "/en/2"),
            ("de", ":"),
        )
    )
    found = read(head=f"{head}<link rel='alternate' type='application/rss+xml' href='/rss/'>").siblings
    assert found["en"] == "https://uni.example/en/"
    assert found["zh-hans"] == "https://zh.uni.example/1"
    assert "x-default" not in found


def test_attachments_are_files_linked_from_the_text_each_once() -> None:
    body = (
        "<p><a href='a.PDF'>один</a> <a href='/f/b.docx?v=2#p'>два</a> <a href='a.PDF#page=2'>снова</a>"
        "<a href='/news/2/'>новость</a> <a href='mailto:a@uni.example'>почта</a> <a href='/pdf/'>раздел</a></p>"
    )
    article = read(body)
    assert article.attachments == ("https://uni.example/news/1204/a.PDF", "https://uni.example/f/b.docx?v=2")
    assert article.links == ("https://uni.example/news/2/", "https://uni.example/pdf/")


@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_an_absolute_address_is_one_or_none(base: str, href: str) -> None:
    for one in (base, f"https://uni.example/{base}"):
        found = absolute(one, href)
        assert found is None or found.startswith(("http://", "https://"))
        assert found is None or "#" not in found


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["@type", "name", "url", "@graph"]), inner)
    ),
    max_leaves=12,
)
_KEYS = [
    "@type",
    "headline",
    "name",
    "author",
    "image",
    "articleSection",
    "datePublished",
    "mainEntity",
    "@graph",
    "url",
]


@given(st.dictionaries(st.sampled_from(_KEYS), _JSON))
@settings(max_examples=60, deadline=None)
def test_structured_data_of_any_shape_is_read_without_a_crash(said: dict[str, Any]) -> None:
    assert linked(**said).body == pages.P1
