"""Days as people write them in a filter."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

_MONTH_OR_YEAR = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?")
HOW = "write 2026-01-31, 2026-01, 2026, or 7d for the last 7 days"


def read_day(text: str, now: date, *, last: bool = False) -> date:
    """A day from ``2026-01-31``, ``2026-01`` or ``2026`` (its first day, or its ``last``) or ``7d`` (days before
    ``now``). ValueError on anything else."""
    number = text[:-1]
    if text.endswith("d") and number.isascii() and number.isdigit() and len(number) <= 5:
        return now - timedelta(days=int(number))
    if (part := _MONTH_OR_YEAR.fullmatch(text)) is None:
        return date.fromisoformat(text)
    year = int(part[1])
    month = int(part[2] or (12 if last else 1))
    return date(year, month, monthrange(year, month)[1] if last else 1)
