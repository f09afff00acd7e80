"""The web pages, JSON API and feed of flagged articles."""
