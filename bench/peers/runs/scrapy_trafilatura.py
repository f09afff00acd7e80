"""Scrapy, trafilatura with metadata, and a row of SQLite an item, committed at once."""

import json
import sqlite3
import sys
from pathlib import Path

import scrapy
import trafilatura
from scrapy.crawler import CrawlerProcess


class StoreEach:
    """An item pipeline as the Scrapy manual shows it."""

    def open_spider(self, spider=None):
        self.database = sqlite3.connect("articles.db")
        self.database.execute("CREATE TABLE IF NOT EXISTS article (url PRIMARY KEY, title, body, day)")

    def close_spider(self, spider=None):
        self.database.close()

    def process_item(self, item, spider=None):
        row = (item["url"], item["title"], item["body"], item["date"])
        self.database.execute("INSERT OR REPLACE INTO article VALUES (?, ?, ?, ?)", row)
        self.database.commit()
        return item


class NewsSpider(scrapy.Spider):
    name = "news"
    sites: list[dict]
    most: int

    async def start(self):
        for site in self.sites:
            yield scrapy.Request(site["list"], cb_kwargs={"left": self.most})

    def parse(self, response, left):
        links = response.css("a[href*='/news/'][href$='.html']::attr(href)").getall()[:left]
        yield from response.follow_all(links, self.parse_article)
        following = response.css("a[rel=next]::attr(href)").get()
        if following and left > len(links):
            yield response.follow(following, cb_kwargs={"left": left - len(links)})

    def parse_article(self, response):
        found = trafilatura.bare_extraction(
            response.body, url=response.url, with_metadata=True, include_comments=False, as_dict=False
        )
        yield {
            "url": response.url,
            "title": (found and found.title) or "",
            "body": (found and found.text) or "",
            "date": found and found.date,
        }


def export(out):
    """The rows as answers; runs of no page have none."""
    with sqlite3.connect("articles.db") as database, Path(out).open("w", encoding="utf-8") as file:
        for row in database.execute("SELECT url, title, body, day FROM article"):
            file.write(json.dumps(dict(zip(("url", "title", "body", "date"), row, strict=True))) + "\n")


if __name__ == "__main__":
    task = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    process = CrawlerProcess({"LOG_LEVEL": "ERROR", "ITEM_PIPELINES": {StoreEach: 300}})
    process.crawl(NewsSpider, sites=task["sites"], most=task["most"])
    process.start()
    export(task["out"])
