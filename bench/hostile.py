"""Pages made to be slow or to fill the memory: CPU seconds and peak memory of reading each, in a process of its own.

    python -m bench.hostile [--kind NAME] [--seconds 2]

The pages are those that ``tests/articles/test_hostile.py`` reads. ``--kind`` reads only the kinds with this in their
name. The exit code is 1 where a page took longer than ``--seconds``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time

from bench.fuzz import peak_mb
from tests.articles.hostile_pages import HOSTILE, URL


def read(kind: str) -> None:
    """Read one page and print what it took, as JSON."""
    from articles import read_article

    read_article(b"<h1>What is loaded with the first page</h1><p>28 June 2024", URL)
    html = HOSTILE[kind]()
    before, start = peak_mb(), time.process_time()
    article = read_article(html, URL)
    spent = time.process_time() - start
    print(json.dumps([len(html), spent, peak_mb() - before, peak_mb(), len(article.body)]))


def main() -> int:
    """Print the table."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--kind", default="", help="only kinds with this in their name")
    ask.add_argument("--seconds", type=float, default=2.0, help="the longest that a page may take")
    ask.add_argument("--read", choices=HOSTILE, help=argparse.SUPPRESS)
    given = ask.parse_args()
    if given.read is not None:
        read(given.read)
        return 0
    slow = []
    print(f"{'page':<40}{'kB':>8}{'CPU s':>8}{'MB more':>9}{'peak MB':>9}{'body':>10}")
    for kind in (one for one in HOSTILE if given.kind in one):
        child = subprocess.run(
            [sys.executable, "-m", "bench.hostile", "--read", kind], capture_output=True, text=True, check=True
        )
        size, spent, more, peak, body = json.loads(child.stdout)
        print(f"{kind:<40}{size / 1000:>8.0f}{spent:>8.2f}{more:>9.0f}{peak:>9.0f}{body:>10}", flush=True)
        if spent > given.seconds:
            slow.append(kind)
    print(f"over {given.seconds:g} s: {', '.join(slow) or 'none'}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
