"""CPU time of what is done with a page, stage by stage, on generated pages of 100 to 170 KB.

    python -m bench.pipeline [--rounds 5] [--pages 12] [--json]

Every round does every stage once, in turn; figures are CPU-µs a page, medians over the rounds with least and most. What
a crawl costs as a whole, Scrapy and start-up included, beside others: ``python -m bench.peers``.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import time

from bench.stages import prepare, stages


def measure(rounds: int, each: int) -> dict[str, tuple[str, list[float]]]:
    """CPU-µs a page by stage: what it is, and the figure of each round."""
    spent: dict[str, tuple[str, list[float]]] = {}
    with stages(prepare(each)) as found:
        for _ in range(rounds):
            for stage in found:
                began = time.process_time()
                stage.run()
                figure = (time.process_time() - began) * 1e6 / stage.pages
                spent.setdefault(stage.name, (stage.words, []))[1].append(figure)
    return spent


def main() -> int:
    """Measure and print."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--rounds", type=int, default=5)
    ask.add_argument("--pages", type=int, default=12, help="pages of each of the six sites")
    ask.add_argument("--json", action="store_true")
    given = ask.parse_args()
    spent = measure(given.rounds, given.pages)
    if given.json:
        print(json.dumps({name: figures for name, (_, figures) in spent.items()}))
        return 0
    print(f"{platform.machine()}, Python {platform.python_version()}, {given.rounds} rounds, CPU-µs a page")
    for name, (words, figures) in spent.items():
        print(f"{name:<11} {statistics.median(figures):9.0f} ({min(figures):.0f} to {max(figures):.0f})  {words}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
