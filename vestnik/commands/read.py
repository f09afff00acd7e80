"""``vestnik read``: what the reader sees on a page, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vestnik.commands.options import AsJson, read_text_argument
from vestnik.state import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from articles.records import Article, Hints, Profile, PublishedDate
    from articles.title import TitleCandidate
    from articles.why import Why
    from sources import Source
    from vestnik.config import Config

_LOSERS = 3
"""Headings without a chance that are shown."""


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
    with_profile: Annotated[
        bool, typer.Option("--profile/--no-profile", help="With --source: use the profile learned from its pages.")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Read one page and show what was found where, and why: encoding, headlines and dates that were weighed."""
    from datetime import UTC, datetime

    from articles import read_article
    from articles.why import explain
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
    profile = _profile(state.config(), known.key) if known is not None and with_profile else None
    article = read_article(html, url, charset=charset, fetched_at=now, hints=hints, profile=profile)
    why = explain(html, url, charset=charset, hints=hints)
    used = _used(hints, profile)
    if as_json:
        print_json(_as_json(article, why, used))
        return
    _print(article, why, used)


def _own_hosts(source: Source) -> tuple[str, ...]:
    """The hosts of a source that its own file allows to be private."""
    from urllib.parse import urlsplit

    urls = (source.homepage, *(entry.url for entry in source.entries)) if source.allow_private else ()
    return tuple(host for host in (urlsplit(url).hostname for url in urls) if host)


def _profile(config: Config, key: str) -> Profile | None:
    """The profile learned for a source; None where there is none, or no archive yet."""
    from storage.errors import DatabaseMissing
    from vestnik.wiring import stored

    try:
        with stored(config, create=False, quiet=True) as store:
            known = store.current_profile(key)
    except DatabaseMissing:
        return None
    return known.profile if known is not None else None


def _used(hints: Hints | None, profile: Profile | None) -> dict[str, dict[str, Any]]:
    """What was known before the page was read: the source's hints and its profile, without what they leave open."""
    from dataclasses import asdict

    return {
        name: {key: value for key, value in (asdict(record) if record else {}).items() if value}
        for name, record in (("hints", hints), ("profile", profile))
    }


def _as_json(article: Article, why: Why, used: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The article as plain data; its dates keep the zone the page states them in, for in UTC the day may be another."""
    from dataclasses import asdict

    shown = asdict(article)
    for found in (shown["published"], *shown["date_candidates"]):
        if found is not None:
            found["value"] = found["value"].isoformat()
    return {**shown, **asdict(why), **used}


def _print(article: Article, why: Why, used: dict[str, dict[str, Any]]) -> None:
    from vestnik.console import clean, say

    say(f"title:     {article.title or '(none found)'}   [{article.title_from or '-'}]")
    chosen = article.published
    if chosen is None:
        say("published: (no publication date found)")
    else:
        say(
            f'published: {_moment(chosen)} ({chosen.precision}), from {chosen.provenance}: "{chosen.raw}", '
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
        "encoding": f"{why.encoding.name}, by {why.encoding.by}",
        **{name: ", ".join(f"{key} = {clean(value)}" for key, value in known.items()) for name, known in used.items()},
        "no match": ", ".join(f"the hint for {name}" for name in article.missed_hints),
        "searched": article.profile_miss and f"the profile was not believed: {article.profile_miss}",
    }.items():
        if value:
            say(f"{name + ':':<11}{clean(value)}")
    _print_candidates(article, why)
    say(
        f"\nbody: {len(article.body)} characters, by {article.body_from or '-'}, "
        f"confidence {article.body_confidence:.2f}\n\n{article.body or '(nothing readable was found)'}"
    )


def _print_candidates(article: Article, why: Why) -> None:
    """The tables of headlines and dates that were weighed."""
    from vestnik.console import DAY, NUMBER, clean, out, say, shorten, table

    if why.title_candidates:
        titles = table(
            "title candidates (the best above 0 wins; without score: no heading)",
            [("found in", {"min_width": 8}), ("score", NUMBER), ("text", {"min_width": 10})],
        )
        for title in _likely(why.title_candidates):
            score = f"{title.score:.1f}" if title.score is not None else ""
            titles.add_row(title.reader, score, shorten(title.text, 200))
        say("")
        out().print(titles)
    if article.date_candidates:
        dates = table(
            "date candidates, the most trusted first",
            [
                ("date", DAY),
                ("found in", {"min_width": 8}),
                ("confidence", {**NUMBER, "least": 60}),
                ("text", {"min_width": 10}),
            ],
        )
        for candidate in article.date_candidates:
            dates.add_row(_moment(candidate), candidate.provenance, f"{candidate.confidence:.2f}", clean(candidate.raw))
        say("")
        out().print(dates)


def _moment(found: PublishedDate) -> str:
    """A date as precisely as its page states it, in the page's own zone."""
    if found.precision == "day":
        return found.value.date().isoformat()
    return found.value.isoformat(" ", "minutes" if found.precision == "minute" else "seconds")


def _likely(candidates: Sequence[TitleCandidate]) -> list[TitleCandidate]:
    """All that may win, and the best few of the others: a page has many headings (JSON shows more of them)."""
    losers = [one for one in candidates if one.score is not None and one.score <= 0]
    return [one for one in candidates if one not in losers[_LOSERS:]]
