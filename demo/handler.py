"""One HTTP connection to the replica sites: virtual hosts, faults, conditional requests, the controls."""

from __future__ import annotations

import json
import socket
import struct
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from demo.faults import Fault, gzip_bomb
from demo.log import OpenRequest
from demo.wire import JSON, Request, Response, is_conditional, not_modified

if TYPE_CHECKING:
    from demo.server import ReplicaServer
    from demo.sites.base import Site

_HANG_S = 3600.0
_MAINTENANCE = (
    '<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>Технические работы</title></head><body>'
    "<h1>На сайте ведутся технические работы</h1><p>Приносим извинения за неудобства. Сайт станет доступен в ближайшее"
    " время. Попробуйте обновить страницу позже.</p></body></html>"
)


class _DroppedError(Exception):
    """The connection was cut on purpose: there is nothing more to answer."""


class ReplicaHandler(BaseHTTPRequestHandler):
    """Answers the requests of one connection. ``replica`` is set on the subclass that the server makes."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60
    replica: ReplicaServer
    _open: OpenRequest | None = None
    _status = 0
    _sent = 0

    def do_HEAD(self) -> None:
        """As GET, without the body."""
        self.do_GET()

    def do_GET(self) -> None:
        """Answer one request."""
        if self.path.startswith(("/__fault__", "/__log__")):
            self._open = None
            self._send(self._controls())
            return
        host = (self.headers.get("Host") or "").split(":")[0].lower()
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._status, self._sent = 0, 0
        self._open = self.replica.requests.begin(
            host=host,
            method=self.command,
            path=self.path,
            conditional=is_conditional(headers),
            at=self.replica.clock(),
            user_agent=headers.get("user-agent", ""),
        )
        try:
            self._answer(host, headers)
        except (_DroppedError, ConnectionError, TimeoutError):
            self.close_connection = True
        finally:
            self._open.end(self._status, self._sent)

    def version_string(self) -> str:
        """The Server header."""
        return "nginx"

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: the log is kept for programs, not printed."""

    def _answer(self, host: str, headers: dict[str, str]) -> None:
        site = self.replica.by_host.get(host)
        if site is None:
            self._send(self.replica.elsewhere(host))
            return
        faults = self.replica.faults.meet(site.facts.key, self.path)
        self._before(faults)
        target = urlsplit(self.path)
        changed = faults.get("template-change")
        request = Request(
            path=target.path,
            query=target.query,
            headers=headers,
            base=self.replica.base(site),
            now=self.replica.clock(),
            redesigned=changed is not None,
            emptied=changed is not None and changed.empty,
        )
        response = self._failing(site, faults, request) or site.respond(request)
        if not_modified(request, response):
            response.status, response.body = 304, b""
        self._send(response, faults.get("drip"), cut="truncated" in faults)

    def _before(self, faults: dict[str, Fault]) -> None:
        """The faults in which no answer comes at all."""
        if "hang" in faults:
            self.replica.faults.wait(_HANG_S)
            raise _DroppedError
        if "reset" in faults:
            # Linger of zero seconds makes the kernel send RST instead of FIN.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            raise _DroppedError

    def _failing(self, site: Site, faults: dict[str, Fault], request: Request) -> Response | None:
        """The answer of the first fault that has one of its own."""
        for kind, fault in faults.items():
            match kind:
                case "403":
                    return Response(b"<h1>403 Forbidden</h1>", fault.status or 403)
                case "429":
                    headers = [("Retry-After", fault.retry_after)] if fault.retry_after is not None else []
                    return Response(b"<h1>429 Too Many Requests</h1>", 429, headers=headers)
                case "500" | "robots-500":
                    headers = [("Retry-After", fault.retry_after)] if fault.retry_after is not None else []
                    return Response(b"<h1>Internal Server Error</h1>", fault.status or 500, headers=headers)
                case "gone":
                    response = site.not_found(request)
                    response.status = fault.status or 410
                    return response
                case "robots-closed":
                    return Response(f"User-agent: *\nDisallow: {site.section}\n".encode(), content_type="text/plain")
                case "empty-200":
                    return Response(b"")
                case "maintenance":
                    return Response(_MAINTENANCE.encode())
                case "redirect-away":
                    away = fault.to or f"http://parked.example.localhost:{self.replica.port}/"
                    return Response(b"", 302, headers=[("Location", away)])
                case "endless-redirect":
                    hop = request.number("hop", 0) + 1
                    return Response(b"", 302, headers=[("Location", f"{request.base}{request.path}?hop={hop}")])
                case "bomb":
                    return Response(gzip_bomb(fault.megabytes), headers=[("Content-Encoding", "gzip")])
        return None

    def _send(self, response: Response, drip: Fault | None = None, *, cut: bool = False) -> None:
        body = b"" if response.status == 304 else response.body
        self.send_response(response.status)
        self._status = response.status
        if response.status != 304:
            self.send_header("Content-Type", response.content_type)
            self.send_header("Content-Length", str(len(body)))
        for name, value in response.validators():
            self.send_header(name, value)
        for name, value in response.headers:
            self.send_header(name, value)
        silent = self.command == "HEAD" or not body
        if silent:
            self._last(0)
        self.end_headers()
        if silent:
            return
        if cut:
            self._write(body[: len(body) // 2])
            raise _DroppedError
        if drip is not None:
            body = self._drip(body, drip.bytes_per_second)
        self._last(len(body))
        self._write(body)

    def _write(self, data: bytes) -> None:
        self.wfile.write(data)
        self._sent += len(data)

    def _last(self, size: int) -> None:
        """The bytes that follow, so many, are the last of this answer."""
        if self._open is not None:
            self._open.end(self._status, self._sent + size)

    def _drip(self, body: bytes, bytes_per_second: int) -> bytes:
        """Send all but the last piece at that pace; return that piece."""
        pieces = min(bytes_per_second, 10)
        size = bytes_per_second // pieces
        while len(body) > size:
            self._write(body[:size])
            body = body[size:]
            if self.replica.faults.wait(1 / pieces):
                raise _DroppedError
        return body

    def _controls(self) -> Response:
        """The controls over HTTP: set or clear faults, read the log. Always JSON."""
        target = urlsplit(self.path)
        if target.path == "/__log__":
            entries = [asdict(entry) | {"at": entry.at.isoformat()} for entry in self.replica.log]
            return _json({"requests": entries, "in_flight_max": self.replica.in_flight_max})
        options: dict[str, str] = dict(parse_qsl(target.query))
        try:
            if options.pop("clear", None):
                self.replica.faults.clear(options.get("site"))
            elif options:
                self.replica.set_fault(options)
        except (KeyError, TypeError, ValueError) as error:
            return _json({"error": str(error)}, 400)
        return _json({"faults": self.replica.faults.active()})


def _json(data: object, status: int = 200) -> Response:
    return Response(json.dumps(data, ensure_ascii=False).encode(), status, content_type=JSON)
