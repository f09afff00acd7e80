"""``vestnik read``: what the reader sees on a page, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vestnik.commands.options import AsJson, read_text_argument
from vestnik.state import State

if TYPE_CHECKING:
    from articles.records import Article
    from sources import Source


def register(app: typer.Typer) -> None:
    """Put ``read`` on the application."""
    app.command("read")(read)


def read(
    ctx: typer.Context,
    what: Annotated[str, typer.Argument(metavar="URL|FILE", help="A page's address, a saved page, or - .")],
    url: Annotated[str, typer.Option("--url", help="The address a saved page came from.")] = "http://localhost/",
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Read pages of your own network, too.")
    ] = False,
    source: Annotated[
        str | None, typer.Option("--source", help="Read with this source's hints, encoding and time zone.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read one page and show what was found where."""
    from datetime import UTC, datetime

    from articles import read_article
    from crawler.hints import site_hints
    from vestnik.console import print_json
    from vestnik.wiring import build_catalogue, named_source

    state: State = ctx.obj
    known = named_source(build_catalogue(state.config()), source) if source is not None else None
    charset = None
    if "://" in what:
        from vestnik.fetch import fetch_page
        from vestnik.wiring import user_agent

        config = state.config()
        page = fetch_page(
            what,
            user_agent=user_agent(config),
            timeout_s=config.crawl.timeout_s,
            max_bytes=int(config.crawl.max_page_mb * 1_000_000),
            allow_private=allow_private,
            private_hosts=config.crawl.allow_private + (_own_hosts(known) if known else ()),
        )
        html, url, charset = page.body, page.url, page.charset
    else:
        html = read_text_argument(Path(what))
    if known is not None and known.encoding is not None:
        charset = known.encoding
    now = datetime.now(UTC)
    hints = site_hints(known, now) if known is not None else None
    article = read_article(html, url, charset=charset, fetched_at=now, hints=hints)
    if as_json:
        print_json(_as_json(article))
        return
    _print(article)


def _own_hosts(source: Source) -> tuple[str, ...]:
    """The hosts of a source that its own file allows to be private."""
    from urllib.parse import urlsplit

    urls = (source.homepage, *(entry.url for entry in source.entries)) if source.allow_private else ()
    return tuple(host for host in (urlsplit(url).hostname for url in urls) if host)


def _as_json(article: Article) -> dict[str, Any]:
    """The article as plain data; its dates keep the zone the page states them in, for in UTC the day may be another."""
    from dataclasses import asdict

    shown = asdict(article)
    for found in (shown["published"], *shown["date_candidates"]):
        if found is not None:
            found["value"] = found["value"].isoformat()
    return shown


def _print(article: Article) -> None:
    from vestnik.console import DAY, NUMBER, clean, out, say, table

    say(f"title:     {article.title or '(none found)'}   [{article.title_from or '-'}]")
    chosen = article.published
    if chosen is None:
        say("published: (no publication date found)")
    else:
        say(
            f'published: {chosen.value.isoformat()} ({chosen.precision}), from {chosen.provenance}: "{chosen.raw}", '
            f"confidence {chosen.confidence:.2f}"
        )
    for name, value in {
        "language": article.language,
        "authors": ", ".join(article.authors),
        "rubric": article.rubric,
        "image": article.image,
        "canonical": article.canonical_url,
        "siblings": " ".join(f"{code}={address}" for code, address in article.siblings.items()),
        "files": " ".join(article.attachments),
    }.items():
        if value:
            say(f"{name + ':':<11}{clean(value)}")
    if article.date_candidates:
        shown = table(
            "date candidates",
            [
                ("date", DAY),
                ("precision", {"least": 75}),
                ("found in", {"min_width": 8}),
                ("confidence", {**NUMBER, "least": 60}),
                ("text", {"min_width": 10}),
            ],
        )
        for candidate in article.date_candidates:
            shown.add_row(
                candidate.value.isoformat(),
                candidate.precision,
                candidate.provenance,
                f"{candidate.confidence:.2f}",
                clean(candidate.raw),
            )
        out().print(shown)
    say(
        f"\nbody: {len(article.body)} characters, by {article.body_from or '-'}, "
        f"confidence {article.body_confidence:.2f}\n\n{article.body or '(nothing readable was found)'}"
    )
