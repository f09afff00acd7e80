"""From the configuration to what ``vestnik watch`` and ``vestnik worker`` work by, at the start and at a reload."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vestnik.errors import UserError
from vestnik.export_job import build_export_jobs
from vestnik.wiring import build_catalogue, build_channels, build_health, build_topics, chosen_sources

if TYPE_CHECKING:
    from collections.abc import Collection

    from scheduler.records import Setup
    from scheduler.shard_link import LinkCrawls
    from vestnik.config import Config
    from vestnik.metrics import Metrics

_LOOK_S = 15.0


def build_setup(
    config: Config,
    *,
    defer: bool = False,
    sends: bool = True,
    metrics: Metrics | LinkCrawls | None = None,
    share: tuple[int, int] | None = None,
    keys: Collection[str] | None = None,
) -> Setup:
    """The configuration's sources, channels, settings and schedule. UserError, SourceError or TopicError where it
    cannot work; a source file that cannot be read is among the catalogue's errors, a rule among the schedule's. Without
    ``sends`` no channel is built, and no secret of one is needed. Crawls are counted in ``metrics``, where given.
    ``share`` is the number of this process, from 0, and how many of them share the sources: the first one sends alerts
    and exports for all. ``keys`` are those of its sources where they were shared out before, by the files of then."""
    from scheduler.records import Setup
    from scheduler.shards import shard_sources
    from sources import Catalogue
    from vestnik.config_schedule import build_schedule
    from vestnik.crawl_settings import crawl_settings

    build_topics(config)  # a topic that cannot be read is said now, not by every crawl
    catalogue = build_catalogue(config)
    chosen = {source.key: source for source in chosen_sources(config, catalogue)}
    living = None
    if share is not None:
        living = frozenset(source.key for source in chosen.values() if source.enabled)
        if keys is None:
            keys = {source.key for source in shard_sources(chosen.values(), share[1])[share[0]]}
        chosen = {key: source for key, source in chosen.items() if key in keys}
    first = share is None or share[0] == 0
    every = config.schedule.deliver_every
    after_crawl = [build_health(config), *([metrics.after_crawl] if metrics else [])]
    return Setup(
        Catalogue(chosen, catalogue.errors),
        build_channels(config) if sends and first else (),
        crawl_settings(config, catalogue),
        config.database_url(),
        schedule=build_schedule(config),
        concurrency=config.crawl.concurrency,
        after_crawl=after_crawl,
        jobs=build_export_jobs(config) if first else (),
        # Where crawls end elsewhere, their alerts are looked for as often as due sources are.
        deliver_s=min(_LOOK_S, every) if defer or share else every,
        catch_up_s=config.schedule.catch_up,
        living=living,
    )


def read_setup(
    began: Config,
    *,
    defer: bool = False,
    metrics: Metrics | LinkCrawls | None = None,
    share: tuple[int, int] | None = None,
) -> Setup:
    """Read the configuration again, and the setup it comes to. The log follows it, too. UserError where it wants what
    cannot be changed any more since the service ``began``: another place of metrics or dashboard, more processes."""
    from vestnik.config_load import load_config
    from vestnik.logs import start_logging

    config = load_config(began.file)
    if config.metrics != began.metrics:
        raise UserError("another host or port of [metrics] needs a new start of the service")
    if config.dashboard != began.dashboard and (config.dashboard.in_watch or began.dashboard.in_watch):
        raise UserError("another [dashboard] needs a new start of the service")
    if config.crawl.workers != began.crawl.workers:
        raise UserError("another number of crawl.workers needs a new start of the service")
    setup = build_setup(config, defer=defer, metrics=metrics, share=share)
    start_logging(config.log)
    return setup
