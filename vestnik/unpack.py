"""Unpack an HTTP answer piece by piece, never more than asked for: a small page can unpack to gigabytes."""

from __future__ import annotations

import zlib

_RAW_DEFLATE = -zlib.MAX_WBITS
_BITS = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}
ENCODINGS = ("identity", *_BITS)
"""The values of Content-Encoding that can be unpacked."""


class Unpacker:
    """Unpacks one answer of an encoding of ``ENCODINGS``."""

    def __init__(self, encoding: str) -> None:
        self._stream = zlib.decompressobj(_BITS[encoding]) if encoding in _BITS else None
        self._may_be_raw = encoding == "deflate"  # servers disagree on whether deflate has zlib's header

    @property
    def complete(self) -> bool:
        """False where the packed data ended too early."""
        return self._stream is None or self._stream.eof

    def __call__(self, chunk: bytes, limit: int) -> bytes:
        """What ``chunk`` unpacks to, at most ``limit`` bytes (at least 1). Raises OSError on what cannot be unpacked.

        Where ``limit`` bytes come back, more may be behind them: the answer is too long.
        """
        if self._stream is None:
            return chunk
        if self._stream.eof:
            return b""  # whatever follows the packed page is not the page
        try:
            part = self._stream.decompress(chunk, limit)
        except zlib.error as error:
            if not self._may_be_raw:
                raise OSError(f"the page cannot be unpacked: {error}") from None
            self._stream, self._may_be_raw = zlib.decompressobj(_RAW_DEFLATE), False
            return self(chunk, limit)
        self._may_be_raw = False
        return part
