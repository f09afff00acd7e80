"""The judge of a source's health: signs become troubles, troubles are confirmed, told once, and taken back once.

Pure: facts and a time in, a judgement out. What is seen once is suspected; what is seen twice is told, where it may
pass by itself only after it has lasted. What comes back again and again is told ever more slowly.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from scheduler.health_memory import Memory, Trouble
from scheduler.health_network import judge_network
from scheduler.health_rhythm import LEAST_HISTORY, beginning, by_week, expected_week
from scheduler.health_signs import Sign, content_signs, reach_sign
from scheduler.health_words import NETWORK, PASSING, day_words, length_words
from storage.health_records import HealthFacts, HealthRow, Judgement, Poll, SourceHealth
from storage.records import HealthNews, HealthState

PATIENCE = timedelta(hours=6)
"""How long what may pass by itself must last before it is told."""
SETTLE = timedelta(minutes=10)
"""How long anything else must: two looks within a minute are one."""
_LONG = timedelta(days=1)
"""What has lasted so long, and was the same at both looks, is no chance, however few looks there were."""
_FIRST_HOLD, _LONGEST_HOLD = timedelta(hours=6), timedelta(days=2)
_CONTENT = frozenset({"pages", "dates", "bodies", "template", "hints"})
_ORDER = ("reach", "pages", "silence", "bodies", "dates", "way", "template", "hints", "slow")
_WARNINGS = frozenset({"way", "template", "hints", "slow"})


def judge(facts: HealthFacts, *, now: datetime, patience: timedelta = PATIENCE) -> Judgement | None:
    """Judge a source by the crawls that were not judged yet; None where there are none.

    ``patience`` is how long what usually passes by itself (timeouts, server errors, maintenance) must last.
    """
    if not facts.polls:
        return None
    memory = Memory.load(facts.memory)
    told: list[HealthNews] = []
    usable = [one for one in facts.polls if _tells(one)]
    for poll in usable:
        told += _Look(facts, memory, poll, now, patience).news(last=poll is usable[-1])
    network, news = judge_network(facts, memory, now) if usable else (None, None)
    if news is not None:
        told.append(news)
    return Judgement(_row(facts, memory, now), tuple(told), network)


def _tells(poll: Poll) -> bool:
    """Whether a crawl says anything of the site: not one that was cut short, nor a walk back in time."""
    return poll.verdict not in ("stopped", "interrupted") and not poll.counts.get("backfill")


def group_of(aspect: str) -> str:
    """The group of an aspect: the troubles of one group are one to people, told once."""
    kind = aspect.partition(" ")[0]
    return "content" if kind in _CONTENT else kind


class _Look:
    """One crawl, judged."""

    def __init__(self, facts: HealthFacts, memory: Memory, poll: Poll, now: datetime, patience: timedelta) -> None:
        self._facts, self._memory, self._poll, self._now, self._patience = facts, memory, poll, now, patience

    def news(self, *, last: bool) -> list[HealthNews]:
        """Take account of the crawl; what is to be told. Only the ``last`` one is judged by the articles, which are as
        they stand now."""
        memory, poll = self._memory, self._poll
        memory.note(poll)
        reach = reach_sign(poll)
        self._answer(reach)
        signs = [reach] if reach is not None else []
        if last and reach is not None and not reach.present:
            signs += content_signs(self._facts, poll, memory, self._now)
            ways = {f"way {way.kind} {way.url}"[:300] for way in self._facts.ways}
            signs += [
                Sign(name, False, sure=True) for name in memory.troubles if name[:4] == "way " and name not in ways
            ]
        return [news for sign in signs if (news := self._take(sign)) is not None]

    def _answer(self, reach: Sign | None) -> None:
        memory, at = self._memory, self._poll.finished_at.isoformat()
        if reach is None or (reach.present and reach.cause not in NETWORK):
            memory.silent_since = None
        elif reach.present:
            memory.silent_since = memory.silent_since or self._poll.started_at.isoformat()
        if reach is not None and (not reach.present or reach.cause not in NETWORK):
            memory.silent_since, memory.last_answer_at = None, at

    def _take(self, sign: Sign) -> HealthNews | None:
        trouble = self._memory.troubles.get(sign.aspect)
        if sign.present:
            return self._bad(sign, trouble)
        return self._good(sign, trouble) if trouble is not None else None

    def _bad(self, sign: Sign, trouble: Trouble | None) -> HealthNews | None:
        at = self._poll.finished_at
        since = (sign.since or self._poll.started_at).isoformat()
        if trouble is None:
            trouble = Trouble(sign.cause, sign.title, sign.text, since, at.isoformat())
            self._memory.troubles[sign.aspect] = trouble
        trouble.same = trouble.same + 1 if trouble.cause == sign.cause else 1
        trouble.cause, trouble.title, trouble.advice = sign.cause, sign.title, sign.text
        trouble.good, trouble.good_since = 0, None
        if sign.cause in NETWORK and self._facts.machine.get("told"):
            trouble.polls, trouble.same, trouble.first = (
                0,
                0,
                at.isoformat(),
            )  # it is not the site's doing; the clock begins anew after
            return None
        trouble.polls += 1
        if trouble.told or not self._is_confirmed(sign, trouble):
            return None
        trouble.told = True
        group = group_of(sign.aspect)
        trouble.folded = any(
            other is not trouble and other.told and group_of(name) == group
            for name, other in self._memory.troubles.items()
        )
        if trouble.folded:
            return None
        self._memory.breaks.setdefault(sign.aspect, []).append(at.isoformat())
        state: HealthState = "warning" if sign.aspect.partition(" ")[0] in _WARNINGS else "broken"
        began = datetime.fromisoformat(trouble.since)
        return self._tell(state, sign.title, f"{sign.text} Since {_moment(began)}.", began)

    def _is_confirmed(self, sign: Sign, trouble: Trouble) -> bool:
        """Whether a trouble is to be told now: seen twice and for long enough, longer still where it came back."""
        again = self._memory.recent_breaks(sign.aspect, self._poll.finished_at)
        lasted = self._poll.finished_at - datetime.fromisoformat(trouble.first)
        needed = max(self._patience, sign.wait) if sign.passing else SETTLE
        if again:
            return trouble.polls >= 2 + again and lasted >= max(
                needed, min(timedelta(hours=1) * 2**again, _LONGEST_HOLD)
            )
        # Two errors by chance, one after the other, are seldom the same one; what passes by itself may be, where a
        # source is crawled so rarely that two crawls are all there is in its time.
        alike = trouble.same >= 2 and (not sign.passing or lasted >= _LONG)
        return sign.sure or (trouble.polls >= (2 if alike else 3) and lasted >= needed)

    def _good(self, sign: Sign, trouble: Trouble) -> HealthNews | None:
        at = self._poll.finished_at
        trouble.good += 1
        trouble.good_since = trouble.good_since or at.isoformat()
        if not trouble.told:
            del self._memory.troubles[sign.aspect]
            return None
        breaks = self._memory.recent_breaks(sign.aspect, at)
        hold = min(_FIRST_HOLD * 2 ** (breaks - 2), _LONGEST_HOLD) if breaks > 1 else timedelta(0)
        enough = sign.sure or sign.aspect == "silence" or trouble.good >= 2
        if not enough or at - datetime.fromisoformat(trouble.good_since) < hold:
            return None
        del self._memory.troubles[sign.aspect]
        group = group_of(sign.aspect)
        if any(other.told and group_of(name) == group for name, other in self._memory.troubles.items()):
            return None  # told when the last of the group is over
        since = datetime.fromisoformat(trouble.since)
        lasted = length_words(datetime.fromisoformat(trouble.good_since or at.isoformat()) - since)
        return self._tell("recovered", f"works again after {lasted}", f"It was: {trouble.title}.", since)

    def _tell(self, state: HealthState, title: str, text: str, since: datetime) -> HealthNews:
        return HealthNews(self._facts.source_key, state, title[:200], text[:1000], since)


def _moment(at: datetime) -> str:
    return f"{day_words(at)}, {at:%H:%M} UTC"


def _row(facts: HealthFacts, memory: Memory, now: datetime) -> HealthRow:
    """The source's line, from what is known now."""
    today = now.date()
    state, trouble = _worst(memory)
    start = beginning(facts.days, facts.began.date(), today) if facts.began is not None else None
    if state == "ok" and (start is None or today - start < LEAST_HISTORY):
        state = "learning"
    expected, got = (
        expected_week(facts.days, facts.began.date(), today, facts.country) if facts.began is not None else (0.0, 0.0)
    )
    return HealthRow(
        source_key=facts.source_key,
        judged_at=now,
        state=state,
        run_id=facts.polls[-1].run_id,
        reason=trouble.title if trouble is not None else None,
        advice=trouble.advice if trouble is not None else None,
        since=datetime.fromisoformat(trouble.since) if trouble is not None else None,
        last_answer_at=_time(memory.last_answer_at),
        silent_since=_time(memory.silent_since),
        expected=expected,
        got=got,
        weeks=by_week(facts.days, today),
        memory=memory.save(),
    )


def _worst(memory: Memory) -> tuple[SourceHealth, Trouble | None]:
    """How the source fares, and the trouble that says so: those told before those suspected, the gravest first."""
    ranked = sorted(
        memory.troubles.items(), key=lambda item: (not item[1].told, _ORDER.index(item[0].partition(" ")[0]))
    )
    if not ranked:
        return "ok", None
    name, trouble = ranked[0]
    if trouble.told:
        return "broken", trouble
    passing = name == "slow" or trouble.cause in PASSING
    return ("temporary" if passing else "suspect"), trouble


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
