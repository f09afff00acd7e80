"""Disguised spellings are found, and offsets point into the text as it was given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics import Topic, load_topic
from topics.text import Folded

PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "Китая",
                "Kитaй",
                "Тянь\u00adцзинь",
                "Xi'an",
                "上海交通大学",
                "İ",
                "й",
                "é",
                "ﬁ",
                "\u200b",
                "«",
                " ",
                ".",
                "\n",
            ]
        ),
        st.text(max_size=6),
    ),
    max_size=12,
)


@pytest.mark.parametrize(
    ("spelling", "entity"),
    [
        ("Kитaй", "China"),
        ("КИТАЯ", "China"),
        ("Ки\u00adтая", "China"),
        ("Ки\u200bтай", "China"),
        ("Кита\u0306и\u0306", ""),
        ("Кита\u0438\u0306", "China"),
        ("«Китай»", "China"),
        ("Тянь\u00adцзине", "Tianjin"),
        ("TIANJIN", "Tianjin"),
        ("Xi’an", "Xi'an"),
        ("Ｃｈｉｎａ", "China"),
        ("在上海交通大学学习", "Shanghai Jiao Tong University"),
        ("澳門", "Macao"),
        ("Шёлковый путь", "Silk Road"),
        ("Шелковый путь", "Silk Road"),
    ],
)
def test_disguised_spellings(china: Topic, spelling: str, entity: str) -> None:
    verdict = china.judge("", f"Новости: {spelling}, подробности.")
    assert [e.entity for e in verdict.evidence] == ([entity] if entity else [])


@given(PIECES, PIECES)
def test_offsets_point_into_the_original_text(title: list[str], body: list[str]) -> None:
    texts = {"title": "".join(title), "body": "".join(body)}
    for evidence in load_topic("china").judge(texts["title"], texts["body"]).evidence:
        text = texts["title" if evidence.field == "title" else "body"]
        assert text[evidence.offset : evidence.offset + len(evidence.term)] == evidence.term
        assert evidence.term.strip() == evidence.term != ""


@given(st.text(max_size=60))
def test_every_folded_character_has_a_place_in_the_original(text: str) -> None:
    folded = Folded(text)
    places = [folded.original(n) for n in range(len(folded.text))]
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places)


def test_evidence_carries_its_sentence(china: Topic) -> None:
    body = "Зима прошла. В г. Пекине А. Б. Иванов прочёл лекцию. Весна близко."
    (evidence,) = china.judge("", body).evidence
    assert evidence.sentence == "В г. Пекине А. Б. Иванов прочёл лекцию."
    assert evidence.entity == "Beijing"
