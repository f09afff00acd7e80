"""Coverage-guided fuzzing of the reader: ``python -m bench.fuzz page|date [--seconds 600]``.

Needs atheris (``pip install atheris``: Linux, a Python it is built for), which is no dependency of the project.
``page`` reads pages mutated from the saved ones of ``tests/pages``: pieces of other pages spliced in, tags repeated,
bytes changed, encodings and hints claimed. ``date`` parses date-like texts. An input that raises, takes over two
seconds of CPU or adds over 400 MB is written to ``tests/articles/cases``, where a test reads it from then on. A line a
minute counts executions, findings, the slowest and memory; the fuzzer's own ("cov") the branches reached.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

CASES = Path(__file__).parent.parent / "tests" / "articles" / "cases"
SLOW_S = 2.0
GROWN_MB = 400
_LARGEST = 60_000  # bytes of a mutated page
_FETCHED = datetime(2026, 3, 1, 12, tzinfo=UTC)
_CHARSETS = (
    None,
    None,
    None,
    "utf-8",
    "windows-1251",
    "koi8-r",
    "gbk",
    "big5",
    "shift_jis",
    "euc-kr",
    "utf-16",
    "idna",
    "\x00",
)
_LANGUAGES = (None, "ru", "en", "zh", "de", "kk", "ar", "ko")
_TAG = re.compile(rb"<[^<>]{0,300}>")
_HINTS: tuple[dict[str, Any], ...] = (
    {},
    {},
    {"title_selector": "h1", "body_selector": "div", "date_selector": "span"},
    {"title_selector": "h2, .title", "remove_selectors": ("p + p", "ul")},
    {"body_selector": "p", "date_label": "Дата", "date_order": "mdy", "timezone": "Asia/Vladivostok"},
    {"listing_title": "Делегация…", "listing_date": "вчера", "feed_date": _FETCHED, "timezone": "no/zone"},
    {"title_selector": ":not(", "body_selector": "*", "date_selector": "::::"},
)
_PIECES = (
    *(b"<table><tr><td>", b"<h1>", b"</h1>", b"<br>", b"<time datetime='2024-06-28'>", b"<script>", b"<!--", b"-->"),
    *(b"\x00", b"&nbsp;", b"&#55296;", b"<a href='//['>", b"<link rel=canonical href='http://[x'>", b"<svg><title>"),
    *(b"<div class='date'>", b"28/06/2024", "28 июня".encode(), "Дата публикации:".encode(), "发布时间".encode()),
    *(b"<meta charset=utf-16>", b"<meta property=og:title content='", b"<ul><li>", b"<noscript>", b"<template>"),
    *(
        b'<script type="application/ld+json">{"@type":"NewsArticle","headline":',
        b'"datePublished":[{"a":1e999}]',
        b"\xff",
    ),
)


class Watch:
    """Runs one function on many inputs; keeps those that raise, are slow or fill the memory."""

    def __init__(
        self, kind: str, run: Callable[[bytes], None], folder: Path, seconds: float, *, slow_s: float = SLOW_S
    ) -> None:
        self.kind = kind
        self.slow_s = slow_s
        self.run = run
        self.folder = folder
        self.executions = 0
        self.found: dict[str, str] = {}
        self.slowest = 0.0
        self.settled_mb = 0.0
        self.told = time.monotonic()
        self.last = self.told + seconds - 2

    def __call__(self, data: bytes) -> None:
        """Run once. Never raises: fuzzing goes on, the input is kept."""
        self.executions += 1
        before, start = peak_mb(), time.process_time()
        trouble = ""
        try:
            self.run(data)
        except Exception as error:  # whatever it is, it is a finding
            place = error.__traceback__
            while place is not None and place.tb_next is not None:
                place = place.tb_next
            line = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else ""
            trouble = f"{type(error).__name__} at {line}"
        took = time.process_time() - start
        self.slowest = max(self.slowest, took)
        if not trouble and took > self.slow_s:
            trouble = f"slow ({int(took)} s)"
        if not trouble and peak_mb() - before > GROWN_MB:
            trouble = "memory"
        if self.executions == 2_000:
            self.settled_mb = resident_mb()
        now = time.monotonic()
        if now > self.told + 60 or now > self.last:  # the fuzzer ends the process by itself: nothing runs after it
            self.told, self.last = now, self.last if now <= self.last else now + 60
            self.report()
        if trouble and trouble not in self.found:
            name = f"{self.kind}-{hashlib.sha256(data).hexdigest()[:12]}.bin"
            self.found[trouble] = name
            (self.folder / name).write_bytes(data)
            print(f"found: {trouble}: {name}", flush=True)

    def report(self) -> None:
        """How far the run has come."""
        print(
            f"{self.kind}: {self.executions} executions, {len(self.found)} findings {self.found or ''}, slowest "
            f"{self.slowest:.2f} s, memory {self.settled_mb:.0f} MB after 2,000, {resident_mb():.0f} MB now, "
            f"peak {peak_mb():.0f} MB",
            flush=True,
        )


def peak_mb() -> float:
    """The most memory this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def resident_mb() -> float:
    """The memory this process holds now."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 1_000_000


def read_page(data: bytes) -> None:
    """Read one page. The first two bytes choose encoding, hints, address and fetch time; the rest is the page."""
    from articles import Hints, read_article

    first, second = (*data[:2], 0, 0)[:2]
    article = read_article(
        data[2:],
        ("https://uni.example/news/1204/", "https://uni.example/2024/0628/c1a2/page.htm", "http://[x", "")[second % 4],
        charset=_CHARSETS[first % len(_CHARSETS)],
        hints=Hints(**_HINTS[second // 4 % len(_HINTS)]),
        fetched_at=_FETCHED if second % 2 else None,
    )
    if "\x00" in article.title + article.body or len(article.title) > 400:
        raise AssertionError("a title or body that is none")
    if any(not 0 <= found.confidence <= 1 for found in article.date_candidates):
        raise AssertionError("a confidence out of bounds")


def parse_text(data: bytes) -> None:
    """Parse one date text. The first byte chooses language and whether there is a clock."""
    from articles.dates import parse_date

    choice = data[0] if data else 0
    text = data[1:].decode("utf-8", "replace")
    parsed = parse_date(
        text, language=_LANGUAGES[choice % len(_LANGUAGES)], now=_FETCHED.replace(tzinfo=None) if choice > 127 else None
    )
    if parsed is not None and not 1 <= parsed.value.year <= 9999:
        raise AssertionError("a year out of bounds")


def mutate_page(data: bytes, seeds: list[bytes], chance: random.Random) -> bytes:
    """One to three changes of a page that keep most of it a page."""
    page = data or b"\x00\x00"
    for _ in range(chance.randint(1, 3)):
        head, body = page[:2], page[2:]
        at = chance.randrange(len(body) + 1)
        kind = chance.randrange(8)
        tags = [match.span() for match in _TAG.finditer(body[at : at + 3_000])]
        if kind == 0:  # a piece of another page
            other = chance.choice(seeds)
            start = chance.randrange(len(other))
            body = body[:at] + other[start : start + chance.randint(1, 2_000)] + body[at:]
        elif kind == 1:
            body = body[:at] + chance.choice(_PIECES) + body[at:]
        elif kind == 2 and tags:  # a tag again and again
            first, last = chance.choice(tags)
            body = body[: at + last] + body[at + first : at + last] * chance.choice((1, 2, 50, 800)) + body[at + last :]
        elif kind == 3 and tags:
            first, last = chance.choice(tags)
            body = body[: at + first] + body[at + last :]
        elif kind == 4:  # a stretch again and again
            stretch = body[at : at + chance.randint(1, 400)]
            body = body[:at] + stretch * chance.choice((2, 20, 200)) + body[at:]
        elif kind == 5:
            body = body[:at] + body[at + chance.randint(1, 500) :]
        elif kind == 6:
            head = bytes((chance.randrange(256), chance.randrange(256)))
        else:
            body = body[:at] + chance.randbytes(chance.randint(1, 8)) + body[at + chance.randint(0, 8) :]
        page = head + body[:_LARGEST]
    return page


def page_seeds() -> list[bytes]:
    """The saved pages, each behind the two bytes that choose how it was received."""
    from tests.pages import harness

    return [b"\x00\x00" + harness.page(name) for name in harness.names()]


def date_seeds() -> list[bytes]:
    """Dates in the forms that pages print them in."""
    texts = (
        *("28.06.2024", "28 июня 2024 г.", "Пятница, 28 Июня 2024, 14:30", "вчера в 09:05", "2 часа назад"),
        *(
            "2024-06-28T10:00:00+03:00",
            "Fri, 28 Jun 2024 10:00:00 GMT",
            "June 28th, 2024",
            "6/28/24 5:04 PM",
            "1719568800",
        ),
        *(
            "2024年6月28日",
            "二〇二四年六月二十八日",
            "令和6年6月28日",
            "2024. 6. 28.",
            "28 сәуір 2024",
            "28-iyun, 2024-yil",
        ),
        *(
            "28 يونيو 2024",
            "٢٨ يونيو ٢٠٢٤",
            "28 de junio de 2024",
            "28. Juni 2024",
            "Дата публикации: 28.06.2024 Просмотров: 12",
        ),
    )
    return [bytes([200]) + text.encode() for text in texts]


def main() -> int:
    """Fuzz one target for a time."""
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz", description=__doc__.partition("\n")[0])
    parser.add_argument("target", choices=("page", "date"))
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--corpus", type=Path, help="keep what reached new branches here, for the next run")
    parser.add_argument("--cases", type=Path, default=CASES, help="where findings are written")
    chosen = parser.parse_args()
    if find_spec("atheris") is None:
        print("bench.fuzz needs atheris: pip install atheris", file=sys.stderr)
        return 2
    atheris: Any = import_module("atheris")
    with atheris.instrument_imports(include=["articles"]):
        import articles.dates
        import articles.reader  # noqa: F401 - loaded here so that its branches are counted
    seeds = page_seeds() if chosen.target == "page" else date_seeds()
    chosen.cases.mkdir(parents=True, exist_ok=True)
    watch = Watch(chosen.target, read_page if chosen.target == "page" else parse_text, chosen.cases, chosen.seconds)
    corpus = chosen.corpus or Path(f"fuzz-{chosen.target}")
    corpus.mkdir(parents=True, exist_ok=True)
    for at, seed in enumerate(seeds):
        (corpus / f"seed-{at}").write_bytes(seed)

    def mutator(data: bytes, max_size: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if chosen.target == "date" or chance.random() < 0.1:
            return bytes(atheris.Mutate(data, min(max_size, len(data) + 64)))[:max_size]
        return mutate_page(data, seeds, chance)[:max_size]

    artifacts = f"-artifact_prefix={chosen.cases}/{chosen.target}-"  # of what the fuzzer itself ends
    options = (
        artifacts,
        f"-max_total_time={chosen.seconds}",
        f"-max_len={_LARGEST}",
        "-timeout=60",
        "-rss_limit_mb=4000",
    )
    atheris.Setup([sys.argv[0], *options, "-print_final_stats=1", str(corpus)], watch, custom_mutator=mutator)
    atheris.Fuzz()  # ends the process
    return 0


if __name__ == "__main__":
    sys.exit(main())
