"""What a server says beside its answers, and answers that stop: none of it is kept, or taken for whole."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from scrapy.http import Response

from crawler.downloading import Downloader
from tests.crawler.downloads import download, downloading, to
from tests.crawler.peers import Peer, head_from
from tests.crawler.test_downloading import OK, fails

START = b"HTTP/1.1 200 OK\r\n"
CHUNKED = START + b"Transfer-Encoding: chunked\r\n\r\n"
BROKEN = "the answer broke off before its end"
NO_HTTP = "the answer is no valid HTTP"


def resets(link: socket.socket) -> None:
    link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    link.close()


def test_what_a_server_says_unasked_is_no_answer_to_the_next_request_and_ends_the_connection(
    peer: Callable[..., Peer],
) -> None:
    told, ended = threading.Event(), threading.Event()

    def goes_on(link: socket.socket, head: bytes) -> None:
        link.sendall(OK)
        if head.startswith(b"GET /a"):
            told.wait(20)
            with suppress(OSError):
                while True:  # as long as somebody takes it
                    link.sendall(OK.replace(b"hello", b"other") * 1000)
            ended.set()

    site = peer(goes_on)

    async def both(downloader: Downloader) -> list[Response]:
        first = await downloader.download_request(to(site, "/a"))
        told.set()
        assert await asyncio.to_thread(ended.wait, 20)
        return [first, await downloader.download_request(to(site, "/b"))]

    assert [answer.body for answer in downloading(both)] == [b"hello"] * 2


def test_what_is_said_behind_an_answer_without_a_body_is_no_answer_to_the_next_request(
    peer: Callable[..., Peer],
) -> None:
    def speak(link: socket.socket, head: bytes) -> None:
        while head:
            asked_again = head.startswith(b"GET /b")
            link.sendall(OK if asked_again else b"HTTP/1.1 304 Not Modified\r\n\r\n")
            if not asked_again:
                link.sendall(b"0\r\n\r\n")
            head = head_from(link)

    site = peer(speak)
    answers = download(to(site, "/a"), to(site, "/b"))
    assert [(answer.status, answer.body) for answer in answers] == [(304, b""), (200, b"hello")]


@pytest.mark.parametrize(
    "beginning", [START + b"\r\nhel", START + b"Content-Length: 5\r\n\r\nhel", CHUNKED + b"5\r\nhel"]
)
def test_an_answer_is_not_whole_where_the_connection_is_reset(beginning: bytes, peer: Callable[..., Peer]) -> None:
    seen = threading.Event()

    def speak(link: socket.socket, _head: bytes) -> None:
        link.sendall(beginning)
        seen.wait(0.3)
        resets(link)

    assert fails(to(peer(speak))) == BROKEN


def test_a_whole_answer_is_taken_though_the_connection_is_reset_behind_it(peer: Callable[..., Peer]) -> None:
    def speak(link: socket.socket, _head: bytes) -> None:
        link.sendall(OK)
        link.recv(1)
        resets(link)

    assert download(to(peer(speak)))[0].body == b"hello"


def test_a_body_that_stops_being_http_is_not_waited_for(peer: Callable[..., Peer]) -> None:
    more, asked = threading.Event(), []

    def speak(link: socket.socket, _head: bytes) -> None:
        asked.append(1)
        link.sendall(CHUNKED + b"5\r\nhello\r\n")
        more.wait(0.2)
        link.sendall(b"no size\r\n")
        head_from(link)  # and the connection stays open

    assert fails(to(peer(speak), meta={"download_timeout": 60.0})) == BROKEN
    assert len(asked) == 2  # strictly, then leniently


@pytest.mark.parametrize(
    "said",
    [
        START + (b"X: " + b"x" * 60_000 + b"\r\n") * 50,
        START + b"X: x\r\n" * 900 + b"Y: " + b"y" * 60_000 + b"\r\n",
        b"HTTP/1.1 103 Early Hints\r\n\r\n" * 50_000,
        b"\r\n" * 500_000,
    ],
)
def test_a_head_is_taken_up_to_a_bound(said: bytes, peer: Callable[..., Peer]) -> None:
    def speak(link: socket.socket, _head: bytes) -> None:
        while True:
            link.sendall(said)

    assert fails(to(peer(speak), meta={"download_timeout": 60.0})) == NO_HTTP


def test_an_answer_to_head_may_state_any_length(peer: Callable[..., Peer]) -> None:
    site = peer(START + b"Content-Length: 100001\r\n\r\n")
    assert download(to(site, method="HEAD"), DOWNLOAD_MAXSIZE=100_000)[0].status == 200
