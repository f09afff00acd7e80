"""A poll's request over a real connection: what is sent, and how answers of all kinds end."""

from __future__ import annotations

import gzip
import itertools
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest

from crawler.http_client import HttpClient
from crawler.http_records import Came, NoAnswerError
from crawler.poll_sender import PollSender
from crawler.run import run
from storage.thread import StoreThread
from tests.alerts.certificates import self_signed
from tests.crawler.peers import Peer, ask, target_of, tunnel
from tests.crawler.polling import made
from tests.crawler.world import NOW

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"


@pytest.mark.parametrize(
    ("answer", "status", "body"),
    [
        (OK, 200, b"hello"),
        (b"HTTP/1.0 200 OK\r\n\r\nuntil its end", 200, b"until its end"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", 200, b"hello"),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK, 200, b"hello"),
        (b"HTTP/1.1 304 Not Modified\r\nETag: 1\r\nContent-Length: 5\r\n\r\n", 304, b""),
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n\0\0", 101, b""),
        (b"HTTP/1.1 301 Moved\r\nLocation: /new\r\nContent-Length: 0\r\n\r\n", 301, b""),
        (OK + OK, 200, b"hello"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"x", mtime=0), 200, None),
    ],
)
def test_an_answer_is_given_as_it_came(
    answer: bytes, status: int, body: bytes | None, peer: Callable[..., Peer]
) -> None:
    came = ask(f"http://localhost:{peer(answer).port}/")
    assert (came.status, came.body) == (status, gzip.compress(b"x", mtime=0) if body is None else body)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH\r\n\r\n",
        b"\x00" * 2000,
        b"HTTP/1.1 200 OK\r\nX-Torn",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello",
        b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 " + b"x" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-Many: x\r\n" * 100_000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100001\r\n\r\n" + b"x" * 100_001,
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999999\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 100_001,
    ],
)
def test_what_is_no_whole_answer_of_a_size_that_is_read_is_none(answer: bytes, peer: Callable[..., Peer]) -> None:
    with pytest.raises(NoAnswerError):
        ask(f"http://localhost:{peer(answer).port}/", DOWNLOAD_MAXSIZE=100_000)


@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\n\r\n", b"", b"S"])
def test_an_answer_that_does_not_end_is_waited_for_no_longer_than_is_allowed(
    start: bytes, peer: Callable[..., Peer]
) -> None:
    gone = threading.Event()

    def trickle(link: socket.socket, _head: bytes) -> None:
        link.sendall(start)
        while not gone.wait(0.01):
            if start:
                link.sendall(b"x")

    slow = peer(trickle)
    url = f"http://localhost:{slow.port}/a"
    if start == b"S":  # not HTTP from its first byte on: nothing to wait for
        with pytest.raises(NoAnswerError):
            ask(url)
    else:
        with pytest.raises(DownloadTimeoutError, match=f"Getting {url} took longer than 0.2 seconds."):
            ask(url, timeout_s=0.2)
    gone.set()


def test_what_follows_another_protocol_is_not_waited_for(peer: Callable[..., Peer]) -> None:
    gone = threading.Event()

    def switch(link: socket.socket, _head: bytes) -> None:
        link.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n")
        gone.wait(60)

    came = ask(f"http://localhost:{peer(switch).port}/", timeout_s=0)
    gone.set()
    assert (came.status, came.body) == (101, b"")


def test_interim_answers_without_end_are_not_waited_for(peer: Callable[..., Peer]) -> None:
    def endless(link: socket.socket, _head: bytes) -> None:
        for _ in itertools.repeat(None):
            link.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")

    asked = peer(endless)
    with pytest.raises(NoAnswerError, match="a head of more than"):
        ask(f"http://localhost:{asked.port}/", timeout_s=0)
    assert asked.closed.wait(20)


def test_a_server_that_is_not_there_gives_no_answer() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(NoAnswerError):
        ask(f"http://localhost:{port}/")


@pytest.mark.parametrize(
    ("host", "trusted", "verify_tls", "answered"),
    [
        ("localhost", True, True, True),
        ("site.localhost", True, True, False),
        ("localhost", False, True, False),
        ("site.localhost", False, False, True),
        ("127.0.0.1", False, False, True),
    ],
)
def test_certificates_are_checked(
    host: str,
    trusted: bool,
    verify_tls: bool,
    answered: bool,
    peer: Callable[..., Peer],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    encrypted = peer(OK, tls=self_signed(tmp_path)[0])
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    url = f"https://{host}:{encrypted.port}/"
    settings: Any = {"VESTNIK_PRIVATE_HOSTS": ["localhost", "127.0.0.1"]}
    if answered:
        assert ask(url, verify_tls=verify_tls, **settings).body == b"hello"
    else:
        with pytest.raises(NoAnswerError, match="CERTIFICATE_VERIFY_FAILED"):
            ask(url, verify_tls=verify_tls, **settings)
        assert encrypted.heads == []


PASSWORD = b"Proxy-Authorization: Basic bWU6c2VjcmV0\r\n"


def test_a_request_goes_through_a_proxy(peer: Callable[..., Peer], monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = peer(OK)
    monkeypatch.setenv("http_proxy", f"http://me:secret@localhost:{proxy.port}")
    assert ask("http://news.example/list?page=1").body == b"hello"
    (head,) = proxy.heads
    assert head.startswith(b"GET http://news.example/list?page=1 HTTP/1.1\r\nHost: news.example\r\n")
    assert PASSWORD in head


@pytest.mark.parametrize("verify_tls", [True, False])
def test_an_encrypted_request_is_passed_on_by_a_proxy_that_cannot_read_it(
    verify_tls: bool, peer: Callable[..., Peer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, proxy = peer(OK, tls=self_signed(tmp_path)[0]), peer(tunnel)
    monkeypatch.setenv("https_proxy", f"http://me:secret@localhost:{proxy.port}")
    url = f"https://site.localhost:{site.port}/list"
    if verify_tls:
        with pytest.raises(NoAnswerError, match="CERTIFICATE_VERIFY_FAILED"):
            ask(url)
        assert site.heads == []
    else:
        assert ask(url, verify_tls=False).body == b"hello"
        assert site.heads[0].startswith(b"GET /list HTTP/1.1\r\n")
        assert PASSWORD not in site.heads[0]
    (connect,) = proxy.heads
    place = b"site.localhost:%d" % site.port
    assert connect == b"CONNECT %s HTTP/1.1\r\nHost: %s\r\n%s\r\n" % (place, place, PASSWORD)


def test_a_proxy_that_passes_nothing_on_gives_no_answer(
    peer: Callable[..., Peer], monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = peer(b"HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n")
    monkeypatch.setenv("https_proxy", f"http://localhost:{proxy.port}")
    with pytest.raises(NoAnswerError, match="the proxy on the way answered 407: its user and password"):
        ask("https://news.example/")
    assert [head.split(b" ")[:2] for head in proxy.heads] == [[b"CONNECT", b"news.example:443"]]


def test_a_proxy_of_another_kind_is_for_the_crawl(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "socks5://localhost:1080")
    with pytest.raises(IgnoreRequest):
        target_of("http://news.example/")


@pytest.mark.parametrize("value", [b'"1"\r\nX-More: 1', b'"1"\nX-More: 1', b'"1"\0'])
def test_a_validator_adds_no_line_to_the_request(value: bytes) -> None:
    with pytest.raises(IgnoreRequest):
        target_of("http://news.example/", {"If-None-Match": value})


@pytest.mark.parametrize(
    ("url", "first", "host"),
    [
        (
            "http://новости.example/лента?д=1#x",
            b"GET /%D0%BB%D0%B5%D0%BD%D1%82%D0%B0?%D0%B4=1",
            b"xn--b1amnebsh.example",
        ),
        ("http://news.example", b"GET /", b"news.example"),
        ("http://news.example:80/a b\r\nX-More: 1", b"GET /a%20bX-More:%201", b"news.example"),
        ("https://news.example:443/?", b"GET /", b"news.example"),
        ("https://news.example:80/", b"GET /", b"news.example:80"),
        ("http://news.example:/", b"GET /", b"news.example"),
        ("http://[2606:4700::1111]:8080/", b"GET /", b"[2606:4700::1111]:8080"),
        ("http://[2606:4700::1111]/", b"GET /", b"[2606:4700::1111]"),
    ],
)
def test_the_head_of_a_request(url: str, first: bytes, host: bytes) -> None:
    lines = target_of(url).head.split(b"\r\n")
    assert lines[:2] == [first + b" HTTP/1.1", b"Host: " + host]
    assert lines[-3:] == [b"Connection: close", b"", b""]


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://[::1]/", "http://[::ffff:10.0.0.1]/", "http://a@b.example/"]
)
def test_what_no_crawl_may_ask_no_poll_does(url: str) -> None:
    with pytest.raises(IgnoreRequest):
        target_of(url)


def test_the_own_address_is_the_one_that_is_set(peer: Callable[..., Peer]) -> None:
    seen: list[str] = []

    def note(link: socket.socket, _head: bytes) -> None:
        seen.append(link.getpeername()[0])
        link.sendall(OK)

    ask(f"http://localhost:{peer(note).port}/", DOWNLOAD_BIND_ADDRESS="127.0.0.9")
    assert seen == ["127.0.0.9"]


@pytest.mark.skipif(not socket.has_ipv6 or not os.path.exists("/proc/net/if_inet6"), reason="needs IPv6")
def test_an_address_of_ipv6_is_asked(peer: Callable[..., Peer]) -> None:
    try:
        asked = peer(OK, ipv6=True)
    except OSError:
        pytest.skip("no IPv6 on this machine")
    assert ask(f"http://[::1]:{asked.port}/", VESTNIK_PRIVATE_HOSTS=["::1"]).body == b"hello"
    assert asked.heads[0].split(b"\r\n")[1] == b"Host: [::1]:%d" % asked.port


def test_a_name_that_leads_to_a_private_address_is_not_connected_to(
    peer: Callable[..., Peer], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = peer(OK)
    monkeypatch.setattr(socket, "gethostbyname", lambda _name: "127.0.0.1")
    with pytest.raises(NoAnswerError, match="a private address"):
        ask(f"http://inside.example:{asked.port}/")
    assert asked.heads == []


def test_an_address_that_a_resolver_gives_is_never_looked_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard has judged what it gave, not what that may be a name of."""
    sender = PollSender(made(), cast(StoreThread, None), lambda: NOW)
    target = sender.target("http://news.example/", {})

    async def named(_host: str) -> str:
        return "localhost"

    monkeypatch.setattr("crawler.http_client._looked_up", named)

    async def asked() -> Came:
        return await HttpClient(made(), verify_tls=True).ask(target, timeout_s=20.0)

    with pytest.raises(NoAnswerError, match="gaierror"):
        run(asked)
