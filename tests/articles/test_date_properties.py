"""``parse_date`` on generated texts: every day survives its written forms, and no text breaks it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from articles.dates import MAX_TEXT, parse_date, plain
from articles.months import AFTER_A_DOT, AGO_WORDS, MONTH_NAMES, MONTHS, RELATIVE_DAYS, WEEKDAYS

NOW = datetime(2024, 11, 20, 12, 0)


@given(
    st.dates(date(1990, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%Y.%m.%d", "%Y年%m月%d日"]),
)
def test_any_day_survives_its_numeric_forms(day: date, form: str) -> None:
    parsed = parse_date(day.strftime(form))
    assert parsed is not None
    assert parsed.value.date() == day


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.sampled_from(sorted(MONTHS)))
def test_every_month_name_is_read(day: date, name: str) -> None:
    parsed = parse_date(f"{min(day.day, 28)} {name.capitalize()} {day.year}")
    assert parsed is not None
    assert (parsed.value.day, parsed.value.month, parsed.value.year) == (min(day.day, 28), MONTHS[name], day.year)


_FORMS = ("{d} {m} {y}", "{d:02} {M} {y} 14:30", "{w}, {d}. {m} {y}", "{m} {d}, {y}", "{d}|{m}|{y}", "{y} {m} {d}")


@given(
    st.dates(date(1990, 1, 1), date(2099, 12, 31)),
    st.sampled_from(sorted(MONTH_NAMES)),
    st.sampled_from(_FORMS),
    st.sampled_from(sorted(WEEKDAYS)),
    st.integers(0, 9),
)
def test_any_day_survives_its_named_forms_in_every_language(
    day: date, language: str, form: str, weekday: str, spelling: int
) -> None:
    names = MONTH_NAMES[language][day.month - 1]
    name = names[spelling % len(names)]
    capitals = name.upper() if name.upper().lower() == name else name  # Greek ΐ has no capital of its own
    text = form.format(d=day.day, m=name, M=capitals, y=day.year, w=weekday)
    parsed = parse_date(text)
    assert parsed is not None, text
    expected = MONTHS[name]  # a spelling that two languages use for different months is that of the first
    if f"{day.day}. {name}" in text:
        expected = AFTER_A_DOT.get(name, expected)
    assert (parsed.value.year, parsed.value.day, parsed.value.month) == (day.year, day.day, expected), text


_PIECES = [*"0123456789 ./-:,年月日–|()", "2024", "28.06.", "июня", "June", "발행일", "発行日", *sorted(MONTHS)[::7]]
_PIECES += [*sorted(RELATIVE_DAYS)[::3], *AGO_WORDS, "令和", "元", "Опубликовано:", "Updated", "PM", "+03:00", "T", "Z"]


@given(st.lists(st.sampled_from(_PIECES), max_size=40).map(" ".join) | st.text(max_size=500), st.booleans())
def test_any_text_gives_a_sane_date_or_none(text: str, with_now: bool) -> None:
    now = NOW if with_now else None
    for language in (None, "en-US", "ru", "zh"):
        parsed = parse_date(text, now=now, language=language)
        if parsed is not None:
            assert 1980 <= parsed.value.year <= 2100
            assert parsed.raw in plain(text) or parsed.raw.lower() in plain(text).lower()


@given(
    st.text(st.characters(), max_size=60), st.sampled_from(["1", "/", "28.06.2024 ", "июня ", "年", "опубликовано "])
)
def test_long_texts_cost_no_more_than_their_first_characters(text: str, repeated: str) -> None:
    long = (text + repeated * 400)[:20_000]
    assert parse_date(long, now=NOW) == parse_date(long[:MAX_TEXT], now=NOW)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),
    st.integers(1, 31),
    st.sampled_from(["января", "июля", "декабря"]),
)
def test_a_day_without_a_year_is_never_in_the_future(now: datetime, day: int, month: str) -> None:
    parsed = parse_date(f"{day} {month}", now=now)
    assert parsed is not None
    assert parsed.value <= now + timedelta(days=1)
    assert parsed.value > now - timedelta(days=366)
