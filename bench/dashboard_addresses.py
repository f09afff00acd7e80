"""What ``bench.dashboard`` asks for: the addresses of each page, drawn from what an archive holds."""

from __future__ import annotations

import random
from urllib.parse import quote

from bench.big_archive import NOW
from storage import Store
from storage.records import FlagFilter
from storage.search_words import places

Addresses = dict[str, list[str]]
"""By the name of a page, what is asked for it."""


def addresses(store: Store) -> Addresses:
    """The addresses of each page, drawn from what the archive holds."""
    dice = random.Random(3)
    newest = [flag.article_id for flag in store.flags(FlagFilter(), limit=500)]
    some = dice.sample(newest, min(40, len(newest)))
    edited = [number for number in newest if (view := store.article(number)) is not None and view.version > 1][:20]
    keys = [line.key for line in store.board().lines()]
    words = [word for number in some for word in _words(store, number, dice)]
    pairs = [f"{a} {b}" for a, b in zip(words[::2], words[1::2], strict=False)]
    sources = dice.sample(keys, min(20, len(keys)))
    chosen = [f"source={key}" for key in sources]
    last = NOW.date().isoformat()

    def search(texts: list[str], more: str = "", path: str = "/search") -> list[str]:
        return [f"{path}?q={quote(text)}{more}" for text in texts]

    return {
        "Today": ["/"] * 4 + ["/?reviewed=none", "/?grade=3", "/?topic=china"],
        "Today, filtered": [f"/?{one}" for one in (*chosen, "language=zh", "country=KZ", "until=2020-01-31")],
        "Article": [f"/article/{number}" for number in some],
        "Diff": [f"/article/{number}/diff?to=2" for number in edited],
        "Stored page": [f"/article/{number}/page" for number in some],
        "Search, a word": search(words),
        "Search, two words": search(pairs),
        "Search, a phrase": search([f'"{pair}"' for pair in pairs[:20]]),
        "Search, of a source": [f"/search?q={quote(w)}&source={k}" for w, k in zip(words, sources, strict=False)],
        "Sources": ["/sources", "/sources?broken=true"],
        "Alerts": ["/alerts", "/alerts?state=dead", "/alerts?state=sent"],
        "Trends": [f"/trends?until={last}{more}" for more in ("", "", "", "&country=RU", f"&source={keys[0]}")],
        "Chart": [f"/trends/{chart}.svg?until={last}" for chart in ("weeks", "universities", "partners")],
        "Topics": ["/topics", "/topics/china", "/topics/china?q=peking"],
        "Feeds": ["/feed.rss", "/feed.atom", "/feed.json", f"/feed.atom?q={quote(words[0])}"],
        "API flags": ["/api/flags", "/api/flags?country=RU&grade=3"],
        "API article": [f"/api/articles/{number}" for number in some],
        "API search": search(words, path="/api/search"),
        "API lists": ["/api/sources", "/api/alerts", "/api/trends", "/api/topics"],
    }  # fmt: skip


def _words(store: Store, number: int, dice: random.Random) -> list[str]:
    view = store.article(number)
    found = [view.body[start:end] for start, end in places(view.body, 0, 400)] if view is not None else []
    return dice.sample(found, min(2, len(found)))
