"""What an edit is, and fingerprints that see it."""

from __future__ import annotations

import time

import pytest
import xxhash
from hypothesis import given
from hypothesis import strategies as st

from articles import Change
from articles.compare import compare_versions
from articles.fingerprint import content_hash, distance, signature
from tests.articles.pages import P1, P2

TITLE = "Китайская делегация посетила университет"
BODY = f"{P1}\n\n{P2}"


def change(*, title: str = TITLE, body: str = BODY, day: str | None = "2024-06-28") -> Change:
    return compare_versions(
        old_title=TITLE, old_body=BODY, old_day="2024-06-28", new_title=title, new_body=body, new_day=day
    )


@pytest.mark.parametrize(
    "body",
    [
        BODY,
        BODY.replace(" ", "\u00a0 "),
        BODY + "\n\nПросмотров: 203",
        BODY.replace("\n\n", "\n"),
        BODY + "\n\n17 комментариев",
    ],
)
def test_white_space_and_counters_are_no_edit(body: str) -> None:
    assert change(body=body).kind == "unchanged"


@pytest.mark.parametrize(
    "body",
    [
        f"14:05:33\n\n{BODY}",
        f"Сейчас 14:05\n\n{BODY}",
        f"Пятница, 28 июня 2024 г.\n\n{BODY}",
        f"2024年6月28日 星期五\n\n{BODY}",
        f"2 часа назад\n\n{BODY}",
        f"{BODY}\n\nМы используем файлы cookie. Продолжая работу с сайтом, вы соглашаетесь с политикой.",
        f"{BODY}\n\nWe use cookies to make this site better. Accept all",
        f"{BODY}\n\nЧитайте также\n\nУчёные открыли новый материал\n\nКак поступить в магистратуру?",
        f"{BODY}\n\nRelated articles:\n\nA new dean of physics\n\nOpen day in May",
        f"{BODY}\n\n相关新闻\n\n学校召开会议",
        f"{P2}\n\n{P1}",
        f"{BODY}\n\na3f5c9d2e1b04f67a3f5c9d2e1b04f67",
        f"{BODY}\n\n1 204",
        f"{BODY}\n\nРейтинг: 4,5",
        f"{BODY}\n\nТомск: +15 °C, ясно",
        f"USD 92,35 EUR 99,10\n\n{BODY}",
        f"{BODY}\n\nВремя чтения: 3 мин",
        f"Опубликовано час назад\n\n{BODY}",
        f"{BODY}\n\nНовость прочитали 12 раз",
        f"{BODY}\n\nСледующая новость: День открытых дверей",
        f"{BODY}\n\n© 2024 Университет",
        f"{BODY}\n\n👁 128",
    ],
    ids=[
        "clock", "named clock", "today", "today in Chinese", "age", "cookies", "cookies in English", "other news",
        "other news in English", "other news in Chinese", "order", "token", "lone counter", "rating",
        "weather", "currency", "reading time", "published", "readers", "next page", "rights", "icon",
    ],
)  # fmt: skip
def test_what_a_page_shows_beside_its_article_is_no_edit(body: str) -> None:
    assert change(body=body).kind == "unchanged"
    gone = compare_versions(old_title=TITLE, old_body=body, old_day=None, new_title=TITLE, new_body=BODY, new_day=None)
    assert gone.kind == "unchanged"


@pytest.mark.parametrize(
    ("written", "read"),
    [("utf-8", "cp1251"), ("utf-8", "latin-1"), ("cp1251", "latin-1"), ("cp1251", "koi8-r"), ("koi8-r", "cp1251")],
)
def test_a_text_in_the_wrong_encoding_is_no_edit(written: str, read: str) -> None:
    garbled = BODY.encode(written, "ignore").decode(read, "ignore")
    assert change(title=TITLE.encode(written).decode(read, "ignore"), body=garbled).kind == "unchanged"
    assert change(body=BODY.encode("cp1251", "ignore").decode("utf-8", "replace")).kind == "unchanged"
    assert change(body=BODY.encode("ascii", "replace").decode()).kind == "unchanged"


def test_a_text_with_letters_lost_in_decoding_is_no_edit() -> None:
    assert change(body=BODY.replace("и", "\ufffd", 2)).kind == "unchanged"
    assert change(title="Другой заголовок", body=BODY.replace("и", "\ufffd", 2)).kind == "unchanged"
    assert change(title=TITLE.replace("и", "\ufffd", 2)).kind == "unchanged"


def test_a_chinese_text_in_the_wrong_encoding_is_no_edit() -> None:
    old = "中国代表团访问了大学,双方签署了合作协议,讨论了联合培养项目。"
    garbled = old.encode("utf-8").decode("gb18030", "replace")
    found = compare_versions(old_title="т", old_body=old, old_day=None, new_title="т", new_body=garbled, new_day=None)
    assert found.kind == "unchanged"


def test_a_text_written_anew_in_another_language_is_an_edit() -> None:
    assert (
        change(body="The university received guests. They discussed a joint school and signed papers.").kind == "body"
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("10:00 Открытие\n\n12:00 Доклад", "11:00 Открытие\n\n12:00 Доклад"),
        ("Встреча началась в 10:00.", "Встреча началась в 11:00."),
        ("В проекте 120 участников.", "В проекте 140 участников."),
        ("Читайте также об этом в нашем отчёте за год.", "Читайте также об этом в нашем отчёте за месяц."),
        ("Срок подачи: 28 июня 2024 года.", "Срок подачи: 5 июля 2024 года."),
        ("Видео набрало 1000 просмотров за день.", "Видео набрало 5000 просмотров за день."),
        ("Университет основан 120 лет назад.", "Университет основан 125 лет назад."),
        ("Ректор избран, голосов: 120", "Ректор избран, голосов: 150"),
        ("该校30年前成立。", "该校20年前成立。"),
        ("Понедельник, 12 мая 2024 года", "Вторник, 13 мая 2024 года"),
        ("Сайт использует cookie для входа студентов в новый кабинет. " * 12, "Кабинет закрыт."),
    ],
)
def test_facts_that_look_like_gadgets_are_edits(old: str, new: str) -> None:
    body = f"{P1}\n\n{old}\n\n{P2}"
    found = compare_versions(
        old_title="т", old_body=body, old_day=None, new_title="т", new_body=body.replace(old, new), new_day=None
    )
    assert found.kind == "body"


@pytest.mark.parametrize(
    ("old", "new"), [("Проходной балл\n245", "Проходной балл\n250"), ("Начало:\n10.05.2024", "Начало:\n12.05.2024")]
)
def test_a_number_under_its_name_is_no_counter(old: str, new: str) -> None:
    found = compare_versions(old_title="т", old_body=old, old_day=None, new_title="т", new_body=new, new_day=None)
    assert found.kind == "body"


def test_tags_in_another_order_are_no_edit() -> None:
    old, new = f"{BODY}\n\nТеги: Китай, обмен", f"{BODY}\n\nТеги: обмен, Китай"
    found = compare_versions(old_title="т", old_body=old, old_day=None, new_title="т", new_body=new, new_day=None)
    assert found.kind == "unchanged"


@pytest.mark.parametrize(
    "garbled", [BODY.encode().decode("cp1251", "ignore"), BODY.replace("и", "\ufffd", 2)], ids=["all", "two letters"]
)
def test_a_text_that_could_not_be_read_before_is_no_edit_of_its_author(garbled: str) -> None:
    found = compare_versions(
        old_title=TITLE, old_body=garbled, old_day=None, new_title=TITLE, new_body=BODY, new_day=None
    )
    assert found == Change("encoding")


def test_a_page_with_an_unreadable_character_is_edited_like_any_other() -> None:
    assert change(body=f"{BODY} Гости уехали. Фото: А\ufffd").kind == "body"


def test_a_reading_without_a_date_says_nothing_of_the_date() -> None:
    assert change(day=None).kind == "unchanged"


def test_quotes_and_dashes_are_no_edit() -> None:
    old, new = "Проект «Мост» — итог года.", 'Проект "Мост" – итог года.'
    found = compare_versions(old_title="т", old_body=old, old_day=None, new_title="т", new_body=new, new_day=None)
    assert found.kind == "unchanged"


def test_kinds_of_edits() -> None:
    assert change(body=BODY.replace("университета", "универститета")).kind == "typo"
    assert change(title="Делегация из Нанкина в университете").kind == "title"
    assert change(day="2024-06-29") == Change("date", added="2024-06-29", removed="2024-06-28")
    assert change(body=BODY.replace("осенью", "весной")).kind == "body"
    assert change(body=P2).kind == "body"


def test_a_changed_number_is_no_typo() -> None:
    old, new = "В школе 120 студентов.", "В школе 121 студентов."
    found = compare_versions(old_title="т", old_body=old, old_day=None, new_title="т", new_body=new, new_day=None)
    assert found.kind == "body"


def test_added_and_removed_passages_are_whole_sentences() -> None:
    added = change(body=f"{BODY} В делегацию вошли учёные из Шанхая.")
    assert added == Change("body", added="В делегацию вошли учёные из Шанхая.", removed="")
    removed = change(body=P1)
    assert removed.added == ""
    assert removed.removed.startswith("Стороны обсудили")


def test_title_and_body_edited_together_show_both() -> None:
    found = change(title="Визит", body=f"{BODY} Новое предложение о визите.")
    assert found.kind == "body"
    assert found.added.splitlines() == ["Визит", "Новое предложение о визите."]


def test_comparing_huge_different_texts_is_bounded() -> None:
    old = "\n".join(f"Предложение номер {n} о разном." for n in range(5000))
    new = "\n".join(f"Совсем иное {n} о другом." for n in range(5000))
    start = time.process_time()
    found = compare_versions(old_title="т", old_body=old, old_day=None, new_title="т", new_body=new, new_day=None)
    assert found.kind == "body"
    assert time.process_time() - start < 2.0
    assert len(found.added) <= 20_000


def test_content_hash_folds_space_and_keeps_case() -> None:
    assert content_hash("A", "b c") == content_hash("A ", "b\n\nc")
    assert content_hash("A", "b") != content_hash("a", "b")
    assert content_hash("ab", "c") != content_hash("a", "bc")
    assert len(content_hash("", "")) == 32


def test_signatures_of_near_texts_are_near_and_of_others_far() -> None:
    text = f"{P1} {P2}"
    assert distance(signature(text), signature(text.upper() + " !")) == 0
    assert distance(signature(text * 3), signature(text * 3 + " Источник: пресс-служба.")) <= 8
    assert distance(signature(text), signature("Погода на выходных будет тёплой, сообщили синоптики области.")) > 16


def test_signature_fits_a_signed_64_bit_column() -> None:
    for n in range(200):
        assert -(2**63) <= signature(f"слово {n} текст {n * 7} конец") < 2**63
    assert signature("") == 0


@given(st.lists(st.sampled_from(["дом", "a", "北", "нанкин", "three", "7"]), max_size=60))
def test_a_signature_bit_is_that_of_most_shingles(words: list[str]) -> None:
    shingles = [" ".join(words[at : at + 3]) for at in range(max(1, len(words) - 2))] if words else []
    hashes = [int.from_bytes(xxhash.xxh3_64_digest(shingle.encode()), "little") for shingle in shingles]
    expected = sum(1 << bit for bit in range(64) if 2 * sum(one >> bit & 1 for one in hashes) > len(hashes))
    assert signature(" ".join(words)) & (1 << 64) - 1 == expected
