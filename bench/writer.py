"""A program that stores and edits articles, the same in every run: what is written to while others are measured."""

from __future__ import annotations

import random

from articles.records import Change
from bench.big_archive import NOW
from bench.duplicates import item
from bench.pairs import Page
from bench.prose import Newsroom
from storage import Store
from storage.records import ArticleItem, RawPage

KEY = "alpha"
"""The source it writes to; the archive must know it."""


def write(url: str, steps: int, tell: bool) -> None:
    """Store 25 new articles and edit an older one in turn, one transaction a step; always the same steps."""
    with Store.open(url) as store:
        run = store.begin_run(KEY, now=NOW, worker="writer")
        for step in range(steps):
            store.save_items(_made(store, step, run), routes=(), now=NOW)
            if tell:
                print(step, flush=True)


def _made(store: Store, step: int, run: int) -> list[ArticleItem]:
    dice = random.Random(step)
    room = Newsroom(dice)
    if step % 2 == 0:
        return [_item(room, step * 100 + number, run) for number in range(25)]
    edited = _item(room, (step - 1) * 100 + dice.randrange(25), run)
    edited.known = store.known_article(edited.address)
    edited.change = Change("body", "new", "old")
    return [edited]


def _item(room: Newsroom, number: int, run: int) -> ArticleItem:
    told = room.article()
    made = item(Page(KEY, f"/news/{number}/", told.title, told.body, "ru"), run)
    made.page = RawPage(made.article.url, room.page(told), {}, 200, NOW, "utf-8")
    return made
