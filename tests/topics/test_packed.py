"""The built table's packed words and phrases: each is found by its own word, and nothing else is."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from topics import load_topic
from topics.packed import PackedPhrases, PackedWords, pack, pack_phrases, pack_words, unpack

_letters = st.text("abкитай中0", min_size=1, max_size=6)
_words = st.builds(str.__add__, st.sampled_from(["", "'"]), _letters)  # "xi'an" is two words, the second with its mark
_codes = st.dictionaries(_letters, st.integers(0, 40), max_size=20)


def as_read(data: Any) -> Any:
    """What comes back from the table's file."""
    return json.loads(json.dumps(data))


@given(_codes, _letters)
def test_a_word_is_found_as_a_whole_and_with_its_own_code(codes: dict[str, int], other: str) -> None:
    words = PackedWords(as_read(pack_words(codes)), int)

    assert {word: words.code(word) for word in codes} == codes == dict(words.items()) == unpack(as_read(pack(codes)))
    assert words.code(other) == codes.get(other)
    assert words.codes() == set(codes.values())


@given(st.lists(st.tuples(st.lists(_words, min_size=1, max_size=4), st.integers(0, 40)), max_size=12), _words)
def test_phrases_are_found_under_the_word_they_are_filed_under(
    phrases: list[tuple[list[str], int]], other: str
) -> None:
    filed: dict[str, list[tuple[str, int, int]]] = {}
    for words, code in phrases:
        at = code % len(words)
        filed.setdefault(words[at].lstrip("'"), []).append((" ".join(words), code, at))
    packed = PackedPhrases(as_read(pack_phrases(filed)))

    for word in {*filed, other}:
        assert [(" ".join(one.words), one.code, one.anchor) for one in packed.filed(word)] == filed.get(word, [])
    assert sum(1 for _ in packed) == len(phrases)


def test_what_is_packed_is_all_listed() -> None:
    spellings = {form for form, _ in load_topic("china").forms.spellings()}

    assert {"китаеведение", "made in china 2025", "哈尔滨"} <= spellings
    assert not {"2025", "", "ki"} & spellings
