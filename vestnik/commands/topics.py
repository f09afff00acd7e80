"""``vestnik topics``: the topics there are, and how well one judges labelled texts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vestnik.commands.options import AsJson, TopicName, named_topic
from vestnik.errors import UsageError, UserError
from vestnik.state import State

if TYPE_CHECKING:
    from topics.measuring import Measured

_group = typer.Typer(help="List topics; test one on labelled texts.", rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Put the group ``topics`` on the application."""
    app.add_typer(_group, name="topics")


@_group.command("list")
def list_topics(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the shipped topics and those of the configuration."""
    from topics import available_topics
    from vestnik.console import clean, out, print_json, table
    from vestnik.wiring import build_topics

    state: State = ctx.obj
    config = state.config()
    enabled = config.topics.enabled
    names = list(dict.fromkeys([*available_topics(), *enabled]))
    loaded = [(name, build_topics(config, [name])[0]) for name in names]
    rows = [
        {"name": topic.name, "title": topic.title, "version": topic.version, "enabled": name in enabled}
        for name, topic in loaded
    ]
    if as_json:
        print_json(rows)
        return
    shown = table(None, ["name", "title", "version", "enabled"])
    for row in rows:
        shown.add_row(clean(row["name"]), clean(row["title"]), clean(row["version"]), "yes" if row["enabled"] else "no")
    out().print(shown)


@_group.command("test")
def measure(
    ctx: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(
            help="JSON lines or CSV with title, body, grade (0 to 3) and, if known, lang; - for standard input."
        ),
    ] = None,
    topic: TopicName = None,
    reviews: Annotated[
        bool, typer.Option("--reviews", help="What `vestnik review` has kept, instead of a file.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Judge labelled texts: precision, recall and F1 of the flags (grade 2 and 3) by language, and every error."""
    from topics.measuring import measure as measure_topic
    from vestnik.console import print_json, tracked
    from vestnik.labelled import read_labelled, read_reviews
    from vestnik.wiring import build_topics, stored

    state: State = ctx.obj
    config = state.config()
    names = named_topic(topic) or list(config.topics.enabled[:1])
    if not names:
        raise UsageError("no topic is enabled: name one with --topic")
    if (file is None) != reviews:
        raise UsageError("give a file of labelled texts, or --reviews")
    (judge,) = build_topics(config, names)
    if file is not None:
        rows = list(read_labelled(file))
    else:
        with stored(config, create=False) as store:
            rows = list(read_reviews(store, judge.name))
        if not rows:
            raise UserError(f"nothing is reviewed for {judge.name} yet; `vestnik review ID yes|no` does it")
    result = measure_topic(judge, tracked(rows, f"topic {judge.name}"))
    if as_json:
        print_json(
            {
                "topic": judge.name,
                "version": judge.version,
                "languages": {language: tally.as_json() for language, tally in result.tallies.items()},
                "errors": result.errors,
                "suggestions": result.suggestions(),
            }
        )
        return
    _print(result)


def _print(result: Measured) -> None:
    from vestnik.console import clean, out, say, table

    number = {"justify": "right"}
    shown = table(
        None,
        ["language", *((name, number) for name in ("texts", "right", "false", "missed", "precision", "recall", "F1"))],
    )
    for language, tally in result.tallies.items():
        values = tally.as_json()
        shown.add_row(
            clean(language),
            *(str(values[name]) for name in ("texts", "right", "false", "missed")),
            *(f"{values[name]:.3f}" for name in ("precision", "recall", "f1")),
        )
    out().print(shown)
    if not result.errors:
        return
    errors = table(None, ["where", "error", "language", ("wanted", number), ("grade", number), "title", "terms"])
    for error in result.errors:
        errors.add_row(
            clean(error["where"]),
            error["error"],
            clean(error["language"] or "?"),
            str(error["wanted"]),
            str(error["grade"]),
            clean(error["title"]),
            clean(", ".join(error["terms"][:6])),
        )
    out().print(errors)
    for one in result.suggestions():
        right = f"{one['right']} right ones need it" if one["right"] else "no right flag needs it: a mask may be due"
        say(f"these {one['false']} false flags share the term {one['term']!r}; {right}")
