"""The interface in English, Russian and Chinese: sentences from the catalogues in ``locale``, names and days by CLDR.

Only what Vestnik itself says is translated; titles, texts, evidence and what a crawl reports stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from gettext import c2py
from pathlib import Path
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.messages.pofile import read_po

from dashboard.names import ADVICE, PROBLEMS, REASONS

LANGUAGES = {"en": "English", "ru": "Русский", "zh": "中文"}
"""The languages of the interface, each in its own words."""
_LOCALES = {"en": "en_GB", "ru": "ru_RU", "zh": "zh_Hans_CN"}
_PATTERNS = tuple(message for message in (*PROBLEMS, *REASONS, *ADVICE) if "%(" in message)
_FOLDER = Path(__file__).with_name("locale")


class Tongue:
    """One language of the interface."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.locale = Locale.parse(_LOCALES[code])
        self._said, self._plural = _catalogue(code)

    def gettext(self, message: str) -> str:
        """The sentence in this language; as it is where the catalogue lacks it."""
        found = self._said.get(message)
        return found[0] if found and found[0] else message

    def told(self, message: str) -> str:
        """A sentence that was put together elsewhere, in this language; what fits no pattern stays as
        it is, as do a site's own words."""
        if self.code == "en" or message in self._said:
            return self.gettext(message)
        for pattern in _PATTERNS:
            values = _fit(pattern, message)
            if values is not None:
                return self.gettext(pattern) % values
        advice = next((words for words in ADVICE if message.endswith(f" {words}")), "")
        return message.removesuffix(advice) + self.gettext(advice) if advice else message

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The form of a sentence that goes with ``count``."""
        found = self._said.get(one)
        if not found or not all(found):
            return one if count == 1 else many
        return found[min(self._plural(count), len(found) - 1)]

    def country(self, code: str) -> str:
        """The name of a country (ISO 3166-1 alpha-2), the code itself where there is none."""
        return str(self.locale.territories.get(code.upper(), code))

    def language(self, code: str | None) -> str:
        """The name of a language (ISO 639-1), "" for None."""
        return _language(code, self.code) if code else ""

    def day(self, day: str | date | None) -> str:
        """A day (ISO) in words; "" for None, any other text as it is."""
        if not day:
            return ""
        try:
            value = day if isinstance(day, date) else date.fromisoformat(day[:10])
        except ValueError:
            return str(day)
        return _in_words(value, "long", self.code)

    def moment(self, moment: datetime | None) -> str:
        """An aware moment in words, in UTC; "" for None."""
        if moment is None:
            return ""
        utc = moment.astimezone(UTC)
        between = " " if self.code == "zh" else ", "
        return f"{_in_words(utc.date(), 'medium', self.code)}{between}{utc:%H:%M} UTC"


@cache
def tongue(code: str) -> Tongue:
    """The language of that code, English where there is none."""
    return Tongue(code if code in LANGUAGES else "en")


@lru_cache(1024)
def _language(code: str, within: str) -> str:
    try:
        return Locale.parse(code).get_display_name(_LOCALES[within]) or code
    except (ValueError, UnknownLocaleError):
        return code


@lru_cache(4096)
def _in_words(day: date, length: Literal["long", "medium"], code: str) -> str:
    """A day in words. A page of weeks names many, and all readers the same ones."""
    return format_date(day, length, locale=_LOCALES[code])


def _fit(pattern: str, message: str) -> dict[str, str] | None:
    """What stands in the holes of a pattern; None where the message is another one. Each hole ends where the text that
    follows it first stands again."""
    first, *parts = pattern.split("%(")
    if not message.startswith(first):
        return None
    values, rest = {}, message[len(first) :]
    for part in parts:
        name, _, following = part.partition(")s")
        at = rest.find(following) if following else len(rest)
        if at < 1:
            return None
        values[name], rest = rest[:at], rest[at + len(following) :]
    return None if rest else values


def chosen(cookie: str | None, accepted: str | None) -> str:
    """The language of a visitor: the one they chose, else the first their browser asks for that there is (RFC 9110,
    weights in order)."""
    if cookie in LANGUAGES:
        return str(cookie)
    weighed: list[tuple[float, str]] = []
    for part in (accepted or "")[:500].split(","):
        name, _, weight = part.partition(";")
        try:
            weighed.append((-float(weight.partition("=")[2] or 1), name.strip().lower()[:2]))
        except ValueError:
            continue
    return next((name for _, name in sorted(weighed, key=lambda one: one[0]) if name in LANGUAGES), "en")


def _catalogue(code: str) -> tuple[Mapping[str, tuple[str, ...]], Callable[[int], int]]:
    """(forms of each sentence by its English singular, which form goes with a number)."""
    if code == "en":
        return {}, lambda count: int(count != 1)
    with (_FOLDER / f"{code}.po").open("rb") as file:
        catalogue = read_po(file, locale=_LOCALES[code])
    said: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        key, told = message.id, message.string
        if isinstance(key, str):
            said[key] = (str(told or ""),)
        else:
            said[key[0]] = tuple(map(str, told or ()))
    return said, c2py(catalogue.plural_expr)
