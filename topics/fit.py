"""The factors of a topic's traits (``[structure.factors]``), fitted to labelled texts.

    python -m topics.fit LABELLED.jsonl... [--topic china] [--check]

Each labelled text whose title does not settle it is judged twice: as the topic file says, and without the cue words
that discount a term, so that the traits learn what such words would have told. Factors are what makes the scores of
the flagged grades reach the threshold and those of the others stay below it: logistic loss of the score's logarithm,
with a penalty that keeps each factor near 1. Nothing here runs when texts are judged. The same texts give the same
factors. ``--check`` fits them once for each file without it, and says how that file is judged then and was before.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from topics.grading import counted, threshold_of
from topics.judge import Text
from topics.schema import TopicFile
from topics.schema_structure import Trait
from topics.topic import SHIPPED, Topic, TopicError, load_rules, read_rules

TRAITS: tuple[Trait, ...] = get_args(Trait)
_SHARPNESS = 4.0  # how soon a score beside the threshold is no doubt any more
_PENALTY = 12.0  # for the square of a factor's logarithm
_WEIGHTS = {0: 1.0, 1: 1.0, 2: 2.0, 3: 3.0}  # what a wrong answer costs, by grade: a missed main subject most
_STEPS = 120
_PACE = 0.08  # of the first step; the last ones are ever smaller


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled text: what each mention is worth without its traits, these by number, and the threshold."""

    mentions: tuple[tuple[float, tuple[int, ...]], ...]
    threshold: float
    grade: int


def examples(topic: Topic, rows: Iterable[Mapping[str, str | int]]) -> Iterator[Example]:
    """The labelled texts whose grade the traits can change. ``topic``: one whose factors are all 1."""
    for row in rows:
        title, body = str(row["title"]), str(row["body"])
        scored = topic.weigh(Text(title, body, language=str(row["lang"]) if row.get("lang") else None))
        if any(one.place.traits for one in scored):
            worth = counted([one for one in scored if one.place.factor > 0 and one.entity.strength != "hint"])
            mentions = tuple((one.value, tuple(TRAITS.index(trait) for trait, _ in one.place.traits)) for one in worth)
            yield Example(mentions, threshold_of(topic.rules, len(body)), int(row["grade"]))


def fit(texts: Sequence[Example]) -> dict[Trait, float]:
    """The factor of each trait."""
    weights = [0.0] * len(TRAITS)
    mean, spread = [0.0] * len(TRAITS), [0.0] * len(TRAITS)
    for step in range(1, _STEPS + 1):
        slope = _slope(texts, weights)
        for n, one in enumerate(slope):
            # Adam: each weight moves at a pace of its own.
            mean[n] = 0.9 * mean[n] + 0.1 * one
            spread[n] = 0.999 * spread[n] + 0.001 * one * one
            move = mean[n] / (1 - 0.9**step) / (math.sqrt(spread[n] / (1 - 0.999**step)) + 1e-9)
            weights[n] -= _PACE * (1 - step / (_STEPS + 1)) * move
    return {trait: round(math.exp(weight), 2) for trait, weight in zip(TRAITS, weights, strict=True)}


def _slope(texts: Sequence[Example], weights: Sequence[float]) -> list[float]:
    """How the loss changes with each weight (the logarithm of a factor)."""
    slope = [2 * _PENALTY * weight for weight in weights]
    for text in texts:
        values = [value * math.exp(sum(weights[n] for n in traits)) for value, traits in text.mentions]
        score = sum(values)
        wanted = 1 if text.grade >= 2 else -1
        doubt = wanted * _SHARPNESS * math.log(score / text.threshold)
        pull = -wanted * _SHARPNESS * _WEIGHTS[text.grade] / (1 + math.exp(min(doubt, 50.0)))
        for value, (_, traits) in zip(values, text.mentions, strict=True):
            for n in traits:
                slope[n] += pull * value / score
    return slope


def without_factors(rules: TopicFile, *, cues: bool) -> TopicFile:
    """The rules with all factors of traits 1; ``cues``: with what else discounts a term, contexts and asides, too."""
    structure = rules.structure.model_copy(update={"factors": dict.fromkeys(TRAITS, 1.0)})
    contexts = tuple(one for one in rules.contexts if cues or not 0 < one.factor < 1)
    asides = rules.asides if cues else rules.asides.model_copy(update={"factor": 1.0})
    return rules.model_copy(update={"structure": structure, "contexts": contexts, "asides": asides})


def main() -> int:
    """The command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m topics.fit", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("labelled", nargs="+", type=Path, help="files of labelled texts (JSON lines)")
    parser.add_argument("--topic", default="china", help="name of a shipped topic, or a topic file (default: china)")
    parser.add_argument("--check", action="store_true", help="judge each file with factors fitted without it")
    wanted = parser.parse_args()
    path = Path(wanted.topic) if wanted.topic.endswith(".toml") else SHIPPED / f"{wanted.topic}.toml"
    try:
        rules = read_rules(path)
        plain = [load_rules(path, without_factors(rules, cues=cues)) for cues in (True, False)]
        rows = {file: _read(file) for file in wanted.labelled}
    except (TopicError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    known = {file: [one for topic in plain for one in examples(topic, of_it)] for file, of_it in rows.items()}
    if wanted.check:
        for file, mine in rows.items():
            factors = fit([one for other, texts in known.items() if other != file for one in texts])
            fitted = rules.structure.model_copy(update={"factors": factors})
            after = load_rules(path, rules.model_copy(update={"structure": fitted}))
            print(f"{file}: before {figures(plain[0], mine)}; after {figures(after, mine)}")
        return 0
    print("[structure.factors]")
    for trait, factor in fit([one for texts in known.values() for one in texts]).items():
        print(f'"{trait}" = {factor}')
    return 0


def figures(topic: Topic, rows: Iterable[Mapping[str, str | int]]) -> str:
    """F1, and how many of each grade are flagged."""
    flagged: dict[int, list[bool]] = {grade: [] for grade in range(4)}
    for row in rows:
        language = str(row["lang"]) if row.get("lang") else None
        verdict = topic.judge(str(row["title"]), str(row["body"]), language=language)
        flagged[int(row["grade"])].append(verdict.flagged)
    right = sum(flagged[2]) + sum(flagged[3])
    total = right + sum(map(sum, flagged.values())) - right + len(flagged[2]) + len(flagged[3])
    counts = ", ".join(f"grade {grade} {sum(of_it)}/{len(of_it)}" for grade, of_it in sorted(flagged.items()))
    return f"F1 {2 * right / max(total, 1):.3f} ({counts})"


def _read(file: Path) -> list[dict[str, str | int]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    sys.exit(main())
