"""What is known of words: the answers do not depend on what was asked before, and little is kept."""

from topics.known import KnownWords

_LONG = "о" + "ч" * 40


class _Asked:
    """Answers for words with an "о", and remembers which it was asked for."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def __call__(self, word: str) -> int | None:
        self.words.append(word)
        return len(word) if word.startswith("о") else None


def test_words_are_answered_in_their_order_whatever_was_asked_before() -> None:
    known = KnownWords(_Asked())
    text = ["он", "и", _LONG, "и", "она", _LONG]

    for words in (text, text, ["и", "это"], ["он"], [], ["она", *text]):
        assert list(known.of(words)) == [len(word) if word[0] == "о" else None for word in words]


def test_each_word_is_looked_up_once_until_many_others_came() -> None:
    asked = _Asked()
    known = KnownWords(asked)
    for _ in range(2):
        known.of(["он", "и", "и"])
    assert asked.words == ["он", "и"]

    known.of([f"слово{number}" for number in range(30_000)])
    asked.words.clear()
    assert list(known.of(["он", "и"])) == [2, None]
    assert asked.words == ["и"]  # what means something stays known


def test_long_words_are_not_kept() -> None:
    asked = _Asked()
    known = KnownWords(asked)
    for _ in range(2):
        assert known.of([_LONG]) == [len(_LONG)]
    assert asked.words == [_LONG, _LONG]
