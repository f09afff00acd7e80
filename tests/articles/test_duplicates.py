"""Two texts, one story or two; and language versions told by their addresses."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.duplicates import SHARED_OF_SHORTER, Telling, same_story, surely_apart
from articles.fingerprint import FEWEST_WORDS, KEYS, text_keys
from articles.language_address import language_addresses, same_in_another_language
from articles.records import Article, PublishedDate

BODY = (
    "Учёные Томского политеха вместе с коллегами из Новосибирска создали датчик для реки Обь. Работу возглавил "
    "профессор Иван Смирнов.\n\nДатчик передаёт данные 12 раз в сутки и весит 340 граммов. Первые приборы установят "
    "этим летом у посёлка Каргасок, затем ещё 25 штук появятся ниже по течению.\n\nПо словам Смирнова, раньше пробы "
    "отбирали вручную, и результата ждали неделю. Теперь уровень кислорода и температуру видно сразу, а лаборатория "
    "в Томске получает сигнал тревоги на телефон дежурного."
)
ONE = Telling("Датчик для реки Обь", BODY, "2024-06-03")


@pytest.mark.parametrize(
    "two",
    [
        Telling("Датчик для реки Обь", BODY, "2024-06-03"),
        Telling("В Сибири следят за чистотой воды", BODY, "2024-06-05"),
        Telling("Датчик для реки Обь", f"Новости\n\n{BODY}\n\nПресс-служба. Подписывайтесь на наш канал.", None),
        Telling("Новый прибор", BODY.replace("Учёные Томского политеха", "Коллеги наших учёных"), None),
        Telling("Новый прибор", BODY + "\n\nВ понедельник приборы показали журналистам."),
    ],
    ids=["equal", "retitled", "other boilerplate", "other words", "a sentence more"],
)
def test_one_story(two: Telling) -> None:
    assert same_story(ONE, two)
    assert same_story(two, ONE)


@pytest.mark.parametrize(
    "two",
    [
        Telling("Датчик для реки Обь", BODY, "2024-07-03"),
        Telling("Датчик для реки Обь", BODY.replace("340", "360")),
        Telling("Датчик для реки Обь", BODY.replace("Смирнов", "Орлов")),
        Telling("Датчик для реки Обь", BODY.replace("Новосибирска", "Иркутска")),
        Telling("Совсем о другом", BODY.split("\n\n")[0] + "\n\n" + "Приёмная комиссия ждёт документы до июля. " * 9),
    ],
    ids=["a month later", "another number", "another person", "another place", "another text"],
)
def test_two_stories(two: Telling) -> None:
    assert not same_story(ONE, two)
    assert not same_story(two, ONE)


def test_the_year_of_a_headline_decides() -> None:
    assert not same_story(Telling("Итоги 2023 года", BODY), Telling("Итоги 2024 года", BODY))


def test_the_same_headline_about_another_guest_is_another_story() -> None:
    visit = BODY.replace("Учёные Томского политеха", "Гости")
    one = Telling(
        "Делегация из Харбина в университете",
        f"Встречу открыл ректор, он рассказал об истории вуза и его планах. {visit}",
    )
    assert not same_story(one, Telling("Делегация из Нанкина в университете", visit))


def test_short_texts_are_one_story_only_word_for_word_and_under_one_headline() -> None:
    short = "Фотографии с праздника, который прошёл на площади перед главным корпусом нашего большого университета."
    assert same_story(Telling("Фото", short), Telling("Фото", short))
    assert not same_story(Telling("Фото", short), Telling("Праздник", short))
    assert not same_story(Telling("Фото", "Фотоотчёт"), Telling("Фото", "Фотоотчёт"))


def test_a_spelled_out_name_is_the_same_name() -> None:
    short, long = (
        BODY.replace("Томского политеха", "ТПУ"),
        BODY.replace("Томского политеха", "Томского политехнического университета"),
    )
    assert same_story(Telling("т", short), Telling("т", long))


def test_keys_are_shared_by_texts_that_share_passages_and_by_no_others() -> None:
    keys = set(text_keys(BODY))
    assert 0 < len(keys) <= KEYS
    assert keys & set(text_keys("Редакция сообщает новость.\n\n" + BODY.upper()))
    assert not keys & set(text_keys("Погода на выходных будет тёплой и ясной, сообщили синоптики. " * 5))
    assert text_keys("слово " * (FEWEST_WORDS - 1)) == ()
    assert all(-(2**63) <= key < 2**63 for key in keys)


@pytest.mark.parametrize(
    ("address", "other"),
    [
        ("https://tpu.example/news/12/", "https://tpu.example/en/news/12/"),
        ("https://tpu.example/en/news/12/", "https://tpu.example/news/12/"),
        ("https://tpu.example/en/news/12/", "https://tpu.example/ru/news/12/"),
        ("https://www.tpu.example/news/12/", "https://en.tpu.example/news/12/"),
        ("https://en.tpu.example/news/12/", "https://tpu.example/news/12/"),
        ("https://tpu.example/news?id=12&lang=ru", "https://tpu.example/news?id=12&lang=en"),
    ],
)
def test_addresses_of_language_versions(address: str, other: str) -> None:
    assert other in language_addresses(address)
    assert address not in language_addresses(address)


def _english(**changes: object) -> Article:
    published = PublishedDate(datetime(2024, 6, 4), "day", "04.06.2024", "label", 0.9)
    values = {
        "url": "https://tpu.example/en/news/12/",
        "title": "t",
        "body": "b",
        "published": published,
        "language": "en",
    }
    return Article(**(values | changes))  # type: ignore[arg-type]  # the fields of the dataclass by name


@pytest.mark.parametrize(
    ("changes", "path", "same"),
    [
        ({"body": "340 grams, 25 devices"}, "12/", True),
        ({"body": "340 grams, 25 devices", "published": None}, "12/", False),
        ({"image": "https://tpu.example/a.jpg"}, "12/", True),
        ({"image": "https://tpu.example/logo.jpg"}, "12/", False),
        ({}, "new-sensor-for-the-river/", True),
        ({"body": "12 people, 77 countries"}, "12/", False),
    ],
)
def test_language_versions_tell_the_same_news(changes: dict[str, object], path: str, same: bool) -> None:
    image = changes.get("image")
    found = same_in_another_language(
        _english(**changes),
        f"https://tpu.example/en/news/{path}",
        other_body=BODY,
        other_day="2024-06-03",
        other_image=image if isinstance(image, str) else None,
        other=f"https://tpu.example/news/{path}",
    )
    assert found is same


def test_another_subject_of_the_same_event_is_another_story() -> None:
    text = (
        "На факультете прошла олимпиада по {}. В ней участвовали студенты всех курсов Томского политехнического "
        "университета, победители получили дипломы и призы. Организаторы поблагодарили всех и пригласили на следующий "
        "этап, который пройдёт в Москве."
    )
    physics, chemistry = text.format("физике"), text.format("химии")
    assert not same_story(Telling("Олимпиада по физике", physics), Telling("Олимпиада по химии", chemistry))
    assert same_story(Telling("Олимпиада", physics), Telling("Олимпиада", physics.replace("призы", "подарки")))


_WORDS = st.lists(st.sampled_from("абвгд"), min_size=30, max_size=60)


@settings(max_examples=60)
@given(_WORDS, _WORDS, st.lists(st.sampled_from(["Пекин", "Харбин", "7", "Далянь"]), max_size=60))
def test_texts_that_share_most_passages_are_never_surely_apart(
    common: list[str], own: list[str], more: list[str]
) -> None:
    one, two = Telling("", " ".join(common + own)), Telling("", " ".join([*more, *common]))

    fewer = min(len(one.passages), len(two.passages))
    if len(one.passages & two.passages) >= SHARED_OF_SHORTER * fewer:
        assert not surely_apart(one, two)


def test_two_texts_without_a_common_passage_are_surely_apart() -> None:
    one, two = (Telling("", " ".join(f"{first}{number}" for number in range(400))) for first in "аб")

    assert surely_apart(one, two)
