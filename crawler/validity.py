"""Is this page really an article? Pages that answer 200 and are something else are set aside with the reason."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from articles import Article
from crawler.gate_words import MARKS, REASONS, Reason

_MAX_BODY = 1500
"""Only short texts are suspected: an article ABOUT captchas is longer than a captcha page."""
_SENTENCE_BODY, _SENTENCE_HEAD = 600, 300
"""Shorter still where only a sentence of the text speaks for it, not the headline, and near its beginning."""
_MARKED_BODY = 300

_MAX_LISTING = 20_000
_MAX_MARKED = 200_000
_TAGS = re.compile(r"<[^<>]*>")
_MACHINE_TITLES = frozenset({"meta", "title element", "listing", "feed", ""})
"""Readers of a title that a page without its text has, too."""
_SUFFIX = re.compile(r"\s+(?:[|—–·-]|::)\s+")
"""Between a page's name and the site's in a title element."""
_OWN_DAY = frozenset({"json-ld", "meta", "microdata", "label"})
"""What an article says of its own day; no check for robots does."""
_TOP = re.compile(r"/(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:(?:index|main|home|default)(?:\.\w{2,5})?/?)?", re.IGNORECASE)
_ASIDE = re.compile(
    r"/(?:error|404|not-?found|page-?not-?found|log-?in|sign-?in|auth|sso|cas|captcha|showcaptcha|maintenance|blocked)\b",
    re.IGNORECASE,
)


def why_no_article(
    article: Article, *, asked: str, final: str, announced: str | None = None, page: bytes = b""
) -> str | None:
    """The reason why a page is no article, in words, or None where it is one.

    ``asked`` is the address of the link, ``final`` the one that answered: a redirect to the site's root or section is
    the way many systems say "gone". ``announced`` is the title on the listing: a page with that headline is the
    article, were it about a captcha ("Студент придумал, как обойти капчу"). ``page`` are the bytes as received, for
    checks for robots that show no words.
    """
    if _went_up(asked, final):
        return f"redirected to {urlsplit(final).path or '/'}: the article is gone or moved"
    if len(article.body) <= _MAX_BODY:
        if len(article.body) <= _MARKED_BODY and (mark := _mark(page)) is not None:
            return f"{mark}, not an article"
        if not _is_announced(article, announced) and (reason := _gate(article)) is not None:
            return f"{reason.name}, not an article"
    if not article.body and article.title_from in _MACHINE_TITLES:
        return "nothing readable on the page: empty, an image only, or filled in by a script"
    if not article.title:
        return "no headline found on the page"
    if article.body.count("\ufffd") > max(5, len(article.body) // 100):
        return "the text cannot be decoded: no encoding fits the page"
    return None


def _gate(article: Article) -> Reason | None:
    """The kind of page that a short text is by its words: a headline that says nothing else, or a sentence that speaks
    to the visitor where the page names no day of its own (a notice on maintenance does)."""
    title, body = " ".join(article.title.split())[:300], article.body[:_MAX_BODY]
    machine = article.title_from in _MACHINE_TITLES
    titles = [title, _SUFFIX.split(title)[0]] if machine else [title]
    first = body.partition("\n")[0].strip() if machine else ""  # a headline of a word or two is read as text
    for reason in REASONS:
        if title and any(reason.headline.search(one) for one in titles):
            return reason
        if first and not reason.in_menus and reason.headline.search(first):
            return reason
    if len(body) > _SENTENCE_BODY or (article.published and article.published.provenance in _OWN_DAY):
        return None
    head = f"{title}\n{body}"[:_SENTENCE_HEAD]
    return next((reason for reason in REASONS if reason.sentence.search(head)), None)


def _mark(page: bytes) -> str | None:
    """Whose check for robots this is, by what it is made of."""
    lowered = page[:_MAX_MARKED].lower()
    return next((words for mark, words in MARKS if mark in lowered), None)


def _is_announced(article: Article, announced: str | None) -> bool:
    """Whether the page's own headline (not one lent by the listing) is the one the listing announced, or its start."""
    if not announced or not article.title or article.title_from in ("listing", "feed"):
        return False
    wanted = " ".join(announced.split()).rstrip(".… ").casefold()
    return len(wanted) >= 10 and " ".join(article.title.split()).casefold().startswith(wanted)


def why_no_listing(html: str) -> str | None:
    """The reason why a page without links is no listing at all (maintenance, a check for robots), or None: then it may
    be an empty page past the end. A word of login or cookies says nothing here: it stands in many a menu."""
    if (mark := _mark(html[:_MAX_MARKED].encode("utf-8", "ignore"))) is not None:
        return mark
    text = " ".join(_TAGS.sub(" ", html[:_MAX_LISTING]).split())
    return next((reason.name for reason in REASONS if reason.passing and _speaks(reason, text)), None)


def _speaks(reason: Reason, text: str) -> bool:
    return reason.sentence.search(text) is not None or reason.headline.search(text[:300]) is not None


def _went_up(asked: str, final: str) -> bool:
    """True where the final address is the front page, a folder above the one asked for, or a page for errors and
    logins, while the address asked for was none of them."""
    before, after = urlsplit(asked), urlsplit(final)
    if before.path.rstrip("/") == after.path.rstrip("/"):
        return False
    if _ASIDE.match(after.path) and not _ASIDE.match(before.path):
        return True
    if after.query:
        return False
    return before.path.startswith(after.path.rstrip("/") + "/") or _TOP.fullmatch(after.path or "/") is not None
