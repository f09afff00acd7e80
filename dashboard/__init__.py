"""The web pages, JSON API and feed of flagged articles."""

from dashboard.server import serve

__all__ = ["serve"]
