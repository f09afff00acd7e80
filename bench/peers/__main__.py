"""Vestnik beside bare Scrapy, the spiders and libraries people use instead, on the same pages, in turn (A B C A B C).

    python -m bench.peers [--rounds 5] [--pages FOLDER] [--only NAME,...] [--quick] [--json] [--write FILE]

Sites of generated pages (100 to 180 KB each, in three languages, as six content systems would build them) are served
by a server in a process of its own; with ``--pages`` those of a folder of saved pages instead. In every round each
program runs once over no page and once over its pages, as a process of its own; CPU time is that of its whole process
group, the run over no page taken off. Slow programs get fewer pages; figures are per page. How well each reads is
measured in the same run. Peers are installed when first asked for, each into an environment of its own in ``--cache``.

Results are written after every run of a program. ``--list`` names everybody.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.peers import corpus
from bench.peers.contenders import Contender, Field, Turn, contenders
from bench.peers.environments import NotInstalledError, cache_folder
from bench.peers.measuring import CommandFailedError
from bench.peers.quality import quality
from bench.peers.report import Results, Row, load_now, new_results, put_into
from bench.peers.serving import SiteServer


def main() -> int:
    """Measure and print; exit code 1 where a goal that must be met was measured and missed."""
    given = _arguments()
    everybody = contenders()
    if given.list:
        for one in everybody:
            print(f"{one.name:<22} {one.label}")
        return 0
    chosen = [one for one in everybody if not given.only or one.name in given.only.split(",")]
    if not chosen:
        print("--only names nobody; --list shows the names", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="vestnik-peers-") as name:
        results = _measure(given, chosen, Path(name))
    words = results.markdown()
    print(json.dumps(json.loads(given.out.read_text(encoding="utf-8"))) if given.json else words)
    if given.write is not None:
        put_into(given.write, words)
    return int(any(met.verdict == "MISSED" for met in results.goals()))


def _arguments() -> argparse.Namespace:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--rounds", type=int, default=5)
    ask.add_argument("--articles", type=int, default=100, help="measured articles of each site")
    ask.add_argument("--polled", type=int, default=600, help="pages that never change")
    ask.add_argument("--pages", type=Path, help="a folder of saved pages instead of the generated ones")
    ask.add_argument("--only", help="names, with commas between them")
    ask.add_argument("--quick", action="store_true", help="one round over few pages: does everything run?")
    ask.add_argument("--json", action="store_true")
    ask.add_argument("--out", type=Path, help="file of results; default: peers.json in the cache")
    ask.add_argument("--write", type=Path, help="put the tables into this page of Markdown")
    ask.add_argument("--cache", type=Path, default=cache_folder(), help=f"default: {cache_folder()}")
    ask.add_argument("--list", action="store_true", help="who can be measured")
    given = ask.parse_args()
    given.out = given.out or given.cache / "peers.json"
    if given.quick:
        given.rounds, given.articles, given.polled = 1, 12, 24
    return given


def _measure(given: argparse.Namespace, chosen: list[Contender], folder: Path) -> Results:
    pages = folder / "sites"
    if given.pages is not None:
        sites = corpus.saved(pages, given.pages, given.articles)
    else:
        sites = corpus.generated(pages, given.articles)
    weight = sum(corpus.stored_at(pages, site.name, gold.path).stat().st_size for site in sites for gold in site.new)
    count = sum(len(site.new) for site in sites)
    kind = "saved" if given.pages is not None else "generated"
    results = new_results(
        chosen, f"{count} {kind} pages of {len(sites)} sites, {weight / count / 1000:.0f} KB in the mean"
    )
    with SiteServer(pages, given.polled) as server:
        field = Field(sites, server, folder / "runs", given.cache, given.polled)
        for one, row in zip(chosen, results.rows, strict=True):
            _prepare(one, row, field)
        for number in range(given.rounds):
            for one, row in zip(chosen, results.rows, strict=True):
                if row.error is None:
                    _take_turn(one, row, field, last=number == given.rounds - 1)
                    results.load = [results.load[0], load_now()]
                    results.write(given.out)
            _say(f"round {number + 1} of {given.rounds} done")
    return results


def _prepare(one: Contender, row: Row, field: Field) -> None:
    try:
        one.prepare(field)
    except (NotInstalledError, CommandFailedError, OSError, subprocess.SubprocessError) as error:
        row.error = str(error)
        _say(f"{one.name}: {error}")


def _take_turn(one: Contender, row: Row, field: Field, *, last: bool) -> None:
    try:
        idle = one.idle(field)
        field.server.asked()
        turn = one.turn(field)
        _check(turn, field.server.asked())
    except CommandFailedError as error:
        row.error = str(error)
        _say(f"{one.name}: {error}")
        return
    row.idle.append(idle)
    row.turns.append(turn.cost)
    row.pages = turn.pages
    if last and turn.answers is not None:
        most = -(-turn.pages // max(1, len(field.sites)))
        row.quality = quality(field.wanted(most), turn.answers)
    _say(f"  {one.name}: {row.cpu_ms()[-1]:.2f} CPU-ms, {turn.cost.cpu_s:.1f} s of CPU, {turn.cost.wall_s:.1f} s")


def _check(turn: Turn, asked: dict[str, int]) -> None:
    """A program that did not ask for its pages would look fast."""
    fetched = sum(asked.get(kind, 0) for kind in ("pages", "checked", "plain", "not modified"))
    if fetched < 0.95 * turn.pages:
        raise CommandFailedError(f"it asked for {fetched} of {turn.pages} pages: nothing to compare with")


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
