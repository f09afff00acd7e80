"""The grades of the guideline, on invented texts."""

import json
from pathlib import Path
from typing import Any

import pytest

from topics import Topic

FOLDER = Path(__file__).parent
# The first set was written before the lexicon was tuned, the second after it; the third by others, who had not seen the
# lexicon, with two readers for each text. The fourth and the fifth were written before their languages were tuned; the
# sixth states the classes of names, customs and asides that were added after that. The seventh is hard on purpose: one
# mention in a text about other things, and only the make of its sentence says whether it counts. The eighth and the
# ninth were labelled before their verdicts were looked at; the tenth is what several labellers wrote unseen, so that it
# keeps its errors: what a rule cannot tell is not made to fit. The eleventh is hard like the seventh (world politics,
# goods, old times, lives), the twelfth written unseen like the tenth. The thirteenth, half of it Chinese, was written
# before its verdicts were looked at (F1 .85 then): Han that is not about China, one partner of three, what companies
# give, semesters abroad. The fourteenth, of the same kinds, was written after that to see what the rules are worth (F1
# .94 then, .76 by the rules before them). The fifteenth was written before its rules, which had F1 .68 on it: similes,
# feasts of spring, places of travel, rivals in a table, nicknames, and as many of each that are news of China. The
# sixteenth was written before its rules, too (F1 .57 by those before them): houses, teams and oranges by a name of
# China, where goods were made, courses and games of the past named aside, the tea trade, kanji, other countries'
# elections; and events there, places named by themselves, the city itself beside a house of its name. The seventeenth
# was written before its rules as well (F1 .62 by those before them): heads of state, tables of results, a ranking by
# its maker, origins, owners, stays, settings, old trade, and as many texts where the same words are news of China.
HARD = {"labelled_seventh.jsonl": (0.75, 0.45), "labelled_eleventh.jsonl": (0.86, 0.15)}
"""The least F1, and the largest share of texts that are no news of China and flagged."""
UNSEEN = {
    "labelled_tenth.jsonl": (0.97, 0.01),
    "labelled_twelfth.jsonl": (0.96, 0.03),
    "labelled_fourteenth.jsonl": (0.94, 0.03),
}
"""The least F1, and the largest share of texts without China that are flagged."""


def read_rows(*files: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


LABELLED = read_rows(*(file for file in sorted(FOLDER.glob("labelled*.jsonl")) if file.name not in HARD | UNSEEN))


def test_a_delegation_in_the_title_is_main_with_its_places_as_evidence(china: Topic) -> None:
    verdict = china.judge(
        "SPbPU at the meeting with the delegation of Tianjin municipal government",
        "The delegation was headed by Xu Yingwu of Wuqing District. Shenzhen Greentest took part, and the parties "
        "spoke of a Russian-Chinese business park.",
    )
    assert verdict.grade == 3
    assert {"Tianjin", "Wuqing District", "Shenzhen", "China"} <= {e.entity for e in verdict.evidence}
    assert verdict.evidence[0].entity == "Tianjin"
    assert verdict.evidence[0].field == "title"


@pytest.mark.parametrize(
    ("title", "body", "grade"),
    [
        ("Студенты вернулись из Харбина", "Две недели они учили язык и жили в семьях.", 3),
        ("Финал олимпиады", "Победителей наградят в Пекине в мае.", 2),
        ("Трое партнёров", "Спутник построят вместе с институтами Италии и Китая.", 2),
        ("Итоги года", "В клубе занимаются ребята из Индии, Китая, Египта, Сирии и Чада.", 1),
        ("Юбилей", "Профессор окончил МГУ, стажировался в Пекине и тридцать лет преподаёт механику.", 1),
        ("Форум", "Обсудили торговлю в рамках ШОС и БРИКС.", 1),
        ("Лекция об историках", "Речь шла о Великом шёлковом пути и караванах.", 1),
        ("Субботник", "Посадили сорок лип.", 0),
        ("Prize for a statistician", "Prof. Wei Zhang of Ohio has taught for twenty years.", 0),
        ("", "", 0),
    ],
)
def test_the_guideline(china: Topic, title: str, body: str, grade: int) -> None:
    assert china.judge(title, body).grade == grade


@pytest.mark.parametrize(
    "text",
    [
        "Студенты встретились у метро «Китай-город» и пошли по Китайгородскому проезду.",
        "Вуз вошёл в Шанхайский рейтинг, в группу 401–500.",
        "The museum shows bone china from Staffordshire.",
        "The paper appeared in the Chinese Journal of Physics.",
        "The seminar is about French Indochina and Indo-China wars.",
        "A game of Chinese whispers opened the workshop.",
        "Les ombres chinoises ravissent les enfants.",
        "El taller usa tinta china.",
        "Cells of the Chinese hamster were used.",
        "В саду зацвёл китайский лимонник.",
        "Русский | English | 中文",
        "校长访问华盛顿,在华盛顿会见校友。",
        "发展中国家的学生可以申请奖学金。",
    ],
)
def test_what_only_looks_like_china_is_nothing(china: Topic, text: str) -> None:
    assert china.judge("Новости", text).grade == 0


def test_a_mask_hides_only_what_it_covers(china: Topic) -> None:
    verdict = china.judge("Экскурсия", "От метро «Китай-город» гости из Китая дошли до Кремля.")
    assert [e.term for e in verdict.evidence] == ["Китая"]


@pytest.mark.parametrize(
    "term", ["ХПИ", "Харбинский политех", "HSK", "Huawei", "清华大学", "Sino-Russian", "китайско-российский"]
)
def test_short_and_colloquial_names_are_found(china: Topic, term: str) -> None:
    assert china.judge(f"Новости: {term}", "Подробности позже, сообщили в вузе.", language="ru").flagged


def test_a_palladius_name_counts_beside_other_evidence_and_never_alone(china: Topic) -> None:
    assert china.judge("Гость", "Лекцию прочёл Сюй Инъу.").grade == 0
    verdict = china.judge("Гость", "Лекцию прочёл Сюй Инъу из Тяньцзиня.")
    assert ("Сюй Инъу", "person") in {(e.term, e.kind) for e in verdict.evidence}


@pytest.mark.parametrize(
    "text", ["Чиновники района Уцин", "Саммит ШОС", "The BRICS forum", "The Silk Road", "Professor Zhang"]
)
def test_a_weak_clue_never_flags_alone(china: Topic, text: str) -> None:
    assert not china.judge(text, text).flagged


def test_an_enumeration_in_the_title_still_counts(china: Topic) -> None:
    assert china.judge("Гости из Индии, Китая, Вьетнама, Кубы и Чада", "Праздник удался.").flagged


def test_the_shanghai_ranking_does_not_hide_a_visit_told_elsewhere(china: Topic) -> None:
    body = "Вуз вошёл в Шанхайский рейтинг.\n\nЭто рады сообщить.\n\nСпорт тоже жив.\n\nДелегация вылетела в Шанхай."
    assert china.judge("Новости", body).flagged


def test_one_mention_says_less_in_a_long_text(china: Topic) -> None:
    filler = "Кафедра провела семинар о свойствах сплавов.\n" * 150
    assert china.judge("Отчёт", filler[:400] + "\nОпыты повторили в Ухани.").flagged
    assert china.judge("Отчёт", filler + "Опыты повторили в Ухани.").grade == 1


def test_taiwan_is_not_china(china: Topic) -> None:
    assert china.judge("Rector visits Taipei", "Talks were held at a university in Taiwan.").grade == 0


@pytest.mark.parametrize("with_language", [True, False])
def test_our_labelled_texts(china: Topic, with_language: bool) -> None:
    flagged = {
        number: china.judge(row["title"], row["body"], language=row["lang"] if with_language else None).flagged
        for number, row in enumerate(LABELLED)
    }
    hits = sum(flagged[n] and row["grade"] >= 2 for n, row in enumerate(LABELLED))
    false = [row["title"] for n, row in enumerate(LABELLED) if flagged[n] and row["grade"] < 2]
    missed = [row["title"] for n, row in enumerate(LABELLED) if not flagged[n] and row["grade"] >= 2]
    assert len(LABELLED) >= 1450
    assert 2 * hits / (2 * hits + len(false) + len(missed)) >= 0.98, (false, missed)
    assert not [row["title"] for n, row in enumerate(LABELLED) if row["grade"] == 3 and not flagged[n]]
    passing = [flagged[n] for n, row in enumerate(LABELLED) if row["grade"] == 1]
    nothing = [flagged[n] for n, row in enumerate(LABELLED) if row["grade"] == 0]
    assert sum(passing) <= 0.03 * len(passing)
    assert sum(nothing) <= 0.02 * len(nothing)


@pytest.mark.parametrize("name", HARD)
def test_one_mention_is_told_from_one_in_passing_by_the_make_of_its_sentence(china: Topic, name: str) -> None:
    rows = [
        (row["grade"], china.judge(row["title"], row["body"], language=row["lang"])) for row in read_rows(FOLDER / name)
    ]
    least, most_false = HARD[name]
    hits = sum(verdict.flagged for grade, verdict in rows if grade >= 2)
    false = sum(verdict.flagged for grade, verdict in rows if grade < 2)
    missed = sum(not verdict.flagged for grade, verdict in rows if grade >= 2)
    assert 2 * hits / (2 * hits + false + missed) >= least
    assert false <= most_false * sum(grade < 2 for grade, _ in rows)


@pytest.mark.parametrize("name", UNSEEN)
def test_texts_written_unseen(china: Topic, name: str) -> None:
    flagged: dict[int, list[bool]] = {grade: [] for grade in range(4)}
    least, most_false = UNSEEN[name]
    for row in read_rows(FOLDER / name):
        flagged[row["grade"]].append(china.judge(row["title"], row["body"], language=row["lang"]).flagged)
    hits = sum(flagged[2]) + sum(flagged[3])
    wrong = sum(flagged[0]) + sum(flagged[1]) + len(flagged[2]) + len(flagged[3]) - hits
    assert 2 * hits / (2 * hits + wrong) >= least
    assert sum(flagged[3]) >= 0.985 * len(flagged[3])
    assert sum(flagged[0]) <= most_false * len(flagged[0])
    assert sum(flagged[1]) <= 0.08 * len(flagged[1])


def test_no_flag_without_evidence_and_the_decisive_first(china: Topic) -> None:
    for row in LABELLED:
        verdict = china.judge(row["title"], row["body"])
        if verdict.flagged:
            assert verdict.evidence
            strong = [e.weight for e in verdict.evidence if e.base > 0.6 and e.factor >= 0.5]
            assert verdict.evidence[0].weight >= max(strong, default=0.0)
            assert verdict.lexicon_version == china.version
