"""Word by word: nothing lost, words as units, bounded on hostile texts."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from articles.worddiff import diff_words

texts = st.text(alphabet=st.sampled_from("aбв 清华.,\n_-"), max_size=80)


@given(old=texts, new=texts)
def test_both_texts_can_be_put_together_again(old: str, new: str) -> None:
    parts = diff_words(old, new)
    assert "".join(text for op, text in parts if op != "+") == old
    assert "".join(text for op, text in parts if op != "-") == new
    if old == new:
        assert all(op == "=" for op, _ in parts)


def test_one_changed_word_is_one_part() -> None:
    assert diff_words("Приехали пять гостей.", "Приехали шесть гостей.") == [
        ("=", "Приехали "),
        ("-", "пять"),
        ("+", "шесть"),
        ("=", " гостей."),
    ]


def test_han_characters_are_words() -> None:
    assert diff_words("清华大学", "北京大学") == [("-", "清华"), ("+", "北京"), ("=", "大学")]


def test_long_and_repetitive_texts_take_bounded_time() -> None:
    started = time.process_time()
    diff_words("a b " * 50_000, "b a " * 50_000)
    diff_words("\n".join(f"x{i % 7}" for i in range(20_000)), "\n".join(f"x{i % 11}" for i in range(20_000)))
    diff_words("a b c " * 160, "c a " * 240)
    assert time.process_time() - started < 5
