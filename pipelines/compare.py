"""Step 2: new, edited or unchanged? A real edit has a kind; a counter that moved is none."""

from __future__ import annotations

from articles import Change
from articles.compare import compare_versions
from storage.records import ArticleItem
from storage.rows import stated_day


class ComparePipeline:
    """Fills ``change``."""

    def process_item(self, item: ArticleItem) -> ArticleItem:
        """Compare the reading with the newest stored version."""
        known, article = item.known, item.article
        if known is None:
            item.change = Change("new")
            return item
        day = stated_day(article, known.published_day)
        if item.content_hash == known.content_hash and day == known.published_day:
            item.change = Change("unchanged")
            return item
        item.change = compare_versions(
            old_title=known.title,
            old_body=known.body,
            old_day=known.published_day,
            new_title=article.title,
            new_body=article.body,
            new_day=day,
        )
        return item
