"""Where a sentence tells something of a mention besides its own clause."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection

from topics.clauses import Sentence
from topics.match import Match
from topics.places import View

_TO_RELATIVE = 3  # words a relative clause begins with: "whose", «на долю которого»
_APPOSITION = 3  # cuts of a sentence up to the clause behind an apposition
_DASHES = frozenset("—–-")
NEXT = 4  # characters behind a clause in which a figure belongs to it: "Spain — 12", "Spain (12)"
_PARTS = 2  # clauses behind a colon that tell a part each


def told_of(view: View, sentence: Sentence, start: int, end: int, relatives: Collection[str]) -> tuple[int, int]:
    """A clause with the one that is set in before it («группа — 40 человек — приехала из …», "the largest group, 40
    people, comes from …"), the relative one behind it ("from China, whose number fell to 40") and what goes on
    behind brackets ("the share of China (goods and services) was 14 %") or an apposition ("China, the largest
    creditor, put off 1.2 billion")."""
    text, cuts = view.folded.text, sentence.cuts
    number = bisect_left(cuts, start)
    if number > 1 and (text[start] in _DASHES or "contrast" in sentence.hits) and text[start] == text[cuts[number - 1]]:
        start = cuts[number - 1]
    if text[end : end + 1] == "(":
        after = next((n for n in range(bisect_left(cuts, end) + 1, len(cuts) - 1) if text[cuts[n]] == ")"), None)
        if after is not None:
            return start, cuts[after + 1]
    if text[end : end + 1] == "," and not number and len(cuts) > _APPOSITION and text[cuts[2]] == ",":
        return start, cuts[3]
    relative = view.tokens.at_or_after(end)
    if any(word in relatives for word in view.tokens.plain[relative : relative + _TO_RELATIVE]):
        return start, cuts[min(len(cuts) - 1, bisect_right(cuts, end))]
    return start, min(sentence.end, end + NEXT)


def has_own_part(view: View, match: Match, sentence: Sentence) -> bool:
    """Is it one of a row of which each is told something behind a colon: "three firms, …: the first look for
    geologists, the second for …"?"""
    text, tokens = view.folded.text, view.tokens
    colon = next((n for n, cut in enumerate(sentence.cuts) if cut >= match.end and text[cut : cut + 1] == ":"), 0)
    if not colon:
        return False
    ranks = {hit.first for hit in sentence.hits["rank"]}
    begins = [tokens.at_or_after(cut) for cut in sentence.cuts[colon:-1]]
    return sum(not ranks.isdisjoint((n, n + 1)) for n in begins) >= _PARTS  # perhaps behind an article
