"""Pure reading of article pages: bytes in, ``Article`` out. No network, no SQL, no Scrapy."""

from articles.profile import learn_profile
from articles.reader import read_article
from articles.records import Article, Change, Hints, Profile, PublishedDate

__all__ = ["Article", "Change", "Hints", "Profile", "PublishedDate", "learn_profile", "read_article"]
