"""What one crawl shows of a source's health: signs, present or not. Whether a sign is told is for the judge to say."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median

from crawler.spiders.source import CAUSE
from scheduler.health_memory import SLOW_MS, Memory, Row
from scheduler.health_rhythm import silence
from scheduler.health_words import PASSING, day_words, main_cause, number_words, reach_words
from storage.health_records import ArticleFacts, HealthFacts, Poll, Way

CHANCE = 1e-4
"""A row of bad pages or articles is a sign when it is less likely than this under the source's own past."""
LEAST = 3
"""Pages or articles in a row that make a sign, at least; fewer are never told."""
_MANY = 6
"""So many from one crawl are a sign by themselves; fewer may be one odd batch, and must come from two."""
_SURE = 5
_SLOWER = 5
_SHORT = 0.25
_NEXT_TO_NOTHING = 100


@dataclass(frozen=True, slots=True)
class Sign:
    """One look at one aspect of a source. ``title`` is what is wrong in one line, ``text`` more of it; ``passing``: it
    may pass by itself; ``sure``: this one look is enough; ``wait``: how long the site asked us to stay away."""

    aspect: str
    present: bool
    cause: str = ""
    title: str = ""
    text: str = ""
    since: datetime | None = None
    passing: bool = False
    sure: bool = False
    wait: timedelta = timedelta(0)


def reach_sign(poll: Poll) -> Sign | None:
    """Whether the source can be read at all; None where the crawl does not tell."""
    counts = poll.counts
    if counts.get("unstored"):
        return None  # our own database's trouble
    if poll.verdict in ("ok", "partial"):
        return Sign("reach", False)
    causes = {name.removeprefix(CAUSE): number for name, number in counts.items() if name.startswith(CAUSE)}
    if set(causes) == {"budget"}:
        return None  # our own bound for the day
    default = "empty" if poll.verdict == "empty" else "other" if counts.get("requests") else "unbegun"
    cause = main_cause(causes) or default
    title, advice = reach_words(cause)
    found = poll.problems.get("blocked") or poll.problems.get("entry") or poll.problems.get("empty") or poll.hint or ""
    return Sign(
        "reach", True, cause, title, _sentence(found, advice),
        passing=cause in PASSING, wait=timedelta(seconds=counts.get("retry_after_s", 0)),
    )  # fmt: skip


def content_signs(facts: HealthFacts, poll: Poll, memory: Memory, now: datetime) -> list[Sign]:
    """All other aspects, of a source whose lists can be read."""
    made = [_pages(memory), _template(memory), _hints(memory), _slow(poll, memory)]
    made += [_way(way, facts.ways, memory) for way in facts.ways]
    made += [_dates(facts.articles, memory), _bodies(facts.articles, memory)]
    if "pages" not in memory.troubles:  # new articles are named then, and cannot be read
        made.append(_silence(facts, memory, now))
    return [sign for sign in made if sign is not None]


def _pages(memory: Memory) -> Sign | None:
    row, past = memory.bad, memory.before(memory.bad.since)
    if not row.length:
        return Sign("pages", False)
    share = _share(sum(day.bad for day in past), sum(day.fresh for day in past))
    if not _is_unlikely(row, share, CHANCE):
        return None
    reason = row.words.partition(": ")[2][:80]
    title = f"the last {row.length} new pages were no articles{f': {reason}' if reason else ''}"
    advice = "look at one in a browser: a login, a captcha, maintenance, or another template"
    return Sign("pages", True, "pages", title, _sentence(row.words, advice), _time(row), passing=row.passing)


def _template(memory: Memory) -> Sign | None:
    row, past = memory.misses, memory.before(memory.misses.since)
    if not row.length:
        return Sign("template", False)
    share = _share(sum(day.misses for day in past), sum(day.hits + day.misses for day in past))
    if not _is_unlikely(row, share, CHANCE):
        return None
    title = f"redesigned? the last {row.length} articles do not fit what was learned of its pages"
    text = "They are read from the whole page meanwhile, and its places are learned anew: look at one of them."
    return Sign("template", True, "template", title, text, _time(row), sure=row.length >= _SURE)


def _hints(memory: Memory) -> Sign | None:
    row, past = memory.hinted, memory.before(memory.hinted.since)
    if not row.length:
        return Sign("hints", False)
    if not _is_unlikely(row, _share(sum(d.hinted for d in past), sum(d.fresh - d.bad for d in past)), CHANCE):
        return None
    title = f"the hints of its source file match nothing in the last {row.length} articles"
    return Sign("hints", True, "hints", title, "The general reader took their place: correct the hints.", _time(row))


def _slow(poll: Poll, memory: Memory) -> Sign | None:
    latency, trouble = poll.counts.get("latency_ms"), memory.troubles.get("slow")
    began = datetime.fromisoformat(trouble.since) if trouble else poll.started_at
    usual = memory.usual_latency(began.date())
    if latency is None or usual is None:
        return None
    usual = max(usual, 1.0)
    if latency < SLOW_MS or latency < _SLOWER * usual:
        return Sign("slow", False)
    title = f"slow: {_seconds(latency)} a page, used to be {_seconds(usual)}"
    return Sign("slow", True, "slow", title, "Crawls take longer; the site may be overloaded or slow us.", passing=True)


def _seconds(milliseconds: float) -> str:
    if milliseconds < 100:
        return f"{milliseconds:.0f} ms"
    return f"{milliseconds / 1000:.0f} s" if milliseconds >= 2000 else f"{milliseconds / 1000:.1f} s"


def _way(way: Way, ways: Sequence[Way], memory: Memory) -> Sign | None:
    aspect = f"way {way.kind} {way.url}"[:300]
    asked = way.failures != memory.way_failures.get(aspect, 0)
    memory.way_failures[aspect] = way.failures
    if not way.failures:
        memory.way_failures.pop(aspect, None)
        return Sign(aspect, False)
    if not asked:
        return None  # it was not looked at this time
    living = sorted({other.kind for other in ways if not other.failures})
    meanwhile = f"Read from the {' and the '.join(living)} meanwhile. " if living else ""
    passing = way.status is None or way.status >= 500 or way.status == 429
    title = f"{way.kind} dead: {way.note or 'no answer'}"[:200]
    text = f"{way.url}. {meanwhile}Correct or take out this way in where it does not come back."
    return Sign(aspect, True, "way", title, text, passing=passing)


def _dates(articles: Sequence[ArticleFacts], memory: Memory) -> Sign | None:
    return _articles(
        "dates", articles, memory, lambda one: not one.dated,
        lambda row, since: f"dates missing since {day_words(since)}: {row} articles in a row have none",
        "Look at one of them: the date moved or is written in a way that is not read; a hint helps (docs/sources.md).",
    )  # fmt: skip


def _bodies(articles: Sequence[ArticleFacts], memory: Memory) -> Sign | None:
    usual = _usual_length(articles, memory)
    if usual < 300:
        return None
    new = [one.length for one in articles[-LEAST:]]
    least = LEAST if median(new) < _NEXT_TO_NOTHING else _SURE  # short news come in rows now and then
    if 0 < _row(articles, lambda one: one.length < _SHORT * usual) < least:
        return None
    return _articles(
        "bodies", articles, memory, lambda one: one.length < _SHORT * usual,
        lambda row, since: (
            f"texts {'empty' if not median(new) else 'much shorter'} since {day_words(since)}: "
            f"{row} articles in a row, {median(new):.0f} characters where {usual:.0f} were usual"
        ),
        "Look at one of them: a script may load the text now, or it stands elsewhere; a hint helps (docs/sources.md).",
    )  # fmt: skip


def _row(articles: Sequence[ArticleFacts], is_bad: Callable[[ArticleFacts], bool]) -> int:
    """How many of the newest articles in a row have a fault."""
    return next((n for n, one in enumerate(reversed(articles)) if not is_bad(one)), len(articles))


def _usual_length(articles: Sequence[ArticleFacts], memory: Memory) -> float:
    trouble = memory.troubles.get("bodies")
    since = datetime.fromisoformat(trouble.since) if trouble else datetime.max.replace(tzinfo=UTC)
    lengths = [one.length for one in articles if one.first_seen_at < since]
    return median(lengths) if len(lengths) >= 10 else 0.0


def _articles(
    aspect: str,
    articles: Sequence[ArticleFacts],
    memory: Memory,
    is_bad: Callable[[ArticleFacts], bool],
    title: Callable[[int, datetime], str],
    advice: str,
) -> Sign | None:
    """A fault that the newest stored articles have and the earlier ones had not. What the first crawl brought is past:
    it found everything at once."""
    if not articles:
        return None
    first = datetime.fromisoformat(memory.learned_at) if memory.learned_at else articles[-1].first_seen_at
    length = 0
    for one in reversed(articles):
        if one.first_seen_at <= first or not is_bad(one):
            break
        length += 1
    if not length:
        return Sign(aspect, False)
    row, past = articles[-length:], articles[:-length]
    if len(past) < 5 and aspect in memory.troubles:
        return None  # what was usual has left the window: it goes on
    bad = sum(map(is_bad, past))
    enough = len({one.first_seen_at for one in row}) >= 2 or length >= _MANY
    if length < LEAST or not enough or _share(bad, len(past)) ** length >= CHANCE:
        return None
    since = row[0].first_seen_at
    return Sign(aspect, True, aspect, title(length, since), advice, since)


def _silence(facts: HealthFacts, memory: Memory, now: datetime) -> Sign | None:
    if facts.began is None:
        return None
    today, trouble = now.date(), memory.troubles.get("silence")
    found = silence(facts.days, facts.began.date(), today, country=facts.country, peers=facts.peers)
    if found is None or (trouble is not None and found.since.isoformat() > trouble.since[:10]):
        return Sign("silence", False)
    if not found.told:
        return None if trouble is not None else Sign("silence", False)
    since = datetime.combine(found.since, datetime.min.time(), UTC)
    title = f"expected about {found.expected:.0f} articles in {number_words(found.days, 'day')}, got 0"
    text = (
        f"Its lists answer and name nothing new; by its own rhythm the chance of that is {_chance(found.chance)}. "
        "Look at the site: news may have moved to another address, or an old copy is served."
    )
    return Sign("silence", True, "silence", title, text, since)


def _chance(chance: float) -> str:
    return "less than 1 in 1,000,000" if chance < 1e-6 else f"1 in {10 ** math.floor(-math.log10(chance)):,}"


def _share(bad: int, total: int) -> float:
    """A share that is never quite 0: what has not happened in few cases may still happen (Krichevsky-Trofimov)."""
    return (bad + 0.5) / (total + 1)


def _is_unlikely(row: Row, share: float, chance: float) -> bool:
    return row.length >= LEAST and share**row.length < chance


def _time(row: Row) -> datetime | None:
    return datetime.fromisoformat(row.since) if row.since else None


def _sentence(found: str, advice: str) -> str:
    """What was found, then what to do."""
    return f"{found.rstrip('. ')}. {advice[0].upper()}{advice[1:]}." if found else f"{advice[0].upper()}{advice[1:]}."
