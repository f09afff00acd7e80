"""A tiny web site for the tests of the page fetcher."""

from __future__ import annotations

import gzip
import ssl
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

PAGE = """<!doctype html><html lang="en"><head><title>SPbPU and Tianjin</title></head><body>
<main><h1>SPbPU and Tianjin sign an agreement</h1><p>Published: 2024-06-28</p>
<div><p>A delegation from Tianjin visited the university and signed an agreement on a joint laboratory.</p>
<p>The guests saw the science park and met students from China who study at the polytechnic university.</p></div>
</main></body></html>"""

CYRILLIC = """<!doctype html><html lang="ru"><head><title>Сайт</title></head><body>
<div class="promo"><h1>Приёмная кампания открыта</h1></div>
<div class="headline">Делегация из Тяньцзиня</div><div class="when">Опубликовали 07/03/2024</div>
<div class="story"><p>Делегация из Тяньцзиня посетила университет и подписала соглашение о лаборатории.</p>
<p>Гости осмотрели научный парк и встретились со студентами, которые учатся в политехе.</p></div></body></html>"""


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        routes = {
            "/": self._page,
            "/away": self._away,
            "/big": self._big,
            "/zip": lambda: self._packed(b"\x1f\x8b", "gzip"),
            "/cut": lambda: self._packed(gzip.compress(PAGE.encode())[:-20], "gzip"),
            "/nozip": lambda: self._packed(PAGE.encode(), "gzip"),
            "/brotli": lambda: self._packed(PAGE.encode(), "br"),
            "/bomb": lambda: self._packed(gzip.compress(b"x" * 30_000_000), "gzip"),
            "/gzip": lambda: self._packed(gzip.compress(PAGE.encode()), "gzip"),
            "/deflate": lambda: self._packed(zlib.compress(PAGE.encode()), "deflate"),
            "/raw-deflate": lambda: self._packed(zlib.compress(PAGE.encode())[2:-4], "deflate"),
            "/cp1251": self._cyrillic,
            "/loop": self._loop,
            "/drip": self._drip,
        }
        routes.get(self.path, self._missing)()

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _page(self) -> None:
        self._send(200, PAGE.encode(), Content_Type="text/html; charset=utf-8")

    def _away(self) -> None:
        self._send(302, b"", Location="file:///etc/hostname")

    def _loop(self) -> None:
        self._send(302, b"", Location="/loop")

    def _big(self) -> None:
        self._send(200, b"x" * 3_000_000)

    def _drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        assert isinstance(self.server, Server)
        while not self.server.closing.wait(0.02):
            try:
                self.wfile.write(b"x")
            except OSError:
                return

    def _packed(self, body: bytes, encoding: str) -> None:
        self._send(200, body, Content_Type="text/html; charset=utf-8", Content_Encoding=encoding)

    def _cyrillic(self) -> None:
        self._send(200, CYRILLIC.encode("windows-1251"), Content_Type="text/html; charset=iso-8859-1")

    def _missing(self) -> None:
        self._send(404, b"")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    closing: Event

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that leaves, or trusts us not, is what the tests are about."""


@contextmanager
def site(tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """The address of a running site, ending in a slash; over TLS on localhost, where a context is given."""
    with Server(("127.0.0.1", 0), Handler) as server:
        server.closing = Event()
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"https://localhost:{server.server_port}/" if tls else f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.closing.set()
            server.shutdown()
            thread.join()
