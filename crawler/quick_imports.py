"""Scrapy imported without what its deprecated classes do at import and no crawl makes use of: they read the source
files of all modules there are. To be imported first, and before there are threads."""

from __future__ import annotations

import inspect
import sys
from types import FrameType, ModuleType


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

    deprecate.inspect = _Caller  # type: ignore[attr-defined,assignment] # put back below
    try:
        import scrapy.core.downloader.contextfactory  # noqa: F401 (for the others, which need it)
    finally:
        deprecate.inspect = inspect  # type: ignore[attr-defined]


_import_scrapy()
