"""Scrapy and aiohttp imported without what no crawl makes use of. To be imported first, and before there are threads.

What is left out is missed by nobody: it is loaded by whoever asks for it later. Twisted alone stays without its TLS in
such a process: what Scrapy should download through Twisted's client, it would not over https.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from importlib.metadata import version
from importlib.util import find_spec
from threading import RLock
from types import ModuleType
from typing import Any


class _Charsets(ModuleType):
    """Of ``charset_normalizer`` what Scrapy looks at the texts of responses with that no header and no page declares:
    a crawl reads bytes."""

    @staticmethod
    def from_bytes(*given: Any, **options: Any) -> Any:
        """The real function, loaded by who calls it."""
        from charset_normalizer import from_bytes

        return from_bytes(*given, **options)


class _Tls(ModuleType):
    """Of ``scrapy.utils.ssl``, which brings pyOpenSSL and cryptography (8 MB), what Scrapy imports to tell versions."""

    @staticmethod
    def get_openssl_version() -> str:
        """The real function's, loaded by who calls it."""
        from scrapy.utils.ssl import get_openssl_version

        return str(get_openssl_version())


@contextmanager
def _in_place_of(name: str, module: ModuleType | None) -> Iterator[None]:
    """Let those that are imported in the block find this module under the name, or none at all, unless the real one is
    there."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = module  # type: ignore[assignment] # None: an ImportError for who asks, as Python has it
    try:
        yield
    finally:
        del sys.modules[name]


class _Parts(ModuleType):
    """A package whose parts are imported without all that it imports itself: that follows when something else of it is
    asked for."""

    def __init__(self, name: str, spec: ModuleSpec) -> None:
        super().__init__(name)
        self.__spec__, self.__package__, self.__file__, self.__loader__ = spec, name, spec.origin, spec.loader
        self.__path__ = list(spec.submodule_search_locations or ())
        self.__version__ = version(name)
        self._loading, self._whole = RLock(), False

    def __getattr__(self, name: str) -> Any:
        """A part of the package, or what it says of itself."""
        part, is_own = f"{self.__name__}.{name}", not name.startswith("__")
        if is_own and find_spec(part) is not None:
            return import_module(part)
        with self._loading:
            if not self._whole and (is_own or name == "__all__") and isinstance(self.__loader__, Loader):
                self._whole = True  # what it asks of itself meanwhile it does not hold
                try:
                    self.__loader__.exec_module(self)
                except BaseException:
                    self._whole = False
                    raise
        return ModuleType.__getattribute__(self, name)


def _import_in_parts(name: str) -> None:
    if name not in sys.modules and (spec := find_spec(name)) is not None:
        sys.modules[name] = _Parts(name, spec)


# An XML-RPC server brings a server of HTTP and one of documentation: defusedxml, for Scrapy's XML-RPC requests, sets a
# function in it, which it takes from the (defused) client anyway.
# Without OpenSSL's bindings Twisted goes without TLS of its own: what is downloaded is by ``crawler.http_client``.
with (
    _in_place_of("OpenSSL", None),
    _in_place_of("scrapy.utils.ssl", _Tls("scrapy.utils.ssl")),
    _in_place_of("charset_normalizer", _Charsets("charset_normalizer")),
    _in_place_of("xmlrpc.server", ModuleType("xmlrpc.server")),
):
    import scrapy.crawler  # noqa: F401 (and what it needs itself)
# Of aiohttp crawls and polls need the parser of answers: its client, which the package imports first, is another 5 MB.
_import_in_parts("aiohttp")
