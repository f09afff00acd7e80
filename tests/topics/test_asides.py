"""Asides about China, and what is told for itself: likenesses, spring fairs, rivals, nicknames, journeys."""

import pytest

from topics import Topic


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
        (
            "Two engineers from the plant in Shenzhen stayed for a month and showed how to drive them.",
            "The buses, assembled in Shenzhen, carry forty people.",
            "en",
        ),
        (
            "Завод в Шэньчжэне прислал трёх инженеров.",
            "Машины, собранные в Шэньчжэне, вмещают сорок человек.",
            "ru",
        ),
        (
            "Die Hochschule in Hangzhou schenkte uns ein Boot.",
            "Das Boot, gefertigt in Hangzhou, wiegt wenig und liegt gut im Wasser.",
            "de",
        ),
        (
            "Im August findet in Wuhan das Treffen der Ruderer statt.",
            "Der Trainer ruderte bei den Spielen in Peking und züchtet heute Bienen.",
            "de",
        ),
        (
            "W sierpniu wystartuje w Chengdu, pierwszy raz tak daleko od domu.",
            "Trener startował na igrzyskach w Pekinie, a dziś hoduje pszczoły.",
            "pl",
        ),
        (
            "Школа пройдёт в трёх городах: Порту, Дурбане и Нинбо.",
            "Купец возил чай из Китая, торговал сукном и построил этот дом.",
            "ru",
        ),
        (
            "La Chine, premier créancier, a accepté lundi de reporter 1,2 milliard de dollars de la dette du pays.",
            "Tant que Washington regarde vers la Chine, personne ne téléphone au premier ministre.",
            "fr",
        ),
        (
            "Весной Майя едет в Макао на студенческий спринт.",
            "Ссора обрадует, как считают аналитики, прежде всего Москву и Пекин, а дома ее никто не заметит.",
            "ru",
        ),
        (
            "Jesienią przyjedzie osada z uniwersytetu Tsinghua.",
            "W finale przegrały z Uniwersytetem Pekińskim o pół długości.",
            "pl",
        ),
        (
            "Договор с ХИТ о двойных дипломах подписали в мае.",
            "Кафедра ХИТ готовит специалистов по химическим источникам тока.",
            "ru",
        ),
        (
            "Measurements made in Hefei with the team there showed the same dip.",
            "The boat was made in Hangzhou, like most of them, and came by rail.",
            "en",
        ),
        (
            "A course in Mandarin opens with thirty places and a teacher from Wuhan.",
            "The evening school offers pottery, yoga, Mandarin and car repair.",
            "en",
        ),
        (
            "В программу включён семестр в ХИТ, поедут десять студентов.",
            "Толстовка с бобром — ХИТ сезона, шапку шьют к маю.",
            "ru",
        ),
    ],
)
def test_what_is_told_of_china_counts_and_what_is_said_aside_is_passing(
    china: Topic, told: str, aside: str, language: str
) -> None:
    assert china.judge("News of the week", told, language=language).flagged
    assert not china.judge("News of the week", aside, language=language).flagged


@pytest.mark.parametrize(
    ("house", "itself", "language"),
    [
        (
            "Общежитие студенты называют «Шанхаем». В «Шанхае» двести комнат.",
            "В апреле шестеро вылетают в Шанхай на месяц.",
            "ru",
        ),
        (
            'The boys share a house which all have nicknamed "Shanghai". The stairs lean.',
            "This summer three of them fly to Shanghai.",
            "en",
        ),
        (
            "Das Wohnheim heißt im Volksmund „Peking“. In Peking ist es nie leise.",
            "Im Mai fliegen sie damit nach Peking.",
            "de",
        ),
        (
            "Se vendieron chinas y toronjas. Hubo jugo de china y música.",
            "La delegación de China firmó un convenio.",
            "es",
        ),
    ],
)
def test_the_city_itself_counts_beside_a_house_of_its_name(
    china: Topic, house: str, itself: str, language: str
) -> None:
    assert china.judge("News of the week", house, language=language).grade == 0
    assert china.judge("News of the week", f"{house}\n\n{itself}", language=language).flagged


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("Студенти повернулися з Шанхая. Жили в гуртожитку «Шанхай».", "uk"),
        ("Конференция прошла в Пекине, участники жили в отеле «Пекин».", "ru"),
        ("Delegacja uczelni wróciła z Pekinu. Mieszkała w hotelu „Pekin”.", "pl"),
        ("Douze étudiants rentrent de Shanghai. Ils logeaient à l'hôtel « Shanghai ».", "fr"),
    ],
)
def test_a_hotel_in_quotes_does_not_hide_its_city(china: Topic, body: str, language: str) -> None:
    verdict = china.judge("News of the week", body, language=language)
    assert verdict.flagged
    assert len(verdict.masked) == 1


@pytest.mark.parametrize(
    ("title", "body", "language"),
    [
        ("Le ciné-club quitte « Pékin »", "On passait ses films au cinéma « Pékin ». La salle ferme en juin.", "fr"),
        ("Прощание с «Пекином»", "Кинотеатр «Пекин» закрывают. Последний сеанс «Пекина» бесплатный.", "ru"),
        ("«Шанхай» в полуфинале", "Команда КВН «Шанхай» победила. «Шанхай» едет в Омск.", "ru"),
        ("Fiesta de la China", "Habrá jugo de china y concurso de pelar chinas.", "es"),
        ("Studenci opisali „Pekin”", "Kamienicę, zwaną przez sąsiadów z podwórka „Pekinem”, zmierzono.", "pl"),
    ],
)
def test_houses_teams_and_oranges_by_that_name_are_nothing(china: Topic, title: str, body: str, language: str) -> None:
    assert china.judge(title, body, language=language).grade == 0


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
