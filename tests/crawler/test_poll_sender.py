"""How a poll's request is sent: as a crawl's is, with its checks; what cannot be read is for the crawl to judge."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from crawler.guard import install_resolver
from crawler.http_client import HttpClient
from crawler.http_records import NoAnswerError
from crawler.poll_sender import PollSender
from crawler.run import CrawlRunner, run
from sources import Source
from storage.thread import StoreThread
from tests.alerts.certificates import self_signed
from tests.crawler.polling import made, round_of
from tests.crawler.site import Site
from tests.crawler.world import World


class Raw:
    """A server of bytes: what it was sent, header by header, and what it answers, byte by byte."""

    def __init__(self) -> None:
        self.answers: list[bytes] = []
        self.heads: list[list[bytes]] = []
        raw = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                head = [line.rstrip() for line in iter(self.rfile.readline, b"\r\n")]
                if b"robots.txt" in head[0]:
                    self.wfile.write(b"HTTP/1.1 404 None\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                    return
                if b"/news/1" in head[0]:
                    self.wfile.write(answered(ARTICLE))
                    return
                raw.heads.append(head)
                self.wfile.write(raw.answers.pop(0) if raw.answers else b"")

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://raw.localhost:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def source(self) -> Source:
        entry = {"kind": "listing", "url": f"{self.base}/news?q=%d1%8f&b=[1]", "articles": ["/news/{n}"]}
        values = {"key": "raw", "name": "Raw", "country": "RU", "homepage": f"{self.base}/", "entries": [entry]}
        return Source.model_validate({**values, "allow_private": True, "delay_s": 0.002})


@pytest.fixture
def raw() -> Iterator[Raw]:
    made = Raw()
    yield made
    made.server.shutdown()
    made.server.server_close()


LISTING = b'<html><body><ul><li><a href="/news/1">The first story of the day</a></li></ul></body></html>'


ARTICLE = b"<html><body><article><h1>The first story of the day</h1><p>%s</p></article></body></html>" % (
    b"Words. " * 60
)


def answered(
    body: bytes = LISTING, *, status: bytes = b"200 OK", more: bytes = b"", length: int | None = None
) -> bytes:
    size = len(body) if length is None else length
    head = b'HTTP/1.1 %s\r\nContent-Type: text/html\r\nETag: W/"a b"\r\nContent-Length: %d\r\n' % (status, size)
    return head + more + b"Connection: close\r\n\r\n" + body


def crawl_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on nothing is polled."""

    async def never(*_: object) -> None:
        return None

    monkeypatch.setattr(CrawlRunner, "poll", never)


def test_a_poll_asks_just_as_a_crawl_does(
    tmp_path: Path, raw: Raw, monkeypatch: pytest.MonkeyPatch, only_polls: list[str]
) -> None:
    raw.answers = [answered()]
    round_of(tmp_path / "v.db", raw.source(), hours=0, VESTNIK_RECHECK_LIMIT=0)
    only_polls.clear()
    raw.answers = [answered(b"", status=b"304 Not Modified")] * 2
    round_of(tmp_path / "v.db", raw.source(), hours=1, VESTNIK_RECHECK_LIMIT=0)
    assert only_polls == []
    crawl_only(monkeypatch)
    round_of(tmp_path / "v.db", raw.source(), hours=2, VESTNIK_RECHECK_LIMIT=0)
    assert only_polls == ["raw"]
    polled, crawled = raw.heads[-2:]
    assert b'If-None-Match: W/"a b"' in polled
    assert polled[0] == crawled[0]
    assert set(polled) - set(crawled) == {b"Connection: close"}
    assert set(crawled) <= set(polled)


def test_headers_that_are_no_utf_8_are_no_hindrance(tmp_path: Path, raw: Raw, only_polls: list[str]) -> None:
    raw.answers = [answered(more="X-Powered-By: Битрикс\r\n".encode("cp1251"))]
    round_of(tmp_path / "v.db", raw.source(), hours=0, VESTNIK_RECHECK_LIMIT=0)
    only_polls.clear()
    raw.answers = [answered(more="X-Powered-By: Битрикс\r\n".encode("cp1251"))]
    (report,) = round_of(tmp_path / "v.db", raw.source(), hours=1, VESTNIK_RECHECK_LIMIT=0)
    assert (report.verdict, report.counts["entries_unchanged"], only_polls) == ("ok", 1, [])


@pytest.mark.parametrize("polled", [True, False])
def test_a_validator_is_given_back_byte_for_byte(
    tmp_path: Path, raw: Raw, only_polls: list[str], monkeypatch: pytest.MonkeyPatch, polled: bool
) -> None:
    tag = b'W/"\xf2\xe5\xe3\x80\xff"'
    raw.answers = [answered().replace(b'W/"a b"', tag)]
    round_of(tmp_path / "v.db", raw.source(), hours=0, VESTNIK_RECHECK_LIMIT=0)
    only_polls.clear()
    if not polled:
        crawl_only(monkeypatch)
    raw.answers = [answered(b"", status=b"304 Not Modified")]
    (report,) = round_of(tmp_path / "v.db", raw.source(), hours=1, VESTNIK_RECHECK_LIMIT=0)
    assert b"If-None-Match: " + tag in raw.heads[-1]
    assert (report.verdict, report.counts["entries_unchanged"], only_polls) == ("ok", 1, [] if polled else ["raw"])


SWITCHING = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n"


@pytest.mark.parametrize(
    ("answer", "verdict", "polled"),
    [
        (b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + answered(), "ok", True),
        (SWITCHING, "failed", True),
        (SWITCHING, "failed", False),
    ],
)
def test_what_comes_before_the_answer_is_passed_over_and_another_protocol_is_none(
    tmp_path: Path,
    raw: Raw,
    only_polls: list[str],
    monkeypatch: pytest.MonkeyPatch,
    answer: bytes,
    verdict: str,
    polled: bool,
) -> None:
    raw.answers = [answered()]
    round_of(tmp_path / "v.db", raw.source(), hours=0, VESTNIK_RECHECK_LIMIT=0)
    only_polls.clear()
    if not polled:
        crawl_only(monkeypatch)
    raw.answers = [answer] * 2
    (report,) = round_of(tmp_path / "v.db", raw.source(), hours=1, VESTNIK_RECHECK_LIMIT=0)
    assert (report.verdict, report.counts["requests"]) == (verdict, 1)
    assert only_polls == ([] if polled and verdict == "ok" else ["raw"])
    assert (report.hint is None) == (verdict == "ok")


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (b"", "failed"),
        (b"SSH-2.0-OpenSSH\r\n\r\n", "failed"),
        (answered(length=10_000), "failed"),
        (CHUNKED + b"5\r\nhel", "failed"),
        (CHUNKED + b"no number\r\nhello\r\n", "failed"),
        (answered(b"x" * 100_001), "failed"),
        (CHUNKED + b"186a1\r\n" + b"x" * 100_001 + b"\r\n0\r\n\r\n", "failed"),
    ],
)
def test_an_answer_that_a_poll_cannot_read_is_for_the_crawl_to_judge(
    answer: bytes, verdict: str, tmp_path: Path, raw: Raw, only_polls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    raw.answers = [answered()]
    round_of(tmp_path / "v.db", raw.source(), hours=0, VESTNIK_RECHECK_LIMIT=0)
    only_polls.clear()
    raw.answers = [answer, answer]
    (report,) = round_of(tmp_path / "v.db", raw.source(), hours=1, VESTNIK_RECHECK_LIMIT=0, DOWNLOAD_MAXSIZE=100_000)
    assert (report.verdict, only_polls) == (verdict, ["raw"])
    raw.answers = [answer]
    crawl_only(monkeypatch)
    (crawled,) = round_of(tmp_path / "v.db", raw.source(), hours=2, VESTNIK_RECHECK_LIMIT=0, DOWNLOAD_MAXSIZE=100_000)
    assert (crawled.verdict, crawled.hint, crawled.counts["requests"]) == (verdict, report.hint, 1)
    assert report.counts["requests"] == 1


def test_where_nothing_can_be_sent_by_a_poll_the_crawl_asks_and_it_is_said_once(
    tmp_path: Path, raw: Raw, only_polls: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    raw.answers = [answered()] * 2
    source = raw.source()
    two = [source, source.model_copy(update={"key": "two"})]
    round_of(tmp_path / "v.db", *two, hours=0, VESTNIK_RECHECK_LIMIT=0)
    only_polls.clear()

    def broken(*_: object, **_more: object) -> None:
        raise ImportError("a library that does not fit")

    monkeypatch.setattr(PollSender, "_client", broken)
    raw.answers = [answered(b"", status=b"304 Not Modified")] * 2
    reports = round_of(tmp_path / "v.db", *two, hours=1, VESTNIK_RECHECK_LIMIT=0)
    assert ([report.verdict for report in reports], sorted(only_polls)) == (["ok", "ok"], ["raw", "two"])
    assert [r.levelname for r in caplog.records if "does not fit" in r.getMessage()] == ["WARNING"]


@pytest.mark.parametrize("verified", [True, False])
def test_a_poll_checks_certificates_as_a_crawl_does(
    verified: bool, world: World, tmp_path: Path, only_polls: list[str]
) -> None:
    own = Site()
    own.encrypt(self_signed(tmp_path)[0])
    own.pages["/news"] = (200, {"ETag": '"1"'}, own.listing(own.article(1)))
    world.sources["site"] = own.source(verify_tls=False)
    assert world.crawl("site")["site"].verdict == "ok"
    own.asked.clear()
    only_polls.clear()
    poll = PollSender(made(), cast(StoreThread, None), lambda: world.now)
    target = poll.target(f"{own.base}/news", {})

    async def asked() -> int:
        return (await HttpClient(made(), verify_tls=verified).ask(target, timeout_s=5.0)).status

    if verified:
        with pytest.raises(NoAnswerError, match="CERTIFICATE_VERIFY_FAILED"):
            run(asked)
        assert own.asked == []
    else:
        assert run(asked) == 200
        world.later(hours=1)
        assert (world.crawl("site")["site"].verdict, only_polls) == ("ok", [])
    own.stop()


def test_a_name_that_leads_to_a_private_address_is_not_polled(
    world: World, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "gethostbyname", lambda _name: "127.0.0.1")
    port = site.base.rpartition(":")[2]
    runner_settings = made(VESTNIK_PRIVATE_HOSTS=[])
    poll = PollSender(runner_settings, cast(StoreThread, None), lambda: world.now)
    target = poll.target(f"http://rebound.example:{port}/news", {})

    async def asked() -> None:
        install_resolver(poll.crawler)
        await HttpClient(runner_settings, verify_tls=True).ask(target, timeout_s=5.0)

    with pytest.raises(NoAnswerError, match="a private address"):
        run(asked)
    assert site.asked == []
