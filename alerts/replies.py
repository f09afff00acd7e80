"""What an HTTP answer means for a message: sent, try again, or never."""

from __future__ import annotations

import http.client
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from alerts.guard import AddressRefusedError
from alerts.records import PermanentFailure, TemporaryFailure
from alerts.text import clean

_ASK_LATER = frozenset({408, 425, 429})


@contextmanager
def asking(host: str) -> Iterator[None]:
    """Whatever goes wrong on the wire to ``host`` is a TemporaryFailure."""
    try:
        yield
    except AddressRefusedError as error:
        raise TemporaryFailure(str(error)) from error
    except (OSError, http.client.HTTPException) as error:
        text = clean(error, 200) or type(error).__name__
        raise TemporaryFailure(f"no answer from {host}: {text}") from error


def judge(host: str, status: int, said: str, headers: Mapping[str, str], now: datetime) -> None:
    """Return where the message was taken. TemporaryFailure for 5xx, 408, 425, 429 (honouring Retry-After) and
    redirects, which are not followed; PermanentFailure for any other answer."""
    if 200 <= status < 300:
        return
    failure = f"{host} answered {status} {clean(said, 120)}".rstrip()
    if status in _ASK_LATER or status >= 500:
        raise TemporaryFailure(failure, retry_after=retry_after(headers.get("retry-after"), now))
    if 300 <= status < 400:
        raise TemporaryFailure(f"{failure}: redirects are not followed, put the final address into the settings")
    raise PermanentFailure(failure)


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """How long a Retry-After header asks to wait: seconds or an HTTP date; None where it says nothing readable."""
    if not value:
        return None
    text = value.strip()[:64]
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text), 10**6))
    try:
        return max(timedelta(0), parsedate_to_datetime(text) - now)
    except (ValueError, TypeError, OverflowError):
        return None
