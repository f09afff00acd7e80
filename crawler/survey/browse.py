"""The fetching side of a survey: each address once, so many requests and so much time, only the site's own hosts."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from urllib.parse import urlsplit

from articles.address import registered_domain
from crawler.survey.answer import Answer

MAX_REQUESTS = 40
MAX_SECONDS = 60.0


class Browse:
    """Fetches pages for a survey through ``fetch`` (which never raises). When ``max_requests`` or ``max_seconds`` are
    spent, nothing more is asked, and answers say so; ``spent`` is then True."""

    def __init__(
        self,
        fetch: Callable[[str], Awaitable[Answer]],
        *,
        clock: Callable[[], datetime],
        max_requests: int = MAX_REQUESTS,
        max_seconds: float = MAX_SECONDS,
        said: Callable[[str], None] = lambda words: None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch, self._clock, self._said, self._monotonic = fetch, clock, said, monotonic
        self._max_requests, self._max_seconds = max_requests, max_seconds
        self._answers: dict[str, Answer] = {}
        self._began = monotonic()
        self.requests = 0
        self.spent = False
        self.domain = ""

    @property
    def seconds(self) -> float:
        """Time since the survey began."""
        return self._monotonic() - self._began

    @property
    def left(self) -> int:
        """Requests that may still be made."""
        return self._max_requests - self.requests

    @property
    def pages(self) -> list[Answer]:
        """The web pages that came so far, each once."""
        return [answer for url, answer in self._answers.items() if answer.is_html and url == answer.asked]

    def now(self) -> datetime:
        """The moment of the survey's clock."""
        return self._clock()

    async def get(self, url: str) -> Answer:
        """The answer for an address, from memory where it was asked for before."""
        url = url.partition("#")[0]
        if url in self._answers:
            return self._answers[url]
        if self.left <= 0 or self.seconds > self._max_seconds:
            self.spent = True
            return Answer(url, at=self._clock(), problem="not asked: the survey's requests or its time are spent")
        self.requests += 1
        self._said(url)
        answer = await self._fetch(url)
        self._answers[url] = answer
        if answer.ok:
            self._answers.setdefault(answer.url, answer)
        return answer

    def settle_on(self, url: str) -> None:
        """Take the registered domain of an address for the site's own."""
        self.domain = registered_domain(urlsplit(url).hostname or "")

    def is_own(self, url: str) -> bool:
        """Whether an address is on the site's own registered domain."""
        try:
            host = (urlsplit(url).hostname or "").lower()
        except ValueError:
            return False
        return host == self.domain or host.endswith("." + self.domain)
