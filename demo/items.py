"""From stories to the articles of one site: slots filled, bodies varied, days and addresses given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from demo.days import days_back, midnight, moment, recent_days_back, shift
from demo.news import Story, draw, extras, fill, pick_stories, slots
from demo.records import Block, Item, SiteFacts

_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya".replace("_", "").split(" "),
        strict=True,
    )
)
SLUG_LENGTH = 100
"""Where 1C-Bitrix cuts the transliterated code of an article."""


def slugify(title: str, separator: str = "-") -> str:
    """A title as a part of an address: transliterated, lower case, cut as Bitrix cuts it. Empty for Chinese."""
    latin = "".join(_CYRILLIC.get(letter, letter) for letter in title.lower())
    words = re.sub(r"[^a-z0-9]+", separator, latin.encode("ascii", "ignore").decode())
    return words[:SLUG_LENGTH].strip(separator)


def unique_slug(slug: str, taken: Iterable[str]) -> str:
    """The slug itself, or with ``-2``, ``-3``… where it is taken already."""
    used = set(taken)
    number, candidate = 1, slug
    while candidate in used:
        number += 1
        candidate = f"{slug}-{number}"
    return candidate


def build_items(
    facts: SiteFacts, stories: Sequence[Story], *, keys: Sequence[str], languages: Sequence[str], today: date
) -> list[Item]:
    """The articles of one site, newest first. ``keys`` and ``languages`` are those of all hosts of its group."""
    chosen = pick_stories(stories, group=facts.group, keys=keys, languages=languages)
    relative = facts.newest is None
    offsets = recent_days_back(facts.group, len(chosen)) if relative else days_back(facts.group, len(chosen))
    newest = facts.newest or today
    items: list[Item] = []
    for place, (story, offset) in enumerate(zip(chosen, offsets, strict=True)):
        day = shift(newest, offset)
        key = f"{facts.group}/{story.id}"
        at = midnight(day, facts.zone) if relative else moment(day, facts.zone, key)
        items.append(_item(facts, story, at, number=len(chosen) - place))
    _place_fixed(items)
    return items


def make_item(
    facts: SiteFacts, *, number: int, title: str, blocks: list[Block], at: datetime, rubric: str, story: Story
) -> Item:
    """One article with everything but its address."""
    return Item(
        number=number,
        slug=slugify(title) or f"news-{number}",
        title=title,
        blocks=blocks,
        published=at,
        entered=at,
        rubric=rubric,
        rubric_slug=slugify(story.rubric.get("en", rubric)) or "news",
        language=facts.language,
        grade=story.grade,
        near_miss=story.near_miss,
        why=story.why,
        story_id=story.id,
    )


def _item(facts: SiteFacts, story: Story, at: datetime, *, number: int) -> Item:
    key = f"{facts.group}/{story.id}"
    values = slots(key=key, university=facts.short, language=facts.language)
    text = story.texts[facts.language]
    blocks = [Block("p", fill(paragraph, values)) for paragraph in text.body]
    return make_item(
        facts,
        number=number,
        title=fill(text.title, values),
        blocks=_vary(blocks, key, facts),
        at=at,
        rubric=story.rubric[facts.language],
        story=story,
    )


def _vary(blocks: list[Block], key: str, facts: SiteFacts) -> list[Block]:
    """Add what real bodies have: a bold lead, an image, a list, a table, a quotation, an old day, a closing line."""
    values = slots(key=f"{key}/extra", university=facts.short, language=facts.language)

    def extra(kind: str) -> str:
        choices = extras()[kind][facts.language]
        return fill(choices[draw(f"{kind}/{key}", len(choices))], values)

    varied = list(blocks)
    if draw(f"lead?/{key}", 4) == 0:
        varied[0] = Block("lead", varied[0].text)
    if draw(f"past?/{key}", 3) == 0:
        varied.append(Block("p", extra("past")))
    match draw(f"form?/{key}", 6):
        case 0:
            varied.insert(2, Block("list", rows=tuple((item,) for item in extra("list").split("|"))))
        case 1:
            rows = tuple(tuple(row.split(";")) for row in extra("table").split("|"))
            varied.append(Block("table", rows=rows))
        case 2:
            varied.insert(2, Block("quote", extra("quote")))
        case 3:
            varied.insert(1, Block("figure", extra("figure"), source=f"/upload/images/{draw(key, 9000) + 1000}.gif"))
    varied.append(Block("p", extra("closing")))
    return varied


def _place_fixed(items: list[Item]) -> None:
    """Give the stories that have a day of their own that day, in order among the others."""
    for item in items:
        day = FIXED_DAYS.get(item.story_id)
        if day is not None and item.published is not None:
            item.published = item.entered = datetime.combine(day, item.published.timetz())
    items.sort(key=lambda item: item.entered, reverse=True)
    for number, item in enumerate(reversed(items), 1):
        item.number = number


FIXED_DAYS: Mapping[str, date] = {"seed": date(2024, 6, 28)}
"""Stories whose day is a fact of the story itself."""
