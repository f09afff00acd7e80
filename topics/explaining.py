"""How a verdict came about, in words: what each term adds, and how the sum became the grade."""

from __future__ import annotations

from topics.records import Evidence, Verdict

STEPS = "weight x position x context x repeat"
"""What the numbers of :func:`arithmetic` are."""


def arithmetic(one: Evidence) -> str:
    """What a term adds, factor by factor, with the reasons for the context's."""
    steps = f"{one.base:.2f} x {one.position:.2f} x {one.factor:.2f} x {one.repeat:.2f}"
    return steps + (f" ({'; '.join(one.reasons)})" if one.reasons else "")


def summed(verdict: Verdict) -> str:
    """How the score became the grade."""
    total = sum(one.weight for one in verdict.evidence)
    capped = f", counted as {verdict.score:.2f}" if total - verdict.score > 0.01 else ""
    return (
        f"sum {total:.2f}{capped}; significant from {verdict.threshold:.2f}, main from {verdict.main:.2f}: "
        f"{verdict.decided}"
    )
