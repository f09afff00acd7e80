"""Asides about China, and what is told for itself: likenesses, spring fairs, rivals, nicknames, journeys."""

from pathlib import Path

import pytest

from topics import Topic, load_topic


@pytest.mark.parametrize(
    ("told", "aside", "language"),
    [
        (
            "Six students measured the Great Wall of China.",
            "Our hedge looks like the Great Wall of China, says the gardener.",
            "en",
        ),
        (
            "Лектор расскажет, как Великая Китайская стена пережила войны.",
            "«Ограда стоит, как Великая Китайская стена», — шутит садовник.",
            "ru",
        ),
        (
            "Die Dozentin erklärt, wie die Chinesische Mauer entstand.",
            "Die Hecke wirkt wie die Chinesische Mauer.",
            "de",
        ),
        (
            "El arquitecto dirá que la Gran Muralla China tardó siglos.",
            "El seto parece la Gran Muralla China, dice el jardinero.",
            "es",
        ),
        (
            "Chinesische Studierende laden zum Frühlingsfest, aus Yunnan kommt der Tee.",
            "Sie sammelte auf Reisen nach Peru und Yunnan Moose. Im Mai ist Frühlingsfest.",
            "de",
        ),
        (
            "С Пекинским университетом команда готовилась весь год.",
            "Первыми стали венгры, за ними расположились Токийский и Пекинский университеты.",
            "ru",
        ),
        (
            "Just ahead of the forum, Peking University opened an office for joint research.",
            "Just ahead of Peking University stood the team of Delft.",
            "en",
        ),
        (
            "Our team trained with Peking University for a year.",
            "Our team came second after Peking University and solved ten problems.",
            "en",
        ),
    ],
)
def test_similes_spring_fairs_and_rivals_are_passing(china: Topic, told: str, aside: str, language: str) -> None:
    assert china.judge("News of the week", told, language=language).flagged
    assert not china.judge("News of the week", aside, language=language).flagged


@pytest.mark.parametrize(
    ("title", "body", "language"),
    [
        ("Что будет с «Шанхаем»", "Посёлок горожане зовут «Шанхай». В Шанхае живут 300 человек.", "ru"),
        ("A square for Peking", 'The estate is nicknamed "Peking". Peking has one shop.', "en"),
        ("Proměna Šanghaje", "Kolonii se přezdívá „Šanghaj“. Šanghaj má 60 obyvatel.", "cs"),
        ("Neues für Shanghai", "Die Siedlung nennen die Bewohner „Shanghai“. Shanghai bekommt einen Park.", "de"),
    ],
)
def test_an_announced_nickname_is_masked_in_the_whole_text_unless_china_is_there(
    china: Topic, title: str, body: str, language: str
) -> None:
    verdict = china.judge(title, body, language=language)
    assert verdict.grade == 0
    assert {reason for masked in verdict.masked for reason in masked.reasons} >= {"a nickname in this text"}
    assert china.judge(title, body + " Tongji University 同济大学 sends six students.", language=language).flagged


def test_a_city_with_a_nickname_of_its_own_is_no_nickname(china: Topic) -> None:
    body = "Жители называют Харбин «Восточной Москвой». Студенты провели там неделю."
    assert china.judge("Поездка студентов", body, language="ru").flagged
    body = "The museum shows what sailors called “Shanghai nights”: forty posters from Shanghai."
    assert china.judge("Exhibition opens", body, language="en").flagged


@pytest.mark.parametrize(
    ("told", "aside", "language"),
    [
        (
            "Twelve students travelled through Yunnan for three weeks.",
            "The late botanist travelled through Yunnan and left 300 sheets.",
            "en",
        ),
        (
            "В поездках по области участвуют студенты из Китая.",
            "Гербарий она собрала в поездках по Перу и Юньнани.",
            "ru",
        ),
        (
            "Auf Reisen durch Hessen lernten Studierende aus Wuhan das Land kennen.",
            "Die Moose sammelte er auf Reisen nach Peru und Yunnan.",
            "de",
        ),
        (
            "Rektor podczas podróży do Chin podpisał umowę z uniwersytetem w Wuhanie.",
            "Nasiona zbierał w podróżach do Peru i Yunnanu.",
            "pl",
        ),
        ("Хорът пътува из Китай и изнесе шест концерта.", "Като дете тя пътува из Китай и рисува.", "bg"),
    ],
)
def test_journeys_of_several_people_and_on_duty_are_told_for_themselves(
    china: Topic, told: str, aside: str, language: str
) -> None:
    assert china.judge("News of the week", told, language=language).flagged
    assert not china.judge("News of the week", aside, language=language).flagged


def test_a_simile_discounts_the_term_it_holds_and_no_other_of_its_sentence(china: Topic) -> None:
    body = "Студенты расписали вазы, похожие на китайские вазы, под руководством мастера из Китая."
    verdict = china.judge("News of the week", body, language="ru")
    assert verdict.flagged
    similes = {one.term: "a simile" in one.reasons for one in verdict.evidence}
    assert similes == {"китайские": True, "Китая": False}
    assert not china.judge("News of the week", "Чашки сияли, как китайские вазы.", language="ru").flagged
    body = "Студенты своими глазами увидели, как Великая Китайская стена тянется по горам."
    assert china.judge("News of the week", body, language="ru").flagged


def test_a_cue_around_a_term_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        'name = "own"\ntitle = "Own"\nversion = "1"\n'
        '[[terms]]\nentity = "organ"\nkind = "concept"\nforms = ["organ", "管风琴"]\n'
        '[[contexts]]\nname = "donor"\nwhere = "around"\ncues = ["an organ donor", "像管风琴一样"]\nfactor = 0.1\n',
        encoding="utf-8",
    )
    topic = load_topic(path)
    told = topic.judge("", "An organ donor heard the organ, and an organ.")
    assert [round(one.factor, 1) for one in told.evidence if one.reasons] == [0.1]
    assert not topic.judge("", "An organ donor spoke.").flagged
    assert topic.judge("", "A donor of an organ spoke.").flagged
    assert not topic.judge("", "声音像管风琴一样。", language="zh").flagged
    assert topic.judge("", "管风琴像管风一样。", language="zh").flagged
