"""A site of a few lines for one test: paths and what they answer."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sources import Source

Answer = str | tuple[int, Mapping[str, str], str | bytes]


class Site:
    """Serves ``pages`` (path with query → body, or status, headers and body; a callable is asked each time) as
    http://site.localhost:PORT. ``asked`` lists the paths that were asked for, ``cookies`` what was sent with them."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer | Callable[[], Answer]] = {}
        self.asked: list[str] = []
        self.cookies: set[str] = set()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, format: str, *args: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://site.localhost:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def encrypt(self, context: ssl.SSLContext) -> None:
        """Speak HTTPS from now on."""
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.base = self.base.replace("http://", "https://")

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        page = self.pages.get(request.path, (404, {}, "not here"))
        page = page() if callable(page) else page
        status, headers, body = page if isinstance(page, tuple) else (200, {}, page)
        if request.path != "/robots.txt":
            self.asked.append(request.path)
        self.cookies |= set(request.headers.get_all("Cookie") or ())
        if headers.get("ETag") and request.headers.get("If-None-Match") == headers["ETag"]:
            status, body = 304, ""
        data = body if isinstance(body, bytes) else body.encode()
        request.send_response(status)
        kind = "text/xml" if data.startswith(b"<?xml") else "text/html; charset=utf-8"
        for name, value in {"Content-Type": kind, **headers, "Content-Length": str(len(data))}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(data)

    def article(self, number: int, text: str = "", *, canonical: str = "") -> str:
        """Make /news/NUMBER; its path."""
        path = f"/news/{number}"
        link = f'<link rel="canonical" href="{self.base}{canonical}">' if canonical else ""
        body = text or f"Paragraph {number} of a story that no other page tells. " * 8
        self.pages[path] = (
            f"<html><head><title>Story {number}</title>{link}</head><body><article>"
            f"<h1>Story number {number} of the day</h1><p>Опубликовано: 28.06.2024</p><p>{body}</p></article>"
            "</body></html>"
        )
        return path

    def listing(self, *paths: str, more: str = "") -> str:
        """The HTML of a list of links, with a "next" link where ``more`` names one."""
        links = "".join(
            f'<li><a href="{path}">Story number {path.rpartition("/")[2]} of the day</a></li>' for path in paths
        )
        following = f'<a rel="next" href="{more}">Next</a>' if more else ""
        return f"<html><body><ul>{links}</ul>{following}</body></html>"

    def feed(self, *paths: str) -> str:
        """A feed of those articles."""
        items = "".join(f"<item><title>Story</title><link>{self.base}{path}</link></item>" for path in paths)
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>N</title>{items}</channel></rss>'

    def source(self, *entries: dict[str, Any], **keys: Any) -> Source:
        """A source of this site; without entries its listing at /news."""
        listing = {"kind": "listing", "url": f"{self.base}/news", "articles": ["/news/{n}"]}
        return Source.model_validate(
            {
                "key": "site",
                "name": "Site",
                "country": "RU",
                "homepage": f"{self.base}/",
                "allow_private": True,
                "delay_s": 0.002,
                "entries": list(entries) or [listing],
                **keys,
            }
        )
