"""``vestnik sources``: the universities, their ways in and how they are doing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from vestnik.commands.options import AsJson, Countries
from vestnik.errors import EXIT_ERROR, EXIT_SOME_SOURCES_FAILED, UsageError
from vestnik.state import State

if TYPE_CHECKING:
    from sources import Catalogue, Source
    from storage.records import ProfileRow
    from storage.views import SourceState
    from vestnik.config import Config


class _KeyOrCommand(TyperGroup):
    """``vestnik sources KEY`` is short for ``vestnik sources show KEY``."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["show", *args]
        return super().resolve_command(ctx, args)


_group = typer.Typer(cls=_KeyOrCommand, rich_markup_mode=None, invoke_without_command=True)


def register(app: typer.Typer) -> None:
    """Put the group ``sources`` on the application."""
    app.add_typer(_group, name="sources")


@_group.callback()
def sources(ctx: typer.Context, country: Countries = None, as_json: AsJson = False) -> None:
    """List the universities; `vestnik sources KEY` shows one."""
    if ctx.invoked_subcommand is not None:
        return
    from vestnik.console import DAY, clean, moment, out, print_json, table
    from vestnik.wiring import build_catalogue, chosen_sources

    state: State = ctx.obj
    config = state.config()
    catalogue = build_catalogue(config)
    _tell_broken(catalogue.errors)
    watched = {source.key for source in chosen_sources(config, catalogue)}
    states = _states(config)
    wanted = _of_countries(catalogue, country or [])
    if as_json:
        print_json([_as_json(source, source.key in watched, states.get(source.key)) for source in wanted])
        return
    listing = table(
        None,
        [
            ("key", {"min_width": 8}),
            ("university", {"min_width": 12}),
            ("country", {"no_wrap": True, "least": 75}),
            ("languages", {"least": 100}),
            ("ways in", {"least": 130}),
            ("verified", {"least": 130}),
            ("watched", {"no_wrap": True, "least": 55}),
            ("health", {"min_width": 6}),
            ("last run", {**DAY, "least": 75}),
        ],
    )
    for source in wanted:
        known = states.get(source.key)
        listing.add_row(
            source.key,
            clean(source.name_en or source.name),
            source.country,
            " ".join(source.languages),
            " ".join(dict.fromkeys(entry.kind for entry in source.entries)),
            clean(source.verified),
            "yes" if source.key in watched else "no",
            clean((known.health or "") if known else ""),
            moment(known.last_run.started_at) if known and known.last_run else "",
        )
    out().print(listing)


@_group.command("show")
def show(ctx: typer.Context, key: str, as_json: AsJson = False) -> None:
    """Show one university: its ways in, its notes and its last crawl."""
    from vestnik.console import clean, moment, print_json, say
    from vestnik.wiring import build_catalogue, chosen_sources, named_source

    state: State = ctx.obj
    config = state.config()
    catalogue = build_catalogue(config)
    source = named_source(catalogue, key)
    watched = any(chosen.key == key for chosen in chosen_sources(config, catalogue))
    known = _states(config).get(key)
    profiles = _profiles(config, key)
    if as_json:
        print_json({**_as_json(source, watched, known), "profiles": [_profile_json(row) for row in profiles]})
        return
    say(f"{source.key}: {source.name}" + (f" ({source.name_en})" if source.name_en else ""))
    facts = {
        "homepage": source.homepage,
        "country": source.country,
        "languages": " ".join(source.languages),
        "time zone": source.timezone,
        "watched": "yes" if watched else "no",
        "verified": source.verified,
        "health": known.health if known else None,
        "articles": f"{known.articles}, {known.flagged} flagged" if known else None,
        "last success": moment(known.last_success_at) if known and known.last_success_at else None,
        "last hint": known.last_run.hint if known and known.last_run else None,
        "notes": source.notes,
    }
    for name, value in facts.items():
        if value:
            say(f"  {name + ':':<14}{clean(value)}")
    for entry in source.entries:
        say(f"  {entry.kind + ':':<14}{entry.url}")
        for pattern in getattr(entry, "articles", ()):
            say(f"  {'':<14}articles {pattern}")
    if profiles:
        _print_profile(profiles[0])


def _print_profile(row: ProfileRow) -> None:
    """The latest profile: how it did, and its places as a table for the source's file."""
    from vestnik.console import clean, moment, say

    learned = row.profile
    retired = f", retired {moment(row.retired_at)}: {clean(row.retired_reason or '')}" if row.retired_at else ""
    last = f" (the last: {clean(row.last_miss)})" if row.last_miss else ""
    say(
        f"  {'profile:':<14}learned {moment(row.since)} from {learned.pages} pages, agreement {learned.agreement:.2f}; "
        f"{row.hits} articles read with it, {row.fallbacks} without{last}{retired}"
    )
    if hints := _as_hints(row):
        say(
            "\n# The places learned. In the source's own file they are hints: they win, and stay until you change them."
        )
        say(clean(hints, lines=True))


def _profiles(config: Config, key: str) -> list[ProfileRow]:
    """The profiles of a source, the newest first; nothing where there is no store yet."""
    from storage.errors import DatabaseMissing
    from vestnik.wiring import stored

    try:
        with stored(config, create=False, quiet=True) as store:
            return store.profiles(key)
    except DatabaseMissing:
        return []


def _as_hints(row: ProfileRow) -> str:
    """The places of a profile as the table ``[hints]`` of a source's file."""
    from sources.records import SiteHints
    from sources.write import hints_toml

    learned = row.profile
    return hints_toml(
        SiteHints(
            title=learned.title_selector,
            body=learned.body_selector,
            date=learned.date_selector,
            date_order=learned.date_order,
            remove=learned.remove_selectors,
        )
    )


def _profile_json(row: ProfileRow) -> dict[str, Any]:
    return {**asdict(row), "hints": _as_hints(row)}


_Keys = Annotated[list[str], typer.Argument(metavar="KEY...", help="Keys of sources.")]


@_group.command("pause")
def pause(ctx: typer.Context, keys: _Keys) -> None:
    """Crawl these sources no more by themselves, until they are resumed; `vestnik crawl KEY` still does."""
    _set_paused(ctx.obj, keys, paused=True)


@_group.command("resume")
def resume(ctx: typer.Context, keys: _Keys) -> None:
    """Crawl these sources by their schedule again."""
    _set_paused(ctx.obj, keys, paused=False)


def _set_paused(state: State, keys: Sequence[str], *, paused: bool) -> None:
    from vestnik.console import say
    from vestnik.wiring import build_catalogue, chosen_sources, stored

    config = state.config()
    chosen = chosen_sources(config, build_catalogue(config), keys)
    with stored(config) as store:
        store.register_sources(chosen)  # one that was never crawled can be paused, too
        for source in chosen:
            changed = store.pause_source(source.key, paused)
            say(f"{source.key}: {'' if changed else 'was '}{'paused' if paused else 'crawled by its schedule'}")


@_group.command("import")
def import_list(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An OPML or CSV file.")],
    to: Annotated[Path | None, typer.Option("--to", help="Folder to write into; else the first of yours.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be written; write nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write a source file for each site of your own list.

    No file is ever overwritten. What cannot be used is said with its line; the other lines are written all the same.
    """
    from vestnik.console import note, print_json, say
    from vestnik.source_lists import plan, read_list, write
    from vestnik.wiring import build_catalogue, own_folder

    state: State = ctx.obj
    config = state.config()
    listed = list(plan(read_list(file), build_catalogue(config), to or own_folder(config)))
    good = [one for one in listed if one.problem is None]
    for one in good if not dry_run else ():
        write(one)
    if as_json:
        print_json([asdict(one) for one in listed])
    else:
        for one in good:
            say(f"{one.key}: {'would write' if dry_run else 'wrote'} {one.file}")
    for one in listed:
        if one.problem is not None:
            note(f"{file}:{one.line}: {one.name or 'a site'}: {one.problem}")
    if len(good) < len(listed):
        raise typer.Exit(EXIT_SOME_SOURCES_FAILED if good else EXIT_ERROR)
    if not dry_run and not as_json:
        note("nobody has looked at these sites yet: `vestnik check` does")


@_group.command("export")
def export_opml(
    ctx: typer.Context,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="File to write; else standard output.")] = None,
    country: Countries = None,
) -> None:
    """Write the feeds of the sources as OPML, for feed readers."""
    import sys

    from vestnik.source_lists import to_opml
    from vestnik.wiring import build_catalogue

    state: State = ctx.obj
    document = to_opml(_of_countries(build_catalogue(state.config()), country or []))
    if output is None:
        sys.stdout.buffer.write(document)
        return
    try:
        output.write_bytes(document)
    except OSError as error:
        raise UsageError(f"-o: {output}: cannot be written: {error.strerror}") from None


def _of_countries(catalogue: Catalogue, countries: Sequence[str]) -> list[Source]:
    """The sources of these countries, or all, in the catalogue's order. UsageError for a country that has none."""
    from sources.table import in_order

    known = {source.country for source in catalogue}
    wanted = {country.upper() for country in countries}
    for country in sorted(wanted - known):
        raise UsageError(f"--country: no source is of {country!r}; there are {', '.join(sorted(known))}")
    return [source for source in in_order(catalogue) if not wanted or source.country in wanted]


def _tell_broken(errors: list[Any]) -> None:
    from vestnik.console import note

    for error in errors:
        note(str(error))


def _states(config: Config) -> dict[str, SourceState]:
    """What the store knows of the sources; nothing where there is no store yet."""
    from storage.errors import DatabaseMissing
    from vestnik.wiring import stored

    try:
        with stored(config, create=False, quiet=True) as store:
            return {known.key: known for known in store.source_states()}
    except DatabaseMissing:
        return {}


def _as_json(source: Source, watched: bool, known: SourceState | None) -> dict[str, Any]:
    return {**source.model_dump(mode="json"), "watched": watched, "state": asdict(known) if known else None}
