"""``vestnik explain``: a text with the evidence for its verdict marked in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vestnik.commands.options import AsJson, TopicName, named_topic, read_text_argument
from vestnik.errors import UsageError
from vestnik.state import State

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from topics.records import Evidence, Verdict

GRADES = ("not about it", "passing mention", "significant", "main subject")


def register(app: typer.Typer) -> None:
    """Put ``explain`` on the application."""
    app.command("explain")(explain)


def explain(
    ctx: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            metavar="ID|FILE|-",
            help="An article's number, a page (.html), a text (first line: title), or - for standard input.",
        ),
    ],
    topic: TopicName = None,
    language: Annotated[str | None, typer.Option("--language", help="Language of the text (ru, en, zh ...).")] = None,
    as_json: AsJson = False,
) -> None:
    """Judge a text now and show the terms in it."""
    from vestnik.console import print_json
    from vestnik.wiring import build_topics

    state: State = ctx.obj
    text = _text(state, what)
    config = state.config()
    judged = [
        (
            loaded.name,
            loaded.judge(
                text.title, text.body, language=language or text.language, rubric=text.rubric, source=text.source
            ),
        )
        for loaded in build_topics(config, named_topic(topic))
    ]
    if as_json:
        print_json({"title": text.title, "language": language or text.language, "verdicts": dict(judged)})
        return
    for name, verdict in judged:
        _print(name, verdict, text)


@dataclass(frozen=True, slots=True)
class _Text:
    title: str
    body: str
    language: str | None = None
    rubric: str | None = None
    source: str | None = None


def _text(state: State, what: str) -> _Text:
    """An article, a page or a plain text, with what is known of it."""
    path = Path(what)
    if what.isascii() and what.isdigit() and not path.exists():
        from vestnik.commands.articles import load_article

        article = load_article(state, int(what))
        return _Text(article.title, article.body, article.language, article.rubric, article.source_key)
    data = read_text_argument(path)
    if path.suffix.lower() in (".html", ".htm") or data.lstrip()[:1] == b"<":
        from articles import read_article

        read = read_article(data, "http://localhost/")
        return _Text(read.title, read.body, read.language, read.rubric)
    try:
        text = data.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise UsageError(f"{what}: is not UTF-8; save it as UTF-8") from None
    title, _, body = text.partition("\n")
    return _Text(title.strip(), body.strip())


def _print(name: str, verdict: Verdict, text: _Text) -> None:
    from rich.text import Text

    from topics.explaining import summed
    from vestnik.console import clean, out

    console = out()
    version = f", lexicon {verdict.lexicon_version}" if verdict.lexicon_version else ""
    console.print(
        Text(
            f"{clean(name)}: grade {verdict.grade} ({GRADES[verdict.grade]}), score {verdict.score:.2f}{version}",
            style="bold",
        ),
        soft_wrap=True,
    )
    console.print()
    for field, said in (("title", text.title), ("rubric", text.rubric or ""), ("body", text.body)):
        if said or field != "rubric":
            here = [one for one in verdict.evidence if field == ("body" if one.field == "lead" else one.field)]
            console.print(mark_evidence(said, here), soft_wrap=True)
            console.print()
    if verdict.evidence:
        console.print(_arithmetic(verdict))
        console.print(Text(summed(verdict)), soft_wrap=True)
    else:
        console.print("no term of this topic was found" if not verdict.masked else "no term of this topic counts")
    if verdict.masked:
        console.print(_masked(verdict))


def _arithmetic(verdict: Verdict) -> Table:
    """Each term with what it adds, and why."""
    from topics.explaining import STEPS, arithmetic
    from vestnik.console import clean, table

    number = {"justify": "right"}
    shown = table(None, ["term", "entity", "kind", "where", ("adds", number), STEPS, "sentence"])
    for one in verdict.evidence:
        shown.add_row(
            clean(one.term),
            clean(one.entity),
            clean(one.kind),
            one.field,
            f"{one.weight:.2f}",
            clean(arithmetic(one)),
            clean(one.sentence),
        )
    return shown


def _masked(verdict: Verdict) -> Table:
    """The terms that were found and not counted."""
    from vestnik.console import clean, table

    shown = table("not counted", ["term", "entity", "where", "why"])
    for one in verdict.masked:
        shown.add_row(clean(one.term), clean(one.entity), one.field, clean("; ".join(one.reasons)))
    return shown


def mark_evidence(text: str, evidence: Sequence[Evidence]) -> Text:
    """The text with each term in colour on a terminal, in double brackets elsewhere; overlapping terms once."""
    import sys

    from rich.text import Text

    from vestnik.console import clean

    coloured, shown, at = sys.stdout.isatty(), Text(), 0
    for found in sorted(evidence, key=lambda one: (one.offset, -len(one.term))):
        start, end = found.offset, found.offset + len(found.term)
        if start < at or end > len(text):
            continue
        shown.append(clean(text[at:start], lines=True))
        term = clean(text[start:end], lines=True)
        if coloured:
            shown.append(term, style="bold black on yellow")
        else:
            shown.append(f"[[{term}]]")
        at = end
    shown.append(clean(text[at:], lines=True))
    return shown
