"""What the scheduler asks of whoever shows its progress."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """A live view of crawls: ``vestnik.progress`` draws it, tests record it."""

    def start(self, source_key: str, name: str) -> None:
        """A crawl begins."""

    def update(
        self,
        source_key: str,
        *,
        requests: int,
        pages: int,
        new: int,
        edited: int,
        flagged: int,
        rejected: int,
        total_hint: int | None,
    ) -> None:
        """The counts so far; ``rejected`` pages hold no article, ``total_hint`` article pages are wanted."""

    def finish(self, source_key: str, verdict: str, hint: str | None) -> None:
        """A crawl has ended."""


class NoProgress:
    """Shows nothing."""

    def start(self, source_key: str, name: str) -> None:
        """Nothing to show."""

    def update(
        self,
        source_key: str,
        *,
        requests: int,
        pages: int,
        new: int,
        edited: int,
        flagged: int,
        rejected: int,
        total_hint: int | None,
    ) -> None:
        """Nothing to show."""

    def finish(self, source_key: str, verdict: str, hint: str | None) -> None:
        """Nothing to show."""
