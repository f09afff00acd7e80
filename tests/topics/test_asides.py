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


@pytest.mark.parametrize(
    ("body", "language"),
    [
        # behind a colon a quotation is speech, whoever's house it comes from
        ("Белый дом: «Пекин нарушил соглашение о торговле».", "ru"),
        ('The White House: "Beijing broke the trade agreement with us."', "en"),
        # an exchange may have the name of where it leads
        ('The exchange, known as "Shanghai", sends twenty of our students to Shanghai each autumn.', "en"),
        ("Програма обміну з назвою «Шанхай» стартує: двадцять студентів поїдуть на семестр до Шанхая.", "uk"),
        ("Program wymiany zwany „Pekin” ruszył: trzydziestu studentów jedzie na semestr do Pekinu.", "pl"),
        # what is made there, and no goods
        ("Выбор сделан в Пекине: ректоры подписали договор об открытии института.", "ru"),
        ("L'orchestre s'est produit en Chine avec des étudiants.", "fr"),
        # two capitals that agree
        ("Umowa między Moskwą a Pekinem o wymianie studentów weszła w życie.", "pl"),
        ("A direct flight between Moscow and Beijing opens in May.", "en"),
        ("Переговоры между Вашингтоном и Пекином завершились сделкой.", "ru"),
        ("Die Partnerschaft zwischen Moskau und Peking feiert ihr Jubiläum.", "de"),
        # students who come back
        ("Nach einem Semester in Peking kehren zehn Studierende unserer Hochschule zurück.", "de"),
        ("После семестра в Харбине двадцать студентов вернулись домой.", "ru"),
        ("Après un semestre à Shanghai, dix étudiants racontent leur échange.", "fr"),
        ("After a year in Beijing, ten of our students return with a double degree.", "en"),
        # games of students, tea of today, characters of Japanese beside a treaty
        ("Our team flies to the university games in Beijing next week.", "en"),
        ("Ministers agreed to expand the tea trade with China after a visit by a delegation.", "en"),
        ("The guest lectured on kanji and signed an exchange agreement with China's ministry.", "en"),
    ],
)
def test_what_happens_between_people_is_no_aside(china: Topic, body: str, language: str) -> None:
    assert china.judge("News of the week", body, language=language).grade >= 2


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ('The concert takes place in the club "Shanghai" on Friday.', "en"),
        ('The quarter is known as "Shanghai". Buses stop at Shanghai every ten minutes.', "en"),
        ("Ей пришлось выбирать между Москвой и Пекином, и она осталась дома, в Твери, с мамой.", "ru"),
        ("Nach zwei Jahren in Peking kehrte sie nach Bonn zurück und gründete eine Praxis für Tiere.", "de"),
        ("After a year in Beijing he moved to Oslo, where he wrote songs about the sea.", "en"),
        ("The trams made in Changchun are longer than the old ones and run on rubber tyres.", "en"),
    ],
)
def test_an_aside_stays_one_beside_its_like(china: Topic, body: str, language: str) -> None:
    assert (china.judge("News of the week", body, language=language).grade or 0) < 2
