"""Survey a site over the network: the pure survey, with pages fetched as a crawl fetches them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from scrapy.settings import Settings

from crawler.spiders.asking import AskingSpider, run_errand
from crawler.spiders.source import utc_now
from crawler.survey.answer import Answer
from crawler.survey.browse import MAX_REQUESTS, MAX_SECONDS, Browse
from crawler.survey.embedded import SERVICE_HOSTS
from crawler.survey.records import Survey
from crawler.survey.survey import Wishes, survey
from sources import Source
from sources.records import FeedEntry
from storage.thread import StoreThread


async def survey_site(
    url: str,
    wishes: Wishes,
    *,
    settings: Settings,
    store: StoreThread,
    clock: Callable[[], datetime] = utc_now,
    said: Callable[[str], None] = lambda words: None,
) -> Survey:
    """Survey the site of ``url`` (a full address). Never raises for what the site does; ``said`` is told of each
    address before it is asked for."""
    results: list[Survey] = []

    async def errand(spider: AskingSpider) -> None:
        async def fetch(address: str) -> Answer:
            spider.allowed_domains = [browse.domain, *SERVICE_HOSTS] if browse.domain else spider.allowed_domains
            return await spider.ask(address, anywhere=not browse.domain)

        browse = Browse(fetch, clock=clock, max_requests=MAX_REQUESTS, max_seconds=MAX_SECONDS, said=said)
        results.append(await survey(browse, url, wishes))

    await run_errand(_stand_in(url, wishes), errand, settings=settings, store=store, clock=clock)
    return results[0] if results else Survey(asked=url, problem="the survey could not run")


def _stand_in(url: str, wishes: Wishes) -> Source:
    """A source that says no more than where to look, and how politely."""
    parts = urlsplit(url)
    return Source(
        key="survey",
        name="survey",
        country="XX",
        homepage=f"{parts.scheme}://{parts.netloc}/",
        allow_private=wishes.allow_private,
        verify_tls=wishes.verify_tls,
        delay_s=wishes.delay_s,
        entries=(FeedEntry(kind="feed", url=url),),
    )
