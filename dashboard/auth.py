"""Who may come in: passwords, the rate of attempts, the proof that a form is our own."""

from __future__ import annotations

import hmac
from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from threading import Lock
from time import monotonic

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1000
MOST_FAILURES = 5
WINDOW_S = 900.0
"""So many failed logins from one address, or under one name, in so many seconds; then both wait."""
_MOST_REMEMBERED = 10_000
_HASHER = PasswordHasher()


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with its own salt. ValueError for one that is too short or absurdly long."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise ValueError(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
    return _HASHER.hash(password)


def password_fits(password: str, stored: str | None) -> bool:
    """Whether the password has this hash. Takes as long where there is nobody of that name (``stored`` None)."""
    try:
        return _HASHER.verify(stored or _nobody(), password[:LONGEST_PASSWORD]) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    """A hash to check in the place of a missing one. Made when first needed: it takes as long as a login."""
    return _HASHER.hash("nobody has this password")


def form_token(secret: str) -> str:
    """What our own forms carry: made from the visitor's cookie, which no other site can read."""
    return hmac.new(secret.encode(), b"form", sha256).hexdigest()


def is_form_token(secret: str | None, given: str) -> bool:
    """Whether a form was made for this visitor."""
    return secret is not None and hmac.compare_digest(form_token(secret).encode(), given.encode("utf-8", "replace"))


class Attempts:
    """Failed logins of the last quarter of an hour, by whatever they are counted for; bounded in memory."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._failed: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = Lock()

    def wait_s(self, *keys: str) -> float:
        """Seconds until the next attempt is allowed, 0 now."""
        now = self._clock()
        with self._lock:
            return max((self._wait(key, now) for key in keys), default=0.0)

    def failed(self, *keys: str) -> None:
        """Count a failure."""
        now = self._clock()
        with self._lock:
            for key in keys:
                self._failed.setdefault(key, []).append(now)
                self._failed.move_to_end(key)
            while len(self._failed) > _MOST_REMEMBERED:
                self._failed.popitem(last=False)

    def succeeded(self, *keys: str) -> None:
        """Forget the failures."""
        with self._lock:
            for key in keys:
                self._failed.pop(key, None)

    def _wait(self, key: str, now: float) -> float:
        recent = [at for at in self._failed.get(key, ()) if now - at < WINDOW_S][-MOST_FAILURES:]
        if key in self._failed:
            self._failed[key] = recent
        return WINDOW_S - (now - recent[0]) if len(recent) == MOST_FAILURES else 0.0
