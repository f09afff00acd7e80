"""Keep a crawl on the public internet: private addresses are refused where a name is resolved, for every hop.

The check stands in the resolver, on the very address that is then connected to, so that a name that changes its address
between check and use (DNS rebinding) gains nothing; redirects resolve again and are checked again.
"""

from __future__ import annotations

import ipaddress
import time
from typing import Any, cast
from urllib.parse import ParseResult, SplitResult

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from scrapy.resolver import CachingThreadedResolver, dnscache
from scrapy.utils.datatypes import LocalCache
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred, fail, succeed
from twisted.internet.error import DNSLookupError

from sources.networks import is_local_name, is_public

_refused: LocalCache[str, str] = LocalCache(1000)
"""Names refused lately, and the address they led to: for the words of an error, never for a decision."""


class OffsiteError(IgnoreRequest):
    """An address outside the source's registered domain and its ``allow_hosts``."""


class PrivateAddressError(DNSLookupError):
    """A name led to an address that is not on the public internet."""


def _is_open(host: str, opened: frozenset[str]) -> bool:
    """Whether a host or a domain that it stands under is among the opened ones, which may be many."""
    host = host.rstrip(".").lower()
    while host not in opened:
        _, below, host = host.partition(".")
        if not below:
            return False
    return True


_KEPT_S = 600.0
"""How long found addresses are kept. Scrapy keeps them as long as the process lives: a service would never find a site
that has moved."""


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver, which refuses private addresses except of hosts that ``VESTNIK_PRIVATE_HOSTS`` opens."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float, opened: frozenset[str]) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.opened = opened
        self._kept_since = time.monotonic()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> GuardedResolver:
        """Made from the settings of the first crawl of a process."""
        settings = crawler.settings
        opened = frozenset(host.lower() for host in settings.getlist("VESTNIK_PRIVATE_HOSTS"))
        return cls(reactor, settings.getint("DNSCACHE_SIZE"), settings.getfloat("DNS_TIMEOUT"), opened)

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:  # noqa: N802 (Twisted's name)
        """The IPv4 address of a name; fails with PrivateAddressError where it is not for a crawler to see."""
        opened = _is_open(name, self.opened)
        if is_local_name(name):
            return succeed("127.0.0.1") if opened else fail(_refusal(name, "127.0.0.1"))
        if time.monotonic() - self._kept_since > _KEPT_S:
            self._kept_since = time.monotonic()
            dnscache.clear()
        if _as_ip(name) is not None:
            return succeed(name) if opened or is_public(name) else fail(_refusal(name, name))
        found: Deferred[str] = super().getHostByName(name, timeout)
        return found if opened else found.addCallback(_checked, name)


def _as_ip(host: str) -> str | None:
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return None


def _checked(address: str, name: str) -> str:
    if not is_public(address):
        raise _refusal(name, address)
    return address


def refusal_of(host: str) -> str | None:
    """Why a host's name was refused by the resolver, in words (Twisted drops a resolver's own words), or None."""
    address = _refused.get(host.rstrip(".").lower())
    return _refusal_words(host, address) if address else None


def _refusal(name: str, address: str) -> PrivateAddressError:
    _refused[name.rstrip(".").lower()] = address
    return PrivateAddressError(_refusal_words(name, address))


def _refusal_words(name: str, address: str) -> str:
    return f"{name} is at {address}, a private address; allow_private = true in its source file opens it"


class AddressGuardMiddleware:
    """Refuse addresses before anything is sent: no plain web address, a host that is not the source's own, a literal
    private IP address (which some HTTP clients connect to without asking a resolver).

    Stands in for Scrapy's OffsiteMiddleware, which lets every request marked ``dont_filter`` pass: a retried request is
    so marked, and hands the mark on to wherever it is redirected.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.opened = frozenset(host.lower() for host in crawler.settings.getlist("VESTNIK_PRIVATE_HOSTS"))
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> AddressGuardMiddleware:
        """Made from the settings of a crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise IgnoreRequest with the reason, or let the request pass."""
        allowed = tuple(getattr(self.crawler.spider, "allowed_domains", None) or ())
        check_address(request, self.opened, frozenset(allowed))


def check_address(request: Request, opened: frozenset[str], allowed: frozenset[str] = frozenset()) -> None:
    """Raise IgnoreRequest with the reason, or let the request pass. ``opened`` are hosts that may be private,
    ``allowed`` the domains it may go to; none: any."""
    check_parts(request.url, urlparse_cached(request), opened, allowed)


def check_parts(
    url: str, parts: SplitResult | ParseResult, opened: frozenset[str], allowed: frozenset[str] = frozenset()
) -> None:
    """The same for an address and its parts."""
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host:
        raise IgnoreRequest(f"not a web address: {url[:200]}")
    if parts.username is not None or parts.password is not None or "\\" in url:
        raise IgnoreRequest(f"an address with a user name or a backslash is refused: {url[:200]}")
    if allowed and not _is_open(host, allowed):
        raise OffsiteError(f"leads to another host, {host}; add it to allow_hosts in the source file if it is right")
    literal = literal_address(host) or ("127.0.0.1" if is_local_name(host) else None)
    if literal is not None and not _is_open(host, opened) and not is_public(literal):
        raise IgnoreRequest(_refusal_words(host, literal))


def literal_address(host: str) -> str | None:
    """The IP address that a host is instead of a name, None where it is a name."""
    return _as_ip(host.strip("[]"))


def install_resolver(crawler: Crawler) -> None:
    """Put the guarded resolver on the running reactor (``scrapy crawl`` does this by itself; a runner does not)."""
    from twisted.internet import reactor

    GuardedResolver.from_crawler(crawler, cast(ReactorBase, reactor)).install_on_reactor()
