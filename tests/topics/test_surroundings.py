"""What stands around a name: streets, lives, lists of capital names, quotations, other scripts, one source's rule."""

from pathlib import Path

import pytest

from topics import Topic, load_topic


@pytest.mark.parametrize(
    ("title", "body", "grade"),
    [
        ("Ремонт на улице Пекинской", "Улицу Пекинскую закрыли до мая.", 0),
        ("A walk down Nanjing Street", "The students painted a mural.", 0),
        ("Mandarin harvest", "The mandarins of the orchard were picked.", 0),
        ("Mandarin for beginners", "A course opens in May.", 3),
        ("年度汉字公布", "日本汉字能力检定协会公布了年度汉字。", 0),
        ("New dean", "He trained in Modena and cooked in Lyon, Oslo and Shanghai before this.", 1),
        ("新任院长", "他毕业于清华大学,后在吉隆坡任教二十年。", 1),
        ("校长致辞", "他引用孔子的一句话勉励毕业生。", 1),
        ("Fairs", "We visit Lagos, Bogota, Mumbai, Guangzhou and Istanbul.", 1),
        ("Partners", "The partners are Foo College, Vellore, India and Bar College, Puning, China.", 2),
        ("中国大学生代表团访问广岛", "来自中国的二十名大学生访问了广岛大学,参加交流活动。", 3),
        ("日本游记", "我们乘火车游览了中国地方的广岛和冈山。", 0),
        ("Новый аспирант", "Его зовут Чэнь, из Китая он приехал в сентябре по обмену.", 2),
        ("Жители «Пекина» просят свет", "В посёлке за рекой три улицы, фонарей на них нет ни одного.", 0),
        ("Нові правила", "Минув рік після того, як лікарі в Китаї ідентифікували коронавірус. Маски скасовано.", 1),
        ("Новый проректор", "Провела год в Ухане, затем руководила музеем в Томске.", 1),
        ("Wer kommt", "Herkunft:\n• Estland – 20 %\n• Irak – 7 %\n• China – 35 %\n• Somalia – 3 %\nDas ist viel.", 1),
        ("Медали", "Итоги:\n1) Германия — 16\n2) Норвегия — 12\n3) Китай — 9\n4) Швеция — 8\nИгры закрыты.", 1),
        ("Gäste", "Herkunft:\n• China – 35\n• Estland – 20\nDas ist viel.", 2),
        ("Sagesse", "Un proverbe chinois dit le contraire.", 1),
        (
            "HSK에 합격! HSK6級に合格",
            "五名学员通过HSK六级,九月前往湖南师范大学攻读硕士,导师表示祝贺,同学们也十分高兴。",
            3,
        ),
        ("日本の大学", "この大学では漢字と中国語を学ぶことができます。とてもたのしいです。", 0),
        ("Welcome, Guo Wenbin", "Born in Shandong and trained at USTC in Hefei, Guo keeps a post there.", 3),
    ],
)
def test_surroundings(china: Topic, title: str, body: str, grade: int) -> None:
    assert china.judge(title, body).grade == grade


@pytest.mark.parametrize(
    ("title", "body", "language"),
    [
        ("«Нанкин» снова первый", "Так в шутку называют пятую группу: её старосту зовут Нана Кинк.", "ru"),
        ("Прощай, «Гонконг»!", "Это прозвище общежитие получило за тесноту. Его снесут.", "ru"),
        ('The "Shanghai" bus is back', "Students nicknamed it so for its crowds.", "en"),
        ("Гуртожиток «Шанхай» відремонтують", "Так його прозвали за тісноту ще в дев'яності.", "uk"),
        ("Akademik «Szanghaj» po remoncie", "Przydomek wziął się z tłoku w kuchni.", "pl"),
        ("Kolej „Šanghaj“ se bourá", "Přezdívku dostala kvůli tlačenici.", "cs"),
        ("Последен ден на „Шанхай“", "Прякорът на стола идва от навалицата.", "bg"),
        ("Ужин в «Пекине»", "Физики собрались в ресторане «Пекин» на Маяковской.", "ru"),
    ],
)
def test_what_the_text_calls_a_nickname_or_a_house_of_that_name_is_nothing(
    china: Topic, title: str, body: str, language: str
) -> None:
    assert china.judge(title, body, language=language).grade == 0
    bare = title.translate(dict.fromkeys(map(ord, '«»"„“')))
    assert china.judge(bare, "Подробности позже.", language=language).flagged


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Porcelain was invented in China, he said, and the talk went on to glass.", "en"),
        ("Бумагу изобрели в Китае, а лекция была о чернилах.", "ru"),
        ("Папір винайшли в Китаї, та лектор говорив про чорнило.", "uk"),
        ("Kompas wynaleziono w Chinach, ale wykład był o mapach.", "pl"),
        ("Papír vynalezli v Číně, přednáška však byla o inkoustu.", "cs"),
        ("Papier wurde erfunden in China, der Vortrag galt der Tinte.", "de"),
        ("“An old Chinese curse,” she said, and the hall laughed.", "en"),
        ("Среди конкурентов завод назвал китайские насосы.", "ru"),
        ("Wśród konkurentów wymienił firmy chińskie.", "pl"),
        ("Among its competitors are Chinese makers.", "en"),
    ],
)
def test_origins_of_things_and_competitors_are_passing(china: Topic, text: str, language: str) -> None:
    assert china.judge("News of the week", text, language=language).grade == 1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("В столовой хвалят лапшу по-китайски.", "ru"),
        ("У їдальні хвалять локшину по-китайськи.", "uk"),
        ("Stołówka poleca kurczaka po chińsku.", "pl"),
        ("Menza vaří kuře po čínsku.", "cs"),
        ("В стола сервират пиле по китайски.", "bg"),
    ],
)
def test_a_dish_is_no_language(china: Topic, text: str, language: str) -> None:
    assert china.judge("Menu", text, language=language).grade == 0


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hosté zkoušeli perštinu, čínštinu a hindštinu.", "cs"),
        ("Оқушылар түрік, қытай және неміс тілдерінде ән айтты.", "kk"),
        ("Чуха се гръцки, китайски, иврит и персийски.", "bg"),
        ("На вучобе можна абраць нямецкую, кітайскую, іспанскую мову.", "be"),
    ],
)
def test_one_of_three_languages_is_passing(china: Topic, text: str, language: str) -> None:
    assert china.judge("Open day", text, language=language).grade == 1


def test_a_language_told_of_in_the_next_sentence_makes_no_list_of_languages(china: Topic) -> None:
    body = "Делегации прибыли из Сербии, Индии и Китая. Языку школьников учили до обеда."
    assert china.judge("Летняя школа", body, language="ru").flagged


def test_a_verdict_says_what_was_masked_and_why(china: Topic) -> None:
    verdict = china.judge("Новости", "От метро «Китай-город» шли гости из Пекина. Ректор учился в Шанхае.")
    assert [(m.term, m.field, m.reasons) for m in verdict.masked] == [
        ("Китай", "lead", ("Kitay-gorod is a district of Moscow",))
    ]
    assert verdict.evidence[1].reasons[0] == "a detail of somebody's life"
    assert verdict.threshold <= verdict.score < verdict.main
    assert "significant" in verdict.decided
    for one in verdict.evidence:
        assert one.weight == pytest.approx(one.base * one.position * one.factor * one.repeat, abs=0.001)


RULES = """
name = "pipes"
title = "Pipes"
version = "1"

[[terms]]
entity = "organ"
kind = "concept"
forms = ["organ*", "管风琴"]

[[masks]]
reason = "the hall's name on this site"
patterns = ["organ hall", "管风琴大厅"]
sources = ["conservatory"]

[[contexts]]
name = "a donor"
where = "before"
cues = ["donor of", "捐献"]
factor = 0.0
sources = ["clinic"]
"""


def test_a_rule_for_one_source_holds_there_alone(tmp_path: Path) -> None:
    path = tmp_path / "pipes.toml"
    path.write_text(RULES, encoding="utf-8")
    pipes = load_topic(path)
    for text, source in (
        ("The organ hall", "conservatory"),
        ("在管风琴大厅", "conservatory"),
        ("donor of organs", "clinic"),
    ):
        assert pipes.judge("News", text, source=source).grade == 0
        assert pipes.judge("News", text, source="other").flagged
        assert pipes.judge("News", text).flagged


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Students map wells in the town of China", "They knocked on doors in China, Maine, and sampled wells."),
        ("Aus dem „Peking-Garten“ wird ein Lernort", "Zwölf Jahre stand das Lokal „Peking-Garten“ leer."),
        ("Библиотека tiananmen победила на конкурсе", "Студент написал библиотеку tiananmen за год."),
        ("Le « Pékin » rouvre", "Fermé depuis 2019, le restaurant « Pékin » devient un café."),
        ("Жители посёлка Шанхай", "Пруд «Шанхай» очистят студенты."),
        ("App teaches kanji", "Learners see the stroke order. A hanzi mode is not planned."),
        (
            "Tea time in Nara",
            "Japanese students showed brushes and ink. The guests wrote their names in Chinese characters.",
        ),
        ("Day of customs in Osaka", "外国留学生穿和服、学茶道,用毛笔临写汉字。"),
        ("A fair in Seoul", "The delegation met Hanyang University and students of architecture."),
    ],
)
def test_a_town_a_restaurant_and_software_by_a_chinese_name_are_none(china: Topic, title: str, body: str) -> None:
    assert china.judge(title, body).grade == 0


def test_a_preposition_is_no_member_of_a_list(china: Topic) -> None:
    """MIT stands in lists of universities; the German "mit" in none."""
    assert china.judge("Zahlen", "An der Spitze liegt China mit 410, dahinter Iran und Syrien.").flagged
    assert china.judge("Partner", "Sie lehrte am MIT, in Harvard, Oxford und Peking.").grade == 1


def test_a_dish_among_those_of_other_peoples_is_passing(china: Topic) -> None:
    """Each of the peoples fits more than one stem of the list: it is one member of the row all the same."""
    body = "На столах были грузинские хинкали, казахские манты, китайские цзяоцзы и итальянские равиоли."
    assert china.judge("Вечер кухни", body).grade == 1


def test_a_country_is_written_with_a_capital(china: Topic) -> None:
    body = "В конференции участвовали гости из Китая, кроме того, доклады прислали из Франции и Германии."
    assert china.judge("", body, language="ru").flagged
    assert china.judge("", "Приехали студенты из Китая, Того, Мали и Перу.", language="ru").grade == 1


@pytest.mark.parametrize(
    ("told", "aside", "language"),
    [
        (
            "Три учебных автомобиля передала Chery.",
            "На парковке стоял автомобиль Chery декана факультета.",
            "ru",
        ),
        (
            "The twelve laptops donated by Huawei are worth 9,000 euros.",
            "The winner typed it on a laptop by Huawei at home.",
            "en",
        ),
        ("Ośmiu studentów spędziło semestr w Wuhanie.", "Dziekan spędził semestr w Wuhanie i wrócił do Łodzi.", "pl"),
        (
            "Of 240 exchange students, 61 spent a semester in Chengdu.",
            "The dean spent a semester in Chengdu and came back.",
            "en",
        ),
    ],
)
def test_what_a_company_gives_and_where_several_stayed_is_told_for_itself(
    china: Topic, told: str, aside: str, language: str
) -> None:
    assert china.judge("News of the week", told, language=language).flagged
    assert not china.judge("News of the week", aside, language=language).flagged


def test_a_rule_that_restores_takes_back_discounts_and_no_mask(tmp_path: Path) -> None:
    path = tmp_path / "pipes.toml"
    rule = '\n[[contexts]]\nname = "{}"\nwhere = "before"\ncues = ["{}"]\nfactor = {}\n'
    aside, new = rule.format("aside", "old", 0.2), rule.format("new", "restored", 0.8)
    path.write_text(RULES + aside + new + "restores = true\n", encoding="utf-8")
    pipes = load_topic(path)
    assert pipes.judge("", "An old organ").evidence[0].factor == 0.2
    assert pipes.judge("", "A restored old organ").evidence[0].factor == 0.8
    assert pipes.judge("", "A restored organ").evidence[0].factor == 1.0
    assert pipes.judge("", "In the restored organ hall", source="conservatory").grade == 0
