"""Output: what may reach a terminal, and JSON that is one line a record and reads back."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from vestnik import console
from vestnik.console import NUMBER, clean, out, print_json_array, shorten, table, to_json
from vestnik.redact import redact, remember, remember_address


@given(text=st.text())
def test_cleaned_text_holds_nothing_a_terminal_would_act_on(text: str) -> None:
    for character in clean(text):
        assert unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
    assert all(unicodedata.category(c) not in ("Cc", "Cf", "Cs") for c in clean(text, lines=True) if c != "\n")


def test_ordinary_texts_stay_as_they_are() -> None:
    for text in ("Делегация из Тяньцзиня", "清华大学", "naïve [bold] “quotes” — 5 %", "한국"):
        assert clean(text) == text


@given(text=st.text(), width=st.integers(2, 40))
def test_a_shortened_text_fits(text: str, width: int) -> None:
    assert len(shorten(text, width)) <= width


@given(value=st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=8))
def test_json_reads_back_and_holds_no_terminal_code(value: object) -> None:
    text = to_json(value)
    assert json.loads(text) == value
    assert all(unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in text)


def test_json_times_are_utc_and_paths_are_texts() -> None:
    moment = datetime(2024, 6, 28, 15, 0, tzinfo=timezone(timedelta(hours=3)))
    assert json.loads(to_json({"at": moment, "file": Path("a/b")})) == {
        "at": "2024-06-28T12:00:00+00:00",
        "file": "a/b",
    }
    assert json.loads(to_json(moment.astimezone(UTC).date())) == "2024-06-28"


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_streamed_array_is_valid_json(count: int, capsys: pytest.CaptureFixture[str]) -> None:
    print_json_array({"n": number} for number in range(count))
    assert json.loads(capsys.readouterr().out) == [{"n": number} for number in range(count)]


def test_known_secrets_are_struck_out_of_any_text() -> None:
    remember("swordfish-1")
    remember_address("postgresql+psycopg://user:p%40ss-word@host/db?password=other-secret")
    said = redact("bad swordfish-1 at postgresql://user:p%40ss-word@host (p@ss-word, other-secret)")
    assert said == "bad ******** at postgresql://user:********@host (********, ********)"


_CELLS = st.text(st.sampled_from("ab 12é中国Д\u0301\u00ad\u2003\xa0👨"), max_size=12).map(clean)


@given(
    rows=st.lists(st.tuples(_CELLS, _CELLS, _CELLS), max_size=5),
    heading=st.text("ab Ж", max_size=3),
    options=st.sampled_from([{}, NUMBER, {"min_width": 8}, {"justify": "right"}, {"justify": "center"}]),
)
def test_a_table_in_a_pipe_is_written_as_rich_writes_it(
    rows: list[tuple[str, str, str]], heading: str, options: dict[str, object]
) -> None:
    written = []
    for piped in (console._piped, lambda *_: None):
        with pytest.MonkeyPatch.context() as changed:
            changed.setattr(console, "_piped", piped)
            shown = table(None, ["name", (heading, options), ("last", NUMBER)])
            for first, second, third in rows:
                shown.add_row(first, Text(second, style="red"), third)
            screen = out()
            with screen.capture() as printed:
                screen.print(shown)
            written.append(printed.get())
    assert written[0] == written[1]
