"""Ways in: feeds, sitemaps, listings and JSON lists, each read into links to articles."""

from crawler.discovery.found import Found, FoundPage

__all__ = ["Found", "FoundPage"]
