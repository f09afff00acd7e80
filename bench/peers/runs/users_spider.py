"""The spider a user would write: list pages followed, pages read by BeautifulSoup, days by dateparser, a JSON feed.

Selectors of headline, paragraphs and day are written for each site by hand; saved pages have none, there it takes the
first h1, all paragraphs and the first time element.
"""

import json
import sys
from pathlib import Path

import dateparser
import scrapy
from bs4 import BeautifulSoup
from scrapy.crawler import CrawlerProcess


class NewsSpider(scrapy.Spider):
    name = "news"
    sites: list[dict]
    most: int

    async def start(self):
        for site in self.sites:
            yield scrapy.Request(site["list"], cb_kwargs={"left": self.most, "site": site})

    def parse(self, response, left, site):
        links = response.css("a[href*='/news/'][href$='.html']::attr(href)").getall()[:left]
        for link in links:
            yield response.follow(link, self.parse_article, cb_kwargs={"site": site})
        following = response.css("a[rel=next]::attr(href)").get()
        if following and left > len(links):
            yield response.follow(following, cb_kwargs={"left": left - len(links), "site": site})

    def parse_article(self, response, site):
        soup = BeautifulSoup(response.text, "html.parser")
        headline = soup.select_one(site["title"] or "h1")
        paragraphs = [p.get_text(" ", strip=True) for p in soup.select(site["body"] or "p")]
        written = soup.select_one(site["published"] or "time")
        day = None
        if written is not None:
            text = written.get("datetime") or written.get("content") or written.get_text(" ", strip=True)
            languages = [site["language"]] if site["language"] else None
            day = dateparser.parse(text.rpartition("：")[2], languages=languages)
        yield {
            "url": response.url,
            "title": headline.get_text(" ", strip=True) if headline else "",
            "body": "\n\n".join(text for text in paragraphs if text),
            "date": day.date().isoformat() if day else None,
        }


if __name__ == "__main__":
    task = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    feeds = {task["out"]: {"format": "jsonlines", "encoding": "utf8", "overwrite": True}}
    process = CrawlerProcess({"LOG_LEVEL": "ERROR", "FEEDS": feeds})
    process.crawl(NewsSpider, sites=task["sites"], most=task["most"])
    process.start()
