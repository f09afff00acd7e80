"""The guard against slow-down: what is done with a page, counted, held against ``bench/budget.toml``.

    python -m bench.guard              counts, the same on every machine; the tests hold them, too
    python -m bench.guard --time       also CPU time, beside a fixed yardstick in the same run
    python -m bench.guard --callgrind  also machine instructions, under valgrind
    python -m bench.guard [--time] [--callgrind] --write   write the budget anew, as it is now

Counted for a page at each stage (``bench.stages``): calls of functions, lines of Python that run, parses of HTML, SQL
statements. A loop that became quadratic shows in lines, a second parse in parses, a question asked of the database for
each article in statements. What is slower inside of C (a regular expression, compression) shows only in ``--time`` and
``--callgrind``. The yardstick of ``--time`` is the standard library's HTMLParser over the same pages, best of several.
"""

from __future__ import annotations

import argparse
import os
import pickle
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from types import FrameType
from typing import Any

import bs4
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bench.peers.templates import TEMPLATES, article
from bench.stages import Prepared, Stage, prepare, stages

BUDGET = Path(__file__).with_name("budget.toml")
_SITES = TEMPLATES[:3]  # one a language
_LEARN = 6
HEADROOM = {"calls": 0.10, "lines": 0.10, "parses": 0.0, "statements": 0.0, "ratio": 0.5, "instructions": 0.10}
"""How much more than the budget is let pass, as a share."""
OTHER_PYTHON = 0.35
"""The headroom of calls and lines on another Python than the budget was written on, which counts otherwise."""
Counts = Mapping[str, float]
_MARK = "getpriority"
_LXML_PARSERS = frozenset({"HTML", "XML", "fromstring", "parse"})
_HEAD = """\
# What is done with a page at each stage: the guard's budget. Written by `python -m bench.guard --write`; raise it only
# knowingly, and say in the commit what for.
"""


def guarded() -> Prepared:
    """What the guard counts over: a page of a site in each language, profiles learned from a few."""
    return prepare(1, _SITES, learn=_LEARN)


def count(stage: Stage) -> dict[str, float]:
    """What one run of a stage does, a page. A run before it is not counted: it loads and caches."""
    stage.run()
    before = sys.gettrace()
    counts = dict.fromkeys(("calls", "lines", "parses", "statements"), 0)

    def profiled(_frame: FrameType, happened: str, what: Any) -> None:
        if happened == "call":
            counts["calls"] += 1
        elif happened == "c_call":
            counts["calls"] += 1
            if (getattr(what, "__module__", None) or "").startswith("lxml") and what.__name__ in _LXML_PARSERS:
                counts["parses"] += 1

    def traced(_frame: FrameType, happened: str, _what: Any) -> Callable[..., Any]:
        if happened == "line":
            counts["lines"] += 1
        return traced

    def stated(*_what: object) -> None:
        counts["statements"] += 1

    event.listen(Engine, "before_cursor_execute", stated)
    try:
        with _parses_counted(counts):
            sys.settrace(traced)
            sys.setprofile(profiled)
            try:
                stage.run()
            finally:
                sys.setprofile(None)
                sys.settrace(before)
    finally:
        event.remove(Engine, "before_cursor_execute", stated)
    return {name: round(number / stage.pages, 2) for name, number in counts.items()}


@contextmanager
def _parses_counted(counts: dict[str, int]) -> Iterator[None]:
    """Count every tree that is built: in each module that knows lexbor's parser by name it is one that counts."""

    class Counted(LexborHTMLParser):  # type: ignore[misc]  # compiled, but made to be inherited from
        def __init__(self, *given: Any, **named: Any) -> None:
            counts["parses"] += 1
            super().__init__(*given, **named)

    class CountedSoup(bs4.BeautifulSoup):
        def __init__(self, *given: Any, **named: Any) -> None:
            counts["parses"] += 1
            super().__init__(*given, **named)

    instead: dict[object, object] = {LexborHTMLParser: Counted, bs4.BeautifulSoup: CountedSoup}
    changed = []
    for module in list(sys.modules.values()):
        if module is None or module.__name__ == __name__:
            continue
        for name in ("LexborHTMLParser", "BeautifulSoup"):
            found = vars(module).get(name)
            if found in instead:
                setattr(module, name, instead[found])
                changed.append((module, name, found))
    try:
        yield
    finally:
        for module, name, found in changed:
            setattr(module, name, found)


def counted() -> dict[str, dict[str, float]]:
    """The counts of every stage."""
    with stages(guarded()) as found:
        return {stage.name: count(stage) for stage in found}


def timed(times: int = 7) -> dict[str, float]:
    """CPU time a page of each stage in units of the yardstick, the best of several turns of both."""
    pages = [article(template, 0).html for template in _SITES]
    with stages(guarded()) as found:
        runs: dict[str, tuple[int, Callable[[], object]]] = {stage.name: (stage.pages, stage.run) for stage in found}
        runs["yardstick"] = (len(pages), lambda: [HTMLParser().feed(page) for page in pages])
        best = dict.fromkeys(runs, float("inf"))
        for _ in range(times):
            for name, (number, run) in runs.items():
                began = time.process_time()
                run()
                best[name] = min(best[name], (time.process_time() - began) / number)
    yardstick = best.pop("yardstick")
    return {name: round(spent / yardstick, 4) for name, spent in best.items()}


def instructions() -> dict[str, float]:
    """Machine instructions a page of each stage, all in one process under valgrind, which notes what was run up to
    each call of ``_mark``. Some minutes."""
    if shutil.which("valgrind") is None:
        raise SystemExit("valgrind is not installed; leave --callgrind out")
    made = guarded()
    with stages(made) as found, tempfile.TemporaryDirectory(prefix="vestnik-guard-") as name:
        folder = Path(name)
        (folder / "prepared").write_bytes(pickle.dumps(made))
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder / 'noted'}"]
        command += [f"--dump-before={_MARK}", sys.executable, "-m", "bench.guard", "--run", str(folder / "prepared")]
        environment = {**os.environ, "PYTHONHASHSEED": "0"}
        done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
        if done.returncode:
            raise SystemExit(f"valgrind failed: {done.stderr[-300:]}")
        # Dump 1 is all before the first stage's second run, 2 is that run, 3 all before the next stage's, and so on.
        noted = [_noted(folder / f"noted.{2 * number}") for number in range(1, len(found) + 1)]
        return {stage.name: round(count / stage.pages) for stage, count in zip(found, noted, strict=True)}


def _mark() -> None:
    """A call into the C library that nothing else here makes."""
    os.getpriority(os.PRIO_PROCESS, 0)


def _noted(dump: Path) -> int:
    found = re.search(r"^(?:summary|totals): (\d+)", dump.read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        raise SystemExit(f"{dump.name} says nothing of instructions")
    return int(found[1])


def _run_prepared(file: Path) -> None:
    """Every stage once, so that all is loaded, and then between two marks."""
    with stages(pickle.loads(file.read_bytes())) as found:
        for stage in found:
            stage.run()
            _mark()
            stage.run()
            _mark()


def over(name: str, found: Counts, budget: Mapping[str, Any]) -> list[str]:
    """What of a stage's counts is over its budget, in words; [] where all is well."""
    allowed = budget.get(name)
    if allowed is None:
        return [f"{name}: no budget; write it with `python -m bench.guard --write`"]
    other = budget.get("python") != platform.python_version().rpartition(".")[0]
    said = []
    for kind, value in found.items():
        most = allowed.get(kind)
        if most is None:
            continue
        room = OTHER_PYTHON if other and kind in ("calls", "lines") else HEADROOM[kind]
        if value > most * (1 + room):
            said.append(
                f"{name}: {value:g} {kind} a page, {value / most - 1 if most else 1:+.0%} of the budget's {most:g} "
                f"(bench/budget.toml). If that is worth it: `python -m bench.guard --write`, and say why in the commit"
            )
    return said


def read_budget() -> dict[str, Any]:
    """The budget as it is written down."""
    return tomllib.loads(BUDGET.read_text(encoding="utf-8")) if BUDGET.exists() else {}


def write_budget(found: Mapping[str, Counts]) -> None:
    """Write what was found; of what was not measured now, what stood there stays."""
    before = read_budget()
    lines = [_HEAD, f'python = "{platform.python_version().rpartition(".")[0]}"']
    for name, counts in found.items():
        lines += ["", f"[{name}]"]
        lines += [f"{kind} = {value:g}" if value < 1e5 else f"{kind} = {value:.0f}" for kind, value in
                  {**before.get(name, {}), **counts}.items()]  # fmt: skip
    BUDGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> int:
    """Count, and write the budget or hold it; exit code 1 where something is over it."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--time", action="store_true")
    ask.add_argument("--callgrind", action="store_true")
    ask.add_argument("--write", action="store_true")
    ask.add_argument("--run", type=Path, help=argparse.SUPPRESS)
    given = ask.parse_args()
    if given.run:
        _run_prepared(given.run)
        return 0
    counts = counted()
    more = {"ratio": timed() if given.time else {}, "instructions": instructions() if given.callgrind else {}}
    for kind, figures in more.items():
        for name, figure in figures.items():
            counts[name][kind] = figure
    for name, one in counts.items():
        print(f"{name:<11} " + "  ".join(f"{kind} {value:>10g}" for kind, value in one.items()))
    if given.write:
        write_budget(counts)
        print(f"written: {BUDGET}")
        return 0
    budget = read_budget()
    problems = [words for name, one in counts.items() for words in over(name, one, budget)]
    for words in problems:
        print(words, file=sys.stderr)
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
