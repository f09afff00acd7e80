"""False flags on pages that are not about China, through the reader, with and without China all around the article.

    python -m bench.false_flags

Pages are those of the replica sites whose article has grade 0 or 1, as the sites serve them (menus, lists of news,
footers), and twice again with a language switch (中文) and headlines about China put before the content, and behind it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

from articles import read_article
from demo.campus import build_sites
from demo.gold import gold_articles
from demo.wire import Request
from topics import Topic, load_topic

_NOW = datetime(2025, 6, 2, 9, 0, tzinfo=UTC)
_OK = 200
_AROUND = """
<nav class="lang"><a href="/ru/">Русский</a> <a href="/en/">English</a> <a href="/cn/">中文</a></nav>
<aside class="sidebar"><h3>Читайте также</h3>
<ul><li><a href="/news/77/">Делегация из Пекина посетила университет</a></li>
<li><a href="/news/78/">Day of Chinese culture at the university</a></li></ul></aside>
""".encode()


def pages() -> Iterator[tuple[str, bytes, str, int]]:
    """Address, page, language and the grade by hand of each article of the replica sites."""
    sites = build_sites(_NOW)
    for gold in gold_articles(sites, lambda site: f"https://{site.facts.key}.example", _NOW):
        base = gold.url.removesuffix(gold.path)
        response = sites[gold.site].respond(Request(gold.path, "", {}, base, _NOW))
        if response.status == _OK:
            yield gold.url, response.body, gold.language, gold.grade


def surrounded(page: bytes) -> list[bytes]:
    """The page with China before its content, and behind it; none where it is not in UTF-8."""
    try:
        page.decode()
    except UnicodeDecodeError:
        return []
    start = page.find(b">", page.find(b"<body")) + 1
    end = page.rfind(b"</body>")
    if not 0 < start < end:
        return []
    return [page[:place] + _AROUND + page[place:] for place in (start, end)]


def is_flagged(topic: Topic, page: bytes, url: str, language: str) -> bool:
    """The verdict on a page as the crawl judges it."""
    read = read_article(page, url)
    return topic.judge(read.title, read.body, language=read.language or language, rubric=read.rubric).flagged


def main() -> int:
    """The command; returns the exit code."""
    argparse.ArgumentParser(
        prog="python -m bench.false_flags", description=(__doc__ or "").splitlines()[0]
    ).parse_args()
    topic = load_topic("china")
    count = {"irrelevant pages": 0, "false flags": 0, "relevant pages": 0, "missed": 0, "verdicts the frame changes": 0}
    for url, page, language, grade in pages():
        relevant = grade >= 2
        verdicts = [is_flagged(topic, one, url, language) for one in (page, *surrounded(page))]
        count["relevant pages" if relevant else "irrelevant pages"] += len(verdicts)
        wrong = sum(flagged != relevant for flagged in verdicts)
        count["missed" if relevant else "false flags"] += wrong
        count["verdicts the frame changes"] += len(set(verdicts)) > 1
        if wrong:
            print(f"{'missed' if relevant else 'false flag'}: {url}")
    for name, value in count.items():
        print(f"{name}: {value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
