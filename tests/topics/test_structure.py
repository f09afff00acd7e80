"""The make of a sentence tells a mention that counts from one in passing: in the verdict and in its arithmetic."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from topics import Topic, TopicError, load_topic
from topics.fit import Example, examples, fit, without_factors
from topics.schema_structure import Trait
from topics.topic import SHIPPED, load_rules, read_rules

ELSEWHERE = "The choir rehearsed for the whole of May. Nobody minded the rain, and the caretaker mended the organ. "


@pytest.mark.parametrize(
    ("counts", "in_passing", "language"),
    [
        (
            "A delegation from Ningbo visited the archive and left two maps.",
            "The lamps are from Ningbo, the doors from Turku, the bells from Graz, the carpets from the attic.",
            "en",
        ),
        (
            "Делегация из Нинбо посетила архив и подарила две карты.",
            "Лампы из Нинбо, двери из Турку, колокола из Граца, ковры с чердака.",
            "ru",
        ),
        (
            "Делегація з Нінбо відвідала архів і подарувала дві мапи.",
            "Лампи з Нінбо, двері з Турку, дзвони з Граца, килими з горища.",
            "uk",
        ),
        (
            "Delegacja z Ningbo odwiedziła archiwum i podarowała dwie mapy.",
            "Lampy z Ningbo, drzwi z Turku, dzwony z Grazu, dywany ze strychu.",
            "pl",
        ),
        (
            "Eine Delegation aus Ningbo besuchte das Archiv und brachte zwei Karten mit.",
            "Lampen aus Ningbo, Türen aus Turku, Glocken aus Graz, Teppiche vom Boden.",
            "de",
        ),
        (
            "The museum signed an agreement with the Ningbo library on two joint shows.",
            "It rains more here than in Ningbo, said the caretaker.",
            "en",
        ),
    ],
)
def test_a_party_to_a_deed_counts_and_one_of_a_row_or_a_comparison_does_not(
    china: Topic, counts: str, in_passing: str, language: str
) -> None:
    before = ELSEWHERE * 4
    assert china.judge("News", before + counts, language=language).flagged
    assert china.judge("News", before + in_passing, language=language).grade == 1


def test_the_traits_stand_beside_the_evidence_and_the_arithmetic_is_true(china: Topic) -> None:
    verdict = china.judge("News", ELSEWHERE * 4 + "The museum signed an agreement with a library in Ningbo.")
    (one,) = verdict.evidence
    said = dict(reason.rsplit(" x ", 1) for reason in one.reasons)
    assert {"a deed in its sentence", "a party beside it", "ends its sentence"} <= said.keys()
    product = 1.0
    limit = float(said.pop("together at most"))
    for factor in said.values():
        product *= float(factor)
    assert one.factor == pytest.approx(min(limit, product), abs=0.001)
    assert one.weight == pytest.approx(one.base * one.position * one.factor * one.repeat, abs=0.002)
    assert verdict.score == pytest.approx(one.weight, abs=0.002)


@pytest.mark.parametrize(
    ("body", "trait"),
    [
        ("The lamps of Ningbo went out in 1987.", "an old year in its sentence"),
        ("The museum of Ningbo lent 40 maps.", "a figure in its clause"),
        ("There are guests from Ningbo (40) and from Turku.", "a figure in its clause"),
        ("They anchored in Bergen, Ningbo and Oslo.", "beside other places"),
        ("They read a page of Lu Xun.", "a person by name"),
    ],
)
def test_years_figures_places_and_people_are_traits(china: Topic, body: str, trait: str) -> None:
    reasons = [reason.rsplit(" x ", 1)[0] for reason in china.judge("News", ELSEWHERE + body).evidence[0].reasons]
    assert trait in reasons
    plain = china.judge("News", ELSEWHERE + "On Monday it rained over Ningbo in 2024.")
    assert not {trait, "a figure in its clause"} & {r.rsplit(" x ", 1)[0] for r in plain.evidence[0].reasons}


@pytest.mark.parametrize(
    ("portrait", "language"),
    [
        ("Interview with our new dean", "en"),
        ("Юбилей профессора Лунина", "ru"),
        ("Ювілей професора Луня", "uk"),
        ("Nowy dziekan wydziału", "pl"),
        ("Rozhovor s vedoucí katedry", "cs"),
        ("Im Gespräch: die Kanzlerin", "de"),
        ("Портрет на един ректор", "bg"),
    ],
)
def test_a_title_that_announces_a_life_makes_its_places_details(china: Topic, portrait: str, language: str) -> None:
    body = ELSEWHERE * 4 + "There is a lamp of Ningbo, which nobody ever lights."
    (told,) = china.judge(portrait, body, language=language).evidence
    (news,) = china.judge("Otis", body, language=language).evidence
    assert any(reason.startswith("a portrait by its title") for reason in told.reasons)
    assert told.weight < news.weight


def test_a_deed_under_such_a_title_is_news(china: Topic) -> None:
    body = ELSEWHERE * 2 + "On Friday she signed an agreement with a museum in Ningbo."
    verdict = china.judge("Interview with our new dean", body, language="en")
    assert verdict.flagged
    assert not any(reason.startswith("a portrait") for reason in verdict.evidence[0].reasons)


def test_a_title_that_names_the_topic_settles_the_text_without_them(china: Topic) -> None:
    body = (
        ELSEWHERE + "The lamps are from Ningbo, the doors from Turku, the bells from Graz, the carpets from the attic."
    )
    verdict = china.judge("A letter from Ningbo", body)
    assert verdict.flagged
    assert not [reason for one in verdict.evidence for reason in one.reasons]


def test_a_text_with_very_many_mentions_is_main_however_its_sentences_are_made(china: Topic) -> None:
    verdict = china.judge("News", "The lamps are from Ningbo, the doors from Wuhan, the bells from Harbin. " * 400)
    assert verdict.grade == 3
    assert not [reason for one in verdict.evidence for reason in one.reasons if " x " in reason]


RULES = """
name = "pipes"
title = "Pipes"
version = "1"

[[terms]]
entity = "organ"
kind = "concept"
forms = ["organ*", "管风琴"]

[structure]
most = 2.0
deeds = ["repair*", "修复"]

[structure.factors]
"a deed in its sentence" = 1.5
"after a comma" = 0.5
"""


def test_a_users_topic_has_traits_of_its_own_and_only_those_it_names(tmp_path: Path) -> None:
    path = tmp_path / "pipes.toml"
    path.write_text(RULES, encoding="utf-8")
    pipes = load_topic(path)
    for text in ("They repaired the organ.", "他们修复了管风琴。"):
        assert pipes.judge("News", text).evidence[0].reasons == ("a deed in its sentence x 1.50",)
    assert pipes.judge("News", "Bells, organs and drums.").evidence[0].factor == 0.5
    assert pipes.judge("News", "He plays the organ.").evidence[0].reasons == ()
    path.write_text(RULES.replace("after a comma", "after a coma"), encoding="utf-8")
    with pytest.raises(TopicError, match=r"structure\.factors.*after a coma"):
        load_topic(path)


def test_factors_are_fitted_so_that_what_only_stands_in_passing_texts_falls_below_one() -> None:
    telling, idle = 0, 1
    texts = [
        *(Example(((1.0, (telling,)),), 1.0, 3) for _ in range(30)),
        *(Example(((1.0, (idle,)),), 1.0, 1) for _ in range(30)),
    ]
    factors = list(fit(texts).values())
    assert factors[telling] > 1.1
    assert factors[idle] < 0.9
    assert set(factors[2:]) == {1.0}
    assert list(fit(texts).values()) == factors


@pytest.mark.parametrize(
    ("body", "grade"),
    [
        ("Учатся 870 иностранцев. Самая большая группа — 1140 человек — приехала из Китая, на втором месте Йемен.", 2),
        ("Of 90 guests the largest group, 31 people, came from China, then Peru.", 2),
        ("The drop was among students from China, whose number fell from 2,380 to 2,041, while Peru grew.", 2),
        ("Гости любят сказки. На полке стоят альбомы из Перу, Китая, Чили, Ганы.", 1),
    ],
)
def test_a_figure_set_in_before_a_clause_or_told_behind_it_is_its_own(china: Topic, body: str, grade: int) -> None:
    filler = (
        "\n\nThe office will publish a report. Housing is short. The next term begins in May, and halls open early."
    )
    assert china.judge("Enrolment", body + filler).grade == grade


def test_what_is_counted_is_no_year(china: Topic) -> None:
    told = china.judge("Приём", "Осенью приехали 1140 студентов из Китая. Открыты общежития и столовая.").evidence[0]
    dated = china.judge("Приём", "Осенью 1940 приехали студенты из Китая. Открыты общежития и столовая.").evidence[0]
    assert any("a figure in its clause" in reason for reason in told.reasons)
    assert any("an old year" in reason for reason in dated.reasons)


@pytest.mark.parametrize(
    ("title", "body", "grade"),
    [
        ("Eis", "Zhu Kaiwen friert nie. Der Physiker aus Hefei promoviert in Bremen über Meereis.", 2),
        ("Eis", "Karl Braun friert nie. Der Physiker promovierte in Hefei und lehrt jetzt in Bremen.", 1),
        ("Eis", "Zhu Kaiwen friert nie. Er promoviert in Bremen über Meereis.", 0),
        ("Dance", "Jiayi Chen grew up in Foshan and came to Perm to study ballet. She dreams of the Mariinsky.", 2),
        ("Dance", "Jane Clark grew up in Foshan and came to Perm to study ballet. She dreams of the Mariinsky.", 1),
        ("Танец", "Танцует Лю Дань. Студентка родом из Хэфэя, училась в Москве.", 2),
        ("Zhu Kaiwen friert nie", "Am Morgen ist es kalt. Der Physiker aus Hefei promoviert in Bremen.", 2),
    ],
)
def test_where_somebody_with_a_chinese_name_is_from_is_no_detail(
    china: Topic, title: str, body: str, grade: int
) -> None:
    verdict = china.judge(title, body)
    assert verdict.grade == grade if grade < 2 else verdict.flagged


def test_the_shipped_factors_are_those_of_our_labelled_texts() -> None:
    path = SHIPPED / "china.toml"
    rules = read_rules(path)
    rows = [
        json.loads(line)
        for file in sorted(Path(__file__).parent.glob("labelled*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    topics = [load_rules(path, without_factors(rules, cues=cues)) for cues in (True, False)]
    factors: dict[Trait, float] = fit([one for topic in topics for one in examples(topic, rows)])
    assert factors.keys() == rules.structure.factors.keys()
    # Each new term changes them a little; by more than this, "python -m topics.fit" is due again.
    assert all(factors[trait] == pytest.approx(shipped, abs=0.15) for trait, shipped in rules.structure.factors.items())
