"""Answers that have not changed are not sent again: an ETag on every page and document, 304 where it is asked for."""

from __future__ import annotations

from hashlib import blake2b

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST = 2_000_000
"""Bytes of an answer that is held back to be summed; a longer one goes out as it comes."""


class Conditional:
    """Sums the answers to GET requests (weak ETags, RFC 9110) and answers 304 where the asker has the same."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        known = {tag.strip() for tag in Headers(scope=scope).get("if-none-match", "").split(",")}
        await self._app(scope, receive, _Held(send, known))


class _Held:
    """The ``send`` of one answer: holds it back until its end is known."""

    def __init__(self, send: Send, known: set[str]) -> None:
        self._send, self._known = send, known
        self._start: Message | None = None
        self._body = bytearray()
        self._passing = False

    async def __call__(self, message: Message) -> None:
        """Take one message of the answer."""
        if self._passing:
            await self._send(message)
        elif message["type"] == "http.response.start":
            self._start = message
            self._passing = message["status"] != 200 or "etag" in Headers(raw=message["headers"])
            if self._passing:
                await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish()
            elif len(self._body) > MOST:
                self._passing = True
                await self._send(self._start or {})
                await self._send({"type": "http.response.body", "body": bytes(self._body), "more_body": True})

    async def _finish(self) -> None:
        start = self._start or {}
        headers = MutableHeaders(raw=start["headers"])
        headers["ETag"] = tag = f'W/"{blake2b(self._body, digest_size=12).hexdigest()}"'
        if tag in self._known:
            start["status"] = 304
            del headers["content-length"]
            self._body.clear()
        await self._send(start)
        await self._send({"type": "http.response.body", "body": bytes(self._body)})
