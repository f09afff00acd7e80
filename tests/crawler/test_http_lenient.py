"""Answers that break the rules of HTTP, as old servers send them: read where a browser reads them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.http_lenient import read_answer
from crawler.http_records import NoAnswerError
from tests.crawler.downloads import download, to
from tests.crawler.peers import Peer, ask

PAGE = b"<html>hello</html>"
LENGTH = b"Content-Length: %d\r\n" % len(PAGE)
START = b"HTTP/1.1 200 OK\r\n"
CHUNKS = b"\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)


@pytest.mark.parametrize(
    "answer",
    [
        START + b"A line that is no header\r\n" + LENGTH + b"\r\n" + PAGE,
        START + b"X-Space : 1\r\n" + LENGTH + b"\r\n" + PAGE,
        START + b": no name\r\n" + LENGTH + b"\r\n" + PAGE,
        START + b"X-Nul: a\0b\r\n" + LENGTH + b"\r\n" + PAGE,
        START + b"X-\xd0\x90: 1\r\n" + LENGTH + b"\r\n" + PAGE,
        START + LENGTH + LENGTH + b"\r\n" + PAGE,
        START + LENGTH.replace(b"\r\n", b", 18\r\n") + b"\r\n" + PAGE,
        START + LENGTH + b"\r\n" + PAGE + b"<!-- bytes behind the end -->",
        START + LENGTH + b"Transfer-Encoding: chunked\r\n" + CHUNKS,
        START + b"Transfer-Encoding: identity\r\n" + LENGTH + b"\r\n" + PAGE,
        START + b"Transfer-Encoding: chunked\r\n" + CHUNKS.replace(b"\r\n", b"\n"),
        START + b"Content-Length: \r\n\r\n" + PAGE,
        START + b"Content-Length: -5\r\n\r\n" + PAGE,
        b"http/1.1 200 OK\r\n" + LENGTH + b"\r\n" + PAGE,
        b"HTTP/1.1  200 OK\r\n" + LENGTH + b"\r\n" + PAGE,
        b"HTTP/1.2 200\r\n" + LENGTH + b"\r\n" + PAGE,
        b"HTTP/1.1 103 Early Hints\r\nno header\r\n\r\n" + START + LENGTH + b"\r\n" + PAGE,
    ],
)
def test_an_answer_that_breaks_the_rules_is_read(answer: bytes, peer: Callable[..., Peer]) -> None:
    came = ask(f"http://localhost:{peer(answer).port}/")
    assert (came.status, came.body) == (200, PAGE)


def test_a_server_that_breaks_the_rules_is_asked_twice_once(peer: Callable[..., Peer]) -> None:
    site = peer(START + b"no header\r\n" + LENGTH + b"\r\n" + PAGE)
    bodies = [answer.body for answer in download(*(to(site, f"/{number}") for number in range(3)))]
    assert bodies == [PAGE] * 3
    assert [head.split(b" ")[1] for head in site.heads] == [b"/0", b"/0", b"/1", b"/2"]


def read(data: bytes, most: int = 1000) -> tuple[int, tuple[tuple[bytes, bytes], ...], bytes]:
    """What comes of these bytes and the end of the connection behind them."""

    async def fed() -> tuple[int, tuple[tuple[bytes, bytes], ...], bytes]:
        reader = asyncio.StreamReader(limit=1000)
        reader.feed_data(data)
        reader.feed_eof()
        return await read_answer(reader, most)

    return asyncio.run(fed())


def test_headers_keep_their_order_and_their_words() -> None:
    status, headers, body = read(b"HTTP/1.1 404 \xd0\xbd\xd0\xb5\xd1\x82\r\nA: 1\r\n  2\r\nbad\r\nB:\xff\rC: 3\r\n\r\n")
    assert (status, headers, body) == (404, ((b"A", b"1 2"), (b"B", b"\xff C: 3")), b"")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"ICY 200 OK\r\n\r\n", "unreadable"),
        (b"HTTP/1.1 2000 OK\r\n\r\n", "unreadable"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 2000 + b"\r\n\r\n", "unreadable"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: x\r\n" * 60_000 + b"\r\n", "unreadable"),
        (b"\r\n" * 200_000, "unreadable"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", "unreadable"),
        (b"HTTP/1.1 200 OK\r\nX: x\r\n", "closed"),
        (b"", "closed"),
        (b"HTTQ", "unreadable"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", "broken off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n", "broken off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhell", "broken off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello, world\r\n0\r\n\r\n", "broken off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + b"x" * 1001, "too large"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n", "too large"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1001, "too large"),
    ],
)
def test_what_is_no_whole_answer_is_none(data: bytes, why: str) -> None:
    with pytest.raises(NoAnswerError) as failed:
        read(data)
    assert failed.value.why == why


_PIECES = st.sampled_from(
    [b"HTTP/1.1 200 OK", b"\r\n", b"\n", b" ", b":", b"Content-Length", b"Transfer-Encoding", b"chunked", b"5", b"\0"]
)


@given(st.lists(st.one_of(_PIECES, st.binary(max_size=20)), max_size=60).map(b"".join))
def test_whatever_comes_is_an_answer_within_its_bounds_or_none(data: bytes) -> None:
    try:
        status, headers, body = read(b"HTTP/1.1 200 OK\r\n" + data)
    except NoAnswerError:
        return
    assert 100 <= status <= 999
    assert len(body) <= 1000
    assert all(name and not set(b"\r\n\0") & set(name + value) for name, value in headers)
