"""Find and write a new source for ``vestnik add``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from vestnik.errors import UsageError, UserError
from vestnik.wiring import build_catalogue, own_folder, source_folders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.settings import Settings

    from crawler.survey.records import Survey
    from sources import Catalogue, Source
    from storage.thread import StoreThread
    from vestnik.config import Config

_PRIVATE_DELAY_S = 0.05


@dataclass(frozen=True, slots=True)
class Added:
    """What ``vestnik add`` found: ``text`` is the source file for ``file`` ("" without a source); ``covered_by`` are
    sources that watch the same pages already."""

    survey: Survey
    file: Path
    text: str
    covered_by: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The new source's key."""
        return self.file.stem


def full_address(text: str) -> str:
    """An address as people type it ("tpu.ru") with its scheme. UsageError where it is none."""
    url = text.strip()
    url = url if "://" in url else f"https://{url}"
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if not host or parts.scheme not in ("http", "https") or "@" in parts.netloc or not url.isprintable() or " " in url:
        raise UsageError(f"{text[:200]!r} is no address; write for instance https://www.spbstu.ru/")
    return url if parts.path else f"{url}/"


def find(config: Config, typed: str, *, key: str | None, to: Path | None, allow_private: bool) -> Added:
    """Survey the site and make the source file's text. UserError where the key or the file is taken, or the address is
    watched already and no other key is given. An address typed without http(s):// is tried as https first."""
    from sources.write import source_toml

    url, plain = full_address(typed), "://" not in typed
    catalogue = build_catalogue(config)
    folder = to if to is not None else own_folder(config)
    if key is not None:
        _check_key(config, key, catalogue)
    covering = covered_by(url, catalogue)
    if covering and key is None:
        raise UserError(f"{url} is watched already, by {', '.join(covering)}; --key adds it beside under another key")
    tried = [url, f"http://{url.partition('://')[2]}"] if plain else [url]  # an older site may not know https
    survey = _survey(config, catalogue, tried, key=key, allow_private=allow_private)
    if survey.source is None and "private address" in (survey.problem or ""):
        survey.help.append("--allow-private looks at sites of your own network, too")
    if survey.source is None:
        return Added(survey, folder / "none.toml", "")
    entries = [entry.url for entry in survey.source.entries]
    covering = tuple(dict.fromkeys([*covering, *(k for entry in entries for k in covered_by(entry, catalogue))]))
    if covering and key is None:
        raise UserError(
            f"{url}: its way in, {entries[0]}, is watched already, by {', '.join(covering)}; --key adds it beside"
        )
    doubts = "".join(f"\nUnsure: {words}." for words in survey.doubts)
    head = f"Written by `vestnik add`. The keys are explained in the manual, docs/sources.md.{doubts}"
    text = source_toml(survey.source, {**survey.comments, "": head})
    return Added(survey, folder / f"{survey.source.key}.toml", text, covering)


def write(added: Added) -> None:
    """Write the file of what was found. Raises as :func:`write_file`."""
    write_file(added.file, added.text)


def write_file(path: Path, text: str) -> None:
    """Write a source file. UserError where it exists or cannot be written; it is read back, so that what is written can
    be used."""
    from sources.catalogue import load_source

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UserError(f"{path} exists already; choose another --key or --to") from None
    except OSError as error:
        raise UserError(f"{path}: cannot be written: {error.strerror}") from None
    load_source(path)


def covered_by(url: str, catalogue: Catalogue) -> tuple[str, ...]:
    """The keys of sources that watch an address already: it is a way in of theirs, or their home page while nobody else
    shares that."""
    wanted = _bare(url)
    return tuple(
        source.key
        for source in catalogue
        if wanted in {_bare(entry.url) for entry in source.entries} or wanted == _bare(source.homepage)
    )


def _bare(url: str) -> str:
    from articles.address import canonical_address

    try:
        address = canonical_address(url)
    except ValueError:
        return url
    return address.partition("://")[2].removeprefix("www.").rstrip("/")


def _check_key(config: Config, key: str, catalogue: Catalogue) -> None:
    import re

    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", key):
        raise UsageError(f"--key: {key[:80]!r} must be lower-case letters, digits and hyphens, at most 63 characters")
    if key in catalogue.sources or any(error.path and error.path.stem == key for error in catalogue.errors):
        where = file_of(config, key)
        raise UserError(f"--key: there is a source {key!r} already" + (f", {where}" if where else ""))


def file_of(config: Config, key: str) -> Path | None:
    """The file a source was read from: of several, the last folder's, as the catalogue takes it."""
    found = [path for folder in source_folders(config) for path in sorted(folder.rglob(f"{key}.toml"))]
    return found[-1] if found else None


def _survey(
    config: Config, catalogue: Catalogue, urls: Sequence[str], *, key: str | None, allow_private: bool
) -> Survey:
    """The survey from the first of the addresses that answers at all, else from the last."""
    from crawler.run import run
    from crawler.survey.survey import Wishes
    from crawler.surveying import survey_site
    from vestnik.console import working

    settings = fetch_settings(config, catalogue, [urlsplit(urls[0]).hostname or ""] if allow_private else [])
    taken = {*catalogue.sources, *(error.path.stem for error in catalogue.errors if error.path)}
    delay = _PRIVATE_DELAY_S if allow_private else max(1.0, config.crawl.delay_s)
    wishes = Wishes(key=key, taken=taken, allow_private=allow_private, delay_s=delay)

    with working("looking around") as said:

        async def look() -> Survey:
            with politeness_store(config) as store:
                for url in urls:
                    survey = await survey_site(url, wishes, settings=settings, store=store, said=said)
                    if survey.source is not None or survey.requests > 1:
                        break
                return survey

        return run(look)


def fetch_settings(config: Config, catalogue: Catalogue, private: Sequence[str] = ()) -> Settings:
    """Scrapy's settings as for a crawl, with hosts that may be private."""
    from articles.address import registered_domain
    from vestnik.crawl_settings import crawl_settings

    settings = crawl_settings(config, catalogue)
    opened = {*settings.getlist("VESTNIK_PRIVATE_HOSTS"), *private, *(registered_domain(host) for host in private)}
    settings.set("VESTNIK_PRIVATE_HOSTS", sorted(opened - {""}), priority="cmdline")
    return settings


@contextmanager
def politeness_store(config: Config) -> Iterator[StoreThread]:
    """The configured database, which knows whose turn a host is; where there is none yet, one that is thrown away: to
    look at a site must not make a database."""
    import tempfile

    from storage import Store
    from storage.errors import DatabaseMissing
    from storage.thread import StoreThread

    with tempfile.TemporaryDirectory() as folder:
        try:
            store = Store.open(config.database_url(), create=False)
        except DatabaseMissing:
            store = Store.open(f"sqlite:///{os.path.join(folder, 'vestnik.db')}")
        thread = StoreThread(store)
        try:
            yield thread
        finally:
            thread.close()


def own_source(config: Config, source: Source) -> Path | None:
    """The file of a source that is the user's own, None for one of the shipped catalogue."""
    from sources.catalogue import SHIPPED

    path = file_of(config, source.key)
    return None if path is None or path.resolve().is_relative_to(SHIPPED.resolve()) else path
