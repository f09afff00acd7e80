"""The work of judging grows with the text, not faster: counted in look-ups, not in seconds."""

import sys
import time
from pathlib import Path
from types import FrameType

import pytest

from topics import Topic, TopicError, load_topic

KINDS = {
    "plain": "Кафедра провела семинар о сплавах и наградила победителей. ",
    "full of terms": "Китай и Пекин, Шанхай; Чжан Вэй учился в Харбине. ",
    "one long enumeration": "Китай, Индия, Куба, ",
    "han": "中国大学与北京大学在上海签署协议",
    "no spaces": "китай",
    "masks": "Китай-город Шанхайский рейтинг ",
    "cues": "учился в Пекине учился в ",
    "names in lists": "Пекин, Лагос, Богота, Мумбаи и ",
    "soft hyphens": "Ки\u00adтай и Ло\u00adндон, ",
}


def calls_of(topic: Topic, text: str) -> int:
    """Function calls made while judging: a measure of work that no other process can disturb."""
    count = 0

    def profiler(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(profiler)
    try:
        topic.judge("", text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("kind", KINDS)
def test_work_is_linear(china: Topic, kind: str) -> None:
    small = calls_of(china, KINDS[kind] * 40)
    large = calls_of(china, KINDS[kind] * 400)
    assert large <= 12 * small + 2000


def test_a_verdict_keeps_a_bounded_number_of_pieces_of_evidence(china: Topic) -> None:
    assert len(china.judge("", "Китай. Пекин. Шанхай. Ухань. " * 500).evidence) <= 60


HOSTILE = """
name = "hostile"
title = "Hostile"
version = "1"

[[terms]]
entity = "trap"
kind = "concept"
forms = ["(a+)+$", "(x|x)*y", "aaa* aaa* aaa* aaa* aaa* aaa* aaa* aab", "aaaa*"]

[[masks]]
reason = "a trap"
patterns = ["aaa* aaa* aaa* aaa* aaa* aaa* aaa* aac"]

[[contexts]]
name = "a trap"
where = "sentence"
factor = 0.5
cues = ["aaa* aaa* aaa* aaa* aaa* aaa* aaa* aad"]
"""


def test_no_pattern_of_a_user_can_hold_a_crawl_up(tmp_path: Path) -> None:
    path = tmp_path / "hostile.toml"
    path.write_text(HOSTILE.replace('"(x|x)*y", ', ""), encoding="utf-8")
    hostile = load_topic(path)
    assert calls_of(hostile, "aaaa " * 2_000) <= 12 * calls_of(hostile, "aaaa " * 200)
    assert calls_of(hostile, "a" * 100_000 + "!") < 2_000  # one word, whatever a regular expression would make of it
    path.write_text(HOSTILE, encoding="utf-8")
    with pytest.raises(TopicError, match="only at the end of a word"):
        load_topic(path)


@pytest.mark.parametrize("run", [".", "…!", "\n ", "'", "\u0301", "，", "中", "か", "é"])
def test_no_run_of_one_character_holds_the_judging_up(china: Topic, run: str) -> None:
    start = time.process_time()
    china.judge("Китай", "Китай 中国 " + run * 200_000)
    assert time.process_time() - start < 10  # a quarter of a second in practice; minutes if it were quadratic
