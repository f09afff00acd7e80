"""How well a program read the pages it was given: F1 of the body's words, headlines and days that are exactly right."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from bench.peers.corpus import Gold

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares of the pages asked for; a page without an answer counts as wrong. None where nothing is known."""

    pages: int
    answered: int
    f1: float | None
    titles: float | None
    days: float | None


def quality(wanted: Mapping[str, Gold], answers: Iterable[Mapping[str, str | None]]) -> Quality:
    """Hold answers (``url``, ``title``, ``body``, ``date``) against what is known, by address."""
    by_url = {answer["url"]: answer for answer in answers if answer["url"] in wanted}
    f1, titles, days = [], [], []
    for url, gold in wanted.items():
        answer = by_url.get(url, {})
        if gold.body is not None:
            f1.append(body_f1(gold.body, answer.get("body") or ""))
        if gold.title is not None:
            titles.append(_plain(answer.get("title") or "") == _plain(gold.title))
        if gold.day is not None:
            days.append((answer.get("date") or "")[:10] == gold.day)
    return Quality(len(wanted), len(by_url), _mean(f1), _mean(titles), _mean(days))


def body_f1(gold: str, found: str) -> float:
    """F1 of the multiset of words; a Chinese or Japanese character counts as one."""
    wanted, got = Counter(_WORD.findall(gold.lower())), Counter(_WORD.findall(found.lower()))
    hits = (wanted & got).total()
    return 2 * hits / (wanted.total() + got.total()) if hits else 0.0


def read_answers(file: Path) -> list[dict[str, str | None]]:
    """The answers a program wrote, one JSON object a line; [] where it wrote none."""
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]


def _plain(text: str) -> str:
    return " ".join(text.split())


def _mean(values: list[float] | list[bool]) -> float | None:
    return mean(values) if values else None
