"""Scrapy's requests over the crawl's own client: what is sent, connections that are kept, and words for what fails."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest
from scrapy.http import Request
from twisted.python.failure import Failure

from crawler.downloading import Downloader, NoDownloadError, target_of
from crawler.failures import cause_of, words_of
from crawler.http_records import Why
from tests.alerts.certificates import self_signed
from tests.crawler.downloads import download, downloading, to
from tests.crawler.peers import Peer, head_from, tunnel

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello"


def goes_on(answers: Sequence[bytes]) -> Callable[[socket.socket, bytes], None]:
    """A server that answers one request after the other on a connection, until its answers are at their end."""

    def speak(link: socket.socket, head: bytes) -> None:
        for answer in answers:
            if not head:
                return
            link.sendall(answer)
            head = head_from(link)

    return speak


@pytest.mark.parametrize("tls", [False, True])
def test_a_connection_serves_the_next_request_to_its_server(
    tls: bool, peer: Callable[..., Peer], tmp_path: Path
) -> None:
    site = peer(goes_on([OK] * 3), tls=self_signed(tmp_path)[0] if tls else None)
    requests = [to(site, f"/{number}", "https" if tls else "http") for number in range(3)]
    answers = download(*requests, DOWNLOAD_VERIFY_CERTIFICATES=False)
    assert [answer.body for answer in answers] == [b"hello"] * 3
    assert len(site.heads) == 1  # the connection's first
    assert all(request.meta["download_latency"] > 0 for request in requests)


@pytest.mark.parametrize(
    "first",
    [
        OK.replace(b"Content-Type", b"Connection: close\r\nContent-Type"),
        b"HTTP/1.0 200 OK\r\n\r\nhello",
        OK,  # and then the server closes without a word
    ],
)
def test_a_connection_that_the_server_closes_is_opened_anew(first: bytes, peer: Callable[..., Peer]) -> None:
    site = peer(lambda link, _head: link.sendall(first))
    assert [answer.body for answer in download(to(site, "/a"), to(site, "/b"))] == [b"hello"] * 2
    assert [head.split(b" ")[1] for head in site.heads] == [b"/a", b"/b"]


def test_a_server_that_closes_a_kept_connection_at_the_next_request_is_asked_again_once(
    peer: Callable[..., Peer],
) -> None:
    def once(link: socket.socket, _head: bytes) -> None:
        link.sendall(OK)
        head_from(link)

    site = peer(once)
    assert [answer.body for answer in download(to(site, "/a"), to(site, "/b"))] == [b"hello"] * 2
    assert [head.split(b" ")[1] for head in site.heads] == [b"/a", b"/b"]


def test_connections_end_with_the_crawl(peer: Callable[..., Peer]) -> None:
    site = peer(goes_on([OK] * 2))
    download(to(site))
    assert site.closed.wait(20)


def test_a_request_is_sent_as_it_is_made(peer: Callable[..., Peer]) -> None:
    bodies: list[bytes] = []

    def take(link: socket.socket, head: bytes) -> None:
        if b"Content-Length: 7" in head:
            bodies.append(link.recv(7))
        link.sendall(OK if head.startswith(b"POST") else OK.removesuffix(b"hello"))

    site = peer(take)
    headers = {"Accept": "text/html", "X-Two": ["a", "b"]}
    posted, asked = download(
        to(site, "/p?q=1", method="POST", body=b"abc=def", headers=headers), to(site, "/h", method="HEAD")
    )
    assert (posted.body, asked.status, asked.body, bodies) == (b"hello", 200, b"", [b"abc=def"])
    first, *lines = site.heads[0].removesuffix(b"\r\n\r\n").split(b"\r\n")
    assert first == b"POST /p?q=1 HTTP/1.1"
    assert lines == [
        b"Host: localhost:%d" % site.port,
        b"Accept: text/html",
        b"X-Two: a",
        b"X-Two: b",
        b"Content-Length: 7",
    ]


@pytest.mark.parametrize(
    ("why", "cause"),
    [("name", "certificate"), ("certificate", "certificate"), ("closed", "dropped"), ("unreachable", "refused"),
     ("tls", "tls"), ("unreadable", "unreadable"), ("proxy", "proxy")],
)  # fmt: skip
def test_what_a_download_came_to_is_a_cause_for_programs(why: Why, cause: str) -> None:
    """Where this machine is offline, its hosts are unreachable: a cause that the own network would explain."""
    assert cause_of(Failure(NoDownloadError("…", why))) == cause


def test_no_header_adds_a_line() -> None:
    with pytest.raises(IgnoreRequest):
        download(Request("http://localhost/", headers={"If-None-Match": b'"1"\r\nX-More: 1'}))


def test_a_host_that_is_no_name_in_any_encoding_is_told_in_words() -> None:
    with pytest.raises(IgnoreRequest, match="not a web address"):
        target_of(Request("http://вуз..рф/"))


def fails(request: Request, **settings: Any) -> str:
    """The words for what becomes of a request."""
    with pytest.raises(Exception) as failed:  # noqa: PT011 # whatever Scrapy calls it
        download(request, **settings)
    return words_of(failed.value, request.url)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"", "the host closed the connection without a whole answer"),
        (b"HTTP/1.1 200 OK\r\nX-Torn", "the host closed the connection without a whole answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello", "the answer broke off before its end"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe", "the answer broke off before its end"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100001\r\n\r\n", "the answer is too large (crawl.max_page_mb)"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 100_001, "the answer is too large (crawl.max_page_mb)"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "the answer is no valid HTTP"),
        (b"\x16\x03\x01\r\n", "the answer is no valid HTTP"),
    ],
)
def test_what_is_no_whole_answer_is_told_in_words(answer: bytes, words: str, peer: Callable[..., Peer]) -> None:
    site = peer(lambda link, _head: link.sendall(answer))
    assert fails(to(site), DOWNLOAD_MAXSIZE=100_000) == words


def test_a_host_that_does_not_listen_or_has_no_name_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_name: str) -> str:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert fails(Request(f"http://localhost:{port}/")) == "the host refuses connections: is it down?"
    monkeypatch.setattr(socket, "gethostbyname", unknown)
    assert fails(Request("http://gone.example/")) == "the host's name cannot be resolved: gone.example"


def test_an_answer_that_does_not_come_is_waited_for_as_long_as_is_allowed(peer: Callable[..., Peer]) -> None:
    gone = threading.Event()
    site = peer(lambda _link, _head: gone.wait(60) and None)
    with pytest.raises(DownloadTimeoutError):
        download(to(site, meta={"download_timeout": 0.2}))
    gone.set()


@pytest.mark.parametrize(
    ("host", "trusted", "words"),
    [
        ("localhost", False, "the certificate cannot be verified (verify_tls)"),
        ("site.localhost", True, "the certificate is for another name (verify_tls)"),
        ("127.0.0.1", True, "the certificate is for another name (verify_tls)"),
    ],
)
def test_a_certificate_that_is_not_good_is_told_in_words(
    host: str,
    trusted: bool,
    words: str,
    peer: Callable[..., Peer],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    site = peer(OK, tls=self_signed(tmp_path)[0])
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    opened = ["localhost", "127.0.0.1"]
    assert fails(Request(f"https://{host}:{site.port}/"), VESTNIK_PRIVATE_HOSTS=opened) == words
    assert site.heads == []


def test_a_server_of_old_encryption_is_told_in_words(peer: Callable[..., Peer], tmp_path: Path) -> None:
    old = self_signed(tmp_path)[0]
    old.set_ciphers("NULL:@SECLEVEL=0")
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    site = peer(OK, tls=old)
    assert fails(to(site, scheme="https")) == "no encryption can be agreed on with the host"


def test_a_page_comes_through_a_proxy_encrypted_or_not(peer: Callable[..., Peer], tmp_path: Path) -> None:
    site, passing, plain = peer(OK, tls=self_signed(tmp_path)[0]), peer(tunnel), peer(OK)
    allowed = {"Proxy-Authorization": "Basic bWU6c2VjcmV0"}
    through = Request(
        f"https://site.localhost:{site.port}/list", meta={"proxy": f"localhost:{passing.port}"}, headers=allowed
    )
    asked = Request("http://news.example/list", meta={"proxy": f"http://localhost:{plain.port}"}, headers=allowed)
    answers = download(through, asked, DOWNLOAD_VERIFY_CERTIFICATES=False)
    assert [answer.body for answer in answers] == [b"hello"] * 2
    assert b"Proxy-Authorization" not in site.heads[0]
    assert passing.heads[0].startswith(b"CONNECT site.localhost:%d HTTP/1.1\r\n" % site.port)
    assert plain.heads[0].startswith(b"GET http://news.example/list HTTP/1.1\r\nHost: news.example\r\n")
    assert all(b"Proxy-Authorization: Basic bWU6c2VjcmV0\r\n" in proxy.heads[0] for proxy in (passing, plain))


def test_one_answer_of_a_proxy_that_is_no_http_does_not_spoil_the_next(peer: Callable[..., Peer]) -> None:
    proxy = peer(lambda link, head: link.sendall(b"no HTTP\r\n" if b"/a" in head else OK))
    a, b = (Request(f"http://news.example/{path}", meta={"proxy": f"localhost:{proxy.port}"}) for path in "ab")

    async def both(downloader: Downloader) -> bytes:
        with pytest.raises(NoDownloadError):
            await downloader.download_request(a)
        return (await downloader.download_request(b)).body

    assert downloading(both) == b"hello"
