"""Packed answers are unpacked whole, saved where they are damaged, and never beyond the allowed size."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Request, Response
from scrapy.utils.test import get_crawler

from crawler.compression import CompressionMiddleware

PAGE = b"<html><body>" + "<p>Новости университета.</p>".encode() * 5_000


def unpacked(packed: bytes, *, encoding: str = "gzip", limit: int = 10_000_000) -> Response:
    crawler = get_crawler(settings_dict={"DOWNLOAD_MAXSIZE": limit})
    headers = {"Content-Encoding": encoding, "Content-Type": "text/html"}
    request = Request("https://a.example/news/1")
    middleware = CompressionMiddleware.from_crawler(crawler)
    came = middleware.process_response(request, Response(request.url, headers=headers, body=packed))
    assert isinstance(came, Response)
    return came


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip"])
def test_a_packed_page_is_unpacked(encoding: str) -> None:
    came = unpacked(gzip.compress(PAGE), encoding=encoding)
    assert isinstance(came, HtmlResponse)
    assert came.body == PAGE
    assert "Content-Encoding" not in came.headers


def test_streams_one_after_another_are_one_page() -> None:
    assert unpacked(gzip.compress(PAGE[:70_000]) + gzip.compress(PAGE[70_000:])).body == PAGE


def test_what_came_of_a_torn_page_is_kept() -> None:
    packed = gzip.compress(PAGE, compresslevel=0)
    came = unpacked(packed[: len(packed) // 2])
    assert PAGE.startswith(came.body)
    assert len(came.body) > len(PAGE) // 3


@pytest.mark.parametrize("wrong", [4, 8], ids=["size", "checksum and size"])
def test_a_wrong_ending_loses_nothing(wrong: int) -> None:
    packed = gzip.compress(PAGE)
    for ending in (b"\x00", b"\xff"):
        assert unpacked(packed[:-wrong] + ending * wrong).body == PAGE


def test_a_page_is_unpacked_into_memory_of_its_size() -> None:
    page = PAGE[:140_000]
    packed = gzip.compress(page)
    tracemalloc.start()
    try:
        assert CompressionMiddleware._decode(packed, b"gzip", 10_000_000) == page
        assert tracemalloc.get_traced_memory()[1] < 2.4 * len(page)  # with what the unpacking itself takes
    finally:
        tracemalloc.stop()


def test_a_bomb_is_refused_at_the_limit() -> None:
    with pytest.raises(IgnoreRequest, match="exceeded"):
        unpacked(gzip.compress(PAGE), limit=len(PAGE) - 1)
    assert unpacked(gzip.compress(PAGE), limit=len(PAGE)).body == PAGE
