"""Judging a text: load time and memory, and microseconds by the length of the text, beside a bare pyahocorasick.

    python -m bench.topics [--rounds 20]

Texts are the demo's stories joined: one about China followed by others that are not (its usual share of terms), and
texts without any. Each figure is the least of several rounds, in CPU time. pyahocorasick, where it is installed, only
finds the table's words: no word boundaries, no case, no context, no grade.
"""

from __future__ import annotations

import argparse
import gc
import json
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from itertools import cycle
from pathlib import Path
from typing import Any

from topics import load_topic
from topics.forms import read_table
from topics.topic import SHIPPED

NEWS = Path(__file__).parent.parent / "demo" / "news.jsonl"
LENGTHS = (1_000, 2_600, 10_000, 100_000, 1_000_000)
LANGUAGES = ("ru", "en", "zh")
_ROUND_NS = 20_000_000  # a round lasts at least this long, however short the text

# In a process of its own each; tracing memory makes the load itself slower.
_LOAD_TIME = """
import time
from topics import load_topic
start = time.process_time()
load_topic("china")
print(time.process_time() - start)
"""
_LOAD_MEMORY = """
import tracemalloc
from topics import load_topic
tracemalloc.start()
load_topic("china")
print(tracemalloc.get_traced_memory()[0] / 1e6)
"""


def texts(language: str, *, about: bool) -> tuple[str, str]:
    """Title and a body of the longest length: one story about China first if ``about``, then others."""
    rows = [json.loads(line) for line in NEWS.read_text(encoding="utf-8").splitlines()]
    stories = [(row["grade"], row["texts"][language]) for row in rows if language in row["texts"]]
    plain = [story for grade, story in stories if grade == 0]
    first = next(story for grade, story in stories if (grade == 3) == about and (about or grade == 0))
    pieces = ["\n\n".join(first["body"])]
    size = len(pieces[0])
    for number, story in enumerate(cycle(plain)):
        # A long text that is about China goes on being about it.
        said = first if about and number % 8 == 7 else story
        pieces.append("\n\n".join(said["body"]))
        size += len(pieces[-1]) + 2
        if size > LENGTHS[-1]:
            break
    return str(first["title"]), "\n\n".join(pieces)


def microseconds(work: Callable[[], object], rounds: int) -> float:
    """CPU time of one call: the least of the rounds."""
    start = time.process_time_ns()
    work()
    calls = max(1, _ROUND_NS // max(1, time.process_time_ns() - start))
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time_ns()
        for _ in range(calls):
            work()
        best = min(best, (time.process_time_ns() - start) / calls)
    return best / 1000


def fresh(code: str) -> float:
    """The number that a few lines print in a fresh process."""
    return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)


def automaton() -> Any | None:
    """The words and phrases of the table in pyahocorasick; None where it is not installed."""
    if find_spec("ahocorasick") is None:
        return None
    found = import_module("ahocorasick").Automaton()
    for word, _ in read_table(SHIPPED / "china.forms.gz").spellings():
        found.add_word(word, word)
    found.make_automaton()
    return found


def search(bare: Any, text: str) -> list[object]:
    """Every place the automaton finds in the lower-cased text."""
    return list(bare.iter(text.lower()))


def main() -> int:
    """The command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.topics", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=20, help="rounds of each measurement (default: 20)")
    rounds: int = parser.parse_args().rounds
    topic = load_topic("china")
    seconds, megabytes = min(fresh(_LOAD_TIME) for _ in range(5)), fresh(_LOAD_MEMORY)
    table = (SHIPPED / "china.forms.gz").stat().st_size / 1000
    print(f"load: {seconds:.3f} s of CPU, {megabytes:.1f} MB; table {table:.0f} KB")
    bare = automaton()
    print("pyahocorasick: " + ('the same words, lines "bare"' if bare is not None else "not installed"))
    print(f"{'µs a text of':<14}" + "".join(f"{length:>12,}" for length in LENGTHS) + "  characters")
    for language in LANGUAGES:
        for about in (True, False):
            title, body = texts(language, about=about)
            judge = partial(topic.judge, title, language=language)
            show(f"{language} {'China' if about else 'no China'}", judge, body, rounds)
            if bare is not None and about:
                show(f"{language} bare", partial(search, bare), body, rounds)
    return 0


def show(label: str, work: Callable[[str], object], body: str, rounds: int) -> None:
    """One line of the table."""
    values = []
    for length in LENGTHS:
        gc.collect()
        few = max(3, min(rounds, 2_000_000 // length))
        values.append(microseconds(partial(work, body[:length]), few))
    print(f"{label:<14}" + "".join(f"{value:>12,.0f}" for value in values), flush=True)


if __name__ == "__main__":
    sys.exit(main())
