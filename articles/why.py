"""Why a page is read as it is: what ``vestnik read`` shows beside the article itself."""

from __future__ import annotations

from dataclasses import dataclass

from articles.decode import Encoding, read_text
from articles.meta import read_head
from articles.page import Page
from articles.records import Hints
from articles.title import TitleCandidate, title_candidates
from articles.tree import parse


@dataclass(frozen=True, slots=True)
class Why:
    """The encoding a page was read in, and everything that could have been its headline."""

    encoding: Encoding
    title_candidates: tuple[TitleCandidate, ...]


def explain(html: bytes, url: str, *, charset: str | None = None, hints: Hints | None = None) -> Why:
    """What decided on the reading of a page, which is the one ``read_article`` was given."""
    text, encoding = read_text(html, charset)
    tree = parse(text)
    return Why(encoding, tuple(title_candidates(Page(text, tree), read_head(tree, url), hints or Hints(), url)))
