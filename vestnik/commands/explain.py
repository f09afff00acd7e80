"""``vestnik explain``: a text with the evidence for its verdict marked in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vestnik.commands.options import AsJson, TopicName, named_topic, read_text_argument
from vestnik.errors import UsageError
from vestnik.state import State

if TYPE_CHECKING:
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
    title, body, known_language = _text(state, what)
    config = state.config()
    judged = [
        (loaded.name, loaded.judge(title, body, language=language or known_language))
        for loaded in build_topics(config, named_topic(topic))
    ]
    if as_json:
        print_json({"title": title, "language": language or known_language, "verdicts": dict(judged)})
        return
    for name, verdict in judged:
        _print(name, verdict, title, body)


def _text(state: State, what: str) -> tuple[str, str, str | None]:
    """Title, body and, where known, language of an article, a page or a plain text."""
    path = Path(what)
    if what.isascii() and what.isdigit() and not path.exists():
        from vestnik.commands.articles import load_article

        article = load_article(state, int(what))
        return article.title, article.body, article.language
    data = read_text_argument(path)
    if path.suffix.lower() in (".html", ".htm") or data.lstrip()[:1] == b"<":
        from articles import read_article

        read = read_article(data, "http://localhost/")
        return read.title, read.body, read.language
    try:
        text = data.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise UsageError(f"{what}: is not UTF-8; save it as UTF-8") from None
    title, _, body = text.partition("\n")
    return title.strip(), body.strip(), None


def _print(name: str, verdict: Verdict, title: str, body: str) -> None:
    from rich.text import Text

    from vestnik.console import clean, out, table

    console = out()
    version = f", lexicon {verdict.lexicon_version}" if verdict.lexicon_version else ""
    console.print(
        Text(
            f"{clean(name)}: grade {verdict.grade} ({GRADES[verdict.grade]}), score {verdict.score:.2f}{version}",
            style="bold",
        ),
        soft_wrap=True,
    )
    in_title = [evidence for evidence in verdict.evidence if evidence.field == "title"]
    in_body = [evidence for evidence in verdict.evidence if evidence.field != "title"]
    console.print()
    console.print(mark_evidence(title, in_title), soft_wrap=True)
    console.print()
    console.print(mark_evidence(body, in_body), soft_wrap=True)
    if not verdict.evidence:
        console.print("\nno term of this topic was found")
        return
    shown = table(None, ["term", "entity", "kind", "where", ("weight", {"justify": "right"}), "sentence"])
    for evidence in verdict.evidence:
        shown.add_row(
            clean(evidence.term),
            clean(evidence.entity),
            clean(evidence.kind),
            evidence.field,
            f"{evidence.weight:.2f}",
            clean(evidence.sentence),
        )
    console.print()
    console.print(shown)


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
