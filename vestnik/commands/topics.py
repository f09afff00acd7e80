"""``vestnik topics``: the topics there are, and how well one judges labelled texts."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer

from vestnik.commands.options import AsJson, TopicName, named_topic, read_text_argument
from vestnik.errors import UsageError, UserError
from vestnik.state import State

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


@_group.command("test")
def measure(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(help="JSON lines with title, body, grade (0 to 3) and, if known, lang; - for standard input."),
    ],
    topic: TopicName = None,
    as_json: AsJson = False,
) -> None:
    """Judge labelled texts: precision, recall and F1 of the flags (grade 2 and 3) by language, and every error."""
    from vestnik.console import print_json, tracked
    from vestnik.wiring import build_topics

    state: State = ctx.obj
    config = state.config()
    names = named_topic(topic) or list(config.topics.enabled[:1])
    if not names:
        raise UsageError("no topic is enabled: name one with --topic")
    (judge,) = build_topics(config, names)
    result = _Result()
    for number, row in tracked(list(_labelled(file)), f"topic {judge.name}"):
        verdict = judge.judge(row["title"], row["body"], language=row["lang"])
        _count(result, row, number, verdict)
    if as_json:
        print_json(
            {
                "topic": judge.name,
                "version": judge.version,
                "languages": {language: tally.as_json() for language, tally in result.tallies.items()},
                "errors": result.errors,
            }
        )
        return
    _print(result)


def _count(result: _Result, row: dict[str, Any], number: int, verdict: Any) -> None:
    wanted, flagged = row["grade"] >= 2, verdict.grade >= 2
    for language in ("all", row["lang"] or "?"):
        tally = result.tallies[language]
        tally.texts += 1
        tally.right += wanted and flagged
        tally.false += flagged and not wanted
        tally.missed += wanted and not flagged
    if wanted != flagged:
        result.errors.append(
            {
                "line": number,
                "error": "false flag" if flagged else "missed",
                "language": row["lang"],
                "wanted": row["grade"],
                "grade": verdict.grade,
                "title": row["title"],
                "terms": list(dict.fromkeys(evidence.term for evidence in verdict.evidence)),
            }
        )


def _labelled(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        text = read_text_argument(file, limit=200_000_000).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f"{file}: is not UTF-8; save it as UTF-8") from None
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, _row(line, f"{file}:{number}")


def _row(line: str, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise UserError(f'{where}: is no JSON; a line looks like {{"title": "", "body": "", "grade": 2}}') from None
    if not isinstance(row, dict):
        raise UserError(f"{where}: must be a JSON object with title, body and grade")
    title, body, grade = row.get("title"), row.get("body", ""), row.get("grade")
    language = row.get("lang", row.get("language"))
    if not isinstance(title, str) or not isinstance(body, str):
        raise UserError(f"{where}: title and body must be texts")
    if grade not in (0, 1, 2, 3):
        raise UserError(f"{where}: grade must be 0 (none), 1 (passing), 2 (significant) or 3 (main)")
    if language is not None and not isinstance(language, str):
        raise UserError(f'{where}: lang must be a text such as "ru"')
    return {"title": title, "body": body, "grade": int(grade), "lang": language}


def _print(result: _Result) -> None:
    from vestnik.console import clean, out, table

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
    errors = table(
        None, [("line", number), "error", "language", ("wanted", number), ("grade", number), "title", "terms"]
    )
    for error in result.errors:
        errors.add_row(
            str(error["line"]),
            error["error"],
            clean(error["language"] or "?"),
            str(error["wanted"]),
            str(error["grade"]),
            clean(error["title"]),
            clean(", ".join(error["terms"][:6])),
        )
    out().print(errors)
