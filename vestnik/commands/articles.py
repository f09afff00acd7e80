"""``vestnik show`` and ``vestnik diff``: one stored article and how it changed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vestnik.commands.flags import terms
from vestnik.commands.options import HIGHEST_ID, AsJson
from vestnik.errors import UserError
from vestnik.state import State

if TYPE_CHECKING:
    from rich.text import Text

    from storage.views import ArticleView, VersionView
    from vestnik.worddiff import Part

ArticleId = Annotated[int, typer.Argument(metavar="ID", min=1, help="The article's number (see `vestnik flags`).")]


def register(app: typer.Typer) -> None:
    """Put ``show`` and ``diff`` on the application."""
    app.command("show")(show)
    app.command("diff")(diff)


def load_article(state: State, article_id: int) -> ArticleView:
    """The article of that number; UserError where there is none."""
    from vestnik.wiring import stored

    with stored(state.config(), create=False) as store:
        article: ArticleView | None = store.article(article_id) if article_id <= HIGHEST_ID else None
    if article is None:
        raise UserError(f"there is no article {article_id}; `vestnik flags` lists numbers")
    return article


def show(ctx: typer.Context, article_id: ArticleId, as_json: AsJson = False) -> None:
    """Show one article with its history.

    Its text, where each field came from, its flags and its versions.
    """
    from vestnik.console import clean, moment, print_json, say

    article = load_article(ctx.obj, article_id)
    if as_json:
        print_json(article)
        return
    say(f"{article.title}\n")
    for name, value in _facts(article).items():
        if value:
            say(f"  {name + ':':<12}{clean(value)}")
    for flag in article.flags:
        say(f"  flag:       {flag.topic}, grade {flag.grade} ({terms(flag.evidence)})")
    for version in article.versions:
        page = f", page {version.page_sha256[:12]}" if version.page_sha256 else ""
        say(f"  version {version.version}:  {moment(version.seen_at)} {version.change_kind}{page}")
    say(f"\n{article.body}")


def _facts(article: ArticleView) -> dict[str, str | None]:
    date = article.published_day
    if date and article.published_provenance:
        raw = f' "{article.published_raw}"' if article.published_raw else ""
        confidence = article.published_confidence
        sure = f", confidence {confidence:.2f}" if confidence is not None else ""
        date = f"{date} (from {article.published_provenance}{raw}{sure})"
    others = [str(member) for member in article.story_members]
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
        "same story": ", ".join(others),
    }


def diff(
    ctx: typer.Context,
    article_id: ArticleId,
    from_version: Annotated[
        int | None, typer.Option("--from", min=1, help="Older version; default: the one before --to.")
    ] = None,
    to_version: Annotated[int | None, typer.Option("--to", min=1, help="Newer version; default: the latest.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compare two versions of an article word by word."""
    from vestnik.console import moment, out, print_json
    from vestnik.worddiff import diff_words

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
    console = out()
    console.print(
        f"article {article.id}: version {old.version} ({moment(old.seen_at)}) -> "
        f"{new.version} ({moment(new.seen_at)}, {new.change_kind})\n"
    )
    if old.published_day != new.published_day:
        console.print(_marked(diff_words(old.published_day or "no date", new.published_day or "no date")))
    console.print(_marked(title), end="\n\n", soft_wrap=True)
    console.print(_marked(body), soft_wrap=True)


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
