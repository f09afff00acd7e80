"""Words of usual letters, cut the quick way, are those that the patterns find; fingerprints of them never change."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import fingerprint
from articles.fingerprint import signature, signature_and_keys, text_keys
from articles.usual_words import spaced_words
from storage import search_words

RUSSIAN = (
    "Ректор университета открыл новую лабораторию химии. В работе участвуют учёные из Томска, Казани и Сеула, а также "
    "студенты третьего курса: всего 25 человек. Café №5 open… 中国大学代表团访问"
)
ENGLISH = (
    "The rector opened a new laboratory, and students of the third year took part in its work: 25 people in all, "
    "among them guests."
)
TEXTS = st.text(st.sampled_from("abЖжйЁéÉßİΣςſKﬁ№™…½²_-.,— \n\u00a0\u00ad\u200b\u0301中한7٣\ud800😀")) | st.text()


def _slowly(text: str) -> list[str]:
    return fingerprint._WORD.findall(unicodedata.normalize("NFKC", text).lower())


def test_every_character_that_is_known_is_cut_as_the_patterns_cut_it() -> None:
    known = 0
    for char in (chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000):
        if spaced_words(char.lower()) is None:
            continue
        known += 1
        text = f"a{char}Б {char}1"
        words = (spaced_words(text.lower()) or "").split()
        assert words == _slowly(text), hex(ord(char))
        assert search_words.stems(text) == list(map(search_words.stem_of, search_words._WORD.findall(text)))
    assert known > 300


@given(TEXTS)
def test_any_text_has_the_words_that_the_patterns_find(text: str) -> None:
    words = spaced_words(text.lower())
    assert words is None or words.split() == _slowly(text)
    assert search_words.stems(text) == list(map(search_words.stem_of, search_words._WORD.findall(text)))


@given(TEXTS)
def test_both_fingerprints_at_once_are_those_of_each(text: str) -> None:
    for one in (text, text * 30):
        assert signature_and_keys(one) == (signature(one), text_keys(one))


@pytest.mark.parametrize(
    ("text", "number", "keys"),
    [
        (
            RUSSIAN,
            -1316890134985097169,
            "4182173846537820752 8745431973379045971 4885820284620583044 545022897921014199 "
            "8721100094457583914 3400226132855633441 8966706849266454957 1116050730260762078",
        ),
        (
            ENGLISH,
            2358368003418689859,
            "8050291748454931371 7999321681893178862 -3267782887229121148 1303429918292173207 "
            "-8284007495937966359 -8995554976896169454 3232091184588291005 1960024421559185704",
        ),
    ],
)
def test_fingerprints_stay_those_that_archives_hold(text: str, number: int, keys: str) -> None:
    assert signature(text) == number
    assert text_keys(text) == tuple(map(int, keys.split()))
