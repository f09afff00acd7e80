"""What the make of a sentence sets aside, and the same words where they tell something of China."""

import pytest

from topics import Topic, load_topic

PAIRS = {
    "one head of state beside others": [
        (
            "en",
            "The summit brings Brazil's president and Chinese President Xi Jinping to town. Bus 4 takes another way.",
            "On Friday the premier will meet Chinese President Xi Jinping and speak of beef. Bus 4 takes another way.",
        ),
        (
            "ru",
            "На форум ждут премьера Индии и лидера Китая Си Цзиньпина. Занятия перенесут на субботу.",
            "На форуме премьер встретился с лидером Китая Си Цзиньпином. Занятия перенесут на субботу.",
        ),
    ],
    "a line of a table of results": [
        (
            "pl",
            "Mistrzostwa świata wygrali Włosi. Drugie są Chiny, trzecia Kanada. Nasi wracają w środę.",
            "Mistrzostwa świata po raz drugi urządzą Chiny, w Kantonie. Nasi lecą w środę.",
        ),
        (
            "de",
            "Die Weltmeisterschaft endete in Linz. Zweiter ist China mit drei Titeln. Der Trainer bleibt.",
            "Die Weltmeisterschaft beginnt im Mai in Chengdu. Zweiter war zuletzt Linz. Der Trainer bleibt.",
        ),
    ],
    "one team among many": [
        (
            "ru",
            "В конкурсе сто команд. Первой задачу сдала команда Пекинского университета. Наши были десятыми.",
            "Конкурс начнётся матчем с командой Пекинского университета. Наши готовились месяц.",
        )
    ],
    "past results by their cities": [
        (
            "de",
            "Sie war Neunte in Athen, Fünfte in Peking und Dritte in London. Nun lernt sie Optikerin.",
            "Sie trainierte in Athen, wohnt in Peking und lehrt dort Rudern. Nun sucht sie Helferinnen.",
        )
    ],
    "an owner or a maker aside": [
        (
            "fr",
            "Les bus, fabriqués par BYD en Hongrie, roulent dès lundi. Le ticket coûte deux euros.",
            "Les bus arrivent lundi, et BYD forme trente mécaniciens. Le ticket coûte deux euros.",
        )
    ],
    "branches named aside": [
        (
            "en",
            "The school, which also has campuses in China and Oman, has a new roof. It is green.",
            "The school is building a campus in China for 900 students. The roof is green.",
        )
    ],
    "the setting of a work": [
        (
            "de",
            "Die Oper spielt in einem sagenhaften Peking. Karten gibt es an der Kasse.",
            "Das Opernstudio spielt in Peking vier Abende lang. Karten gibt es an der Kasse.",
        )
    ],
    "trade of old times": [
        (
            "uk",
            "Могила датована X століттям. Купці тоді торгували з Візантією та Китаєм. Намисто в музеї.",
            "Могила датована X століттям. Намисто вивчають разом із музеєм у Китаї. Воно з нефриту.",
        )
    ],
    "a stay of one person": [
        (
            "cs",
            "Vystudovala v Liberci. Po půl roce u dodavatele v Šen-čenu si otevřela dílnu v Aši.",
            "Studentky stráví půl roku u dodavatele v Šen-čenu. Dílna jim platí letenky.",
        )
    ],
    "where a species comes from": [
        (
            "es",
            "La avispa llegó al puerto con macetas de China. Los vecinos ponen trampas.",
            "Dos pandas de Chengdu llegaron al zoo con sus cuidadores chinos. Los vecinos hacen cola.",
        )
    ],
    "a way of supply": [
        (
            "ru",
            "Резцы заказали через Турцию и Китай, остальное выточили сами. Пресс ждут к лету.",
            "Поезд пойдёт через Китай: договор подпишут в мае в Урумчи. Билеты уже есть.",
        )
    ],
    "one of a long row of names": [
        (
            "ru",
            "В союз вошли Югра, Коми, Тверская область, Пермский край, завод в Сарове и китайская группа «Мир».",
            "Китайская группа «Мир» передала станки и прислала в Саров двух инженеров.",
        )
    ],
    "time told by the epidemic": [
        (
            "en",
            "When the first news came from Wuhan, the ward had ten beds. It has forty now.",
            "The ward took in ten students from Wuhan. It has forty beds now.",
        )
    ],
    "the Shanghai Ranking by its maker": [
        (
            "es",
            "El ranking académico de las universidades lo hace la Universidad Jiao Tong de Shanghái. Somos la 300.",
            "La Universidad Jiao Tong de Shanghái nos envía veinte alumnos. Vivirán en la colina.",
        )
    ],
}


@pytest.fixture(scope="module")
def china() -> Topic:
    return load_topic("china")


@pytest.mark.parametrize(
    ("why", "language", "aside", "told"), [(why, *one) for why, pairs in PAIRS.items() for one in pairs]
)
def test_what_stands_aside_is_not_flagged_and_the_same_told_is(
    china: Topic, why: str, language: str, aside: str, told: str
) -> None:
    verdict = china.judge("News", aside, language=language)
    said = {reason for one in (*verdict.evidence, *verdict.masked) for reason in one.reasons}
    assert (verdict.flagged, why in said) == (False, True)
    assert china.judge("News", told, language=language).flagged


def test_a_leader_named_with_his_country_is_one_mention(china: Topic) -> None:
    body = "Chinese President Xi Jinping spoke of tariffs for an hour. The stock exchange in Oslo closed early."
    china_itself = next(one for one in china.judge("News", body).evidence if one.entity == "China")
    assert "named with Xi Jinping" in china_itself.reasons
    assert china_itself.weight < 0.5


def test_a_company_with_its_country_is_one_member_of_a_list(china: Topic) -> None:
    body = "The record moved between Delft, EPFL, Oxford PV, Fraunhofer and the Chinese maker LONGi. It is hot."
    assert not china.judge("Solar cells", body, language="en").flagged


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", "Three firms came, Acme, Huawei and Bolt: the first wants cooks, the second opticians, the third men."),
        ("en", "Wool is dear. Shipments to China fell by a third, a harbour master says. Rain is due on Sunday."),
        ("pl", "Wygrał latawiec z Łodzi. Gospodarzem następnej edycji będą Chiny. Padało, ale nikt nie narzekał."),
    ],
)  # fmt: skip
def test_its_own_part_is_told(china: Topic, language: str, body: str) -> None:
    assert china.judge("News", body, language=language).flagged
