"""Every sentence of the interface has its Russian and its Chinese, with the same placeholders."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

import dashboard
from dashboard.i18n import LANGUAGES, tongue
from dashboard.names import TO_TRANSLATE

ROOM = Path(dashboard.__file__).parent
OTHERS = sorted(set(LANGUAGES) - {"en"})
JINJA = {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true", "silent": "false"}


@cache
def sentences() -> dict[tuple[str, ...], str]:
    """What the interface says, by (singular,) or (singular, plural), with the place that says it."""
    found: dict[tuple[str, ...], str] = {}
    for template in sorted((ROOM / "templates").glob("*.html")):
        for line, message, _, _ in extract_from_file("jinja2.ext:babel_extract", template, options=JINJA):
            forms = (message,) if isinstance(message, str) else tuple(form for form in message if form)
            found.setdefault(forms, f"{template.name}:{line}")
    for module in sorted(ROOM.glob("*.py")):
        for line, message, _, _ in extract_from_file("python", module, keywords={"gettext": None, "ngettext": (1, 2)}):
            forms = (message,) if isinstance(message, str) else tuple(message)
            found.setdefault(forms, f"{module.name}:{line}")
    for words in TO_TRANSLATE:
        found.setdefault((words,), "names.py")
    return found


@cache
def catalogue(code: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    with (ROOM / "locale" / f"{code}.po").open("rb") as file:
        messages = [message for message in read_po(file, locale=code) if message.id]
    return {
        (m.id,) if isinstance(m.id, str) else tuple(m.id): (m.string,) if isinstance(m.string, str) else tuple(m.string)
        for m in messages
    }


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)s", text))


@pytest.mark.parametrize("code", OTHERS)
def test_every_sentence_is_translated_and_nothing_stale_is_kept(code: str) -> None:
    said = catalogue(code)
    missing = {forms: place for forms, place in sentences().items() if not all(said.get(forms, ("",)))}
    assert missing == {}
    assert set(said) - set(sentences()) == set()


@pytest.mark.parametrize("code", OTHERS)
def test_translations_keep_the_placeholders(code: str) -> None:
    for forms, told in catalogue(code).items():
        for one in told:
            assert placeholders(one) == placeholders(forms[-1]), forms


@pytest.mark.parametrize("code", OTHERS)
def test_each_count_has_its_form(code: str) -> None:
    plurals = [(forms, told) for forms, told in catalogue(code).items() if len(forms) == 2]
    assert plurals
    assert {len(told) for _, told in plurals} == {{"ru": 3, "zh": 1}[code]}


def test_russian_counts_as_russians_do() -> None:
    words = tongue("ru")
    many = ("%(num)s source needs a look", "%(num)s sources need a look")
    told = [words.ngettext(*many, count) % {"num": count} for count in (1, 2, 5, 11, 21, 24, 112)]
    assert [text.split()[1] for text in told] == [
        "источник", "источника", "источников", "источников", "источник", "источника", "источников",
    ]  # fmt: skip
    assert [text.split()[2] for text in told] == [
        "требует", "требуют", "требуют", "требуют", "требует", "требуют", "требуют",
    ]  # fmt: skip
