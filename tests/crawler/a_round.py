"""``python -m tests.crawler.a_round [MODULE...]``: a small site crawled, polled and crawled again, in a process that
cannot import those modules. Prints what the process worked with and what came of it, as JSON."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawler.run import CrawlRunner
    from crawler.verdict import CrawlReport
    from sources import Source


def main(lacking: list[str]) -> None:
    """Do it all and print it."""
    sys.modules.update(dict.fromkeys(lacking))  # type: ignore[arg-type] # None: an import of it fails
    from aiohttp.http_parser import HttpResponseParser, HttpResponseParserPy

    from crawler.run import CrawlRunner, run, start_loop_thread
    from tests.crawler.polling import round_of
    from tests.crawler.site import Site

    async def loop() -> str:
        return type(asyncio.get_running_loop()).__module__

    crawl, crawled = CrawlRunner.crawl, []

    async def counted(runner: CrawlRunner, source: Source, **more: Any) -> CrawlReport:
        crawled.append(source.key)
        return await crawl(runner, source, **more)

    CrawlRunner.crawl = counted  # type: ignore[assignment, method-assign] # to know which rounds were polls alone
    start_loop_thread()
    site = Site()
    site.pages["/news"] = (200, {"ETag": '"1"'}, site.listing(*map(site.article, range(1, 4))))
    kind = run(loop)
    parser = "plain" if HttpResponseParser is HttpResponseParserPy else "compiled"
    said: dict[str, Any] = {"loop": kind, "parser": parser, "rounds": []}
    with TemporaryDirectory() as folder:
        for hours in (0, 1, 2):
            if hours == 2:  # no validator any more: the whole answer is read
                site.pages["/news"] = site.listing(*map(site.article, range(1, 5)))
            site.asked.clear()
            crawled.clear()
            (report,) = round_of(Path(folder) / "v.db", site.source(), hours=hours, VESTNIK_RECHECK_LIMIT=0)
            how = "crawled" if crawled else "polled"
            said["rounds"].append([how, report.verdict, report.counts.get("new", 0), sorted(site.asked)])
    site.stop()
    print(json.dumps(said))


if __name__ == "__main__":
    main(sys.argv[1:])
