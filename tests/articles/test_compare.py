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
