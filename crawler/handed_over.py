"""What a poll hands over to the crawl that it makes necessary: its open run, its hosts' turns, the answers it has."""

from __future__ import annotations

from dataclasses import dataclass, field

from scrapy.http import Request, Response

Question = tuple[str, bytes | None, bytes | None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one request: a response, just as it was downloaded, or why none came."""

    response: Response | None = None
    error: Exception | None = None
    latency_s: float | None = None

    def to(self, request: Request) -> Response:
        """The response, as that to ``request``; raises the error there was instead."""
        if self.latency_s is not None:
            request.meta["download_latency"] = self.latency_s
        if self.response is None:
            raise self.error or RuntimeError("an answer is a response or an error")
        return self.response


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A run that is open, the number under which its hosts' turns are held (``SourceSpider.number``), and the answers
    to what its crawl is going to ask first."""

    run_id: int
    number: int
    answers: dict[Question, Answer] = field(default_factory=dict)

    def take(self, request: Request) -> Answer | None:
        """The answer to a request, once; None where it is not there. Where a redirect leads is asked for anew."""
        return None if "redirect_times" in request.meta else self.answers.pop(question(request), None)


def question(request: Request) -> Question:
    """What makes two requests one: the address, and what is known of its content."""
    return request.url, request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since")
