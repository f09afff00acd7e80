"""The goals of speed, as data, and what became of them in a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

Series = Mapping[str, Sequence[float]]
"""By name of a contender, a figure of each round."""


@dataclass(frozen=True, slots=True)
class Goal:
    """``figure`` is "cpu", "wall" (each a page) or "peak" (MB), of ``of``; divided by that of ``by``, round by round,
    where there is one. ``least``: it must be at least so much, else at most."""

    words: str
    figure: str
    of: str
    by: str | None
    must: float
    stretch: float
    least: bool
    unit: str = "×"


GOALS = (
    Goal("known sites, whole job, in units of B", "cpu", "vestnik-known", "scrapy-default", 1.25, 1.0, False),
    Goal("new sites, whole job, in units of B", "cpu", "vestnik-unknown", "scrapy-default", 2.7, 2.0, False),
    Goal("less CPU than the spider a user would write", "cpu", "users-spider", "vestnik-known", 9, 12, True),
    Goal("less CPU than Scrapy + trafilatura + SQLite", "cpu", "scrapy-trafilatura", "vestnik-known", 14, 18, True),
    Goal("less CPU than news-please", "cpu", "news-please", "vestnik-known", 40, 55, True),
    Goal("less CPU than newspaper4k", "cpu", "newspaper4k", "vestnik-known", 40, 50, True),
    Goal("less CPU than Fundus", "cpu", "fundus", "vestnik-known", 3, 5, True),
    Goal("unchanged poll", "cpu", "vestnik-poll", None, 1.5, 1.0, False, "CPU-ms"),
    Goal("unchanged poll, less than changedetection.io", "cpu", "changedetection", "vestnik-poll", 7, 50, True),
    Goal("unchanged poll, less than webchanges", "cpu", "webchanges", "vestnik-poll", 50, 400, True),
    Goal("two processes against one, pages/s", "wall", "vestnik-known", "vestnik-two", 1.8, 1.95, True),
    Goal("memory of a crawl of known sites", "peak", "vestnik-known", None, 130, 110, False, "MB"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Met:
    """A goal, the median of what was measured in each round (None: not measured), and the verdict in words."""

    goal: Goal
    value: float | None
    verdict: str


def judge(figures: Mapping[str, Series]) -> list[Met]:
    """Every goal; ``figures`` are by kind ("cpu", "wall", "peak")."""
    return [_judged(goal, figures[goal.figure]) for goal in GOALS]


def ratios(one: Sequence[float], other: Sequence[float]) -> list[float]:
    """``one`` by ``other``, round by round."""
    return [a / b for a, b in zip(one, other, strict=False) if b > 0]


def _judged(goal: Goal, series: Series) -> Met:
    values = list(series.get(goal.of, ()))
    if goal.by is not None:
        values = ratios(values, series.get(goal.by, ()))
    if not values:
        return Met(goal, None, "not measured")
    value = median(values)
    if _reached(goal, value, goal.stretch):
        return Met(goal, value, "stretch")
    return Met(goal, value, "must" if _reached(goal, value, goal.must) else "MISSED")


def _reached(goal: Goal, value: float, line: float) -> bool:
    return value >= line if goal.least else value <= line
