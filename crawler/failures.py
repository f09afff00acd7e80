"""Download failures in words that say what happened and what a person can do."""

from __future__ import annotations

import zlib
from urllib.parse import urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from twisted.internet.error import ConnectionDone, ConnectionLost, DNSLookupError, TimeoutError
from twisted.python.failure import Failure

from crawler.downloading import NoDownloadError
from crawler.guard import OffsiteError, refusal_of
from crawler.http_records import Why
from crawler.turns import HostBudgetError, HostPausedError, RobotsUnreachableError

_WORDS: tuple[tuple[type[Exception], str], ...] = (
    (DownloadTimeoutError, "no whole answer within the time limit (crawl.timeout_s)"),
    (TimeoutError, "no connection within the time limit"),
    (DownloadConnectionRefusedError, "the host refuses connections: is it down?"),
    (ResponseDataLossError, "the answer broke off before its end"),
    (ConnectionLost, "the host closed the connection"),
    (ConnectionDone, "the host closed the connection without an answer"),
)
_CAUSES: tuple[tuple[type[Exception], str], ...] = (
    (HostBudgetError, "budget"),
    (HostPausedError, "paused"),
    (RobotsUnreachableError, "server"),
    (OffsiteError, "moved"),
    (DownloadTimeoutError, "timeout"),
    (TimeoutError, "timeout"),
    (DownloadConnectionRefusedError, "refused"),
    (ResponseDataLossError, "dropped"),
    (ConnectionLost, "dropped"),
    (ConnectionDone, "dropped"),
)
_FAILED: dict[Why, str] = {
    "name": "the certificate is for another name (verify_tls)",
    "certificate": "the certificate cannot be verified (verify_tls)",
    "tls": "no encryption can be agreed on with the host",
    "closed": "the host closed the connection without a whole answer",
    "unreachable": "the host cannot be reached",
    "unreadable": "the answer is no valid HTTP",
}
_FAILED_CAUSES: dict[Why, str] = {
    "name": "certificate",
    "certificate": "certificate",
    "tls": "tls",
    "proxy": "proxy",
    "unreadable": "unreadable",
    "closed": "dropped",
    "unreachable": "refused",
}
_CAUSE_WORDS = (("redirects again", "redirects"),)
_IGNORED = {
    "Forbidden by robots.txt": "robots.txt forbids it",
    "max redirections reached": "it redirects again and again",
}


def in_words(failure: Failure) -> str:
    """One line for a person: the cause, without a traceback."""
    request = getattr(failure, "request", None)  # Scrapy puts it there
    return words_of(failure.value, request.url if request is not None else "")


def words_of(error: BaseException | None, url: str) -> str:
    """The same of an error by itself, met on the way to ``url``."""
    if isinstance(error, (CannotResolveHostError, DNSLookupError)):
        host = urlsplit(url).hostname or ""
        return refusal_of(host) or f"the host's name cannot be resolved: {host}"
    if isinstance(error, IgnoreRequest):
        text = str(error) or type(error).__name__
        if "DOWNLOAD_MAXSIZE" in text:
            return "the answer is too large when unpacked (crawl.max_page_mb)"
        return _IGNORED.get(text, text)
    for kind, words in _WORDS:
        if isinstance(error, kind):
            return words
    text = str(error)
    if isinstance(error, DownloadCancelledError):  # Scrapy's only reason is its limit of size
        return "the answer is too large (crawl.max_page_mb)"
    if isinstance(error, NoDownloadError):
        return text if error.why == "proxy" else _FAILED[error.why]
    if isinstance(error, (OSError, EOFError, zlib.error)):
        return f"the answer cannot be unpacked or read: {text[:200]}"
    return f"{type(error).__name__}: {text[:200]}"


def cause_of(failure: Failure) -> str:
    """The same as one word for programs (``docs/health.md`` lists them)."""
    error: BaseException | None = failure.value
    if isinstance(error, RobotsUnreachableError) and error.__cause__ is not None:
        error = error.__cause__  # no answer at all: the site has not said that it is in trouble
    if isinstance(error, (CannotResolveHostError, DNSLookupError)):
        return "dns"
    if isinstance(error, NoDownloadError):
        return _FAILED_CAUSES.get(error.why, "other")
    for kind, cause in _CAUSES:
        if isinstance(error, kind):
            return cause
    words = words_of(error, "")
    if "robots.txt forbids" in words:
        return "robots"
    return next((cause for part, cause in _CAUSE_WORDS if part in words), "other")


def cause_of_status(status: int) -> str:
    """The cause that an answer's status names."""
    if status in (404, 410):
        return "missing"
    if status == 429:
        return "ratelimited"
    if status >= 500:
        return "server"
    if status == 407:
        return "proxy"
    return "forbidden" if status in (401, 403, 451) else "other"


def cause_of_gate(reason: str | None) -> str:
    """The cause where a way in answered and names nothing; ``reason`` is ``crawler.validity.why_no_listing``'s."""
    if reason is None:
        return "empty"
    return "maintenance" if reason in ("maintenance page", "server error") else "gate"


def is_blocked(failure: Failure) -> bool:
    """True where the site (or we) will not have the page asked for: robots.txt, a long pause, another host."""
    error = failure.value
    return isinstance(error, (HostPausedError, HostBudgetError, OffsiteError)) or (
        isinstance(error, IgnoreRequest) and str(error).startswith(("Forbidden by robots.txt", "robots.txt answered"))
    )
