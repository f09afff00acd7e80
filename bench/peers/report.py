"""The results of a run as a file of JSON, as tables of Markdown, and as the goals' verdicts."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench.peers.contenders import Contender
from bench.peers.goals import Met, judge, ratios
from bench.peers.measuring import Cost
from bench.peers.quality import Quality

BEGIN, END = "<!-- figures of bench.peers: begin -->", "<!-- figures of bench.peers: end -->"
BASE = "scrapy-default"
FLOOR = ("vestnik-known-again", "vestnik-known")


@dataclass
class Row:
    """What is known of one contender: its runs over no page, its turns, how it read, why it is not measured."""

    name: str
    label: str
    settings: str
    kind: str
    version: str
    pages: int = 0
    idle: list[Cost] = field(default_factory=list)
    turns: list[Cost] = field(default_factory=list)
    quality: Quality | None = None
    error: str | None = None

    @classmethod
    def of(cls, one: Contender) -> Row:
        """The empty row of a contender."""
        return cls(one.name, one.label, one.settings, one.kind, one.version())

    def cpu_ms(self) -> list[float]:
        """CPU-ms a page of each round, the median run over no page taken off."""
        return self._each("cpu_s")

    def wall_ms(self) -> list[float]:
        """Wall ms a page of each round, likewise."""
        return self._each("wall_s")

    def peak_mb(self) -> list[float]:
        """Resident peak of each round."""
        return [cost.peak_mb for cost in self.turns]

    def _each(self, name: str) -> list[float]:
        if not self.turns or not self.pages:
            return []
        off = median(getattr(cost, name) for cost in self.idle)
        return [max(0.0, getattr(cost, name) - off) * 1000 / self.pages for cost in self.turns]


@dataclass
class Results:
    """A run: when, where, over what, and a row for each contender."""

    when: str
    machine: str
    load: list[str]
    corpus: str
    rows: list[Row]

    def goals(self) -> list[Met]:
        """The goals, as far as they were measured."""
        measured = [row for row in self.rows if row.turns]
        return judge(
            {
                "cpu": {row.name: row.cpu_ms() for row in measured},
                "wall": {row.name: row.wall_ms() for row in measured},
                "peak": {row.name: row.peak_mb() for row in measured},
            }
        )

    def write(self, file: Path) -> None:
        """As JSON, in place of what was there."""
        told = {**asdict(self), "goals": [asdict(met) for met in self.goals()]}
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        part.write_text(json.dumps(told, indent=1, ensure_ascii=False), encoding="utf-8")
        part.replace(file)

    def markdown(self) -> str:
        """The tables and the goals."""
        rounds = max((len(row.turns) for row in self.rows), default=0)
        lines = [
            f"{self.when}, {self.machine}; load {' to '.join(self.load)}; {rounds} rounds, in turn; {self.corpus}.",
            "",
            *self._pages(),
            "",
            *self._polls(),
            "",
            "| goal | must | stretch | measured | |",
            "|---|---|---|---|---|",
            *map(_goal_line, self.goals()),
            "",
            *self._notes(),
        ]
        return "\n".join(lines)

    def floor(self) -> str:
        """How far two equal runs are apart."""
        by_name = {row.name: row for row in self.rows}
        if not all(name in by_name and by_name[name].turns for name in FLOOR):
            return "not measured"
        found = ratios(by_name[FLOOR[0]].cpu_ms(), by_name[FLOOR[1]].cpu_ms())
        return _spread(found, 2)

    def _pages(self) -> list[str]:
        rows = [row for row in self.rows if row.kind == "pages" and row.turns and row.name != FLOOR[0]]
        base = next((row.cpu_ms() for row in rows if row.name == BASE), [])
        lines = [
            f"| whole pipeline (A/A floor: {self.floor()}) | pages | CPU-ms a page | × B | pages/s | peak MB | "
            "body F1 | titles | days | answered |",
            "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
        ]
        for row in rows:
            cpu, wall = row.cpu_ms(), row.wall_ms()
            rate = f"{1000 / median(wall):.0f}" if median(wall) else "–"
            cells = [row.label, str(row.pages), _spread(cpu, 2), _spread(ratios(cpu, base), 2), rate]
            lines.append(f"| {' | '.join([*cells, f'{median(row.peak_mb()):.0f}', *_quality_cells(row.quality)])} |")
        return lines

    def _polls(self) -> list[str]:
        rows = [row for row in self.rows if row.kind == "poll" and row.turns]
        lines = [
            "| check of an unchanged page | checks | CPU-ms a check | × Vestnik | peak MB |",
            "|---|--:|--:|--:|--:|",
        ]
        for row in rows:
            ours = "vestnik-poll-plain" if row.name.endswith("-plain") else "vestnik-poll"
            base = next((other.cpu_ms() for other in rows if other.name == ours), [])
            cpu = row.cpu_ms()
            cells = [row.label, str(row.pages), _spread(cpu, 2), _spread(ratios(cpu, base), 1)]
            lines.append(f"| {' | '.join([*cells, f'{median(row.peak_mb()):.0f}'])} |")
        return lines

    def _notes(self) -> list[str]:
        lines = [
            f"* {row.label}: {row.version}; {row.settings}" + (f"; NOT MEASURED: {row.error}" if row.error else "")
            for row in self.rows
        ]
        return ["Versions and settings:", "", *lines]


def new_results(found: Sequence[Contender], corpus: str) -> Results:
    """Nothing measured yet."""
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return Results(when, _machine(), [_load()], corpus, [Row.of(one) for one in found])


def put_into(file: Path, words: str) -> None:
    """Write the tables: between the marks of a page that has them, else as the whole file."""
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    if BEGIN in before and END in before:
        head, _, rest = before.partition(BEGIN)
        words = f"{head}{BEGIN}\n{words}\n{END}{rest.partition(END)[2]}"
    file.write_text(words, encoding="utf-8")


def load_now() -> str:
    """The machine's load average of the last minute."""
    return _load()


def _goal_line(met: Met) -> str:
    goal = met.goal
    sign = "≥" if goal.least else "≤"
    value = "–" if met.value is None else f"{met.value:.2f} {goal.unit}"
    lines = (f"{sign} {goal.must:g} {goal.unit}", f"{sign} {goal.stretch:g} {goal.unit}")
    return f"| {goal.words} | {lines[0]} | {lines[1]} | {value} | {met.verdict} |"


def _spread(values: Sequence[float], digits: int) -> str:
    if not values:
        return "–"
    middle = f"{median(values):.{digits}f}"
    return middle if len(values) == 1 else f"{middle} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def _quality_cells(quality: Quality | None) -> list[str]:
    if quality is None:
        return ["–", "–", "–", "–"]
    shares = (quality.f1, quality.titles, quality.days, quality.answered / max(1, quality.pages))
    return ["–" if share is None else f"{share:.3f}" for share in shares]


def _machine() -> str:
    model = platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    return f"{model}, {os.cpu_count()} cores, Linux {platform.release()}, Python {platform.python_version()}"


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"
