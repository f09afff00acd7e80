"""Small sites on this machine that break in every way a university's does, each a host of its own on one server."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from sources import Source

HISTORY_DAYS = 60
HANG_S, SLOW_S = 5.0, 3.2
_WORDS = (
    "university",
    "rector",
    "students",
    "laboratory",
    "conference",
    "research",
    "faculty",
    "library",
    "winter",
    "project",
)
Answer = tuple[int, dict[str, str], str]


@dataclass(slots=True)
class Breakage:
    """One way to break. ``kind`` says when it is knowable: "reach" (a crawl in which no way in is read), "lasting" (the
    same, and six hours later), "way" (one way in failed), "articles" (three bad ones from two crawls), "slow" (as
    "lasting"), "silence" (three whole days in which about nine articles are usual)."""

    key: str
    kind: str
    feed: bool = False


BREAKAGES = (
    Breakage("robots", "reach"),
    Breakage("moved", "reach"),
    Breakage("forbidden", "reach"),
    Breakage("unauthorized", "reach"),
    Breakage("captcha", "reach"),
    Breakage("missing", "reach"),
    Breakage("redesign", "reach"),
    Breakage("script", "reach"),
    Breakage("error500", "lasting"),
    Breakage("maintenance", "lasting"),
    Breakage("maintenance200", "lasting"),
    Breakage("hangs", "lasting"),
    Breakage("ratelimited", "lasting"),
    Breakage("feed-dead", "way", feed=True),
    Breakage("listing-dead", "way", feed=True),
    Breakage("dates-gone", "articles"),
    Breakage("bodies-empty", "articles"),
    Breakage("login", "articles"),
    Breakage("soft404", "articles"),
    Breakage("to-home", "articles"),
    Breakage("template", "articles", feed=True),
    Breakage("slow", "slow"),
    Breakage("frozen", "silence"),
)


@dataclass(slots=True)
class Site:
    """One site: its articles by number with the moment each appeared, and whether it is broken now."""

    breakage: Breakage
    port: int
    clock: Callable[[], datetime]
    articles: dict[int, datetime] = field(default_factory=dict)
    broken: bool = False
    broken_from: int = 10**9

    @property
    def base(self) -> str:
        """The site's address."""
        return f"http://{self.breakage.key}.localhost:{self.port}"

    def source(self) -> Source:
        """Its source file."""
        entries: list[dict[str, object]] = [{"kind": "listing", "url": f"{self.base}/news/", "articles": ["/news/{n}"]}]
        if self.breakage.feed:
            entries.append({"kind": "feed", "url": f"{self.base}/feed.xml"})
        return Source.model_validate(
            {
                "key": self.breakage.key,
                "name": f"University {self.breakage.key}",
                "country": "DE",
                "homepage": f"{self.base}/",
                "allow_private": True,
                "delay_s": 0.002,
                "entries": entries,
            }
        )

    def publish(self, since: datetime, until: datetime) -> None:
        """Three articles a day, at 08:00, 12:00 and 16:00; a frozen list shows none of the new ones."""
        moment = since.replace(hour=0, minute=0)
        while moment <= until:
            for hour in (8, 12, 16):
                at = moment.replace(hour=hour)
                if since < at <= until:
                    self.articles[len(self.articles) + 1] = at
            moment += timedelta(days=1)

    def shown(self) -> list[int]:
        """The numbers on its list, the newest first."""
        numbers = sorted(self.articles, reverse=True)
        if self.broken and self.breakage.key == "frozen":
            numbers = [number for number in numbers if number < self.broken_from]
        return numbers[: 3 * HISTORY_DAYS]

    def answer(self, path: str) -> Answer:
        """What it says to a request."""
        key, broken = self.breakage.key, self.broken
        if path == "/robots.txt":
            return (
                200,
                {},
                "User-agent: *\nDisallow: /\n" if broken and key == "robots" else "User-agent: *\nAllow: /\n",
            )
        if broken and (refused := self._refusal(key)) is not None:
            return refused
        if path == "/news/":
            return self._listing(key if broken else "")
        if path == "/feed.xml":
            return (404, {}, "gone") if broken and key == "feed-dead" else self._feed()
        number = path.removeprefix("/news/")
        if number.isdigit() and int(number) in self.articles:
            bad = broken and int(number) >= self.broken_from
            return self._article(int(number), key if bad else "")
        return 200, {}, "<html><body><h1>University</h1><p>Welcome to our home page.</p></body></html>"

    def _refusal(self, key: str) -> Answer | None:
        notice = "<html><head><title>Maintenance</title></head><body><h1>The site is under maintenance</h1>"
        notice += "<p>This website is currently undergoing maintenance. Please come back later.</p></body></html>"
        answers: dict[str, Answer] = {
            "moved": (301, {"Location": "http://another.example/news/"}, ""),
            "forbidden": (403, {}, "Forbidden"),
            "unauthorized": (401, {}, "Sign in"),
            "missing": (404, {}, "Not found"),
            "error500": (500, {}, "Internal server error"),
            "maintenance": (503, {}, notice),
            "maintenance200": (200, {}, notice),
            "ratelimited": (429, {}, "Too many requests"),
        }
        if key in ("hangs", "slow"):
            time.sleep(HANG_S if key == "hangs" else SLOW_S)
        return answers.get(key)

    def _listing(self, key: str) -> Answer:
        if key == "listing-dead":
            return 404, {}, "Not found"
        if key == "captcha":
            words = "<title>Just a moment...</title><h1>Checking your browser before accessing the site</h1>"
            return 200, {}, f"<html><body>{words}<div class='cf-browser-verification g-recaptcha'></div></body></html>"
        if key == "script":
            return 200, {}, "<html><body><div id='root'></div><script src='/app.js'></script></body></html>"
        folder = "/aktuelles/eintrag-" if key == "redesign" else "/news/"
        links = "".join(f'<li><a href="{folder}{n}">{_title(n)}</a></li>' for n in self.shown())
        return 200, {}, f"<html><body><ul class='news'>{links}</ul></body></html>"

    def _feed(self) -> Answer:
        items = "".join(
            f"<item><title>{_title(n)}</title><link>{self.base}/news/{n}</link>"
            f"<pubDate>{format_datetime(self.articles[n])}</pubDate></item>"
            for n in self.shown()[:20]
        )
        body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'
        return 200, {"Content-Type": "application/rss+xml"}, body

    def _article(self, number: int, key: str) -> Answer:
        day = self.articles[number]
        date = "" if key == "dates-gone" else f'<time datetime="{day:%Y-%m-%d}">{day:%d %B %Y}</time>'
        body = "" if key == "bodies-empty" else "".join(f"<p>{_sentence(number, row)}</p>" for row in range(8))
        if key == "login":
            return (
                200,
                {},
                "<html><head><title>Login</title></head><body><h1>Please log in</h1><form></form></body></html>",
            )
        if key == "soft404":
            return (
                200,
                {},
                "<html><head><title>Page not found</title></head><body><h1>Page not found</h1></body></html>",
            )
        if key == "to-home":
            return 302, {"Location": "/"}, ""
        if key == "template":
            inner = f"<section class='b-text'><h2 class='b-head'>{_title(number)}</h2><div>{date}</div>{body}</section>"
            return 200, {}, f"<html><body><div id='app'><main>{inner}</main></div></body></html>"
        inner = f"<h1 class='title'>{_title(number)}</h1>{date}<div class='text'>{body}</div>"
        return 200, {}, f"<html><body><article class='news'>{inner}</article></body></html>"


def _title(number: int) -> str:
    return f"{_WORDS[number % 10].title()} {_WORDS[number // 10 % 10]} number {number} opens at the university"


def _sentence(number: int, row: int) -> str:
    words = " ".join(_WORDS[(number * 7 + row * 3 + step * (row + 2)) % 10] for step in range(14))
    return f"In paragraph {row} of story {number} the university tells of {words} and of number {number * 31 + row}."


class Sites:
    """The server of all sites."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        sites: dict[str, Site] = {}

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                key = (self.headers.get("Host") or "").partition(".")[0]
                status, headers, body = sites[key].answer(self.path) if key in sites else (404, {}, "")
                data = body.encode()
                self.send_response(status)
                for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                try:
                    self.wfile.write(data)
                except OSError:  # who waited has gone
                    return

            def log_message(self, format: str, *args: object) -> None:
                return

        class Server(ThreadingHTTPServer):
            request_queue_size = 128
            daemon_threads = True

        self._server = Server(("127.0.0.1", 0), Handler)
        port = self._server.server_address[1]
        self.sites = sites
        for breakage in BREAKAGES:
            sites[breakage.key] = Site(breakage, int(port), clock)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Close."""
        self._server.shutdown()
        self._server.server_close()
