"""From the configuration to the parts: store, catalogue, topics, routes, channels. The only place that joins rooms."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from vestnik.errors import UsageError, UserError
from vestnik.nearest import nearest

if TYPE_CHECKING:
    from alerts import Channel
    from alerts.records import Pace, Wording
    from scheduler.records import AfterCrawl
    from sources import Catalogue, Source
    from storage import Store
    from storage.records import Route
    from topics import Topic
    from vestnik.config import Config
    from vestnik.config_channels import ChannelConfig


def source_folders(config: Config) -> list[Path]:
    """The folders the sources are read from: the configured ones, else the shipped catalogue and the user's own."""
    from sources.catalogue import SHIPPED

    if config.sources.folders:
        return [config.folder / folder for folder in config.sources.folders]
    own = own_folder(config)
    return [SHIPPED, own] if own.is_dir() and not own.samefile(SHIPPED) else [SHIPPED]


def own_folder(config: Config) -> Path:
    """The folder that new source files are written into: the first configured one, else ``sources`` beside
    vestnik.toml."""
    return config.folder / (config.sources.folders[0] if config.sources.folders else "sources")


def build_catalogue(config: Config) -> Catalogue:
    """Every source that could be read, and the errors of those that could not; with the days of own checks."""
    from sources import load_catalogue
    from vestnik.verified import verified_days

    catalogue = load_catalogue(source_folders(config))
    for key, day in verified_days(config).items():
        if key in catalogue.sources:
            catalogue.sources[key] = catalogue.sources[key].model_copy(update={"verified": day})
    return catalogue


def chosen_sources(config: Config, catalogue: Catalogue, keys: Sequence[str] = ()) -> list[Source]:
    """The named sources (enabled or not), else the enabled ones that [sources] only / except leave.

    A key that does not exist raises UsageError where it was named, SourceError where [sources] only holds it, both
    with the nearest names.
    """
    if keys:
        return [named_source(catalogue, key) for key in dict.fromkeys(keys)]
    only, left_out = config.sources.only, set(config.sources.exclude)
    chosen = [catalogue.get(key) for key in only] if only else [source for source in catalogue if source.enabled]
    return [source for source in chosen if source.key not in left_out]


def named_source(catalogue: Catalogue, key: str) -> Source:
    """The source a command line names. UsageError with the nearest names where there is none; SourceError where there
    is a file for it that cannot be used."""
    from sources import SourceError

    try:
        return catalogue.get(key)
    except SourceError as error:
        if error.path is not None:
            raise
        raise UsageError(str(error)) from None


def build_topics(config: Config, names: Sequence[str] | None = None) -> list[Topic]:
    """The topics articles are judged for. A name with a slash or ``.toml`` is a path from the file's folder."""
    from topics import load_topic

    return [load_topic(topic_reference(config, name)) for name in names or config.topics.enabled]


def topic_reference(config: Config, name: str) -> str | Path:
    """A shipped topic's name as it is, a path made absolute."""
    return config.folder / name if "/" in name or "\\" in name or name.endswith(".toml") else name


def build_routes(config: Config) -> list[Route]:
    """The configured routes; without any, each channel gets every flag of grade 2 and above."""
    from storage.records import Route

    if not config.routes:
        return [Route(channel=channel.name) for channel in config.channels]
    return [
        Route(
            channel=route.channel,
            topics=route.topics,
            min_grade=route.min_grade,
            sources=route.sources,
            kinds=route.kinds,
            countries=tuple(country.upper() for country in route.countries),
            languages=tuple(language.lower() for language in route.languages),
            digest=route.digest_time(),
        )
        for route in config.routes
    ]


def build_health(config: Config) -> AfterCrawl:
    """What looks at each source's health after its crawls."""
    from datetime import timedelta

    from scheduler.health import watch_health

    return watch_health(build_routes(config), patience=timedelta(seconds=config.health.patience))


def build_channels(config: Config, names: Sequence[str] = ()) -> list[Channel]:
    """The configured channels, or the named ones, ready to send. UsageError for an unknown name, UserError for a
    missing secret."""
    by_name = {channel.name: channel for channel in config.channels}
    for name in names:
        if name not in by_name:
            raise UsageError(f"there is no channel {name!r}; {known_channels(name, by_name)}")
    return [build_channel(by_name[name], config) for name in names or by_name]


def known_channels(name: str, known: Collection[str]) -> str:
    """What to write instead of an unknown channel's name."""
    everything = ", ".join(known) or "none; add a [[channels]] to vestnik.toml"
    return nearest(name, known) or f"channels are: {everything}"


def build_channel(channel: ChannelConfig, config: Config) -> Channel:
    """One channel with its secret resolved. UserError where its settings cannot work."""
    try:
        return _channel(channel, config)
    except ValueError as error:
        raise UserError(str(error)) from None


def _channel(channel: ChannelConfig, config: Config) -> Channel:
    folder, timeout = config.folder, channel.timeout_s
    pace, wording = _pace(channel), build_wording(config)
    if channel.kind == "email":
        from alerts.email import EmailChannel

        return EmailChannel(
            channel.name,
            channel.host,
            channel.effective_port(),
            channel.sender,
            channel.to,
            channel.username,
            channel.resolve_password(folder) if channel.username else None,
            channel.security,
            timeout,
            unsubscribe=channel.unsubscribe,
            pace=pace,
            wording=wording,
        )
    private = channel.allow_private
    if channel.kind == "webhook":
        from alerts.webhook import WebhookChannel

        url, secret = channel.resolve_url(folder), channel.resolve_secret(folder)
        return WebhookChannel(channel.name, url, secret, timeout, allow_private=private, pace=pace, wording=wording)
    if channel.kind == "apprise":
        from alerts.apprise import AppriseChannel

        url = channel.resolve_url(folder)
        return AppriseChannel(channel.name, url, timeout, allow_private=private, pace=pace, wording=wording)
    from alerts.slack import SlackBotChannel, SlackChannel

    if channel.channel_id is not None:
        token = channel.resolve_token(folder) or ""
        return SlackBotChannel(channel.name, token, channel.channel_id, timeout, pace=pace, wording=wording)
    url = channel.resolve_webhook_url(folder)
    return SlackChannel(channel.name, url, timeout, allow_private=private, pace=pace, wording=wording)


def _pace(channel: ChannelConfig) -> Pace:
    """When the channel may be sent to. ValueError where its quiet hours cannot be read."""
    from alerts.records import Pace

    if not channel.quiet:
        return Pace(per_hour=channel.most_per_hour)
    from scheduler.times import QuietHours, zone_of

    try:
        return Pace(QuietHours.parse(channel.quiet, zone_of(channel.timezone)), channel.most_per_hour)
    except ValueError as error:
        raise ValueError(f"channel {channel.name!r}: quiet: {error}") from None


def build_wording(config: Config) -> Wording:
    """What the user says of messages. UserError where there is no such folder of templates."""
    from alerts.records import Wording

    given = config.alerts.templates
    folder = None if given is None else config.folder / given
    if folder is not None and not folder.is_dir():
        raise UserError(f"alerts.templates: there is no folder {folder}")
    return Wording(config.alerts.dashboard or "", folder)


def user_agent(config: Config) -> str:
    """What the sites see: the program, its version and, where given, the person to write to."""
    from importlib.metadata import version

    contact = f" (+{config.crawl.contact})" if config.crawl.contact else ""
    return f"Vestnik/{version('vestnik')}{contact}"


def open_store(config: Config, *, create: bool = True, quiet: bool = False) -> Store:
    """The store. A hint (unless ``quiet``) where no configuration file says which. Raises StoreError."""
    from storage import Store

    store = Store.open(config.database_url(), create=create)
    if not quiet:
        hint_at_defaults(config)
    return store


def hint_at_defaults(config: Config) -> None:
    """One line on standard error where no configuration file was found."""
    from vestnik.console import note

    if config.file is None:
        note("no vestnik.toml here: built-in defaults are used; `vestnik init` writes one")


@contextmanager
def stored(config: Config, *, create: bool = True, quiet: bool = False) -> Iterator[Store]:
    """The store, closed at the end of the block."""
    store = open_store(config, create=create, quiet=quiet)
    try:
        yield store
    finally:
        store.close()
