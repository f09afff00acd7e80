"""Step 3: is it about a topic? On title, rubric and text only, never on the page around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipelines.repeated import ARTICLES, RepeatedBlocks
from storage.records import ArticleItem
from topics import Text, Topic, Verdict, load_topic

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class JudgePipeline:
    """Fills ``verdicts``. Whether a grade is news is the store's to say: it holds the grade before."""

    def __init__(self, topics: Sequence[Topic], crawler: Crawler | None = None) -> None:
        self.topics = topics
        self._crawler = crawler
        self._blocks: RepeatedBlocks | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> JudgePipeline:
        """The topics named by ``VESTNIK_TOPICS``, each loaded once a process; made anew for each crawl."""
        return cls([load_topic(name) for name in crawler.settings.getlist("VESTNIK_TOPICS")], crawler)

    async def process_item(self, item: ArticleItem) -> ArticleItem:
        """Judge a new article, or an edited one."""
        if item.change is None or item.change.kind == "unchanged":
            return item
        verdicts = judge_item(self.topics, item)
        if any(verdict.flagged for verdict in verdicts.values()):
            verdicts = judge_item(self.topics, item, verdicts, await self._repeated(item))
        if self._blocks is not None:
            self._blocks.add(item.article.body)
        item.verdicts.update(verdicts)
        return item

    async def _repeated(self, item: ArticleItem) -> RepeatedBlocks:
        """What is known of the source's blocks: read from the store at the first flag, for most crawls have none."""
        if self._blocks is None:
            bodies: Sequence[str] = ()
            if self._crawler is not None and self._crawler.spider is not None:
                store: Any = self._crawler.spider.store  # type: ignore[attr-defined]  # the spider of this project has one
                bodies = await store.call("recent_bodies", item.source_key, limit=ARTICLES)
            self._blocks = RepeatedBlocks(bodies)
        return self._blocks


def judge_item(
    topics: Sequence[Topic],
    item: ArticleItem,
    judged: dict[str, Verdict] | None = None,
    repeated: RepeatedBlocks | None = None,
) -> dict[str, Verdict]:
    """The verdicts of all topics by name. With what was ``judged`` and the blocks that are ``repeated`` under the
    source's articles it is judged again without those, where they hold any of its evidence."""
    body = item.article.body
    if judged is not None and repeated is not None:
        offsets = [e.offset for v in judged.values() for e in v.evidence if e.field in ("lead", "body")]
        body = repeated.blank(body, offsets)
        if body == item.article.body:
            return judged
    article = item.article
    text = Text(article.title, body, article.rubric or "", article.language, item.source_key)
    return {topic.name: judge_text(topic, item, text) for topic in topics}


def judge_text(topic: Topic, item: ArticleItem, text: Text) -> Verdict:
    """The verdict on an item with this text. An edit whose new sentences are about the topic, where those it took away
    were not, is significant even where the whole of a long text is passing: it now mentions it."""
    article, change = item.article, item.change
    verdict = topic.judge_text(text)
    if item.known is None or change is None or change.kind != "body" or verdict.flagged or not verdict.evidence:
        return verdict
    added, removed = (
        topic.judge("", passage, language=article.language, source=item.source_key)
        for passage in (change.added, change.removed)
    )
    if not added.flagged or removed.flagged:
        return verdict
    return replace(verdict, grade=2, decided=f"an edit added it: {added.decided}")
