"""Where words stand and which Han characters may begin a form: found quickly, and as a plain search finds them."""

import re
from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from topics.forms import Forms
from topics.text import Folded
from topics.tokens import Tokens

_spaces = st.integers(0, 150).map(lambda many: " " * many)
_pieces = ["a", "и", "китай,", "xi'an", "(2)", "—", "\n", "中国", "\u00ad", "_"]
_texts = st.lists(st.one_of(_spaces, st.sampled_from(_pieces))).map("".join)


@given(_texts, st.lists(st.integers(0, 200), max_size=3))
def test_words_stand_where_they_are_asked_for_in_any_order(text: str, numbers: list[int]) -> None:
    folded = Folded(text)
    tokens = folded.tokens()
    places = [match.span() for match in re.finditer(r"[^\W_\u4e00-\u9fff]+", folded.text)]

    for number in [*(n for n in numbers if n < len(tokens)), *range(len(tokens))]:
        assert (tokens.start(number), tokens.end(number)) == places[number]
    assert len(tokens) == len(places)


@given(_texts, st.integers(0, 300))
def test_the_first_word_behind_an_offset(text: str, offset: int) -> None:
    tokens: Tokens = Folded(text).tokens()
    starts = [match.start() for match in re.finditer(r"[^\W_\u4e00-\u9fff]+", Folded(text).text)]
    number = sum(1 for start in starts if start < offset)

    assert tokens.at_or_after(offset) == number
    assert tokens.at_or_after(offset) == number
    assert tokens.starts(number, len(tokens)) == starts[number:]


_han = st.text("一中国人大学北京", min_size=2, max_size=4)


@given(st.sets(_han, min_size=1, max_size=8), st.lists(st.one_of(_han, st.just("，"))).map("".join))
def test_all_pairs_that_begin_a_form_are_found_in_order(names: set[str], text: str) -> None:
    forms = Forms(han=dict.fromkeys(names, 0))
    forms.seal()
    assert forms.han_runs is not None

    found = chain.from_iterable(forms.han_beginnings[run] for run in forms.han_runs.findall(text))

    pairs = [text[at : at + 2] for at in range(len(text))]
    assert list(found) == [pair for pair in pairs if pair in {name[:2] for name in names}]
