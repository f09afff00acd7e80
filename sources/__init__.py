"""Universities as data: one TOML file each, validated into ``Source``."""

from sources.catalogue import Catalogue, SourceError, load_catalogue, load_source
from sources.records import FeedEntry, JsonEntry, ListingEntry, Pager, SiteHints, SitemapEntry, Source

__all__ = [
    "Catalogue",
    "FeedEntry",
    "JsonEntry",
    "ListingEntry",
    "Pager",
    "SiteHints",
    "SitemapEntry",
    "Source",
    "SourceError",
    "load_catalogue",
    "load_source",
]
