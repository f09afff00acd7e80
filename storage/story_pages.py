"""The pages of a story, for messages that tell all of them at once."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from storage.pages import batched
from storage.records import StoryPage
from storage.schema import article, source

MOST_PAGES = 20
"""Pages of one story that are named; a story has a few."""


def story_pages(connection: Connection, stories: Collection[int]) -> dict[int, list[StoryPage]]:
    """The first ``MOST_PAGES`` pages of each of these stories that has more than one, oldest first."""
    found: dict[int, list[StoryPage]] = {}
    columns = (article.c.story_id, article.c.id, article.c.title, article.c.url, article.c.language)
    query = select(*columns, article.c.source_key, source.c.name).join(source, source.c.key == article.c.source_key)
    for part in batched(sorted(stories)):
        rows = connection.execute(query.where(article.c.story_id.in_(part)).order_by(article.c.id))
        for story, number, title, url, language, key, name in rows:
            pages = found.setdefault(story, [])
            if len(pages) < MOST_PAGES:
                pages.append(StoryPage(number, title, url, language, key, name))
    return {story: pages for story, pages in found.items() if len(pages) > 1}
