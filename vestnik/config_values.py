"""Small types that several sections of the configuration share."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field


def split_list(value: Any) -> Any:
    """A list given as one text (an environment variable): JSON, or words separated by commas."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        try:
            return json.loads(value)
        except ValueError as error:
            raise ValueError('is no valid JSON list; write ["a", "b"] or a,b') from error
    return [word.strip() for word in value.split(",") if word.strip()]


Words = Annotated[tuple[str, ...], BeforeValidator(split_list)]

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def parse_duration(value: Any) -> Any:
    """Seconds from a number or from a text such as "90s", "15m", "2h" or "1d". Raises ValueError on other texts."""
    if not isinstance(value, str):
        return value
    found = re.fullmatch(r"\s*(\d{1,9}(?:\.\d{1,3})?)\s*([smhd]?)\s*", value)
    if found is None:
        raise ValueError('must be seconds or a time such as "30s", "15m", "2h" or "1d"')
    return float(found[1]) * _UNITS[found[2] or "s"]


Seconds = Annotated[float, BeforeValidator(parse_duration), Field(gt=0, le=366 * 86400)]
"""A time in seconds; the file may say "15m"."""


def _zone_name(value: str) -> str:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError('must be an IANA time zone such as "Europe/Berlin"') from None
    return value


ZoneName = Annotated[str, AfterValidator(_zone_name)]
"""The name of a time zone."""
