"""``vestnik show`` and ``vestnik diff``: one stored article and how it changed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vestnik.commands.flags import terms
from vestnik.commands.options import HIGHEST_ID, AsJson
from vestnik.errors import UsageError, UserError
from vestnik.state import State

if TYPE_CHECKING:
    from rich.text import Text

    from articles.worddiff import Part
    from storage import Store
    from storage.views import ArticleView, PageFacts, VersionView

ArticleId = Annotated[int, typer.Argument(metavar="ID", min=1, help="The article's number (see `vestnik flags`).")]


def register(app: typer.Typer) -> None:
    """Put ``show`` and ``diff`` on the application."""
    app.command("show")(show)
    app.command("diff")(diff)


def load_article(state: State, article_id: int) -> ArticleView:
    """The article of that number; UserError where there is none."""
    from vestnik.wiring import stored

    with stored(state.config(), create=False) as store:
        return _found(store, article_id)


def _found(store: Store, article_id: int) -> ArticleView:
    article: ArticleView | None = store.article(article_id) if article_id <= HIGHEST_ID else None
    if article is None:
        raise UserError(f"there is no article {article_id}; `vestnik flags` lists numbers")
    return article


def show(ctx: typer.Context, article_id: ArticleId, as_json: AsJson = False) -> None:
    """Show one article with its history.

    Its text, where each field came from, its stored page, its flags and story, its versions and what else happened.
    """
    from vestnik.console import clean, print_json, say
    from vestnik.wiring import stored

    state: State = ctx.obj
    with stored(state.config(), create=False) as store:
        article = _found(store, article_id)
        story = [page for page in store.story(article.story_id) if page.article_id != article.id]
        page = store.page_facts(article.page_sha256) if article.page_sha256 else None
    if as_json:
        print_json({**{name: getattr(article, name) for name in _names(article)}, "story": story, "page": page})
        return
    say(f"{article.title}\n")
    for name, value in _facts(article).items():
        if value:
            say(f"  {name + ':':<12}{clean(value)}")
    for other in story:
        say(f"  {'same story:':<12}{clean(f'{other.article_id}, {other.source_name}: {other.title}')}")
        say(f"  {'':<12}{clean(other.url)}")
    if page is not None:
        say(f"  {'page:':<12}{clean(_page_line(page))}")
    for flag in article.flags:
        said = f"; reviewed: {flag.reviewed}" if flag.reviewed else ""
        say(f"  flag:       {flag.topic}, grade {flag.grade} ({terms(flag.evidence)}){said}")
    for line in _history(article):
        say(f"  {line}")
    say(f"\n{article.body}")


def _names(article: ArticleView) -> list[str]:
    return [field.name for field in fields(article)]


def _page_line(page: PageFacts) -> str:
    """The stored page: when it came, from where, how big, and how to name it."""
    came = page.fetched_at.astimezone().strftime("%Y-%m-%d %H:%M")
    return f"{page.size:,} bytes, {page.stored:,} stored, fetched {came} from {page.url}, sha256 {page.sha256[:12]}"


def _history(article: ArticleView) -> Iterator[str]:
    """Versions and events in the order they happened."""
    from vestnik.console import moment

    happened: list[tuple[datetime, int, str]] = []
    for version in article.versions:
        page = f", page {version.page_sha256[:12]}" if version.page_sha256 else ""
        reader = f", reader {version.reader}" if version.reader else ""
        words = f"version {version.version}:  {moment(version.seen_at)} {version.change_kind}{page}{reader}"
        happened.append((version.seen_at, 0, words))
    for event in article.events:
        topic = f" {event.topic}" if event.topic else ""
        happened.append((event.seen_at, 1, f"{event.kind}:  {moment(event.seen_at)}{topic}"))
    for _seen, _rank, words in sorted(happened, key=lambda entry: entry[:2]):
        yield words


def _facts(article: ArticleView) -> dict[str, str | None]:
    date = article.published_day
    if date and article.published_provenance:
        raw = f' "{article.published_raw}"' if article.published_raw else ""
        confidence = article.published_confidence
        sure = f", confidence {confidence:.2f}" if confidence is not None else ""
        date = f"{date} (from {article.published_provenance}{raw}{sure})"
    return {
        "id": str(article.id),
        "address": article.url,
        "source": f"{article.source_key}, {article.source_name} ({article.country})",
        "published": date,
        "language": article.language,
        "authors": ", ".join(article.authors),
        "rubric": article.rubric,
        "first seen": article.first_seen_at.astimezone().strftime("%Y-%m-%d %H:%M"),
        "gone since": article.gone_at.astimezone().strftime("%Y-%m-%d %H:%M") if article.gone_at else None,
        "read by": f"title {article.title_from or '?'}, body {article.body_from or '?'} "
        f"(confidence {article.body_confidence:.2f})",
        "story": str(article.story_id),
    }


def diff(
    ctx: typer.Context,
    article_id: ArticleId,
    from_version: Annotated[
        int | None, typer.Option("--from", min=1, help="Older version; default: the one before --to.")
    ] = None,
    to_version: Annotated[int | None, typer.Option("--to", min=1, help="Newer version; default: the latest.")] = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a web page to FILE instead (- for output).")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare two versions of an article word by word."""
    from articles.worddiff import diff_words
    from vestnik.console import moment, out, print_json

    if html is not None and as_json:
        raise UsageError("--html and --json cannot stand together")

    article = load_article(ctx.obj, article_id)
    old, new = _pick(article, from_version, to_version)
    title, body = diff_words(old.title, new.title), diff_words(old.body, new.body)
    if as_json:
        print_json(
            {
                "article_id": article.id,
                "from": old.version,
                "to": new.version,
                "kind": new.change_kind,
                "published_day": [old.published_day, new.published_day],
                "title": _parts_json(title),
                "body": _parts_json(body),
            }
        )
        return
    if html is not None:
        _write_html(html, article, old, new)
        return
    console = out()
    console.print(
        f"article {article.id}: version {old.version} ({moment(old.seen_at)}) -> "
        f"{new.version} ({moment(new.seen_at)}, {new.change_kind})\n"
    )
    if old.published_day != new.published_day:
        console.print(_marked(diff_words(old.published_day or "no date", new.published_day or "no date")))
    console.print(_marked(title), end="\n\n", soft_wrap=True)
    console.print(_marked(body), soft_wrap=True)


def _write_html(target: Path, article: ArticleView, old: VersionView, new: VersionView) -> None:
    from articles.worddiff import diff_words
    from vestnik.console import clean, moment, note
    from vestnik.diff_html import diff_page

    facts = [
        f"{article.source_name} · {article.url}",
        f"version {old.version}, {moment(old.seen_at)} → "
        f"version {new.version}, {moment(new.seen_at)}: {new.change_kind}",
    ]
    if old.published_day != new.published_day:
        facts.append(f"date: {old.published_day or 'none'} → {new.published_day or 'none'}")
    title = [(op, clean(text)) for op, text in diff_words(old.title, new.title)]
    body = [(op, clean(text, lines=True)) for op, text in diff_words(old.body, new.body)]
    page = diff_page(f"Article {article.id}: {clean(new.title)}", facts, title, body, language=article.language)
    if str(target) == "-":
        sys.stdout.write(page)
        return
    target.write_text(page, encoding="utf-8")
    note(f"{target}: version {old.version} -> {new.version}")


def _pick(article: ArticleView, older: int | None, newer: int | None) -> tuple[VersionView, VersionView]:
    versions = {version.version: version for version in article.versions}
    if len(versions) < 2:
        raise UserError(f"article {article.id} has one version only: nothing to compare")
    numbers = sorted(versions)
    to = newer if newer is not None else numbers[-1]
    earlier = [number for number in numbers if number < to]
    since = older if older is not None else (earlier[-1] if earlier else to)
    for number in (since, to):
        if number not in versions:
            raise UserError(f"article {article.id} has no version {number}; it has {numbers[0]} to {numbers[-1]}")
    return versions[since], versions[to]


def _parts_json(parts: list[Part]) -> list[dict[str, Any]]:
    return [{"op": op, "text": text} for op, text in parts]


def _marked(parts: list[Part]) -> Text:
    """The parts in colour on a terminal, with marks elsewhere: [-taken out-] {+put in+}."""
    from rich.text import Text

    from vestnik.console import clean

    coloured = sys.stdout.isatty()
    shown = Text()
    for op, raw in parts:
        text = clean(raw, lines=True)
        if op == "=":
            shown.append(text)
        elif coloured:
            shown.append(text, style="red strike" if op == "-" else "green bold")
        else:
            shown.append(f"[-{text}-]" if op == "-" else f"{{+{text}+}}")
    return shown
