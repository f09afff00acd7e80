"""``vestnik flags``: the flagged articles, newest first, with the terms that decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from vestnik.commands.options import (
    HIGHEST_ID,
    AsJson,
    Grade,
    Since,
    SourceKeys,
    TopicName,
    Until,
    check_topic,
    flag_filter,
)
from vestnik.state import State

_TERMS_SHOWN = 4


def register(app: typer.Typer) -> None:
    """Put ``flags`` on the application."""
    app.command("flags")(flags)


def flags(
    ctx: typer.Context,
    topic: TopicName = None,
    since: Since = None,
    until: Until = None,
    source: SourceKeys = None,
    grade: Grade = 2,
    limit: Annotated[int, typer.Option("--limit", min=1, max=HIGHEST_ID, help="At most this many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List the flagged articles, newest first.

    With the terms that decided; `vestnik explain ID` shows them in the text.
    """
    from vestnik.console import DAY, NUMBER, clean, headline, note, out, print_json_array, table
    from vestnik.wiring import stored

    state: State = ctx.obj
    config = state.config()
    wanted = flag_filter(config, topic=topic, grade=grade, sources=source, since=since, until=until)
    with stored(config, create=False) as store:
        check_topic(config, store, topic)
        found = store.flags(wanted, limit=limit)
        if as_json:
            print_json_array(found)
            return
        shown = table(
            None,
            [
                ("id", NUMBER),
                ("date", DAY),
                ("source", {"least": 50, "min_width": 8}),
                ("title", {"min_width": 12}),
                ("topic", {"least": 90}),
                ("grade", NUMBER),
                ("review", {"least": 80}),
                ("terms", {"least": 75, "min_width": 10}),
            ],
        )
        count = 0
        for count, flag in enumerate(found, 1):  # noqa: B007 - the count is read after the loop
            shown.add_row(
                str(flag.article_id),
                flag.published_day or flag.first_seen_at.date().isoformat() + " (seen)",
                clean(flag.source_key),
                headline(flag.title),
                clean(flag.topic),
                str(flag.grade),
                clean(flag.reviewed or ""),
                clean(terms(flag.evidence)),
            )
    if not count:
        note("no flagged article matches")
        return
    out().print(shown)
    if count == limit:
        note(f"these are the newest {limit}; --limit shows more")


def terms(evidence: Sequence[Mapping[str, object]], limit: int = _TERMS_SHOWN) -> str:
    """The first ``limit`` entities that decided, strongest first."""
    from storage.exports.columns import decisive_terms

    found = decisive_terms(evidence)
    return ", ".join(found[:limit]) + (" ..." if len(found) > limit else "")
