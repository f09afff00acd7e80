"""Packed answers: gzip, which nearly every server sends, is unpacked at once, not in pieces through a file object."""

from __future__ import annotations

from typing import cast

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware

try:
    from isal import isal_zlib as zlib  # the same in a third of the time
except ImportError:  # it is built for x86-64 and 64-bit ARM only
    import zlib  # type: ignore[no-redef]  # the same functions

_Damaged = cast("type[Exception]", zlib.error)  # isal's stubs say it was an instance
_GZIP = 31  # zlib's word for a gzip header around the data
_NAMES = frozenset([b"gzip", b"x-gzip"])


class CompressionMiddleware(HttpCompressionMiddleware):
    """Scrapy's, with a short way for a whole gzip stream that unpacks to no more than is allowed."""

    @staticmethod
    def _decode(body: bytes, encoding: bytes, max_size: int) -> bytes:
        """``body`` unpacked. What is torn, damaged, too large or made of several streams is left to Scrapy, which
        saves what it can and says what it cannot."""
        if encoding in _NAMES and max_size:
            stream = zlib.decompressobj(_GZIP)
            try:
                unpacked = stream.decompress(body, min(_stated_size(body) + 1, max_size))
            except _Damaged:
                unpacked = b""
            if stream.eof and not stream.unused_data:
                return unpacked
        return HttpCompressionMiddleware._decode(body, encoding, max_size)


def _stated_size(body: bytes) -> int:
    """The size that a gzip stream's last four bytes give. Unpacked into memory of just that size, a page leaves no hole
    behind it; where it is wrong, the stream does not end by then."""
    return int.from_bytes(body[-4:], "little")
