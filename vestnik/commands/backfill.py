"""``vestnik backfill``: walk sources back to a day, with an estimate beforehand; stopped, it goes on where it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE", help="Keys of sources.")],
    since: Annotated[str, typer.Option("--since", help="Back to this day: 2020-01-31, or 90d.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Begin at the top, whatever was walked before.")] = False,
    alerts: Annotated[bool, typer.Option("--alerts", help="Write alerts for old articles, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Store what sources published since a day, one source after the other.

    Pager, archive and sitemap are walked as politely as ever, after an estimate of pages and time. Stopped or killed,
    the same command goes on where it was. Exit code 3 where some source is not done.
    """
    from vestnik.console import print_json
    from vestnik.logs import start_logging
    from vestnik.progress import CrawlProgress
    from vestnik.wiring import build_catalogue, chosen_sources, hint_at_defaults

    state: State = ctx.obj
    config = state.config()
    chosen, day = chosen_sources(config, build_catalogue(config), sources), _day(since)
    _check_ways(chosen, day)
    hint_at_defaults(config)
    start_logging(config.log, least="warning")
    if again:
        _forget(config, chosen)
    with CrawlProgress(len(chosen)) as progress:
        outcomes = _run(config, chosen, day, yes=yes, alerts=alerts, progress=progress)
    if as_json:
        crawls = {crawl["source"]: crawl for crawl in progress.as_json()}
        told = [_as_json(key, day, outcome, crawls.get(key)) for key, outcome in outcomes.items()]
        print_json(told if len(chosen) > 1 else told[0])
    elif progress.results:
        progress.print_summary()
    _end(outcomes, day, quiet=as_json)


def _check_ways(chosen: Sequence[Source], since: date) -> None:
    from crawler.spiders.ways_back import ways_back

    for source in chosen:
        if not ways_back(source.entries, since, today()):
            raise UserError(
                f"{source.key} has only feeds, which name nothing but the latest articles; add a listing or a sitemap "
                "to its file (`vestnik add` finds them)"
            )


def _end(outcomes: Mapping[str, BackfillOutcome], since: date, *, quiet: bool) -> None:
    """Say how each source ended, and leave with the exit code that goes with it."""
    from vestnik.console import note

    declined, left = [], []
    for key, outcome in outcomes.items():
        if outcome.declined:
            declined.append(key)
        elif _is_interrupted(outcome):
            raise InterruptedByUserError("interrupted; the same command goes on where this one was")
        elif not outcome.done:
            left.append(key)
            why = outcome.report and (outcome.report.hint or outcome.report.verdict)
            note(f"{key}: not done: {why}; the same command goes on where this one was")
        elif not quiet:
            note(f"{key}: everything since {since} that its lists name is stored, or set aside with a reason")
    if left:
        raise typer.Exit(EXIT_SOME_SOURCES_FAILED)
    if declined:
        raise UserError(f"{', '.join(declined)}: nothing more was asked for; what was read for the estimate is kept")


def _is_interrupted(outcome: BackfillOutcome) -> bool:
    return not outcome.declined and (outcome.report is None or outcome.report.verdict == "interrupted")


def _day(text: str) -> date:
    day = parse_day(text, "--since", today())
    if day is None or day > today():
        raise UsageError(f"--since: {text!r} is not in the past")
    return day


def _run(
    config: Config, chosen: Sequence[Source], since: date, *, yes: bool, alerts: bool, progress: CrawlProgress
) -> dict[str, BackfillOutcome]:
    """How each source ended, as far as they were begun: after one that is interrupted comes no other."""
    from crawler.run import run

    # isort: split
    from scheduler.backfill import backfill_source
    from vestnik.crawl_settings import crawl_settings

    settings = crawl_settings(config)
    if not alerts:
        settings.set("VESTNIK_ROUTES", [], priority="cmdline")
    outcomes: dict[str, BackfillOutcome] = {}

    async def one_after_the_other() -> None:
        for source in chosen:
            rounds = Rounds(progress)

            def agree(estimate: Estimate, source: Source = source, rounds: Rounds = rounds) -> bool:
                rounds.total = estimate.articles
                _tell(estimate, source, since, config.crawl.daily_requests)
                return yes or _confirm()

            outcome = await backfill_source(
                source, since, settings=settings, database_url=config.database_url(), agree=agree, progress=rounds
            )
            outcomes[source.key] = outcome
            if outcome.report is not None:
                rounds.end(source.key, "ok" if outcome.done else outcome.report.verdict, outcome.report.hint)
            if _is_interrupted(outcome):
                return

    run(one_after_the_other)
    return outcomes


def _forget(config: Config, chosen: Sequence[Source]) -> None:
    from vestnik.wiring import stored

    with stored(config, quiet=True) as store:
        for source in chosen:
            store.forget_backfills(source.key)


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
        if source_key not in self._shown.results:
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


def _as_json(key: str, since: date, outcome: BackfillOutcome, crawl: dict[str, Any] | None) -> dict[str, Any]:
    estimate = outcome.estimate
    return {
        "source": key,
        "since": since,
        "done": outcome.done,
        "left": {**asdict(estimate), "requests": estimate.requests, "seconds": estimate.seconds},
        "ways": [asdict(way) for way in outcome.ways],
        "crawl": crawl,
    }
