"""``vestnik search``: full-text search of everything that is stored, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from vestnik.commands.options import (
    HIGHEST_ID,
    AsJson,
    Countries,
    Grade,
    Languages,
    Since,
    SourceKeys,
    TopicName,
    Until,
    check_topic,
    flag_filter,
)
from vestnik.errors import UsageError
from vestnik.state import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text

    from storage import Store
    from storage.search import SearchHit


def register(app: typer.Typer) -> None:
    """Put ``search`` on the application."""
    app.command("search")(search)


def search(
    ctx: typer.Context,
    query: Annotated[
        list[str],
        typer.Argument(
            metavar="WORDS", help='Words in any form; "a phrase"; title:word; one OR another; -without; beg*'
        ),
    ],
    topic: TopicName = None,
    grade: Grade = 2,
    source: SourceKeys = None,
    country: Countries = None,
    language: Languages = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="At most this many.")] = 20,
    before: Annotated[
        int | None, typer.Option("--before", min=1, max=HIGHEST_ID, help="The next page: as the page before says.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Search titles and texts, newest first.

    Words are found in every form, in Russian and English by their stems, in Chinese by characters. With --topic only
    articles that were flagged for it, from --grade up.
    """
    from storage.search_query import SearchError
    from vestnik.console import note, out, print_json
    from vestnik.wiring import stored

    state: State = ctx.obj
    config = state.config()
    wanted = flag_filter(
        config, topic=topic, grade=grade, sources=source, since=since, until=until, countries=country,
        languages=language,
    )  # fmt: skip
    with stored(config, create=False) as store:
        check_topic(config, store, topic)
        _index(store)
        try:
            page = store.search(" ".join(query), wanted, limit=limit, before=before)
        except SearchError as error:
            raise UsageError(str(error)) from None
    if as_json:
        print_json({"hits": page.hits, "before": page.before})
        return
    if not page.hits:
        note("nothing found")
    for hit in page.hits:
        out().print(_shown(hit))
    if page.before is not None:
        note(f"there is more: --limit shows more at once, --before {page.before} goes on")


def _index(store: Store) -> None:
    """Put what waits into the index first, with a progress bar: after an upgrade that is the whole archive."""
    from storage.search import CATCH_UP
    from vestnik.console import counted

    waiting = store.waiting_for_search()
    if waiting > CATCH_UP:
        with counted("indexing for search", waiting) as advance:
            while done := store.index_for_search():
                advance(done)


def _shown(hit: SearchHit) -> Text:
    """One hit as lines: its day, number and source; the headline; the place in its text, found words marked."""
    from rich.text import Text

    from vestnik.console import clean

    grades = "  ".join(f"{topic} {grade}" for topic, grade in hit.grades.items() if grade >= 2)
    day = hit.published_day or f"{hit.day} (seen)"
    text = Text.assemble(
        (f"{hit.article_id:>6}  {day}  {clean(hit.source_key)}", "dim"), ("  " + clean(grades), "bold")
    )
    text.append("\n        ")
    text.append_text(_marked(hit.title, hit.title_marks, "bold"))
    piece = hit.snippet
    if piece.text:
        text.append("\n        " + ("… " if piece.cut_before else ""))
        text.append_text(_marked(piece.text, piece.marks, ""))
        text.append(" …" if piece.cut_after else "")
    text.append(f"\n        {clean(hit.url)}\n", "dim")
    return text


def _marked(text: str, marks: Sequence[tuple[int, int]], style: str) -> Text:
    from rich.text import Text

    from vestnik.console import clean

    shown, at = Text(style=style), 0
    for start, end in marks:
        shown.append(clean(text[at:start])).append(clean(text[start:end]), "reverse")
        at = end
    return shown.append(clean(text[at:]))
