"""How long a replay takes, and what a kill leaves of it.

    python -m bench.replay [--pages 2000] [--kills 6] [--parts replay,kill]

* replay: seconds of ``vestnik replay --dry-run`` over the pages with one and with two processes, beside trafilatura in
  a loop.
* kill: ``vestnik replay`` and ``vestnik db verify`` killed with -9 at random moments; afterwards every article is as it
  was before, or every one as it is after, and the archive verifies.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench.growth import archive, fill


def replay(pages: int) -> None:
    """Print seconds of a replay with one and two processes, and of trafilatura alone."""
    with archive() as (folder, store, run):
        fill(store, run, pages, pages, random.Random(5))
        bodies = [store.raw_page(key) for key in store.page_keys()]
        for processes in (1, 2, 1, 2):
            wall, cpu = _timed(folder, "replay", "--dry-run", "--processes", str(processes))
            print(f"replay of {pages} pages, {processes} process(es): {wall:.1f} s, {cpu:.1f} CPU-s", flush=True)
        _trafilatura([page.body for page in bodies[:: max(1, pages // 300)] if page is not None], pages)


def _trafilatura(sample: Sequence[bytes], pages: int) -> None:
    """Print what trafilatura takes for so many pages, from a sample of them; it need not be installed."""
    if importlib.util.find_spec("trafilatura") is None:
        print("trafilatura is not installed: nothing to compare with")
        return
    trafilatura = importlib.import_module("trafilatura")
    began = time.process_time()
    for body in sample:
        trafilatura.extract(body.decode(), with_metadata=True)
    share = (time.process_time() - began) / len(sample)
    print(f"trafilatura in a loop: {share * pages:.1f} CPU-s for {pages} pages (from {len(sample)})", flush=True)


def _timed(folder: Path, *command: str) -> tuple[float, float]:
    began = time.monotonic()
    process = _vestnik(folder, *command)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}")
    return time.monotonic() - began, usage.ru_utime + usage.ru_stime


def _vestnik(folder: Path, *command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "vestnik", *command], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def kill(kills: int, pages: int = 300) -> bool:
    """Kill replays and verifications at random moments; True where the archive was never between."""
    dice = random.Random(6)
    between = 0
    with archive() as (folder, store, run):
        fill(store, run, pages, pages, dice)
        _age(folder)
        old = _state(folder)
        whole, _ = _timed(folder, "replay", "--processes", "1")
        new = _state(folder)
        _age(folder)
        states = {"old": 0, "new": 0}
        for number in range(kills):
            command = ("replay", "--processes", "1") if number % 3 else ("db", "verify", "--processes", "1")
            process = _vestnik(folder, *command)
            time.sleep(whole * dice.uniform(0.3, 1.05))
            process.kill()
            process.wait()
            state = _state(folder)
            if state not in (old, new):
                between += 1
            else:
                states["old" if state == old else "new"] += 1
            _age(folder)
        _timed(folder, "replay")
        _timed(folder, "db", "verify")
    print(f"{kills} kills: archive as before {states['old']}, as after {states['new']}, between {between}; verified")
    return not between


def _age(folder: Path) -> None:
    """Make every text what an older reader would have left."""
    with sqlite3.connect(folder / "vestnik.db", timeout=30) as database:
        database.execute("UPDATE article SET body = 'Старый текст.', published_day = NULL, published_value = NULL")


def _state(folder: Path) -> tuple[object, ...]:
    with sqlite3.connect(folder / "vestnik.db", timeout=30) as database:
        rows = database.execute("SELECT id, body, published_day FROM article ORDER BY id").fetchall()
        return (*rows, *database.execute("PRAGMA integrity_check").fetchall())


def main() -> int:
    """Run the parts that are asked for; exit code 1 where a kill left something between."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--pages", type=int, default=2000)
    ask.add_argument("--kills", type=int, default=6)
    ask.add_argument("--parts", default="replay,kill")
    given = ask.parse_args()
    parts = given.parts.split(",")
    if "replay" in parts:
        replay(given.pages)
    return int("kill" in parts and not kill(given.kills))


if __name__ == "__main__":
    sys.exit(main())
