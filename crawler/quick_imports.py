"""Scrapy and aiohttp imported without what their modules do at import and no crawl makes use of: some 90 ms of the
processor's time in every process that begins to crawl. To be imported first, and before there are threads."""

from __future__ import annotations

import inspect
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, ModuleType
from typing import Any


class _Caller:
    """Of ``inspect`` what Scrapy's deprecated classes use, to be told which module they are made in. The real one looks
    for every caller's source line in the files of all modules there are."""

    isclass = staticmethod(inspect.isclass)

    @staticmethod
    def stack() -> list[tuple[FrameType]]:
        """The caller and the caller's caller."""
        return [(sys._getframe(1),), (sys._getframe(2),)]

    @staticmethod
    def getmodule(frame: FrameType) -> ModuleType | None:
        """The module whose code runs in a frame."""
        return sys.modules.get(frame.f_globals["__name__"])


def _import_scrapy() -> None:
    from scrapy.utils import deprecate

    with _instead(deprecate, "inspect", _Caller):
        import scrapy.core.downloader.contextfactory  # noqa: F401 (for the others, which need it)


def _import_aiohttp() -> None:
    """As it is imported it reads the system's certificates twice, for the contexts of requests that bring none of their
    own; Scrapy's handler always brings one. So those two trust nobody here: a request that used them would be refused.
    """

    def load_nothing(*_: object) -> None:
        return

    with (
        _instead(ssl.SSLContext, "load_default_certs", load_nothing),
        _instead(ssl.SSLContext, "set_default_verify_paths", load_nothing),
    ):
        import aiohttp.connector  # noqa: F401 (for the others, which need it)


@contextmanager
def _instead(place: Any, name: str, other: object) -> Iterator[None]:
    """In the block, ``other`` is what ``place`` has under that name."""
    before = vars(place).get(name)
    setattr(place, name, other)
    try:
        yield
    finally:
        if before is None:  # it was inherited
            delattr(place, name)
        else:
            setattr(place, name, before)


_import_scrapy()
_import_aiohttp()
