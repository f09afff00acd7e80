"""``vestnik replay``: the stored pages read again under today's reader and topics."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vestnik.commands.options import AsJson, Since, SourceKeys, TopicName, named_topic, parse_day, today
from vestnik.state import State

if TYPE_CHECKING:
    from storage.rereading import Rereading
    from vestnik.replaying import Kept, Read

_SHOWN = 50
_FLAGGED = 2


def register(app: typer.Typer) -> None:
    """Put ``replay`` on the application."""
    app.command("replay")(replay)


@dataclass(slots=True)
class _Result:
    """What a replay found: ``fields`` counts what differs by name; the lists hold what people are shown."""

    read: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    gained: list[dict[str, Any]] = field(default_factory=list)
    lost: list[dict[str, Any]] = field(default_factory=list)
    dates: list[dict[str, Any]] = field(default_factory=list)
    unread: list[dict[str, Any]] = field(default_factory=list)

    def add(self, portion: Read) -> None:
        """Count one portion."""
        self.read += portion.read
        self.unread += [{"article_id": number, "why": why} for number, why in portion.unread]
        for reading in portion.changed:
            self.fields.update(reading.changed)
            self._flags(reading)
            if "published_day" in reading.values:
                day = reading.values["published_day"]
                self.dates.append({**_named(reading), "day": day, "from": reading.values.get("published_provenance")})

    def _flags(self, reading: Rereading) -> None:
        for topic, (before, after) in reading.grades.items():
            if (before >= _FLAGGED) != (after >= _FLAGGED):
                found = {**_named(reading), "topic": topic, "before": before, "after": after}
                (self.gained if after > before else self.lost).append(found)
            else:
                self.fields["grade"] += 1


def _named(reading: Rereading) -> dict[str, Any]:
    return {"article_id": reading.article_id, "title": reading.item.article.title}


def replay(
    ctx: typer.Context,
    topic: TopicName = None,
    since: Since = None,
    source: SourceKeys = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    alert: Annotated[bool, typer.Option("--alert", help="Send alerts for what is flagged now and was not.")] = False,
    processes: Annotated[
        int | None, typer.Option("--processes", min=1, max=256, help="Processes to read with; default: one a core.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read the stored pages again under today's reader and topics.

    Shows what changes (new and lost flags, better dates, other texts) and applies it all at once, or nothing of it.
    Reviews stay; no alert is sent unless --alert says so.
    """
    from datetime import UTC, datetime

    from vestnik.console import counted, print_json
    from vestnik.replaying import Kept, Work, read_again
    from vestnik.wiring import build_catalogue, build_routes, named_source, source_folders, stored, topic_reference

    state: State = ctx.obj
    config = state.config()
    catalogue = build_catalogue(config) if source else None
    keys = [named_source(catalogue, key).key for key in source or ()] if catalogue else []
    names = named_topic(topic) or config.topics.enabled
    day = parse_day(since, "--since", today())
    work = Work(
        config.database_url(),
        tuple(source_folders(config)),
        tuple(topic_reference(config, name) for name in names),
    )
    result, kept = _Result(), Kept()
    applied = skipped = 0
    try:
        with stored(config, create=False) as store:
            ids = store.article_ids(sources=keys, since=day)
            with counted("reading", len(ids)) as advance:
                for portion in read_again(work, ids, processes or os.cpu_count() or 1):
                    result.add(portion)
                    kept.add(portion.changed)
                    advance(portion.read)
            if not dry_run and kept.count:
                routes = build_routes(config) if alert else []
                now = datetime.now(UTC)
                with counted("applying", kept.count) as advance:
                    readings = kept.all(lambda _reading: advance(1))
                    applied, skipped = store.apply_rereadings(readings, routes=routes, now=now)
    finally:
        kept.close()
    if as_json:
        print_json(_as_json(result, kept, applied, skipped, dry_run=dry_run))
        return
    _print(result, kept, applied, skipped, dry_run=dry_run)


def _as_json(result: _Result, kept: Kept, applied: int, skipped: int, *, dry_run: bool) -> dict[str, Any]:
    return {
        "read": result.read,
        "changed": kept.count,
        "applied": applied,
        "skipped": skipped,
        "dry_run": dry_run,
        "fields": dict(result.fields),
        "new_flags": result.gained,
        "lost_flags": result.lost,
        "dates": result.dates,
        "unread": result.unread,
    }


def _print(result: _Result, kept: Kept, applied: int, skipped: int, *, dry_run: bool) -> None:
    from vestnik.console import say

    _list("new flags", result.gained, lambda one: f"{one['topic']} {one['before']} -> {one['after']}")
    _list("lost flags", result.lost, lambda one: f"{one['topic']} {one['before']} -> {one['after']}")
    _list("dates", result.dates, lambda one: f"{one['day']} from {one['from']}")
    _list("could not be read", [{"title": "", **one} for one in result.unread], lambda one: str(one["why"]))
    if result.fields:
        say("differs:  " + ", ".join(f"{name} {count}" for name, count in result.fields.most_common()))
    say(f"{result.read} pages read again, {kept.count} articles differ")
    if dry_run:
        say("nothing was changed (--dry-run)")
    elif kept.count:
        late = f"; {skipped} were left alone, for a crawl stored a newer version meanwhile" if skipped else ""
        say(f"{applied} articles brought up to date{late}")


def _list(heading: str, found: Sequence[dict[str, Any]], words: Any) -> None:
    from vestnik.console import clean, say

    if not found:
        return
    say(f"{heading}: {len(found)}")
    for one in found[:_SHOWN]:
        say(f"  {one['article_id']:>6}  {words(one)}  {clean(one['title'])[:80]}")
    if len(found) > _SHOWN:
        say(f"  … and {len(found) - _SHOWN} more; --json lists all")
