"""Which articles tell one story: language versions of a page, and the same text elsewhere or under another headline."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Insert, bindparam, delete, literal_column, select, union_all

from articles.duplicates import Telling, same_story
from articles.fingerprint import KEYS, text_keys
from articles.language_address import language_addresses, same_in_another_language
from storage import rows
from storage.engine import Database
from storage.plan import Plan
from storage.ready import Ready
from storage.records import ArticleItem
from storage.schema import address_key, article, text_key

MOST_OF_A_KEY = 20
"""A passage that stands in more articles than this says nothing of any one of them; and asking stays cheap."""
MOST_COMPARED = 5
"""Stored articles whose texts are compared with a new one, those that share most keys with it."""

_LIKELY = Ready(
    union_all(
        *(
            select(
                select(literal_column(str(at)).label("at"), text_key.c.article_id)
                .where(text_key.c.key == bindparam(f"key{at}"))
                .order_by(text_key.c.article_id.desc())
                .limit(MOST_OF_A_KEY + 1)
                .subquery()
            )
            for at in range(KEYS)
        )
    )
)
_HOLDING = Ready(
    select(text_key.c.key, text_key.c.article_id)
    .where(text_key.c.key.in_(bindparam("keys", expanding=True)))
    .limit(bindparam("most"))
)
_TOLD = Ready(
    select(article.c.id, article.c.title, article.c.body, article.c.published_day, article.c.story_id).where(
        article.c.id.in_(bindparam("ids", expanding=True))
    )
)
_OTHERS = Ready(
    select(
        article.c.address,
        article.c.language,
        article.c.body,
        article.c.published_day,
        article.c.image,
        article.c.story_id,
    ).where(article.c.address_key.in_(bindparam("keys", expanding=True)))
)


def likely_articles(connection: Connection, keys: Sequence[int]) -> list[int]:
    """The ids of up to ``MOST_COMPARED`` stored articles that share passages with a text of these keys, those that
    share most first. One statement, eight look-ups, at most 21 rows each: its cost does not grow with the archive."""
    if not keys:
        return []
    asked = {f"key{at}": keys[at] if at < len(keys) else None for at in range(KEYS)}
    holding: defaultdict[int, list[int]] = defaultdict(list)
    for row in _LIKELY.all(connection, asked):
        holding[keys[row.at]].append(row.article_id)
    return _likely(keys, holding)


def _likely(keys: Sequence[int], holding: Mapping[int, list[int]]) -> list[int]:
    told = [holding[key] for key in keys if key in holding and len(holding[key]) <= MOST_OF_A_KEY]
    return [number for number, _ in Counter(chain.from_iterable(told)).most_common(MOST_COMPARED)]


def _likely_of_all(connection: Connection, texts: Sequence[Sequence[int]]) -> list[list[int]]:
    """``likely_articles`` of several texts, all asked for at once: most passages stand in no other article. Where some
    of them stand in very many, each text is asked for alone."""
    wanted = {key for keys in texts for key in keys}
    if not wanted:
        return [[] for _ in texts]
    most = MOST_OF_A_KEY * len(texts)
    found = _HOLDING.all(connection, {"keys": list(wanted), "most": most})
    if len(found) == most:
        return [likely_articles(connection, keys) for keys in texts]
    holding: defaultdict[int, list[int]] = defaultdict(list)
    for key, number in sorted(((row.key, row.article_id) for row in found), reverse=True):  # the latest first
        holding[key].append(number)
    return [_likely(keys, holding) for keys in texts]


class StoryFinder:
    """Finds the story of each new article of one group, inside the caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._here: dict[int, list[Plan]] = {}
        self._tellings: dict[int, Telling] = {}

    def find(self, plans: Sequence[Plan]) -> None:
        """Fill ``story_id`` of the plans of new articles that belong to a stored story, and ``twin`` of those that
        belong to that of an earlier plan of the group. Precision first: what may be another story is left alone."""
        apart = [plan for plan in plans if not plan.story_id]  # the others were joined to their language versions
        stories = self._by_address(apart)
        stories |= self._of_same_text([plan for plan in apart if plan.item.address not in stories])
        for plan in plans:
            plan.story_id = plan.story_id or stories.get(plan.item.address, 0)
            plan.joined = plan.story_id != 0
            if not plan.joined:
                plan.twin = self._twin_here(plan)
            for key in plan.keys:
                self._here.setdefault(key, []).append(plan)

    def _of_same_text(self, plans: Sequence[Plan]) -> dict[str, int]:
        """The stories of stored articles with nearly the text of an item, by the item's address."""
        likely = _likely_of_all(self._connection, [plan.keys for plan in plans])
        chosen = sorted({number for numbers in likely for number in numbers})
        if not chosen:
            return {}
        rows_by_id = {row.id: row for row in _TOLD.all(self._connection, {"ids": chosen})}
        stored = {number: Telling(row.title, row.body, row.published_day) for number, row in rows_by_id.items()}
        stories: dict[str, int] = {}
        for plan, numbers in zip(plans, likely, strict=True):
            for number in numbers:
                if number in stored and same_story(self._telling(plan), stored[number]):
                    stories[plan.item.address] = rows_by_id[number].story_id
                    break
        return stories

    def _twin_here(self, plan: Plan) -> Plan | None:
        """An earlier plan of this group with nearly this text: of those that share most keys with it."""
        sharing = [here for key in plan.keys if len(here := self._here.get(key, ())) <= MOST_OF_A_KEY and here]
        if not sharing:
            return None
        by_id = {id(other): other for here in sharing for other in here}
        likely = Counter(id(other) for here in sharing for other in here).most_common(MOST_COMPARED)
        others = (by_id[number] for number, _ in likely)
        return next((other for other in others if same_story(self._telling(plan), self._telling(other))), None)

    def _telling(self, plan: Plan) -> Telling:
        """The item's text, made ready once however often it is compared."""
        found = self._tellings.get(id(plan))
        if found is None:
            article = plan.item.article
            found = Telling(article.title, article.body, rows.published_day(article))
            self._tellings[id(plan)] = found
        return found

    def _by_address(self, plans: Sequence[Plan]) -> dict[str, int]:
        """The stories of stored articles whose addresses differ from an item's in the language only."""
        wanted = {
            plan.item.address: language_addresses(plan.item.address)
            for plan in plans
            if plan.item.article.language and plan.item.article.published
        }
        keys = {address_key(address) for addresses in wanted.values() for address in addresses}
        if not keys:
            return {}
        stored = {row.address: row for row in _OTHERS.all(self._connection, {"keys": list(keys)})}
        stories: dict[str, int] = {}
        for plan in plans if stored else ():
            for address in wanted.get(plan.item.address, ()):
                row = stored.get(address)
                if row is not None and _translated(plan.item, row):
                    stories[plan.item.address] = row.story_id
                    break
        return stories


def _translated(item: ArticleItem, row: Any) -> bool:
    if row.language is None or row.language == item.article.language:
        return False
    return same_in_another_language(
        item.article,
        item.address,
        other_body=row.body,
        other_day=row.published_day,
        other_image=row.image,
        other=row.address,
    )


def index_texts(db: Database, connection: Connection, plans: Sequence[Plan]) -> None:
    """Put new articles into the index of texts, and edited ones under their new keys."""
    values = []
    for plan in plans:
        keys = set(plan.keys)
        if plan.stored is not None:
            before = set(text_keys(plan.stored.body))
            if before - keys:
                mine = text_key.c.article_id == plan.article_id
                connection.execute(delete(text_key).where(text_key.c.key.in_(before - keys), mine))
            keys -= before
        values += [{"key": key, "article_id": plan.article_id} for key in keys]
    if values:
        db.ready(_key).many(connection, values)


def _key(db: Database) -> Insert:
    return db.insert(text_key).on_conflict_do_nothing()
