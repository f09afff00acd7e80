"""Many sources silent at once: this machine's own network, told once and not once a source."""

from __future__ import annotations

import math
from datetime import datetime

from scheduler.health_memory import Memory
from scheduler.health_words import length_words
from storage.health_records import MACHINE, HealthFacts, HealthRow
from storage.records import HealthNews

LEAST, MOST, SHARE = 3, 10, 0.8
"""So many hosts in a row must give no answer: this share of those that are judged, within these bounds."""
_TITLE = "nothing answers: is this machine offline?"


def judge_network(facts: HealthFacts, memory: Memory, now: datetime) -> tuple[HealthRow | None, HealthNews | None]:
    """The machine's row, where it changed, and its news, told in the name of the source whose crawl showed it."""
    network, told = facts.network, bool(facts.machine.get("told"))
    silent = memory.silent_since is not None
    if told:
        since = datetime.fromisoformat(str(facts.machine["since"]))
        if network.answering + (not silent) < min(2, max(network.known, 1)):
            return None, None
        title = f"the network answers again after {length_words(now - since)}"
        text = "Sources are crawled again, each when it is due."
        news = HealthNews(facts.source_key, "recovered", title, text, since, everywhere=True)
        return HealthRow(MACHINE, now, "ok"), news
    needed = min(MOST, max(LEAST, math.ceil(SHARE * (network.known + 1))))
    if not silent or network.hosts + 1 < needed:
        return None, None
    since = min(network.since or now, datetime.fromisoformat(memory.silent_since or now.isoformat()))
    text = (
        f"{network.hosts + 1} hosts in a row gave no answer, and none did since. Check this machine's network, DNS and "
        "proxy (`vestnik doctor`). Nothing is lost: crawls go on by themselves, and no source is blamed meanwhile."
    )
    kept = {"told": True, "since": since.isoformat()}
    row = HealthRow(MACHINE, now, "broken", reason=_TITLE, advice=text, since=since, memory=kept)
    return row, HealthNews(facts.source_key, "broken", _TITLE, text, since, everywhere=True)
