"""What is known of words: the answers do not depend on what was asked before, and little is kept."""

from collections.abc import Iterable

from topics.known import KnownWords

_LONG = "о" + "ч" * 40


def _is_said(words: Iterable[str]) -> dict[str, int]:
    return {word: len(word) for word in words if word.startswith("о")}


def test_words_are_answered_in_their_order_whatever_was_asked_before() -> None:
    known = KnownWords(_is_said)
    text = ["он", "и", _LONG, "и", "она", _LONG]

    for words in (text, text, ["и", "это"], [], ["она", *text]):
        assert known.of(words) == [len(word) if word[0] == "о" else None for word in words]


def test_each_word_is_looked_up_once_until_many_others_came() -> None:
    asked: list[str] = []

    def look_up(words: Iterable[str]) -> dict[str, int]:
        asked.extend(words)
        return _is_said(words)

    known = KnownWords(look_up)
    for _ in range(2):
        known.of(["он", "и", "и"])
    assert asked == ["он", "и"]

    known.of([f"слово{number}" for number in range(30_000)])
    asked.clear()
    assert known.of(["он", "и"]) == [2, None]
    assert asked == ["и"]  # what means something stays known


def test_long_words_are_not_kept() -> None:
    asked: list[str] = []

    def look_up(words: Iterable[str]) -> dict[str, int]:
        asked.extend(words)
        return _is_said(words)

    known = KnownWords(look_up)
    for _ in range(2):
        assert known.of([_LONG]) == [len(_LONG)]
    assert asked == [_LONG, _LONG]
