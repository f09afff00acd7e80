"""What is done with a page at each stage stays within ``bench/budget.toml``; and the guard notices what is slower."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from articles import paragraphs
from articles.page import Block
from articles.tree import parse
from bench.guard import count, guarded, over, read_budget
from bench.peers.templates import TEMPLATES, article
from bench.stages import Stage, stages

NAMES = ("list", "parse", "read-new", "read-known", "marks", "judge", "store", "long", "learn")


@pytest.fixture(scope="module")
def by_name() -> Iterator[dict[str, Stage]]:
    with stages(guarded()) as found:
        yield {stage.name: stage for stage in found}


def test_every_stage_has_a_budget(by_name: dict[str, Stage]) -> None:
    assert set(by_name) == set(NAMES) == set(read_budget()) - {"python"}


@pytest.mark.parametrize("name", NAMES)
def test_a_page_costs_no_more_than_its_budget(by_name: dict[str, Stage], name: str) -> None:
    assert over(name, count(by_name[name]), read_budget()) == []


def test_counts_are_the_same_every_time(by_name: dict[str, Stage]) -> None:
    stage = by_name["read-known"]

    assert count(stage) == count(stage)


def test_a_second_parse_is_noticed(by_name: dict[str, Stage]) -> None:
    stage, html = by_name["read-known"], article(TEMPLATES[0], 0).html
    twice = replace(stage, run=lambda: (stage.run(), [parse(html) for _ in range(stage.pages)]))

    (words,) = (words for words in over("read-known", count(twice), read_budget()) if " parses " in words)

    assert words.startswith("read-known: 2 parses a page, +100% of the budget's 1")
    assert "python -m bench.guard --write" in words


def test_a_loop_that_became_quadratic_is_noticed(by_name: dict[str, Stage], monkeypatch: pytest.MonkeyPatch) -> None:
    careful = paragraphs.once

    def once(blocks: list[Block]) -> list[Block]:
        _ = sum(one is other for one in blocks for other in blocks)
        return careful(blocks)

    for name, module in list(sys.modules.items()):
        if name.startswith("articles.") and getattr(module, "once", None) is careful:
            monkeypatch.setattr(module, "once", once)

    assert any(" lines a page" in said for said in over("long", count(by_name["long"]), read_budget()))


def test_a_question_to_the_database_for_each_article_is_noticed(by_name: dict[str, Stage]) -> None:
    stage = by_name["store"]
    budget = {**read_budget(), "store": {"statements": count(stage)["statements"] - 1}}

    assert any(" statements a page" in said for said in over("store", count(stage), budget))


def test_a_stage_without_a_budget_is_told() -> None:
    assert over("new", {"calls": 1}, {}) == ["new: no budget; write it with `python -m bench.guard --write`"]


def test_another_python_counts_otherwise_and_has_more_room() -> None:
    budget = {"python": "3.99", "read-new": {"calls": 100, "parses": 1}}

    assert over("read-new", {"calls": 130, "parses": 1}, budget) == []
    assert len(over("read-new", {"calls": 140, "parses": 2}, budget)) == 2
