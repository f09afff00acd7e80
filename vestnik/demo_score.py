"""Hold what was stored against the replica sites' gold: found, title, day, text, duplicates, grades."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from articles.address import canonical_address
from demo.records import GoldArticle
from storage.views import ExportRow

_WORDS = re.compile(r"\w+")


@dataclass(slots=True)
class Score:
    """The counts behind the demo's closing lines. ``misses`` names each gold article that was not read exactly."""

    gold: int = 0
    found: int = 0
    exact: int = 0
    foreign_bodies: int = 0
    short_bodies: int = 0
    duplicates: int = 0
    extra: int = 0
    hits: int = 0
    false_flags: int = 0
    missed_flags: int = 0
    misses: list[str] = field(default_factory=list)
    wrong_flags: list[str] = field(default_factory=list)

    @property
    def exact_share(self) -> float:
        """Share of gold articles stored with title and day exact."""
        return self.exact / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """F1 of "flagged" (grade 2 or 3) against the gold grades."""
        wrong = self.false_flags + self.missed_flags
        return 2 * self.hits / (2 * self.hits + wrong) if self.hits or wrong else 0.0


def score(gold: Sequence[GoldArticle], stored: Iterable[ExportRow], topic: str = "china") -> Score:
    """Compare stored articles (one row each, with its flag for ``topic`` if it has one) with the gold."""
    wanted = {canonical_address(article.url): article for article in gold}
    result, seen = Score(gold=len(wanted)), Counter[str]()
    for row in stored:
        address = canonical_address(row.url)
        seen[address] += 1
        if seen[address] > 1:
            continue
        article = wanted.get(address)
        if article is None:
            result.extra += 1
            result.misses.append(f"not in the gold: {row.url}")
            continue
        result.found += 1
        _compare(result, article, row)
        _flag(result, article, flagged=row.topic == topic and (row.grade or 0) >= 2)
    result.duplicates = sum(count - 1 for count in seen.values())
    for address in wanted.keys() - seen.keys():
        result.misses.append(f"not found: {wanted[address].url}")
        _flag(result, wanted[address], flagged=False)
    return result


def _compare(result: Score, article: GoldArticle, row: ExportRow) -> None:
    wrong = []
    if " ".join(row.title.split()) != " ".join(article.title.split()):
        wrong.append(f"title {row.title!r}, gold {article.title!r}")
    if row.published_day != article.day:
        wrong.append(f"day {row.published_day} ({row.published_provenance}), gold {article.day}")
    result.exact += not wrong
    if foreign := surplus_words(row.body, article.body):
        result.foreign_bodies += 1
        wrong.append(f"foreign text: {' '.join(foreign)[:120]}")
    if lost := surplus_words(" ".join(article.body), [row.body]):
        result.short_bodies += 1
        wrong.append(f"text lost: {' '.join(lost)[:120]}")
    if wrong:
        result.misses.append(f"{article.url}: {'; '.join(wrong)}")


def surplus_words(text: str, reference: Sequence[str]) -> list[str]:
    """The words of a text that its reference does not have (or has less often), in order: menu, tags, "read also"."""
    left: Mapping[str, int] = Counter(word for part in reference for word in _WORDS.findall(part))
    counts = dict(left)
    surplus = []
    for word in _WORDS.findall(text):
        if counts.get(word, 0):
            counts[word] -= 1
        else:
            surplus.append(word)
    return surplus


def _flag(result: Score, article: GoldArticle, *, flagged: bool) -> None:
    wanted = article.grade >= 2
    result.hits += flagged and wanted
    if flagged == wanted:
        return
    result.false_flags += flagged
    result.missed_flags += wanted
    kind = "false flag" if flagged else "missed flag"
    result.wrong_flags.append(f"{kind} [{article.grade}] {article.url}: {article.title} ({article.why})")
