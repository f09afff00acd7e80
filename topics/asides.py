"""Mentions that the make of their sentence sets aside: one head of state among others, a line of a medal table, whose a
company is, where an opera plays. What sort of word stands where tells them, in any language."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable

from topics.clauses import Sentence
from topics.heads import head_of_state
from topics.mentions import Mention, Near
from topics.patterns import Hit
from topics.places import DECISIVE, Place, View
from topics.schema_structure import Asides as Rules
from topics.schema_structure import Structure
from topics.text import fold_word

_RANK, _RANK_APART = 5, 2  # words between a country and its rank in a table, at most; and where a dash parts them
_PLACED, _PLACE = 3, 2  # words between a university and its place, and of that up to the end of the clause
_TEAM = 3  # words between a university and its team
_SETTING = 5  # words between "the action is set in" and the place
_STAY = 7  # words between "half a year" and the place
_SINCE_WHEN = 3  # words between "already" and "three years"
_VIA = 4  # words between "by way of" and the country
_KNOWN = 6  # words between "known only" and the country
_GAMES = 2  # other places with an ordinal of a sentence that lists past results
_LONG_ROW, _ROW_WORDS = 4, 5  # clauses of a row of names before its last one, and words of each, its comma counted
_SUFFIX = 3  # letters behind a figure that make it an ordinal: «40-а»
_DIGIT = re.compile(r"\d")
_ORDINAL = re.compile(r"\d+[^\W\d_]{1,3}$")

_Test = Callable[[Mention], str | None]


class Asides:
    """Tells which mentions stand aside."""

    def __init__(self, rules: Rules, structure: Structure, conjunctions: Iterable[str]) -> None:
        self.factor = rules.factor
        self._sorts = frozenset(rules.words)
        self._conjunctions = frozenset(map(fold_word, conjunctions))
        self._at = frozenset(map(fold_word, structure.prepositions))
        self._from = frozenset(map(fold_word, structure.origins))
        self._inside = self._at.difference(map(fold_word, rules.having))
        self._together = frozenset(map(fold_word, rules.together))
        self._times = frozenset(map(fold_word, rules.times))
        self._since = frozenset(map(fold_word, rules.since))
        self._ago = frozenset(map(fold_word, rules.ago))
        self._tests: dict[str, tuple[_Test, ...]] = {
            "country": (self._head, self._standing, self._owner, self._site, self._setting, self._trade, self._life,
                        self._origin, self._via),
            "place": (self._team, self._games, self._site, self._setting, self._life, self._via),
            "university": (self._team, self._placed, self._life),
            "person": (self._head,),
            "company": (self._owner,),
        }  # fmt: skip

    def _row(self, one: Mention) -> str | None:
        """The last of a long row of names, whatever these are: "Tatarstan, Yugra, the Kemerovo region, … and a Chinese
        group"."""
        cuts, names = one.sentence.cuts, one.sentence.names
        number = bisect_right(cuts, one.match.start)
        if number <= _LONG_ROW or one.has_figure() or one.has_deed():
            return None
        text = one.view.folded.text
        for n in range(number - _LONG_ROW, number):
            if n not in names or len(text[cuts[n - 1] : cuts[n]].split()) > _ROW_WORDS:
                return None
        return "one of a long row of names"

    def find(self, view: View, place: Place, sentence: Sentence, covered: Collection[int], near: Near) -> str | None:
        """Why a mention stands aside; None where it does not. ``covered``: the words of all mentions."""
        match = place.match
        if not self._sorts or match.first < 0 or place.factor < DECISIVE:
            return None
        one = Mention(view, place, sentence, covered, near)
        if self._sorts.isdisjoint(sentence.hits) and not self._may_be_origin(one):
            return self._row(one)
        for test in self._tests.get(match.entity.kind, ()):
            if reason := test(one):
                return reason
        return self._row(one)

    def _head(self, one: Mention) -> str | None:
        return head_of_state(one, self._conjunctions)

    def _standing(self, one: Mention) -> str | None:
        """A country's place in a table of results: "Drugie są Chiny (38-32-18)"."""
        ranks = one.sentence.hits.get("rank")
        if not ranks or one.has_party(besides="team") or one.word(-1) in self._inside:
            return None
        start, end = one.clause
        opens = one.match.first - one.sentence.first <= 1
        for hit in ranks:
            if self._counts_times(one, hit):
                continue
            in_clause = start <= one.view.tokens.start(hit.first) < end
            is_beside = one.distance(hit) <= (_RANK if in_clause else _RANK_APART)
            ends = not one.view.tokens.gap_after(hit.last).isspace()  # "China …, and stays second"
            if (is_beside or (opens and ends)) and one.is_near("contest"):
                return "a line of a table of results"
        return None

    def _counts_times(self, one: Mention, hit: Hit) -> bool:
        """Is a rank none, but how often something was: "for the second time", «во второй раз», "po raz drugi"?"""
        plain = one.view.tokens.plain
        return not self._times.isdisjoint(plain[max(0, hit.first - 1) : hit.last + 2])

    def _team(self, one: Mention) -> str | None:
        """One team among many: «первую задачу сдала команда Пекинского университета»."""
        hits = one.sentence.hits
        teams = [hit for hit in hits.get("team", ()) if 0 < one.match.first - hit.last <= _TEAM]
        if not teams or "rank" not in hits or not one.is_near("contest"):
            return None
        if one.match.entity.kind == "place":
            is_ranked = any(abs(teams[-1].first - rank.first) <= _TEAM for rank in hits["rank"])
            if not is_ranked or one.word(-1) not in self._from:
                return None
        before = one.view.tokens.plain[max(0, teams[-1].first - 1)]
        return None if before in self._together else "one team among many"

    def _placed(self, one: Mention) -> str | None:
        """A university's place in a table that tells others', too: "Peking University came first, MIPT second"."""
        ranks = one.sentence.hits.get("rank", ())
        if not one.is_near("contest") or one.word(-1) in self._inside or one.near.is_announced:
            return None
        start, end = one.clause
        starts = [(one.view.tokens.start(hit.first), hit) for hit in ranks if not self._counts_times(one, hit)]
        words = one.view.tokens.at_or_after(end)  # "first" ends the clause, or "first place"
        own = [
            hit for at, hit in starts
            if start <= at < end and 0 < hit.first - one.match.last <= _PLACED and words - hit.last <= _PLACE
        ]  # fmt: skip
        others = [hit for at, hit in starts if not start <= at < end]
        return "a line of a table of results" if own and others else None

    def _games(self, one: Mention) -> str | None:
        """Past results by their cities: «30-а в Токио, 51-ва в Лондон и 40-а в Пекин»."""
        if "rank" not in one.sentence.hits and not _DIGIT.search(one.text):
            return None
        ranks = {n for hit in one.sentence.hits.get("rank", ()) for n in range(hit.first, hit.last + 1)}
        if not self._has_ordinal(one, one.match.first, ranks):
            return None
        others = [n for n in one.sentence.capitals if n != one.match.first and self._has_ordinal(one, n, ranks)]
        return "past results by their cities" if len(others) >= _GAMES else None

    def _has_ordinal(self, one: Mention, name: int, ranks: Collection[int]) -> bool:
        """Does an ordinal stand before a place and its preposition: "Platz 9 in", «40-а в», "Neunter in"?"""
        plain, tokens = one.view.tokens.plain, one.view.tokens
        at = name - 2
        if at < one.sentence.first or plain[name - 1] not in self._at:
            return False
        word = plain[at]
        if at in ranks or _ORDINAL.match(word):
            return True
        if word.isdigit():
            return at - 1 in ranks or "." in tokens.gap_after(at)
        return len(word) <= _SUFFIX and at > 0 and plain[at - 1].isdigit() and "-" in tokens.gap_after(at - 1)

    def _owner(self, one: Mention) -> str | None:
        """Whose a company is or who made a thing, in a clause set in: "Lotus, owned by Geely of China, built …"."""
        if not one.is_set_in or not one.in_clause("owner"):
            return None
        is_person = one.match.entity.kind == "country" and one.has_party(besides="firm")
        return None if is_person else "an owner or a maker aside"

    def _site(self, one: Mention) -> str | None:
        """Where else somebody has branches, in a clause set in: "the university, which has campuses in China, …"."""
        if not one.is_set_in or not one.in_clause("site"):
            return None
        return None if one.has_figure() or one.has_deed() or one.has_party() else "branches named aside"

    def _setting(self, one: Mention) -> str | None:
        """Where an opera or a novel plays."""
        settings = one.sentence.hits.get("setting", ())
        if not any(0 < one.match.first - h.last <= _SETTING for h in settings) or one.has_party():
            return None
        if one.has_figure() or one.has_deed():
            return None
        return "the setting of a work" if one.is_near("fiction") and not one.is_near("contest") else None

    def _trade(self, one: Mention) -> str | None:
        """Trade of old: "the town then traded with China", with its century there or a sentence before."""
        if not one.in_clause("trade") or one.has_party() or one.has_figure() or "work" in one.sentence.hits:
            return None
        before = one.near.before(one.place.sentence)
        is_old = "history" in one.sentence.hits or "history" in before
        return "trade of old times" if is_old or "an old year in its sentence" in one.sentence.traits else None

    def _life(self, one: Mention) -> str | None:
        """A stay of one person: "after half a year at a supplier's in Shenzhen"."""
        hits = one.sentence.hits
        start = one.clause[0]
        stays = [
            h for h in hits.get("duration", ())
            if 0 < one.match.first - h.last <= _STAY and one.view.tokens.start(h.first) >= start
        ]  # fmt: skip
        if not stays or "several" in hits or one.near.is_announced:
            return None
        plain = one.view.tokens.plain
        around = plain[max(0, stays[-1].first - _SINCE_WHEN) : stays[-1].first]
        if not self._since.isdisjoint(around) or not self._ago.isdisjoint([*around, *plain[stays[-1].last + 1 :][:1]]):
            return None
        if one.match.entity.kind == "university" and one.word(-1) in self._from:
            return None
        if one.match.entity.kind == "country" and one.word(-1) not in self._at:
            return None
        is_life = (
            one.in_clause("single")
            or one.is_near("life")
            or any(trait == "a portrait by its title" for trait, _ in one.place.traits)
        )
        return "a stay of one person" if is_life else None

    def _may_be_origin(self, one: Mention) -> bool:
        return one.match.entity.kind == "country" and one.word(-1) in self._from

    def _origin(self, one: Mention) -> str | None:
        """Where a species, a fossil or a plague comes from, and nothing more."""
        known = any(0 < one.match.first - h.last <= _KNOWN for h in one.sentence.hits.get("known", ()))
        if not (known or self._may_be_origin(one)) or one.in_clause("party") or one.has_figure():
            return None
        if one.has_deed(one.sentence.start, one.sentence.end):
            return None
        return "where a species comes from" if known or one.is_near("nature") else None

    def _via(self, one: Mention) -> str | None:
        """A way goods come: «заказали через Казахстан и Китай»."""
        ways = one.sentence.hits.get("via", ())
        if not one.in_clause("goods") or not any(0 < one.match.first - h.last <= _VIA for h in ways):
            return None
        return "a way of supply"
