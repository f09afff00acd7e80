"""Show every source to Scrapy as a spider: ``scrapy list``, ``scrapy crawl <source>`` work as in any project."""

from __future__ import annotations

from pathlib import Path

from scrapy import Spider
from scrapy.http import Request
from scrapy.settings import BaseSettings

from crawler.spiders.source import SourceSpider
from sources import Catalogue, Source, SourceError, load_catalogue


def spider_for(source: Source) -> type[SourceSpider]:
    """A spider class bound to one source: its name, its hosts and its delay."""
    return type(f"SourceSpider_{source.key.replace('-', '_')}", (SourceSpider,), {"name": source.key, "source": source})


class SourceSpiderLoader:
    """Scrapy's spider loader protocol over the folders in ``VESTNIK_SOURCE_FOLDERS``."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> SourceSpiderLoader:
        """Read the catalogue named by the settings; broken files are left out (``vestnik sources`` reports them)."""
        return cls(load_catalogue(Path(folder) for folder in settings.getlist("VESTNIK_SOURCE_FOLDERS")))

    def load(self, spider_name: str) -> type[Spider]:
        """The spider of one source. Raises KeyError, as Scrapy asks, with the nearest names."""
        try:
            return spider_for(self.catalogue.get(spider_name))
        except SourceError as error:
            raise KeyError(str(error)) from error

    def list(self) -> list[str]:
        """The keys of all sources that are switched on."""
        return [source.key for source in self.catalogue if source.enabled]

    def find_by_request(self, request: Request) -> list[str]:  # type: ignore[valid-type]  # Scrapy's method names hide `list`
        """The sources whose hosts the request belongs to."""
        return [s.key for s in self.catalogue if spider_for(s).handles_request(request)]
