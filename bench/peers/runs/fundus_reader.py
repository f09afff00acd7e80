"""Fundus: a publisher a site with its sitemap and a parser of three selectors, as its tutorial says.

For saved pages there is no hand-written parser; then every paragraph, the first headline and the day of JSON-LD or meta
elements are asked for, its generic helpers.
"""

import json
import sys
from datetime import datetime
from pathlib import Path

from fundus import Crawler, Sitemap
from fundus.parser import ArticleBody, BaseParser, ParserProxy, attribute
from fundus.parser.utility import extract_article_body_with_selector, generic_date_parsing
from fundus.publishers.base_objects import Publisher, PublisherGroup
from lxml.cssselect import CSSSelector

_MONTHS = {
    "января": "January",
    "февраля": "February",
    "марта": "March",
    "апреля": "April",
    "мая": "May",
    "июня": "June",
    "июля": "July",
    "августа": "August",
    "сентября": "September",
    "октября": "October",
    "ноября": "November",
    "декабря": "December",
}
"""Its helper for dates reads English months only; who adds a Russian publisher has to do this."""


def parser_of(site):
    """The parser class of one site."""
    paragraphs = CSSSelector(site["body"] or "p")
    titles, days = CSSSelector(site["title"] or "h1"), CSSSelector(site["published"] or "time")

    class Version(BaseParser):
        @attribute
        def body(self) -> ArticleBody | None:
            return extract_article_body_with_selector(self.precomputed.doc, paragraph_selector=paragraphs)

        @attribute
        def title(self) -> str | None:
            found = titles(self.precomputed.doc)
            return " ".join(found[0].itertext()).strip() if found else self.precomputed.meta.get("og:title")

        @attribute
        def publishing_date(self) -> datetime | None:
            found = days(self.precomputed.doc)
            if not found:
                return generic_date_parsing(self.precomputed.ld.bf_search("datePublished"))
            written = found[0].get("datetime") or found[0].get("content") or " ".join(found[0].itertext())
            words = written.rpartition("：")[2].split()
            return generic_date_parsing(" ".join(_MONTHS.get(word, word) for word in words))

    Version.__name__ = "V1"
    return type("Parser" + site["name"], (ParserProxy,), {"V1": Version})


def main():
    """Crawl and write."""
    task = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    with Path(task["out"]).open("w", encoding="utf-8") as file:
        if not task["sites"]:
            return
        publishers = {
            f"Site{number}": Publisher(
                name=site["name"], domain=site["base"], parser=parser_of(site), sources=[Sitemap(site["sitemap"])]
            )
            for number, site in enumerate(task["sites"])
        }
        group = PublisherGroup("Sites", (), publishers)
        wanted = {page["url"] for page in task["pages"]}
        crawler = Crawler(group, delay=0.0, ignore_crawl_delay=True)
        found = crawler.crawl(only_complete=False, url_filter=lambda url: url not in wanted)
        for article in found:
            day = article.publishing_date.date().isoformat() if article.publishing_date else None
            answer = {"url": article.html.requested_url, "title": article.title or "", "body": str(article.body or "")}
            file.write(json.dumps({**answer, "date": day}) + "\n")


if __name__ == "__main__":
    main()
