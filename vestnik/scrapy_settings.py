"""The settings module that ``scrapy.cfg`` names: ``crawler.settings`` and what the user's configuration adds.

``scrapy list`` and ``scrapy crawl <source>`` read the same vestnik.toml (or VESTNIK_CONFIG) as ``vestnik`` does.
"""

from crawler.settings import *  # noqa: F403 (a Scrapy settings module is its names)
from storage.store import Store
from vestnik.config_load import load_config
from vestnik.crawl_settings import overrides
from vestnik.errors import UserError

try:
    globals().update(overrides(load_config()))
except UserError as error:
    raise SystemExit(f"vestnik: {error}") from None


def open_crawl_store() -> Store:
    """The configured store, for a crawl that Scrapy's own command started."""
    return Store.open(load_config().database_url())
