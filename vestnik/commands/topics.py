"""``vestnik topics``: the topics there are, and how well one judges labelled texts."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vestnik.commands.options import AsJson, TopicName, named_topic
from vestnik.errors import UsageError, UserError
from vestnik.state import State

if TYPE_CHECKING:
    from topics.records import Verdict
    from vestnik.labelled import Labelled

_SUGGESTED = 5  # terms named at most

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


@dataclass(slots=True)
class Tally:
    """Right and wrong flags of one language."""

    texts: int = 0
    right: int = 0
    false: int = 0
    missed: int = 0

    def as_json(self) -> dict[str, float | int]:
        """Counts with precision, recall and F1 (0 where nothing was flagged or nothing was to be flagged)."""
        precision = self.right / (self.right + self.false) if self.right else 0.0
        recall = self.right / (self.right + self.missed) if self.right else 0.0
        f1 = 2 * precision * recall / (precision + recall) if self.right else 0.0
        return {
            "texts": self.texts,
            "right": self.right,
            "false": self.false,
            "missed": self.missed,
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(f1, 4),
        }


@dataclass(slots=True)
class _Result:
    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    errors: list[dict[str, Any]] = field(default_factory=list)
    in_false: Counter[str] = field(default_factory=Counter)  # flags by a term that decided
    in_right: Counter[str] = field(default_factory=Counter)

    def suggestions(self) -> list[dict[str, Any]]:
        """Terms that several false flags share, the most frequent first, with the right flags that need them."""
        return [
            {"term": term, "false": count, "right": self.in_right[term]}
            for term, count in self.in_false.most_common(_SUGGESTED)
            if count > 1
        ]


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
    result = _Result()
    for row in tracked(rows, f"topic {judge.name}"):
        verdict = judge.judge(row.title, row.body, language=row.language, rubric=row.rubric, source=row.source)
        _count(result, row, verdict)
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


def _count(result: _Result, row: Labelled, verdict: Verdict) -> None:
    wanted, flagged = row.grade >= 2, verdict.flagged
    for language in ("all", row.language or "?"):
        tally = result.tallies[language]
        tally.texts += 1
        tally.right += wanted and flagged
        tally.false += flagged and not wanted
        tally.missed += wanted and not flagged
    if flagged:
        counted = result.in_right if wanted else result.in_false
        counted.update({evidence.entity for evidence in verdict.evidence if evidence.weight > 0})
    if wanted != flagged:
        result.errors.append(
            {
                "where": row.where,
                "line": row.line,
                "error": "false flag" if flagged else "missed",
                "language": row.language,
                "wanted": row.grade,
                "grade": verdict.grade,
                "title": row.title,
                "terms": list(dict.fromkeys(evidence.term for evidence in verdict.evidence)),
            }
        )


def _print(result: _Result) -> None:
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
