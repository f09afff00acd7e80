"""``vestnik crawl``: once, by hand or by cron."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from vestnik.commands.options import AsJson, Workers
from vestnik.errors import EXIT_ERROR, EXIT_SOME_SOURCES_FAILED, InterruptedByUserError, UserError
from vestnik.state import State

if TYPE_CHECKING:
    from alerts import Channel, DeliveryOutcome
    from scheduler.schedule import Schedule
    from sources import Catalogue, Source
    from vestnik.config import Config
    from vestnik.progress import CrawlProgress
    from vestnik.sharding import Shards

_NOTHING = "there is no source to crawl; `vestnik sources` lists them, [sources] in vestnik.toml chooses"


def register(app: typer.Typer) -> None:
    """Put ``crawl`` on the application."""
    app.command("crawl")(crawl)


def crawl(
    ctx: typer.Context,
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="SOURCE", help="Keys of sources; default: all that are watched.")
    ] = None,
    due: Annotated[
        bool, typer.Option("--due", help="Only those that are due by their schedule: for cron, instead of `watch`.")
    ] = False,
    recheck: Annotated[bool, typer.Option("--recheck", help="Look at every stored article again, too.")] = False,
    no_alerts: Annotated[
        bool, typer.Option("--no-alerts", help="Send nothing now; the alerts stay in the outbox.")
    ] = False,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Crawl sources once, then deliver the alerts.

    Exit code 3 where some source failed; the others are stored all the same.
    """
    _set_heap()
    state: State = ctx.obj
    many = workers or state.config().crawl.workers
    with _shards(many, sources or (), due=due) as shards:
        from vestnik.console import note, print_json
        from vestnik.deliveries import troubles
        from vestnik.logs import start_logging
        from vestnik.progress import CrawlProgress
        from vestnik.wiring import build_catalogue, build_channels, chosen_sources, hint_at_defaults

        config = state.config()
        catalogue = build_catalogue(config)
        chosen = chosen_sources(config, catalogue, sources or ())
        broken = [] if sources else catalogue.errors
        for error in broken:
            note(str(error))
        if not chosen:
            raise UserError(_NOTHING)
        channels = [] if no_alerts else build_channels(config)
        hint_at_defaults(config)
        schedule = _schedule(config)
        if due:
            chosen = _due(config, schedule, chosen)
        start_logging(config.log, least="warning", told=("alerts",))  # what became of the alerts is told at the end
        with CrawlProgress(len(chosen)) as progress:
            how = {"recheck": recheck, "due": due}
            verdicts = _run(state, catalogue, chosen, progress, schedule=schedule, workers=many, shards=shards, **how)
            outcomes = _deliver(config, channels)
    if as_json:
        print_json({"sources": progress.as_json(), "deliveries": [asdict(outcome) for outcome in outcomes]})
    elif chosen:
        progress.print_summary()
    else:
        note("no source is due; `vestnik status` shows when each is")
    for trouble in troubles(outcomes):
        note(trouble)
    if (len(verdicts) < len(chosen) and not due) or "interrupted" in verdicts:
        raise InterruptedByUserError("interrupted; the next crawl goes on where this one was")
    _leave(some_failed=bool(progress.failed or broken), outcomes=outcomes)


def _leave(*, some_failed: bool, outcomes: Sequence[DeliveryOutcome]) -> None:
    """With the exit code that says what did not go well."""
    if some_failed:
        raise typer.Exit(EXIT_SOME_SOURCES_FAILED)
    if any(outcome.state != "sent" for outcome in outcomes):
        raise typer.Exit(EXIT_ERROR)


def _set_heap() -> None:
    from crawler.heap import give_back

    give_back()  # before all that stays is loaded


def _schedule(config: Config) -> Schedule:
    from vestnik.config_schedule import build_schedule
    from vestnik.console import note

    schedule = build_schedule(config)
    for problem in schedule.problems:
        note(f"{problem}; the rule is left out")
    return schedule


def _due(config: Config, schedule: Schedule, chosen: Sequence[Source]) -> list[Source]:
    """Those of the sources that are due now, the most urgent first."""
    from vestnik.wiring import stored

    by_key, now = {source.key: source for source in chosen}, datetime.now(UTC)
    with stored(config, quiet=True) as store:
        store.register_sources(chosen)
        schedule.align(store, chosen, now)
        return [by_key[key] for key in schedule.due(store, by_key, now)]


def _shards(many: int, sources: Sequence[str], *, due: bool) -> AbstractContextManager[Shards | None]:
    """The processes of this crawl, where there is more than one, begun at once. What is due is often nothing, and not
    known before the database is asked: those begin then."""
    many = min(many, len(set(sources)) or many)
    if many <= 1 or due:
        return nullcontext()
    from vestnik.sharding import Shards

    return Shards(many)


def _run(
    state: State,
    catalogue: Catalogue,
    chosen: Sequence[Source],
    progress: CrawlProgress,
    *,
    schedule: Schedule,
    recheck: bool,
    due: bool,
    workers: int,
    shards: Shards | None,
) -> list[str]:
    """Crawl them, in as many processes as are asked for; the verdicts of those that were begun."""
    from vestnik.crawling import crawl_here, living_sources

    config, living = state.config(), living_sources(catalogue, chosen)
    workers = min(workers, len(chosen))
    if workers > 1:
        from vestnik.sharding import Shards

        with nullcontext(shards) if shards is not None else Shards(workers) as begun:
            return begun.crawl(config, chosen, progress, living=living, recheck=recheck, due=due, debug=state.debug)
    if shards is not None:
        shards.dismiss()
    return crawl_here(config, catalogue, chosen, progress, schedule=schedule, living=living, recheck=recheck, due=due)


def _deliver(config: Config, channels: Sequence[Channel]) -> list[DeliveryOutcome]:
    if not channels:
        return []  # before what sends is loaded
    from scheduler.deliver import deliver_due

    return deliver_due(config.database_url(), channels, clock=lambda: datetime.now(UTC))
