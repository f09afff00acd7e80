"""Is this page really an article? Pages that answer 200 and are something else are set aside with the reason."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from articles import Article

_MAX_BODY = 1500
"""Only short texts are suspected: an article ABOUT captchas is longer than a captcha page."""

_MAX_LISTING = 20_000
_PASSING = ("maintenance page", "anti-bot check")
_TAGS = re.compile(r"<[^<>]*>")
_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "maintenance page",
        re.compile(
            r"технические работы|ведутся (?:технические )?работы|сайт (?:временно )?(?:недоступен|на реконструкции)"
            r"|under maintenance|scheduled maintenance|temporarily unavailable|网站维护|系统维护|维护中",
            re.IGNORECASE,
        ),
    ),
    (
        "page not found",
        re.compile(
            r"страница не найдена|запрашиваемая страница|не существует или (?:была )?удалена|ошибка 404"
            r"|page not found|404 not found|error 404|页面不存在|您访问的页面|找不到页面",
            re.IGNORECASE,
        ),
    ),
    (
        "anti-bot check",
        re.compile(
            r"checking your browser|just a moment\.\.\.|verify (?:that )?you are (?:a )?human|captcha|капч|я не робот"
            r"|ddos-guard|подтвердите, что вы не робот|人机验证|安全验证|请输入验证码",
            re.IGNORECASE,
        ),
    ),
    (
        "login page",
        re.compile(
            r"войдите (?:в систему|на сайт)|необходимо авторизоваться|требуется авторизация|для доступа .{0,40}авториз"
            r"|please (?:log|sign) in|log in to continue|请登录|请先登录",
            re.IGNORECASE,
        ),
    ),
)


def why_no_article(article: Article, *, asked: str, final: str, announced: str | None = None) -> str | None:
    """The reason why a page is no article, in words, or None where it is one.

    ``asked`` is the address of the link, ``final`` the one that answered: a redirect to the site's root or section is
    the way many systems say "gone". ``announced`` is the title on the listing: a page with that headline is the
    article, were it about a captcha ("Студент придумал, как обойти капчу").
    """
    if _went_up(asked, final):
        return f"redirected to {urlsplit(final).path or '/'}: the article is gone or moved"
    if not article.title and not article.body:
        return "nothing readable on the page: empty, an image only, or filled in by a script"
    if len(article.body) <= _MAX_BODY and not _is_announced(article, announced):
        head = f"{article.title}\n{article.body[:_MAX_BODY]}"
        for reason, mark in _MARKS:
            if mark.search(head) and (len(article.body) < 400 or mark.search(article.title)):
                return f"{reason}, not an article"
    if not article.title:
        return "no headline found on the page"
    if article.body.count("\ufffd") > max(5, len(article.body) // 100):
        return "the text cannot be decoded: no encoding fits the page"
    return None


def _is_announced(article: Article, announced: str | None) -> bool:
    """Whether the page's own headline (not one lent by the listing) is the one the listing announced, or its start."""
    if not announced or not article.title or article.title_from in ("listing", "feed"):
        return False
    wanted = " ".join(announced.split()).rstrip(".… ").casefold()
    return len(wanted) >= 10 and " ".join(article.title.split()).casefold().startswith(wanted)


def why_no_listing(html: str) -> str | None:
    """The reason why a page without links is no listing at all (maintenance, a check for robots), or None: then it may
    be an empty page past the end. A word of login says nothing here: it stands in many a menu."""
    text = _TAGS.sub(" ", html[:_MAX_LISTING])
    return next((reason for reason, mark in _MARKS if reason in _PASSING and mark.search(text)), None)


def _went_up(asked: str, final: str) -> bool:
    """True where the final address is the root or a folder above the one asked for, without a query of its own."""
    before, after = urlsplit(asked), urlsplit(final)
    if before.path.rstrip("/") == after.path.rstrip("/") or after.query:
        return False
    return before.path.startswith(after.path.rstrip("/") + "/") or after.path in ("", "/")
