"""Redirects as Scrapy follows them, without the header that names the page before: no request of ours has one."""

from __future__ import annotations

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware as ScrapyRedirectMiddleware


class RedirectMiddleware(ScrapyRedirectMiddleware):
    """Scrapy's, which takes the Referer away by itself and would warn of that in every crawl."""

    def _engine_started(self) -> None:
        return
