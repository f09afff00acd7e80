"""From outbox rows to what a message says: one view model for text, HTML and Slack.

Every text in it is a single clean line (``alerts.text.clean``) and every link opens a page or is "". Escaping for the
medium is left to the medium.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alerts.names import CHANGES, HEALTH, country_name, day_name, grade_name, language_name, moment_name
from alerts.quotes import Piece, quotes
from alerts.records import Delivery
from alerts.terms import TERMS_SHOWN
from alerts.terms import deciding_terms as deciding_terms
from alerts.text import clean, shorten, web_link
from storage.records import AlertRow, StoryPage

TITLE_LIMIT = 250
PASSAGE_LIMIT = 300
ADVICE_LIMIT = 1000
SUBJECT_LIMIT = 120
OTHERS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class OtherPage:
    """Another page of the same story: a language version or the same news elsewhere."""

    title: str
    url: str
    language: str
    university: str


@dataclass(frozen=True, slots=True)
class Item:
    """One story in a message. All words are for people: ``grade_words``, ``country``, ``language``, ``day``.

    ``day`` and ``short_day`` are "" where the page states none. ``more_terms``: there are others beside ``terms``.
    ``added`` and ``removed`` are filled for an edit only, whose kind ``change`` puts in words; ``withdrawn`` says since
    when an article is no longer there. ``dashboard`` is the article's page there, "" without a dashboard.
    """

    title: str
    url: str
    university: str
    country: str
    day: str
    short_day: str
    found: str
    grade: int
    grade_words: str
    topics: tuple[str, ...]
    language: str
    terms: tuple[str, ...]
    more_terms: bool
    quotes: tuple[tuple[Piece, ...], ...]
    edited: bool
    change: str
    added: str
    removed: str
    others: tuple[OtherPage, ...]
    withdrawn: str = ""
    dashboard: str = ""

    @property
    def event(self) -> str:
        """What happened to the article beside being found: an edit, a withdrawal, or ""."""
        if self.withdrawn:
            return f"withdrawn since {self.withdrawn}"
        return f"edited: {self.change}" if self.edited else ""

    @property
    def pages(self) -> int:
        """How many articles are told here: this one and the others of its story."""
        return 1 + len(self.others)

    def terms_line(self, shown: int = TERMS_SHOWN) -> str:
        """The first ``shown`` terms in one line, "…" after them where there are more."""
        more = "\u00a0…" if self.terms and (self.more_terms or len(self.terms) > shown) else ""
        return ", ".join(self.terms[:shown]) + more


@dataclass(frozen=True, slots=True)
class Notice:
    """One word on the health of a source: ``state`` in words ("broken", "works again" …), ``text`` in one line,
    ``more`` what was expected and what to do, ``since`` when it began."""

    text: str
    university: str
    country: str
    url: str
    found: str
    state: str = "notice"
    more: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True)
class Digest:
    """One message. ``subject`` has at most 120 characters, the count first; ``heading`` says what the message holds,
    without a headline. ``story`` is the one story that the whole message tells of, None where there are several;
    ``thread`` where the channel told of that story first."""

    delivery_id: str
    channel: str
    subject: str
    heading: str
    items: tuple[Item, ...]
    notices: tuple[Notice, ...]
    story: int | None = None
    thread: str | None = None


def render(delivery: Delivery, dashboard: str = "") -> Digest:
    """What the message of one delivery says: stories ordered by grade (3 first), then the newest day first; after
    them what there is to say of sources. ``dashboard`` is its base address, "" without one."""
    groups: dict[tuple[str, object], list[AlertRow]] = {}
    for row in delivery.rows:
        if row.kind != "health":
            groups.setdefault(_group_key(row), []).append(row)
    leads = [sorted(rows, key=_first_in_story) for rows in groups.values()]
    leads.sort(key=lambda rows: rows[0].id)
    leads.sort(key=lambda rows: rows[0].published_day or _found_day(rows[0]), reverse=True)
    leads.sort(key=lambda rows: rows[0].grade or 0, reverse=True)
    items = tuple(_item(rows, dashboard) for rows in leads)
    notices = tuple(_notice(row, dashboard) for row in delivery.rows if row.kind == "health")
    heading = _heading(items, notices, stories=True)
    stories = {row.story_id for row in delivery.rows}
    story = stories.pop() if len(stories) == 1 else None
    thread = delivery.rows[0].thread if story is not None else None
    subject = _subject(items, notices)
    return Digest(delivery.id, delivery.channel, subject, heading, items, notices, story, thread)


def _group_key(row: AlertRow) -> tuple[str, object]:
    """Pages of one story are told as one; an edit is news of its own, each of several of one page."""
    if row.article_id is None:
        return "row", row.id
    if row.kind == "new" and row.story_id is not None:
        return "story", row.story_id
    return row.kind, (row.article_id, row.version if row.kind == "edit" else None)


def _first_in_story(row: AlertRow) -> tuple[int, int]:
    return -(row.grade or 0), row.id


def _found_day(row: AlertRow) -> str:
    return (row.first_seen_at or row.created_at).date().isoformat()


def _item(rows: Sequence[AlertRow], dashboard: str) -> Item:
    lead = rows[0]
    same = [row for row in rows if row.article_id == lead.article_id]
    others: dict[object, AlertRow | StoryPage] = {page.article_id: page for page in lead.others[:OTHERS_SHOWN]}
    others |= {row.article_id: row for row in rows if row.article_id != lead.article_id}
    edited = lead.kind == "edit"
    evidence = [entry for row in same for entry in row.evidence]
    terms = deciding_terms(evidence, shown=TERMS_SHOWN + 1, title=lead.title)
    return Item(
        title=clean(lead.title, TITLE_LIMIT) or "(no headline)",
        url=web_link(lead.url),
        university=clean(lead.source_name or lead.source_key, 120),
        country=country_name(clean(lead.country, 40)),
        day=day_name(clean(lead.published_day, 40)),
        short_day=day_name(clean(lead.published_day, 40), short=True),
        found=moment_name(lead.first_seen_at or lead.created_at),
        grade=lead.grade or 0,
        grade_words=grade_name(lead.grade),
        topics=tuple(dict.fromkeys(topic_name(row.topic) for row in same if row.topic)),
        language=language_name(clean(lead.language, 20)),
        terms=terms[:TERMS_SHOWN],
        more_terms=len(terms) > TERMS_SHOWN,
        quotes=tuple(quotes(evidence, title=lead.title)),
        edited=edited,
        change=CHANGES.get(lead.change_kind or "", "changed") if edited else "",
        added=clean(lead.added, PASSAGE_LIMIT) if edited else "",
        removed=clean(lead.removed, PASSAGE_LIMIT) if edited else "",
        others=tuple(_other(row) for row in others.values()),
        withdrawn=moment_name(lead.gone_since or lead.created_at) if lead.kind == "withdrawn" else "",
        dashboard=dashboard_page(dashboard, f"article/{lead.article_id}") if lead.article_id else "",
    )


def _other(row: AlertRow | StoryPage) -> OtherPage:
    return OtherPage(
        title=clean(row.title, 160) or "(no headline)",
        url=web_link(row.url),
        language=language_name(clean(row.language, 20)),
        university=clean(row.source_name or row.source_key, 120),
    )


def _notice(row: AlertRow, dashboard: str) -> Notice:
    news = row.health
    return Notice(
        text=clean(row.title, TITLE_LIMIT) or f"News of {clean(row.source_name or row.source_key, 120)}",
        university=clean(row.source_name or row.source_key, 120),
        country=country_name(clean(row.country, 40)),
        url=dashboard_page(dashboard, "sources") or web_link(row.url),
        found=moment_name(row.created_at),
        state=HEALTH.get(news.state, "notice") if news else "notice",
        more=clean(news.text, ADVICE_LIMIT) if news else "",
        since=moment_name(news.since) if news else "",
    )


def dashboard_page(dashboard: str, path: str) -> str:
    """A page of the dashboard at the base address ``dashboard``; "" without one."""
    return web_link(f"{dashboard.rstrip('/')}/{path}") if dashboard else ""


def topic_name(topic: str | None) -> str:
    """A topic's file name as people write it: ``china`` is "China"."""
    name = clean(topic, 60).replace("_", " ").replace("-", " ")
    return name[:1].upper() + name[1:]


def _heading(items: Sequence[Item], notices: Sequence[Notice], *, stories: bool) -> str:
    """What there is and how much of it; ``stories``: also in how many stories, where that is another number."""
    new = [i for i in items if not i.edited and not i.withdrawn]
    edited, gone = [i for i in items if i.edited], [i for i in items if i.withdrawn]
    parts = []
    if new:
        pages = sum(item.pages for item in new)
        told_as = f" ({_count(len(new), 'story', 'stories')})" if stories and pages > len(new) else ""
        parts.append(_count(pages, "article", "articles") + told_as)
    if edited:
        parts.append(_count(len({i.url or i.title for i in edited}), "edited article", "edited articles"))
    if gone:
        parts.append(_count(len(gone), "withdrawn article", "withdrawn articles"))
    told = " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)
    topics = list(dict.fromkeys(topic for item in items for topic in item.topics))
    if topics:
        told += f" about {' and '.join(topics)}" if len(topics) <= 2 else f" about {len(topics)} topics"
    if notices:
        sources = _count(len(notices), "notice", "notices") + " about sources"
        told = f"{told}, {sources}" if told else sources
    return told


def _subject(items: Sequence[Item], notices: Sequence[Notice]) -> str:
    """How much about what, and the strongest headline: who sent it stands in From."""
    start = shorten(_heading(items, notices, stories=False), SUBJECT_LIMIT // 2)
    first = items[0].title if items else notices[0].text if notices else ""
    return shorten(f"{start} — {first}" if first else start, SUBJECT_LIMIT)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
