"""From outbox rows to what a message says: one view model for text, HTML and Slack.

Every text in it is a single clean line (``alerts.text.clean``) and every link opens a page or is "". Escaping for the
medium is left to the medium.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.names import CHANGES, country_name, day_name, grade_name, language_name, moment_name
from alerts.records import Delivery
from alerts.terms import EVIDENCE_READ, TERMS_SHOWN, weight
from alerts.terms import deciding_terms as deciding_terms
from alerts.text import clean, shorten, web_link
from storage.records import AlertRow, StoryPage

TITLE_LIMIT = 250
QUOTE_LIMIT = 320
PASSAGE_LIMIT = 300
SUBJECT_LIMIT = 120
QUOTES_SHOWN = 2
OTHERS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a quoted sentence; ``marked`` where it is a term that decided."""

    text: str
    marked: bool


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
    ``added`` and ``removed`` are filled for an edit only, whose kind ``change`` puts in words.
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
    """One word on the health of a source."""

    text: str
    university: str
    country: str
    url: str
    found: str


@dataclass(frozen=True, slots=True)
class Digest:
    """One message. ``subject`` has at most 120 characters, the count first; ``heading`` says what the message holds,
    without a headline."""

    delivery_id: str
    channel: str
    subject: str
    heading: str
    items: tuple[Item, ...]
    notices: tuple[Notice, ...]


def render(delivery: Delivery) -> Digest:
    """What the message of one delivery says: stories ordered by grade (3 first), then the newest day first."""
    groups: dict[tuple[str, object], list[AlertRow]] = {}
    for row in delivery.rows:
        if row.kind != "health":
            groups.setdefault(_group_key(row), []).append(row)
    leads = [sorted(rows, key=_first_in_story) for rows in groups.values()]
    leads.sort(key=lambda rows: rows[0].id)
    leads.sort(key=lambda rows: rows[0].published_day or _found_day(rows[0]), reverse=True)
    leads.sort(key=lambda rows: rows[0].grade or 0, reverse=True)
    items = tuple(_item(rows) for rows in leads)
    notices = tuple(_notice(row) for row in delivery.rows if row.kind == "health")
    heading = _heading(items, notices, stories=True)
    return Digest(delivery.id, delivery.channel, _subject(items, notices), heading, items, notices)


def mark(sentence: str, terms: Sequence[str], *, limit: int = QUOTE_LIMIT) -> tuple[Piece, ...]:
    """A sentence in pieces, its ``terms`` marked, cut to about ``limit`` characters around the first of them."""
    spans: list[tuple[int, int]] = []
    for term in sorted({t for t in terms if t}, key=lambda t: (-len(t), t)):
        start = sentence.find(term)
        while start >= 0:
            end = start + len(term)
            if all(end <= a or start >= b for a, b in spans):
                spans.append((start, end))
            start = sentence.find(term, end)
    spans.sort()
    first = spans[0][0] if spans else 0
    low = 0 if len(sentence) <= limit else max(0, min(first - limit // 3, len(sentence) - limit))
    high = min(len(sentence), low + limit)
    pieces: list[Piece] = [Piece("…", False)] if low else []
    at = low
    for start, end in spans:
        start, end = max(start, at), min(end, high)
        if start >= end:
            continue
        if start > at:
            pieces.append(Piece(sentence[at:start], False))
        pieces.append(Piece(sentence[start:end], True))
        at = end
    if at < high:
        pieces.append(Piece(sentence[at:high], False))
    if high < len(sentence):
        pieces.append(Piece("…", False))
    return tuple(pieces)


def quotes(
    evidence: Sequence[Mapping[str, object]], *, title: str, shown: int = QUOTES_SHOWN
) -> list[tuple[Piece, ...]]:
    """The sentences that decided, heaviest first, with their terms marked; the headline itself only where there is
    nothing else."""
    terms: dict[str, dict[str, float]] = {}
    for entry in evidence[:EVIDENCE_READ]:
        sentence, term = clean(entry.get("sentence"), 2000), clean(entry.get("term"), 200)
        if sentence and term:
            terms.setdefault(sentence, {})[term] = weight(entry)
    ranked = sorted(terms, key=lambda s: sum(terms[s].values()), reverse=True)
    other_than_title = [s for s in ranked if s != clean(title, 2000)]
    return [mark(s, list(terms[s])) for s in (other_than_title or ranked)[:shown]]


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


def _item(rows: Sequence[AlertRow]) -> Item:
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
    )


def _other(row: AlertRow | StoryPage) -> OtherPage:
    return OtherPage(
        title=clean(row.title, 160) or "(no headline)",
        url=web_link(row.url),
        language=language_name(clean(row.language, 20)),
        university=clean(row.source_name or row.source_key, 120),
    )


def _notice(row: AlertRow) -> Notice:
    return Notice(
        text=clean(row.title, TITLE_LIMIT) or f"News of {clean(row.source_name or row.source_key, 120)}",
        university=clean(row.source_name or row.source_key, 120),
        country=country_name(clean(row.country, 40)),
        url=web_link(row.url),
        found=moment_name(row.created_at),
    )


def topic_name(topic: str | None) -> str:
    """A topic's file name as people write it: ``china`` is "China"."""
    name = clean(topic, 60).replace("_", " ").replace("-", " ")
    return name[:1].upper() + name[1:]


def _heading(items: Sequence[Item], notices: Sequence[Notice], *, stories: bool) -> str:
    """What there is and how much of it; ``stories``: also in how many stories, where that is another number."""
    new, edited = [i for i in items if not i.edited], [i for i in items if i.edited]
    parts = []
    if new:
        pages = sum(item.pages for item in new)
        told_as = f" ({_count(len(new), 'story', 'stories')})" if stories and pages > len(new) else ""
        parts.append(_count(pages, "article", "articles") + told_as)
    if edited:
        parts.append(_count(len({i.url or i.title for i in edited}), "edited article", "edited articles"))
    told = " and ".join(parts)
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
