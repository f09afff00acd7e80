"""Full-text search over a big archive: building the index, and the time of questions, on both databases.

    python -m bench.search [--articles 1000000] [--questions 300] [--databases sqlite,postgresql] [--folder DIR]

The archive is ``bench.big_archive``'s; questions are drawn from its own articles (one word, two words, three words, a
phrase, a headline's word, a word with a source or with a year), common and rare words as they come. Every question is
asked of both databases; the answers must be equal.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from bench.big_archive import Recipe, fill
from bench.postgres import running_server
from storage import Store
from storage.records import FlagFilter
from storage.search_words import places

KINDS = ("a word", "two words", "three words", "a phrase", "in a headline", "a word of a source", "a word of a year")


def index(store: Store, articles: int) -> None:
    """Put every article into the index and print how fast that was."""
    began, cpu = time.monotonic(), time.process_time()
    done = 0
    while count := store.index_for_search(1000):
        done += count
        if sys.stderr.isatty():
            print(f"\r{done:>9} indexed", end="", file=sys.stderr)
    took, spent = time.monotonic() - began, time.process_time() - cpu
    print(f"  indexed {done} of {articles} articles: {took:.0f} s, {spent / max(done, 1) * 1e6:.0f} CPU-µs an article")


def questions(store: Store, count: int, articles: int) -> list[tuple[str, str, FlagFilter]]:
    """(kind, question, filter), drawn from stored articles."""
    dice, asked = random.Random(9), []
    while len(asked) < count:
        view = store.article(dice.randint(1, articles))
        if view is None:
            continue
        found = [view.body[start:end] for start, end in places(view.body, 0, 400)]
        kind = KINDS[len(asked) % len(KINDS)]
        at = dice.randrange(max(len(found) - 4, 1))
        wanted = FlagFilter()
        if kind == "in a headline":
            head = [view.title[start:end] for start, end in places(view.title, 0, 20)]
            text = f"title:{dice.choice(head)}"
        elif kind == "a phrase":
            text = '"' + " ".join(found[at : at + 3]) + '"'
        else:
            number = {"two words": 2, "three words": 3}.get(kind, 1)
            text = " ".join(dice.sample(found, min(number, len(found))))
        if kind == "a word of a source":
            wanted = FlagFilter(sources=(view.source_key,))
        elif kind == "a word of a year":
            year = int((view.published_day or view.first_seen_at.date().isoformat())[:4])
            wanted = FlagFilter(since=date(year, 1, 1), until=date(year, 12, 31))
        asked.append((kind, text, wanted))
    return asked


def ask(store: Store, asked: Sequence[tuple[str, str, FlagFilter]]) -> list[list[int]]:
    """Ask everything, the first ten to warm up, and print the times; the ids that were answered."""
    for _kind, text, wanted in asked[:10]:
        store.search(text, wanted)
    times: dict[str, list[float]] = {}
    answers: list[list[int]] = []
    for kind, text, wanted in asked:
        began = time.perf_counter()
        page = store.search(text, wanted)
        times.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
        answers.append([hit.article_id for hit in page.hits])
    for kind, took in times.items():
        print(f"  {kind:<20} p50 {_at(took, 50):6.1f} ms, p95 {_at(took, 95):6.1f} ms")
    everything = [one for took in times.values() for one in took]
    print(f"  {'all':<20} p50 {_at(everything, 50):6.1f} ms, p95 {_at(everything, 95):6.1f} ms", flush=True)
    return answers


def _at(took: Sequence[float], percent: int) -> float:
    return statistics.quantiles(took, n=100)[percent - 1] if len(took) > 1 else took[0]


def main() -> int:
    """Build, index and ask; exit code 1 where the databases answer differently."""
    ask_for = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask_for.add_argument("--articles", type=int, default=1_000_000)
    ask_for.add_argument("--questions", type=int, default=300)
    ask_for.add_argument("--databases", default="sqlite,postgresql")
    ask_for.add_argument("--folder", type=Path, help="Where the SQLite archive is kept, and found again.")
    given = ask_for.parse_args()
    answers: list[list[list[int]]] = []
    asked: list[tuple[str, str, FlagFilter]] = []
    with ExitStack() as stack:
        folder = given.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vestnik-search-")))
        for name in given.databases.split(","):
            url = f"sqlite:///{folder / 'big.db'}"
            if name == "postgresql":
                url = stack.enter_context(running_server()).address + "postgres"
            print(f"{name}: {given.articles} articles", flush=True)
            if name == "postgresql" or not (folder / "big.db").exists():
                began = time.monotonic()
                fill(url, Recipe(articles=given.articles))
                print(f"  written in {time.monotonic() - began:.0f} s", flush=True)
            with Store.open(url) as store:
                index(store, given.articles)
                asked = asked or questions(store, given.questions, given.articles)
                answers.append(ask(store, asked))
    differing = sum(one != two for one, two in zip(answers[0], answers[-1], strict=True))
    print(f"{differing} of {len(asked)} questions answered differently")
    return int(differing > 0)


if __name__ == "__main__":
    sys.exit(main())
