"""What a crawl shows while it runs (standard error, terminals only) and the table it ends with (standard output)."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

from vestnik.console import NUMBER, clean, err, note, out, shorten, table

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_GOOD = frozenset(
    {"ok"}
)  # "empty": the pages came and named no article, which is a fault of the source file or the site
_STYLES = {"ok": "green", "partial": "yellow", "stopped": "yellow", "interrupted": "yellow"}


@dataclass(slots=True)
class SourceProgress:
    """One source of the crawl: its counts so far, and, once it ended, its verdict and the hint that goes with it."""

    key: str
    name: str
    requests: int = 0
    pages: int = 0
    new: int = 0
    edited: int = 0
    flagged: int = 0
    rejected: int = 0
    verdict: str | None = None
    hint: str | None = None

    @property
    def failed(self) -> bool:
        """True where the source did not give what it should (the crawl as a whole then ends with exit code 3)."""
        return self.verdict not in _GOOD


class CrawlProgress:
    """Follows a crawl of ``total`` sources. Use as a context manager; call from one thread.

    On a terminal: one bar over all sources and a line for each one under way. Elsewhere nothing is printed while it
    runs, and rich is not even imported.
    """

    def __init__(self, total: int) -> None:
        self.results: dict[str, SourceProgress] = {}
        self._total = total
        self._live: Progress | None = None
        self._all: TaskID | None = None
        self._lines: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        if sys.stderr.isatty() and self._total:
            self._live = _live_display()
            self._all = self._live.add_task("all sources", total=self._total, counts="")
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def start(self, source_key: str, name: str) -> None:
        """A source's crawl begins."""
        self.results[source_key] = SourceProgress(source_key, name)
        if self._live is not None:
            self._lines[source_key] = self._live.add_task(shorten(source_key, 24), total=None, counts="")

    def update(
        self,
        source_key: str,
        *,
        requests: int | None = None,
        pages: int | None = None,
        new: int | None = None,
        edited: int | None = None,
        flagged: int | None = None,
        rejected: int | None = None,
        total_hint: int | None = None,
    ) -> None:
        """The counts of a source so far (totals, not steps); ``rejected`` are pages set aside because they hold no
        article, ``total_hint`` is how many pages are expected in all."""
        result = self.results[source_key]
        result.requests = result.requests if requests is None else requests
        result.pages = result.pages if pages is None else pages
        result.new = result.new if new is None else new
        result.edited = result.edited if edited is None else edited
        result.flagged = result.flagged if flagged is None else flagged
        result.rejected = result.rejected if rejected is None else rejected
        if self._live is not None and source_key in self._lines:
            self._live.update(
                self._lines[source_key], completed=result.pages, total=total_hint or None, counts=_counts(result)
            )
            self._show_total()

    def finish(self, source_key: str, verdict: str, hint: str | None = None) -> None:
        """A source's crawl ended with this verdict."""
        result = self.results[source_key]
        result.verdict, result.hint = verdict, hint
        if self._live is not None and source_key in self._lines:
            self._live.remove_task(self._lines.pop(source_key))
            if self._all is not None:
                self._live.advance(self._all)
            self._show_total()

    @property
    def failed(self) -> list[SourceProgress]:
        """The sources that did not end well, in the order they began."""
        return [result for result in self.results.values() if result.failed]

    def print_summary(self) -> None:
        """The closing table, and what "set aside" means where something was."""
        out().print(_summary(list(self.results.values())))
        aside = sum(result.rejected for result in self.results.values())
        if aside:
            note(f"set aside: {_pages(aside)} without an article (no title, no text or no web page)")

    def as_json(self) -> list[dict[str, object]]:
        """The same as plain data, one object a source."""
        return [_as_json(result) for result in self.results.values()]

    def _show_total(self) -> None:
        if self._live is not None and self._all is not None:
            self._live.update(self._all, counts=_counts(_sum(list(self.results.values()))))


def _live_display() -> Progress:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.fields[counts]}", markup=False),
        TimeElapsedColumn(),
        console=err(),
        transient=True,
    )


def _counts(result: SourceProgress) -> str:
    parts = [f"{result.requests} requests", f"{result.new} new"]
    if result.edited:
        parts.append(f"{result.edited} edited")
    return ", ".join([*parts, f"{result.flagged} flagged"])


def _sum(results: Sequence[SourceProgress]) -> SourceProgress:
    total = SourceProgress("", "all")
    for result in results:
        for field in ("requests", "pages", "new", "edited", "flagged", "rejected"):
            setattr(total, field, getattr(total, field) + getattr(result, field))
    return total


def _pages(count: int) -> str:
    return f"{count} page" if count == 1 else f"{count} pages"


def _as_json(result: SourceProgress) -> dict[str, object]:
    return {
        "source": result.key,
        "name": result.name,
        "verdict": result.verdict,
        "hint": result.hint,
        "requests": result.requests,
        "pages": result.pages,
        "new": result.new,
        "edited": result.edited,
        "flagged": result.flagged,
        "rejected": result.rejected,
    }


def _summary(results: Sequence[SourceProgress]) -> object:
    from rich.text import Text

    total = _sum(results)
    summary = table(
        None,
        [
            ("source", {"min_width": 8}),
            "verdict",
            ("requests", {**NUMBER, "least": 80}),
            ("pages", {**NUMBER, "least": 70}),
            ("new", NUMBER),
            ("edited", {**NUMBER, "least": 60}),
            ("flagged", {**NUMBER, "least": 50}),
            *([("set aside", {"justify": "right"})] if total.rejected else []),
            ("hint", {"min_width": 10}),
        ],
    )
    for result in [*results, *([total] if len(results) > 1 else [])]:
        verdict = result.verdict or ""
        summary.add_row(
            clean(result.key) or "all",
            Text(clean(verdict), style=_STYLES.get(verdict, "red") if verdict else ""),
            str(result.requests),
            str(result.pages),
            str(result.new),
            str(result.edited),
            str(result.flagged),
            *([str(result.rejected)] if total.rejected else []),
            clean(result.hint or ""),
        )
    return summary
