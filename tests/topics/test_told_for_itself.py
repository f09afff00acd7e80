"""What is told of China for itself beside its asides, and results of contests."""

from pathlib import Path

import pytest

from topics import Topic, load_topic


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


@pytest.mark.parametrize(
    ("told", "aside", "language"),
    [
        (
            "Peking University hosted the second stage of the programming contest, Moscow State University the first.",
            "At the programming contest Peking University came first, Delft second, we were sixth.",
            "en",
        ),
        (
            "Пекинский университет первым предложил провести совместную олимпиаду, вторым был СПбГУ.",
            "На олимпиаде Пекинский университет занял первое место, МФТИ — второе, мы — шестое.",
            "ru",
        ),
        (
            "Her degree is from Delft. Three students from Tongji University will join her laboratory.",
            "Her bachelor's degree is from Tongji University. The laboratory will look at bridges.",
            "en",
        ),
        (
            "Ein Gast aus Kyoto zeigte Kimonos. Danach sprach eine Delegation aus Wuhan über den Austausch.",
            "Ein Gast aus Kyoto zeigte Kimonos, Origami und Feng Shui.",
            "de",
        ),
    ],
)
def test_a_place_in_a_table_a_degree_and_customs_of_japan_are_passing(
    china: Topic, told: str, aside: str, language: str
) -> None:
    assert china.judge("News of the week", told, language=language).flagged
    assert not china.judge("News of the week", aside, language=language).flagged


def test_a_potter_s_china_is_porcelain(china: Topic) -> None:
    body = "Prizes were given by Potclays, Valentine Clays and Duchess China."
    assert china.judge("Eight students win ceramics scholarships", body, language="en").grade == 0
