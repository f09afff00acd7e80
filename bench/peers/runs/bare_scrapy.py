"""Bare Scrapy: every page is fetched, nothing is read, nothing is yielded. ``TASK.json default|tuned``."""

import json
import sys
from pathlib import Path

import scrapy
from scrapy.crawler import CrawlerProcess

TUNED = {
    "CONCURRENT_ITEMS": 1,
    "METAREFRESH_ENABLED": False,
    "COOKIES_ENABLED": False,
    "RETRY_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "LOGSTATS_INTERVAL": 0,
    "MEMUSAGE_ENABLED": False,
}


class Bare(scrapy.Spider):
    name = "bare"
    urls: list[str]

    async def start(self):
        for url in self.urls:
            yield scrapy.Request(url, dont_filter=True)

    def parse(self, response):
        return None


if __name__ == "__main__":
    task = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    process = CrawlerProcess({"LOG_LEVEL": "ERROR", **(TUNED if sys.argv[2] == "tuned" else {})})
    process.crawl(Bare, urls=[page["url"] for page in task["pages"]])
    process.start()
