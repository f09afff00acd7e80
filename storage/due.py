"""Whether a time that was written down has come. One further ahead than anybody plans was written by a clock that ran
ahead and was set back since; nobody waits for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_

from storage.recheck import RETRY_LONGEST

LONGEST_SEND = timedelta(hours=25)
"""No attempt to send is put off for longer than a day, no lease of one taken for longer."""
LONGEST_DIGEST = timedelta(days=8)
LONGEST_RETRY = RETRY_LONGEST + timedelta(days=1)
"""Of a page that failed."""


def is_due(moment: ColumnElement[Any], now: datetime, longest: timedelta) -> ColumnElement[bool]:
    """The rows whose ``moment`` has come, or lies further ahead than ``longest``."""
    return or_(moment <= now, moment > now + longest)
