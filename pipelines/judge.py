"""Step 3: is it about a topic? On title, rubric and text only, never on the page around them."""

from __future__ import annotations

from collections.abc import Sequence

from scrapy.crawler import Crawler

from storage.records import ArticleItem
from topics import Topic, load_topic


class JudgePipeline:
    """Fills ``verdicts`` and ``newly_flagged``."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self.topics = topics

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> JudgePipeline:
        """The topics named by ``VESTNIK_TOPICS``, each loaded once a process."""
        return cls([load_topic(name) for name in crawler.settings.getlist("VESTNIK_TOPICS")])

    def process_item(self, item: ArticleItem) -> ArticleItem:
        """Judge a new article, or an edited one; an edit is news only where the version before was not flagged."""
        if item.change is None or item.change.kind == "unchanged" or item.duplicate_of:
            return item
        article, known = item.article, item.known
        news: list[str] = []
        for topic in self.topics:
            verdict = topic.judge(article.title, article.body, language=article.language)
            item.verdicts[topic.name] = verdict
            before = (
                topic.judge(known.title, known.body, language=article.language) if known and verdict.flagged else None
            )
            if verdict.flagged and not (before and before.flagged):
                news.append(topic.name)
        item.newly_flagged = tuple(news)
        return item
