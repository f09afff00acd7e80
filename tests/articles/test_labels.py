"""Labels of publication against those of a change or an event, in every language of the project."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import read_article
from articles.dates import parse_date
from articles.labels import EVENT, PUBLISHED, UPDATED, WEAK, find_labels

URL = "https://university.example/news/1"
FETCHED = datetime(2024, 11, 20, 12, 0, tzinfo=UTC)

#: (language, label of publication, a day, label of a change) as pages print them.
LINES = [
    ("ru", "Опубликовано:", "28.06.2024", "Обновлено:"),
    ("uk", "Опубліковано:", "28 червня 2024", "Оновлено:"),
    ("be", "Дата публікацыі:", "28 чэрвеня 2024", "Абноўлена:"),
    ("kk", "Жарияланған күні:", "2024 жылғы 28 маусым", "Жаңартылды:"),
    ("uz", "Eʼlon qilingan sana:", "28 iyun 2024", "Yangilangan:"),
    ("uz-Cyrl", "Эълон қилинган сана:", "28 июн 2024", "Янгиланган:"),
    ("en", "Published:", "28 June 2024", "Last updated:"),
    ("de", "Veröffentlicht am", "28. Juni 2024", "Zuletzt aktualisiert am"),
    ("fr", "Publié le", "28 juin 2024", "Mis à jour le"),
    ("es", "Publicado el", "28 de junio de 2024", "Actualizado el"),
    ("it", "Pubblicato il", "28 giugno 2024", "Ultimo aggiornamento:"),
    ("pt", "Publicado em", "28 de junho de 2024", "Atualizado em"),
    ("pl", "Data publikacji:", "28 czerwca 2024", "Ostatnia aktualizacja:"),
    ("cs", "Publikováno:", "28. června 2024", "Aktualizováno:"),
    ("bg", "Публикувано на", "28 юни 2024", "Обновено:"),
    ("tr", "Yayın Tarihi:", "28 Haziran 2024", "Güncelleme Tarihi:"),
    ("zh", "发布时间：", "2024年6月28日", "更新时间："),
    ("ja", "公開日：", "2024年6月28日", "最終更新日："),
    ("ko", "작성일:", "2024년 6월 28일", "수정일:"),
    ("ar", "تاريخ النشر:", "٢٨ يونيو ٢٠٢٤", "آخر تحديث:"),
]
LANGUAGES = [line[0] for line in LINES]


def _page(lines: str) -> bytes:
    text = "The delegation visited the laboratories of the university and talked about joint work. " * 6
    return (
        f"<html><body><main><h1>A delegation at the university</h1>{lines}<p>{text}</p></main></body></html>".encode()
    )


def test_every_language_has_labels_of_each_kind() -> None:
    for language in LANGUAGES:
        assert PUBLISHED[language], language
        assert UPDATED[language], language
        assert EVENT[language], language


@pytest.mark.parametrize(("language", "published", "day", "changed"), LINES, ids=[line[0] for line in LINES])
def test_of_two_labelled_dates_the_one_of_publication(language: str, published: str, day: str, changed: str) -> None:
    first, second = f"{published} {day}", f"{changed} 2024-07-02"
    for line in (f"{first} {second}", f"{second} {first}", f"{second} | {first}"):
        parsed = parse_date(line)
        assert parsed is not None, line
        assert parsed.value.date() == date(2024, 6, 28), line
    for lines in (f"<div>{second}</div><div>{first}</div>", f"<div>{first}</div><div>{second}</div>"):
        found = read_article(_page(lines), URL, fetched_at=FETCHED).published
        assert found is not None, lines
        assert (found.day, found.provenance) == (date(2024, 6, 28), "label"), lines
    alone = read_article(_page(f"<div>{second}</div>"), URL, fetched_at=FETCHED).published
    assert alone is None


def test_the_order_of_the_labels_does_not_matter() -> None:
    parsed = parse_date("Обновлено: 02.07.2024 Опубликовано: 28.06.2024")
    assert parsed is not None
    assert parsed.value.date() == date(2024, 6, 28)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_behind_a_label_of_an_event_is_no_publication(language: str) -> None:
    for label in EVENT[language][:6]:
        found = read_article(_page(f"<div>{label.capitalize()}: 12.09.2024</div>"), URL, fetched_at=FETCHED).published
        assert found is None, label


@given(st.sampled_from([label for labels in PUBLISHED.values() for label in labels if label not in WEAK]))
def test_every_label_is_found_in_its_own_line(label: str) -> None:
    labels = find_labels(f"{label.capitalize()}: 28.06.2024")
    assert [(kind, text) for kind, text, _, _ in labels] == [("published", label)]


@given(st.text(max_size=80))
def test_places_of_labels_lie_in_the_text(text: str) -> None:
    for _, label, start, end in find_labels(text):
        assert 0 <= start < end <= len(text)
        assert end - start == len(label)
