"""Is this page really an article? Pages that answer 200 and are something else are set aside with the reason."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from articles import Article

_MAX_BODY = 1500
"""Only short texts are suspected: an article ABOUT captchas is longer than a captcha page."""

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


def why_no_article(article: Article, *, asked: str, final: str) -> str | None:
    """The reason why a page is no article, in words, or None where it is one.

    ``asked`` is the address of the link, ``final`` the one that answered: a redirect to the site's root or section is
    the way many systems say "gone".
    """
    if _went_up(asked, final):
        return f"redirected to {urlsplit(final).path or '/'}: the article is gone or moved"
    if not article.title and not article.body:
        return "nothing readable on the page: empty, an image only, or filled in by a script"
    if len(article.body) <= _MAX_BODY:
        head = f"{article.title}\n{article.body[:_MAX_BODY]}"
        for reason, mark in _MARKS:
            if mark.search(head) and (len(article.body) < 400 or mark.search(article.title)):
                return f"{reason}, not an article"
    if not article.title:
        return "no headline found on the page"
    if article.body.count("\ufffd") > max(5, len(article.body) // 100):
        return "the text cannot be decoded: no encoding fits the page"
    return None


def _went_up(asked: str, final: str) -> bool:
    """True where the final address is the root or a folder above the one asked for, without a query of its own."""
    before, after = urlsplit(asked), urlsplit(final)
    if before.path.rstrip("/") == after.path.rstrip("/") or after.query:
        return False
    return before.path.startswith(after.path.rstrip("/") + "/") or after.path in ("", "/")
