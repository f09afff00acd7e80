"""One connection: aiohttp's protocol, with the bounds that its session would otherwise leave to who reads.

What a server says without being asked is never kept for the next request: neither in memory, where it could grow as
long as the connection stands, nor as that request's answer.
"""

from __future__ import annotations

import asyncio
from typing import cast

from aiohttp.client_exceptions import ClientPayloadError
from aiohttp.client_proto import ResponseHandler
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.http_parser import RawResponseMessage
from aiohttp.streams import StreamReader

from crawler.http_lenient import LONGEST_HEAD, LONGEST_LINE
from crawler.http_records import NoAnswerError

_MOST_HEADERS = 1000
_SLICE = 256 * 1024  # bytes of an answer that are taken from the connection before they are looked at


class Connection(ResponseHandler):
    """A connection to a server, which serves one request after the other. Belongs to ``loop``."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self._asked = False  # a head is waited for; whatever else comes is not an answer
        self._idle = False
        self._heard = 0
        self._body: StreamReader | None = None

    async def ask(self, head: bytes, *, bodiless: bool = False) -> tuple[RawResponseMessage, StreamReader]:
        """The answer to a request that is sent now, less what is said on the way to it (RFC 9110, 15.2)."""
        self._asked, self._idle, self._heard, self._body = True, False, 0, None
        self.set_response_params(
            skip_payload=bodiless,
            read_until_eof=True,
            auto_decompress=False,
            read_bufsize=_SLICE,
            max_line_size=LONGEST_LINE,
            max_field_size=LONGEST_LINE,
            max_headers=_MOST_HEADERS,
        )
        cast(asyncio.WriteTransport, self.transport).write(head)
        return await self.read()

    def rest(self) -> bool:
        """Whether it can wait for another request: it does from now on, and ends with the first byte that comes."""
        self._idle = self.is_connected() and not self.should_close
        return self._idle

    def data_received(self, data: bytes) -> None:
        """What comes is part of the answer that is waited for, within its bounds, or the end of the connection."""
        if self._idle and data:
            self.force_close()
            self.abort()
            return
        if self._asked:
            if self._heard > LONGEST_HEAD:
                self.set_exception(NoAnswerError(f"a head of more than {LONGEST_HEAD} bytes"))
                self.abort()
                return
            self._heard += len(data)
        super().data_received(data)

    def feed_data(self, data: tuple[RawResponseMessage, StreamReader], size: int = 0) -> None:
        """A head is there: the answer's, one on the way to it, or one that nobody asked for."""
        message, body = data
        if not self._asked:
            self.force_close()
        elif not 100 <= message.code < 200 or message.code == 101:
            self._asked, self._body = False, body
            super().feed_data(data, size)

    def set_exception(self, exc: BaseException, *cause: BaseException) -> None:
        """The first error says why; a body that cannot be read on is not waited for, which aiohttp would do."""
        if self.exception() is not None:
            return
        super().set_exception(exc, *cause)
        if isinstance(exc, HttpProcessingError):
            self._break_off(exc)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Its end. What stops at a reset is not whole, even where only the end says how long an answer is."""
        if exc is not None:
            self._break_off(ClientPayloadError(f"the connection was lost: {exc!r}"))
        super().connection_lost(exc)

    def _break_off(self, error: Exception) -> None:
        if self._body is not None and not self._body.is_eof() and self._body.exception() is None:
            self._body.set_exception(error)
