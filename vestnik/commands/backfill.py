"""``vestnik backfill``: walk a source back to a day, with an estimate beforehand; stopped, it goes on where it was."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vestnik.commands.options import AsJson, parse_day, today
from vestnik.errors import EXIT_SOME_SOURCES_FAILED, InterruptedByUserError, UsageError, UserError
from vestnik.state import State

if TYPE_CHECKING:
    from scheduler.backfill import BackfillOutcome, Estimate
    from sources import Source
    from vestnik.config import Config
    from vestnik.progress import CrawlProgress


def register(app: typer.Typer) -> None:
    """Put ``backfill`` on the application."""
    app.command("backfill")(backfill)


def backfill(
    ctx: typer.Context,
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="Key of a source.")],
    since: Annotated[str, typer.Option("--since", help="Back to this day: 2020-01-31, or 90d.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Begin at the top, whatever was walked before.")] = False,
    alerts: Annotated[bool, typer.Option("--alerts", help="Write alerts for old articles, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Store what a source published since a day.

    Its pager, archive and sitemap are walked as politely as ever, after an estimate of pages and time. Stopped or
    killed, the same command goes on where it was.
    """
    from vestnik.console import note, print_json
    from vestnik.logs import start_logging
    from vestnik.progress import CrawlProgress
    from vestnik.wiring import build_catalogue, hint_at_defaults, named_source

    state: State = ctx.obj
    config = state.config()
    chosen = named_source(build_catalogue(config), source)
    day = _day(since)
    hint_at_defaults(config)
    start_logging(config.log, least="warning")
    if again:
        _forget(config, chosen.key)
    with CrawlProgress(1) as progress:
        outcome = _run(config, chosen, day, yes=yes, alerts=alerts, progress=progress)
    if as_json:
        print_json(_as_json(chosen, day, outcome, progress))
    elif progress.results:
        progress.print_summary()
    report = outcome.report
    if outcome.declined:
        raise UserError("nothing more was asked for; what was read for the estimate is kept")
    if report is None or report.verdict == "interrupted":
        raise InterruptedByUserError("interrupted; the same command goes on where this one was")
    if not outcome.done:
        note(f"{chosen.key}: not done: {report.hint or report.verdict}; the same command goes on where this one was")
        raise typer.Exit(EXIT_SOME_SOURCES_FAILED)
    if not as_json:
        note(f"{chosen.key}: everything since {day} that its lists name is stored, or set aside with a reason")


def _day(text: str) -> date:
    day = parse_day(text, "--since", today())
    if day is None or day > today():
        raise UsageError(f"--since: {text!r} is not in the past")
    return day


def _run(
    config: Config, source: Source, since: date, *, yes: bool, alerts: bool, progress: CrawlProgress
) -> BackfillOutcome:
    from crawler.run import run
    from crawler.spiders.ways_back import ways_back
    from scheduler.backfill import backfill_source
    from vestnik.crawl_settings import crawl_settings

    settings = crawl_settings(config)
    if not alerts:
        settings.set("VESTNIK_ROUTES", [], priority="cmdline")
    rounds = Rounds(progress)

    def agree(estimate: Estimate) -> bool:
        rounds.total = estimate.articles
        _tell(estimate, source, since, config.crawl.daily_requests)
        return yes or _confirm()

    if not ways_back(source.entries, since, today()):
        raise UserError(
            f"{source.key} has only feeds, which name nothing but the latest articles; add a listing or a sitemap to "
            "its file (`vestnik add` finds them)"
        )
    outcome = run(
        lambda: backfill_source(
            source, since, settings=settings, database_url=config.database_url(), agree=agree, progress=rounds
        )
    )
    if outcome.report is not None:
        rounds.end(source.key, "ok" if outcome.done else outcome.report.verdict, outcome.report.hint)
    return outcome


def _forget(config: Config, key: str) -> None:
    from vestnik.wiring import stored

    with stored(config, quiet=True) as store:
        store.forget_backfills(key)


def _confirm() -> bool:
    import sys

    if not sys.stdin.isatty():
        raise UsageError("nobody is there to agree to it; add --yes")
    return typer.confirm("Go on?", err=True)


def _tell(estimate: Estimate, source: Source, since: date, budget: int) -> None:
    from vestnik.console import note

    requests, seconds = estimate.requests, estimate.seconds
    if requests is None or seconds is None:
        note(
            f"{source.key}: how much there is since {since} cannot be told: its lists name neither days nor a last "
            f"page; one request every {estimate.delay_s:g} s"
        )
        return
    note(
        f"{source.key}: about {estimate.pages} pages of lists and {estimate.articles} articles since {since}: "
        f"{duration(seconds)}, one request every {estimate.delay_s:g} s"
    )
    if budget and requests > budget:
        note(f"more than crawl.daily_requests ({budget}) lets through in a day: run it again on the days that follow")


def duration(seconds: float) -> str:
    """Roughly how long, in words: ``about 3 h 20 min``."""
    whole = timedelta(seconds=round(seconds))
    hours, minutes = divmod(int(whole.total_seconds()) // 60, 60)
    if hours:
        return f"about {hours} h {minutes} min"
    return f"about {minutes} min" if minutes else "less than a minute"


class Rounds:
    """Shows the rounds of a backfill as one crawl (``scheduler.records.Progress``)."""

    def __init__(self, shown: CrawlProgress) -> None:
        self.total: int | None = None
        self._shown = shown
        self._earlier: dict[str, int] = {}
        self._now: dict[str, int] = {}

    def start(self, source_key: str, name: str) -> None:
        """A round begins."""
        if not self._shown.results:
            self._shown.start(source_key, name)
        self._earlier = {key: self._earlier.get(key, 0) + self._now.get(key, 0) for key in self._earlier | self._now}
        self._now = {}

    def update(self, source_key: str, **counts: int | None) -> None:
        """The counts of the round so far."""
        self._now = {key: value for key, value in counts.items() if value is not None and key != "total_hint"}
        sums: dict[str, Any] = {key: value + self._earlier.get(key, 0) for key, value in self._now.items()}
        self._shown.update(source_key, **sums, total_hint=max(self.total or 0, sums.get("pages", 0)) or None)

    def finish(self, source_key: str, verdict: str, hint: str | None = None) -> None:
        """A round has ended; what the whole came to is told by ``end``."""

    def end(self, source_key: str, verdict: str, hint: str | None) -> None:
        """The last round has ended."""
        if source_key in self._shown.results:
            self._shown.finish(source_key, verdict, hint)


def _as_json(source: Source, since: date, outcome: BackfillOutcome, progress: CrawlProgress) -> dict[str, Any]:
    estimate = outcome.estimate
    return {
        "source": source.key,
        "since": since,
        "done": outcome.done,
        "left": {**asdict(estimate), "requests": estimate.requests, "seconds": estimate.seconds},
        "ways": [asdict(way) for way in outcome.ways],
        "crawl": next(iter(progress.as_json()), None),
    }
