"""How long each command takes to start: wall and CPU time, medians of ten processes in turn.

    python -m bench.startup [--times 10] [--only NAME,...] [--json]

On an archive of a hundred articles. ``vestnik crawl`` is a whole crawl of one source that answers 304, with its
end; ``python`` starts and ends the interpreter alone, ``import scrapy`` what every Scrapy program begins with.
Least times are told, too: what other programs do on the machine comes on top. Modules are compiled by then, as they are
from the second start on wherever they may be written.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

from bench.big_archive import Recipe, fill
from bench.peers import corpus
from bench.peers.measuring import Cost, run
from bench.peers.serving import SiteServer
from bench.peers.vestnik import COMMAND, VestnikPlace

MUST_S = {"vestnik --help": 0.25, "vestnik status": 0.5}
"""Wall seconds that must be kept."""
_ARTICLES = 100
_COMMANDS: dict[str, list[str]] = {
    "python": [sys.executable, "-c", ""],
    "import scrapy": [sys.executable, "-c", "import scrapy.crawler"],
    "vestnik --help": [COMMAND, "--help"],
    "vestnik --version": [COMMAND, "--version"],
    "vestnik sources": [COMMAND, "sources"],
    "vestnik status": [COMMAND, "status"],
    "vestnik search": [COMMAND, "search", "университет"],
    "vestnik flags": [COMMAND, "flags"],
    "vestnik alerts list": [COMMAND, "alerts", "list"],
    "vestnik export csv": [COMMAND, "export", "csv", "--all", "--no-datapackage"],
    "vestnik config show": [COMMAND, "config", "show"],
}


def measure(times: int, only: set[str]) -> dict[str, list[Cost]]:
    """The cost of every command, ``times`` processes each, in turn; one before is not counted."""
    found: dict[str, list[Cost]] = {}
    with tempfile.TemporaryDirectory(prefix="vestnik-startup-") as name:
        folder = Path(name)
        archive = folder / "archive"
        archive.mkdir()
        (archive / "vestnik.toml").write_text('[sources]\nfolders = ["sources"]\n', encoding="utf-8")
        (archive / "sources").mkdir()
        fill(f"sqlite:///{archive / 'vestnik.db'}", Recipe(articles=_ARTICLES, sources=5))
        corpus.generated(folder / "sites", 1)
        with SiteServer(folder / "sites", 1) as server:
            lists = {"unchanged": f"http://127.2.0.1:{server.port}/checked/"}
            place = VestnikPlace(folder / "crawled", lists, pattern="/news/5000.html")
            for turn in range(times + 1):
                for words, command in _COMMANDS.items():
                    if not only or words in only:
                        _note(found, words, run(command, archive, ok=(0, 1)), turn)
                if not only or "vestnik crawl" in only:
                    _note(found, "vestnik crawl", place.crawl(), turn)
    return found


def _note(found: dict[str, list[Cost]], words: str, cost: Cost, turn: int) -> None:
    if turn:
        found.setdefault(words, []).append(cost)


def main() -> int:
    """Measure and print; exit code 1 where a command takes longer than it must in the median."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--times", type=int, default=10)
    ask.add_argument("--only", default="", help="names, with commas between them")
    ask.add_argument("--json", action="store_true")
    given = ask.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # the turn that is not counted compiles
    found = measure(given.times, set(given.only.split(",")) - {""})
    medians = {
        words: {
            "wall_s": statistics.median(cost.wall_s for cost in costs),
            "least_wall_s": min(cost.wall_s for cost in costs),
            "cpu_s": statistics.median(cost.cpu_s for cost in costs),
            "peak_mb": statistics.median(cost.peak_mb for cost in costs),
        }
        for words, costs in found.items()
    }
    if given.json:
        print(json.dumps(medians))
    else:
        print(f"{'':<24}{'wall s':>8}{'least':>8}{'CPU s':>8}{'MB':>6}  must")
        for words, one in medians.items():
            must = f"{MUST_S[words]:g} s" if words in MUST_S else ""
            print(
                f"{words:<24}{one['wall_s']:>8.3f}{one['least_wall_s']:>8.3f}{one['cpu_s']:>8.3f}{one['peak_mb']:>6.0f}"
                f"  {must}"
            )
    return int(any(medians[words]["wall_s"] > most for words, most in MUST_S.items() if words in medians))


if __name__ == "__main__":
    sys.exit(main())
