"""Addresses: one key for all spellings of one page, different keys for different pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.address import canonical_address, registered_domain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://Uni.Example/news/1", "https://uni.example:443/news/1#top"),
        ("http://uni.example:80/news/1", "https://uni.example/news/1"),
        ("https://uni.example/n/?utm_source=vk&ID=5&yclid=1", "https://uni.example/n/?ID=5"),
        ("https://uni.example/n?special_version=Y", "https://uni.example/n"),
        ("https://uni.example/n?print=Y&clear_cache=Y&PHPSESSID=ab12", "https://uni.example/n"),
        ("https://uni.example/n/7?_com_liferay_x_INSTANCE_aB1_redirect=%2Fweb%2Fnews", "https://uni.example/n/7"),
        ("https://uni.example/новости/а", "https://uni.example/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/%d0%b0"),
        ("https://uni.example/a%7Eb", "https://uni.example/a~b"),
        ("https://uni.example", "https://uni.example/"),
        ("https://президент.рф/a", "https://xn--d1abbgf6aiiy.xn--p1ai/a"),
        (" https://uni.example/a ", "https://uni.example/a"),
    ],
)
def test_spellings_of_one_address_have_one_key(one: str, other: str) -> None:
    assert canonical_address(one) == canonical_address(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://uni.example/?idnews=1", "https://uni.example/?idnews=2"),
        ("https://uni.example/news/1", "https://uni.example/news/1/"),
        ("https://uni.example/a?lang=en", "https://uni.example/a?lang=ru"),
        ("https://uni.example/a%2Fb", "https://uni.example/a/b"),
        ("https://uni.example/a?q=1%26b=2", "https://uni.example/a?q=1&b=2"),
        ("https://uni.example/A", "https://uni.example/a"),
        ("http://localhost:8000/a", "http://localhost:8001/a"),
    ],
)
def test_different_pages_have_different_keys(one: str, other: str) -> None:
    assert canonical_address(one) != canonical_address(other)


def test_a_port_keeps_its_scheme() -> None:
    assert canonical_address("http://institute.localhost:8000/news/a") == "http://institute.localhost:8000/news/a"


@pytest.mark.parametrize("bad", ["", "mailto:a@b.c", "/news/1", "ftp://uni.example/a", "https://", "https://h:99999/"])
def test_what_is_no_address_is_refused(bad: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - urlsplit's own messages vary between versions
        canonical_address(bad)


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_key_is_its_own_key(path: str, query: str) -> None:
    key = canonical_address(f"https://uni.example/{path.replace('#', '').replace('?', '')}?{query.replace('#', '')}")
    assert canonical_address(key) == key


@given(
    st.text(max_size=80), st.sampled_from(["", "http://", "https://", "https://uni.example/", "HTTP://Uni.Example:80/"])
)
def test_any_text_is_a_key_or_is_refused(text: str, start: str) -> None:
    try:
        key = canonical_address(start + text)
    except ValueError:
        return
    assert canonical_address(key) == key
    assert "#" not in key
    assert key.startswith(("http://", "https://"))


@given(
    st.lists(st.text("abcz0-9_яé", min_size=1, max_size=12) | st.sampled_from(["ru", "co", "uk", "edu"]), min_size=1)
)
def test_the_domain_of_a_domain_is_itself(labels: list[str]) -> None:
    host = ".".join(labels)
    assert registered_domain(registered_domain(host)) == registered_domain(host)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("news.tpu.ru", "tpu.ru"),
        ("www.cs.tsinghua.edu.cn", "tsinghua.edu.cn"),
        ("Uni.Example.CO.UK", "example.co.uk"),
        ("institute.localhost", "institute.localhost"),
        ("www.institute.localhost", "institute.localhost"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "::1"),
    ],
)
def test_registered_domains(host: str, expected: str) -> None:
    assert registered_domain(host) == expected
