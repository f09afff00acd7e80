"""One crawl of some sources in this process: by ``vestnik crawl`` itself, or by one of its processes."""

from __future__ import annotations

import gc
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.records import Progress
    from scheduler.schedule import Schedule
    from sources import Catalogue, Source
    from vestnik.config import Config


def living_sources(catalogue: Catalogue, chosen: Sequence[Source]) -> set[str] | None:
    """The keys of all sources there are; None where a source file cannot be read, so that nobody knows."""
    if catalogue.errors:
        return None
    return {source.key for source in catalogue if source.enabled} | {source.key for source in chosen}


def crawl_here(
    config: Config,
    catalogue: Catalogue,
    chosen: Sequence[Source],
    progress: Progress,
    *,
    schedule: Schedule,
    living: Collection[str] | None,
    recheck: bool,
    due: bool,
) -> list[str]:
    """Crawl the chosen sources once; the verdicts of those that were begun. See ``scheduler.crawl.crawl_once``."""
    gc.disable()  # a tenth of the time until all is loaded; what a crawl needs of it begins with the first one
    try:
        from crawler.run import run
        from scheduler.crawl import crawl_once
        from vestnik.crawl_settings import crawl_settings
        from vestnik.wiring import build_health

        settings = crawl_settings(config, catalogue)
        reports = run(
            lambda: crawl_once(
                chosen,
                settings=settings,
                database_url=config.database_url(),
                schedule=schedule,
                due=due,
                concurrency=config.crawl.concurrency,
                after=[build_health(config)],
                recheck=recheck,
                progress=progress,
                living=living,
            )
        )
    finally:
        gc.enable()
    return [report.verdict for report in reports]
