"""Where words stand and which Han characters may begin a form: found quickly, and as a plain search finds them."""

import re
from itertools import chain
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from topics.anchors import lengths_by_beginning
from topics.forms import Forms
from topics.list_items import is_name
from topics.places import View
from topics.sentences import Sentences
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


@given(_texts, st.integers(0, 300), st.integers(0, 300), st.integers(0, 200))
def test_the_words_between_two_offsets_whichever_word_is_known(text: str, start: int, end: int, number: int) -> None:
    tokens, asked_alone = Folded(text).tokens(), Folded(text).tokens()
    start, end = min(start, end), max(start, end)
    if number < len(tokens):
        tokens.start(number)

    assert tokens.between(start, end) == (asked_alone.at_or_after(start), asked_alone.at_or_after(end))


_capitals = ["Київ", "п’ять", "зʼЇзд", "­Одеса", "Łódź", "świat", "Čas", "Şile", "(2)", "—", "«Мир»,", "и", ",", "USA"]


@given(st.lists(st.sampled_from(_capitals), min_size=1).map(" ".join))
def test_no_sentence_holds_more_names_than_are_thought_possible(text: str) -> None:
    view = View(Folded(text), Folded(text).tokens(), is_title=False)
    first = view.sentence_words(0)[0]

    names = [number for number in view.capitals(0) if is_name(view, number, first)]

    assert len(names) <= view.most_names(0)


@given(st.sets(st.text("一中国人大学", min_size=2, max_size=5), max_size=30))
def test_the_lengths_of_han_forms_are_tried_longest_first(names: set[str]) -> None:
    lengths = lengths_by_beginning(names)

    for name in names:
        tried = lengths.get(name[:3], lengths[name[:2]])
        assert len(name) in tried
        assert list(tried) == sorted(tried, reverse=True)


_han = st.text("一中国人大学北京", min_size=2, max_size=4)


@given(st.sets(_han, min_size=1, max_size=8), st.lists(st.one_of(_han, st.just("，"))).map("".join))
def test_all_pairs_that_begin_a_form_are_found_in_order(names: set[str], text: str) -> None:
    forms = Forms(han=dict.fromkeys(names, 0))
    forms.seal()
    assert forms.han_runs is not None

    found = chain.from_iterable(forms.han_beginnings[run] for run in forms.han_runs.findall(text))

    pairs = [text[at : at + 2] for at in range(len(text))]
    assert list(found) == [pair for pair in pairs if pair in {name[:2] for name in names}]


def test_of_places_near_each_other_not_all_are_kept_and_all_are_right() -> None:
    text = "Пекин. " * 6_000
    tokens = Folded(text).tokens()
    for number in range(0, len(tokens), 2):
        tokens.start(number)
    known = len(tokens._numbers)

    for number in range(1, len(tokens), 2):
        assert tokens.start(number) == 7 * number
        assert tokens.at_or_after(7 * number - 1) == number
    assert len(tokens._numbers) < known + 100  # moving all behind each of them takes quadratic time


class _Searched(str):
    """A text that counts how often the end of a line is looked for in it."""

    searched = 0

    def find(self, *args: Any) -> int:
        _Searched.searched += 1
        return super().find(*args)


def test_the_end_of_a_line_of_many_sentences_is_looked_for_once() -> None:
    line = "Ректор принял гостей. "
    sentences = Sentences(_Searched(line * 500 + "\n" + line * 500))

    assert [sentences.at(22 * number + (number >= 500)) for number in range(1000)] == [
        22 * number + (number >= 500) for number in range(1000)
    ]
    assert _Searched.searched <= 3
