"""Disguised spellings are found, and offsets point into the text as it was given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics import Topic, load_topic
from topics.sentences import Sentences
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
        ("čínští studenti", "China"),
        ("chińscy studenci", "China"),
        ("v Čcheng-tu", "Chengdu"),
        ("у Чунцыне", "Chongqing"),
        ("кітайска-беларускі парк", "China"),
        ("китайско-български", "China"),
        ("в Шънджън", "Shenzhen"),
        ("Үрімжіден келген", "Urumqi"),
        ("қытайлық студенттер", "China"),
        ("u Pekingu", "Beijing"),
        ("الجامعات الصينية", "China"),
        ("중국의 대학", "China"),
        ("Trung Quốc", "China"),
        ("Xitoyning", "China"),
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


LETTERS = st.text(alphabet="aZoéßąčŻĂ 'ʼ’-.,!?№→😀«»\n\u00a0\u2003жЖёЁіїўђқ中国々，（。２か　а", max_size=40)


@given(LETTERS)
def test_a_code_page_folds_as_characters_do(text: str) -> None:
    by_page, by_character = Folded(text), Folded(text, by_page=False)
    pages, characters = by_page.tokens(), by_character.tokens()
    assert [*map(pages.word, range(len(pages)))] == [*map(characters.word, range(len(characters)))]
    assert pages.plain == characters.plain
    numbers = range(len(pages))
    assert [(pages.start(n), pages.end(n)) for n in numbers] == [
        (characters.start(n), characters.end(n)) for n in numbers
    ]
    for offset in range(len(by_page.text) + 1):
        assert pages.at_or_after(offset) == characters.at_or_after(offset)


@given(st.text(alphabet='аБ.!? \n…"0', max_size=40), st.integers(0, 39))
def test_sentences_cover_a_text_without_gaps(text: str, offset: int) -> None:
    sentences = Sentences(text)
    start = sentences.at(min(offset, max(0, len(text) - 1)))
    assert start <= offset or offset >= len(text)
    end = sentences.end(start)
    assert end == len(text) or sentences.at(end) == end
    assert sentences.before(start) <= start <= sentences.after(start)


@pytest.mark.parametrize("end", ["4%", "(2019)", "«Станкин»", '"Vega"', "№ 4"])
def test_a_figure_a_bracket_or_a_quotation_before_a_full_stop_is_no_abbreviation(end: str) -> None:
    text = f"Это {end}. Потом был ужин."
    sentences = Sentences(text)
    assert sentences.at(len(text) - 1) == text.index("Потом")


def test_evidence_carries_its_sentence(china: Topic) -> None:
    body = "Зима прошла. В г. Пекине А. Б. Иванов прочёл лекцию. Весна близко."
    (evidence,) = china.judge("", body).evidence
    assert evidence.sentence == "В г. Пекине А. Б. Иванов прочёл лекцию."
    assert evidence.entity == "Beijing"
