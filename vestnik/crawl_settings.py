"""From the configuration to Scrapy's settings, the same for ``vestnik crawl``, ``watch`` and ``scrapy crawl``."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from vestnik.wiring import build_catalogue, build_routes, source_folders, topic_reference, user_agent

if TYPE_CHECKING:
    from scrapy.settings import Settings

    from sources import Catalogue
    from vestnik.config import Config


def overrides(config: Config, catalogue: Catalogue | None = None) -> dict[str, Any]:
    """What the configuration adds to ``crawler.settings``. No secret is among it: Scrapy logs its settings."""
    catalogue = build_catalogue(config) if catalogue is None else catalogue
    own = {
        urlsplit(url).hostname or ""
        for s in catalogue
        if s.allow_private
        for url in (s.homepage, *(e.url for e in s.entries))
    }
    return {
        "USER_AGENT": user_agent(config),
        "DOWNLOAD_TIMEOUT": config.crawl.timeout_s,
        "DOWNLOAD_MAXSIZE": int(config.crawl.max_page_mb * 1024 * 1024),
        "VESTNIK_STORE": "vestnik.scrapy_settings.open_crawl_store",
        "VESTNIK_SOURCE_FOLDERS": [str(folder) for folder in source_folders(config)],
        "VESTNIK_TOPICS": [str(topic_reference(config, name)) for name in config.topics.enabled],
        "VESTNIK_ROUTES": [asdict(route) for route in build_routes(config)],
        "VESTNIK_PRIVATE_HOSTS": sorted({*own, *config.crawl.allow_private} - {""}),
        "VESTNIK_MIN_DELAY_S": config.crawl.delay_s,
        "VESTNIK_DAILY_REQUESTS": config.crawl.daily_requests,
        "VESTNIK_MAX_PAGES": config.crawl.max_pages,
        "VESTNIK_RECHECK_S": config.recheck.ages(),
        "VESTNIK_RECHECK_LIMIT": config.recheck.most,
    }


def crawl_settings(config: Config, catalogue: Catalogue | None = None) -> Settings:
    """Scrapy's settings for a crawl under this configuration."""
    from scrapy.settings import Settings

    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.setdict(overrides(config, catalogue), priority="project")
    return settings
