"""What is wrong with a source, in words a person acts on."""

from __future__ import annotations

from datetime import datetime, timedelta

NETWORK = frozenset({"dns", "timeout", "refused", "dropped", "proxy"})
"""Causes that our own network would explain, too."""
PASSING = NETWORK | {"server", "maintenance", "ratelimited", "paused", "unreadable", "other"}
"""Causes that usually pass by themselves: told only when they have lasted."""

_REACH: dict[str, tuple[str, str]] = {
    "robots": ("robots.txt now forbids reading it", "ask the site's owner, or name a way in that is allowed"),
    "moved": (
        "redirected to another host",
        "if that host is the university's own, put it into allow_hosts or correct the addresses of the source file",
    ),
    "certificate": (
        "its certificate is invalid",
        "open it in a browser; where only the chain is incomplete, verify_tls = false in the source file reads it",
    ),
    "tls": (
        "no encryption can be agreed on with it",
        "open it in a browser; where its server speaks an old TLS only, write to its owner",
    ),
    "proxy": ("the proxy on the way refuses us", "put user and password into the proxy's address (https_proxy)"),
    "forbidden": (
        "the site refuses us",
        "ask its owner, set [crawl] contact, ask more slowly (delay_s); a browser shows whether it refuses all",
    ),
    "gate": (
        "a login, captcha or anti-bot page stands where the list was",
        "open it in a browser; ask its owner to let Vestnik in",
    ),
    "missing": ("its list is gone (404 or 410)", "the address has changed: find the new one with `vestnik check`"),
    "redirects": ("it redirects again and again", "open it in a browser; the address may have changed"),
    "empty": (
        "its list names no article any more",
        "the site was redesigned, or a script fills the list now: `vestnik check` shows what is found",
    ),
    "dns": ("its host's name is not found", "is the address still right? `vestnik doctor` checks this machine's DNS"),
    "timeout": ("it does not answer in time", "open it in a browser; it may be overloaded or shut us out"),
    "refused": ("its host refuses connections", "open it in a browser; it may be down or shut us out"),
    "dropped": ("its host closes the connection", "open it in a browser; it may shut us out"),
    "unreadable": ("its answers are no valid HTTP", "open it in a browser; write to its owner where it lasts"),
    "server": ("it answers with server errors", "open it in a browser; write to its owner where it lasts"),
    "maintenance": ("a maintenance page stands there", "wait, or write to its owner where it lasts"),
    "ratelimited": ("it says that we ask too often (429)", "give the source a longer delay_s or a slower rhythm"),
    "paused": ("its host has asked for a long pause", "give the source a longer delay_s or a slower rhythm"),
    "unbegun": ("its crawl cannot begin", "mend what the message names; `vestnik doctor` checks the rest"),
    "other": ("it cannot be read", "`vestnik check` shows more"),
}
_ORDER = tuple(_REACH)


def main_cause(causes: dict[str, int]) -> str | None:
    """The cause that says most, of those counted."""
    return next((cause for cause in _ORDER if causes.get(cause)), None)


def reach_words(cause: str) -> tuple[str, str]:
    """What is wrong and what to do, for a cause of ``crawler.failures``."""
    return _REACH.get(cause, _REACH["other"])


def day_words(moment: datetime) -> str:
    """A day as people write it: 12 November 2026."""
    return f"{moment.day} {moment:%B %Y}"


def length_words(time: timedelta) -> str:
    """A length of time in its two largest words at most: "3 days", "5 hours", "20 minutes"."""
    minutes = int(time.total_seconds() // 60)
    for size, word in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            number = minutes // size
            return f"{number} {word}{'s' if number > 1 else ''}"
    return "less than a minute"


def number_words(count: int, word: str) -> str:
    """A number and what it counts: "1 day", "3 days"."""
    return f"{count} {word}{'' if count == 1 else 's'}"
