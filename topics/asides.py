"""Mentions that the make of their sentence sets aside: one head of state among others, a line of a medal table, whose a
company is, where an opera plays. What sort of word stands where tells them, in any language."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise

from topics.clauses import FIGURE, Sentence
from topics.match import Match
from topics.patterns import Hit, Patterns, gap_joins
from topics.places import Place, View
from topics.schema import Structure
from topics.schema import Asides as Rules
from topics.text import fold_word

_RANK, _RANK_APART = 5, 2  # words between a country and its rank in a table, at most; and where a dash parts them
_TEAM = 3  # words between a university and its team
_SETTING = 5  # words between "the action is set in" and the place
_STAY = 7  # words between "half a year" and the place
_VIA = 4  # words between "by way of" and the country
_KNOWN = 6  # words between "known only" and the country
_OF_OFFICE = 3  # words between a conjunction and an office before it: «президента США и …»
_ARTICLE = 3  # letters of the words that may stand between a conjunction and an office
_SUBJECT = 3  # words a sentence begins with: who stands there acts
_GAMES = 2  # other places with an ordinal of a sentence that lists past results
_LONG_ROW, _ROW_WORDS = 4, 5  # clauses of a row of names before its last one, and words of each, its comma counted
_TITLE_GAP = 3  # words between a country and who is named with it: "the Chinese solar maker LONGi"
_WITH = 0.3  # what a country is worth beside who is named with it
_NAMED_WITH = frozenset({"person", "company", "institution", "university"})
_ORDINAL = re.compile(r"\d+[^\W\d_]{1,3}$")
_Hits = Mapping[str, Sequence[Hit]]


class Near:
    """The words of the sentences beside one, and of the title: looked for when they are asked for."""

    def __init__(self, title: View, view: View, patterns: Patterns, *, is_announced: bool) -> None:
        self._title, self._view, self._patterns = title, view, patterns
        self._known: dict[int, _Hits] = {}
        self.is_announced = is_announced  # the title holds a clue to the topic, if a weak one

    def before(self, sentence: int) -> _Hits:
        """Those of the sentence before one; none if it is the first."""
        before = self._view.neighbours(sentence)[0]
        return {} if before == sentence else self._of(before)

    def has(self, sort: str, sentence: int) -> bool:
        """Does a word of this sort stand in a sentence beside this one, or in the title?"""
        if any(sort in self._of(one) for one in self._view.neighbours(sentence)):
            return True
        if -1 not in self._known:
            tokens = self._title.tokens
            self._known[-1] = self._patterns.find(tokens, [(0, len(tokens))])
        return sort in self._known[-1]

    def _of(self, sentence: int) -> _Hits:
        if sentence not in self._known:
            window = self._view.sentence_words(sentence)
            self._known[sentence] = self._patterns.find(self._view.tokens, [window])
        return self._known[sentence]


class Asides:
    """Tells which mentions stand aside."""

    def __init__(self, rules: Rules, structure: Structure, conjunctions: Iterable[str]) -> None:
        self.factor = rules.factor
        self._sorts = frozenset(rules.words)
        self._conjunctions = frozenset(map(fold_word, conjunctions))
        self._at = frozenset(map(fold_word, structure.prepositions))
        self._from = frozenset(map(fold_word, structure.origins))
        self._tests = {
            "country": (self._head, self._standing, self._owner, self._site, self._setting, self._trade, self._life,
                        self._origin, self._via),
            "place": (self._games, self._site, self._setting, self._life, self._via),
            "university": (self._team, self._life),
            "person": (self._head,),
            "company": (self._owner,),
        }  # fmt: skip

    def _row(self, one: _Mention) -> str | None:
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
        if not self._sorts or match.first < 0:
            return None
        one = _Mention(view, place, sentence, covered, near)
        if self._sorts.isdisjoint(sentence.hits) and not self._may_be_origin(one):
            return self._row(one)
        for test in self._tests.get(match.entity.kind, ()):
            if reason := test(one):
                return reason
        return self._row(one)

    def _head(self, one: _Mention) -> str | None:
        """One head of state beside others, of whom nothing is told: «ждут Байдена и лидера Китая Си Цзиньпина»."""
        offices = one.sentence.hits.get("office")
        if not offices:
            return None
        plain, tokens = one.view.tokens.plain, one.view.tokens
        of_office = {n for hit in offices for n in range(hit.first, hit.last + 1)}
        own = of_office | {n for n in one.covered if one.sentence.first <= n}
        own |= {n + 1 for n in own if plain[n + 1 : n + 2] == ["s"]}  # "China's President"
        first, last = one.match.first, one.match.last
        while first > one.sentence.first and first - 1 in own and gap_joins(tokens.gap_after(first - 1)):
            first -= 1
        while last + 1 < len(plain) and last + 1 in own and gap_joins(tokens.gap_after(last)):
            last += 1
        if of_office.isdisjoint(range(first - _OF_OFFICE, last + 1)):
            return None
        names = of_office.union(one.sentence.capitals)
        left, is_comma, joined = first - 1, False, ""
        while left >= one.sentence.first and first - left <= _OF_OFFICE:
            is_comma = is_comma or "," in tokens.gap_after(left)
            if plain[left] in self._conjunctions:
                joined = "left"
            elif len(plain[left]) > _ARTICLE or left in names or is_comma:
                break
            left -= 1
        is_last = bool(joined)
        right = self._joins_right(one, last, names)
        if not (is_last or right) or (not is_last and not is_comma and left - one.sentence.first < _SUBJECT):
            return None
        if (is_last or is_comma) and names.isdisjoint(range(left - _OF_OFFICE + 1, left + 1)):
            return None
        begins = left if (is_last or is_comma) else first
        while begins > one.sentence.first and (begins - 1 in names or begins not in names):
            begins -= 1  # "US President Donald Trump and …"
            if left - begins > _OF_OFFICE:
                break
        if "talk" in one.sentence.hits or begins - one.sentence.first < _SUBJECT or one.has_deed(tokens.start(max(0, begins))):
            return None
        return "one head of state beside others"

    def _joins_right(self, one: _Mention, last: int, names: Collection[int]) -> bool:
        """Does another one follow: «… и канцлером Германии»?"""
        tokens = one.view.tokens
        after = last + 1
        if after >= len(tokens.plain) or tokens.start(after) >= one.sentence.end:
            return False
        if tokens.plain[after] in self._conjunctions:
            return not names.isdisjoint(range(after + 1, after + 1 + _OF_OFFICE))
        return "," in tokens.gap_after(last) and not names.isdisjoint(range(after, after + _OF_OFFICE))

    def _standing(self, one: _Mention) -> str | None:
        """A country's place in a table of results: "Drugie są Chiny (38-32-18)"."""
        ranks = one.sentence.hits.get("rank")
        if not ranks or one.has_party(besides="team") or one.word(-1) in self._at - {"у", "u"}:
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

    def _counts_times(self, one: _Mention, hit: Hit) -> bool:
        """Is a rank none, but how often something was: "for the second time", «во второй раз», "po raz drugi"?"""
        plain = one.view.tokens.plain
        return not _TIMES.isdisjoint(plain[max(0, hit.first - 1) : hit.last + 2])

    def _team(self, one: _Mention) -> str | None:
        """The team of a university among many: «первую задачу сдала команда Пекинского университета»."""
        hits = one.sentence.hits
        teams = [hit for hit in hits.get("team", ()) if 0 < one.match.first - hit.last <= _TEAM]
        if not teams or "rank" not in hits or not one.is_near("contest"):
            return None
        before = one.view.tokens.plain[max(0, teams[-1].first - 1)]
        return None if before in _TOGETHER else "one team among many"

    def _games(self, one: _Mention) -> str | None:
        """Past results by their cities: «30-а в Токио, 51-ва в Лондон и 40-а в Пекин»."""
        if "rank" not in one.sentence.hits and not any(c.isdigit() for c in one.text):
            return None
        ranks = {n for hit in one.sentence.hits.get("rank", ()) for n in range(hit.first, hit.last + 1)}
        if not self._has_ordinal(one, one.match.first, ranks):
            return None
        others = [n for n in one.sentence.capitals if n != one.match.first and self._has_ordinal(one, n, ranks)]
        return "past results by their cities" if len(others) >= _GAMES else None

    def _has_ordinal(self, one: _Mention, name: int, ranks: Collection[int]) -> bool:
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
        return len(word) <= _ARTICLE and at > 0 and plain[at - 1].isdigit() and "-" in tokens.gap_after(at - 1)

    def _owner(self, one: _Mention) -> str | None:
        """Whose a company is or who made a thing, in a clause set in: "Lotus, controlled by Geely of China, built …"."""
        if not one.is_set_in or not one.in_clause("owner"):
            return None
        is_person = one.match.entity.kind == "country" and one.has_party(besides="firm")
        return None if is_person else "an owner or a maker aside"

    def _site(self, one: _Mention) -> str | None:
        """Where else somebody has branches, in a clause set in: "the university, which also has campuses in China, …"."""
        if not one.is_set_in or not one.in_clause("site"):
            return None
        return None if one.has_figure() or one.has_deed() or one.has_party() else "branches named aside"

    def _setting(self, one: _Mention) -> str | None:
        """Where an opera or a novel plays."""
        settings = one.sentence.hits.get("setting", ())
        if not any(0 < one.match.first - h.last <= _SETTING for h in settings) or one.has_party():
            return None
        if one.has_figure() or one.has_deed():
            return None
        return "the setting of a work" if one.is_near("fiction") and not one.is_near("contest") else None

    def _trade(self, one: _Mention) -> str | None:
        """Trade of old: "the town then traded with Byzantium and China", with its century there or a sentence before."""
        if not one.in_clause("trade") or one.has_party() or one.has_figure() or "work" in one.sentence.hits:
            return None
        before = one.near.before(one.place.sentence)
        is_old = "history" in one.sentence.hits or "history" in before
        return "trade of old times" if is_old or "an old year in its sentence" in one.sentence.traits else None

    def _life(self, one: _Mention) -> str | None:
        """A stay of one person: "after half a year at a supplier's in Shenzhen"."""
        hits = one.sentence.hits
        start = one.clause[0]
        stays = [
            h for h in hits.get("duration", ())
            if 0 < one.match.first - h.last <= _STAY and one.view.tokens.start(h.first) >= start
        ]  # fmt: skip
        if not stays or "several" in hits or one.near.is_announced or one.word(-1) in self._from:
            return None
        plain = one.view.tokens.plain
        if not _SINCE.isdisjoint(plain[max(0, stays[-1].first - _TEAM) : stays[-1].first]):
            return None
        if one.match.entity.kind == "country" and one.word(-1) not in self._at:
            return None
        is_life = one.is_near("life") or any(trait == "a portrait by its title" for trait, _ in one.place.traits)
        return "a stay of one person" if is_life else None

    def _may_be_origin(self, one: _Mention) -> bool:
        return one.match.entity.kind == "country" and one.word(-1) in self._from

    def _origin(self, one: _Mention) -> str | None:
        """Where a species, a fossil or a plague comes from, and nothing more."""
        known = any(0 < one.match.first - h.last <= _KNOWN for h in one.sentence.hits.get("known", ()))
        if not (known or self._may_be_origin(one)) or one.in_clause("party") or one.has_figure():
            return None
        if one.has_deed(one.sentence.start, one.sentence.end):
            return None
        return "where a species comes from" if known or one.is_near("nature") else None

    def _via(self, one: _Mention) -> str | None:
        """A way goods come: «заказали через Казахстан и Китай»."""
        ways = one.sentence.hits.get("via", ())
        if not one.in_clause("goods") or not any(0 < one.match.first - h.last <= _VIA for h in ways):
            return None
        return "a way of supply"


_TOGETHER = frozenset(["с", "со", "з", "із", "with", "mit", "avec", "con", "z", "s", "se", "ze", "със", "against", "против", "проти",
    "супраць", "gegen", "contre", "contra", "przeciw", "proti", "срещу"])  # fmt: skip
_TIMES = frozenset(["time", "раз", "mal", "fois", "vez", "път", "raz", "год", "рік", "year", "jahr"])
_SINCE = frozenset(["уже", "вже", "ўжо", "already", "seit", "depuis", "desde", "od", "już", "už", "вече", "for"])


class _Mention:
    """A mention with what the tests ask of it."""

    __slots__ = ("_clause", "covered", "match", "near", "place", "sentence", "view")

    def __init__(self, view: View, place: Place, sentence: Sentence, covered: Collection[int], near: Near) -> None:
        self.view, self.place, self.sentence, self.covered, self.near = view, place, sentence, covered, near
        self.match: Match = place.match
        self._clause: tuple[int, int] | None = None

    @property
    def clause(self) -> tuple[int, int]:
        if self._clause is None:
            self._clause = self.sentence.clause(self.match)
        return self._clause

    @property
    def text(self) -> str:
        return self.view.folded.text[self.sentence.start : self.sentence.end]

    @property
    def is_set_in(self) -> bool:
        """Does its clause stand behind the first one, and another one behind it?"""
        start, end = self.clause
        text = self.view.folded.text
        return start > self.sentence.start and text[end : end + 1] in tuple(",)—–;")

    def word(self, step: int) -> str:
        """The word so many places before the mention."""
        number = self.match.first + step
        return self.view.tokens.plain[number] if number >= self.sentence.first else ""

    def distance(self, hit: Hit) -> int:
        return max(self.match.first - hit.last, hit.first - self.match.last)

    def in_clause(self, sort: str) -> bool:
        start, end = self.clause
        return any(start <= self.view.tokens.start(h.first) < end for h in self.sentence.hits.get(sort, ()))

    def is_near(self, sort: str) -> bool:
        return sort in self.sentence.hits or self.near.has(sort, self.place.sentence)

    def has_party(self, *, besides: str = "") -> bool:
        """Does a party stand beside it, in its clause?"""
        start, end = self.clause
        left_out = {h.first for h in self.sentence.hits.get(besides, ())}
        return any(
            self.distance(h) <= _TEAM and h.first not in left_out and start <= self.view.tokens.start(h.first) < end
            for h in self.sentence.hits.get("party", ())
        )

    def has_figure(self) -> bool:
        return FIGURE.search(self.view.folded.text, *self.clause) is not None

    def has_deed(self, begin: int | None = None, end: int | None = None) -> bool:
        """Does its clause tell a deed (from the clause on that holds ``begin``)? What brings a species is none."""
        start, own_end = self.clause
        end = own_end if end is None else end
        if begin is not None:
            start = max((cut for cut in self.sentence.cuts if cut <= begin), default=start)
        hits = self.sentence.hits
        brought = {h.first for h in hits.get("nature", ())}
        return any(
            start <= self.view.tokens.start(h.first) < end and h.first not in brought for h in hits.get("deed", ())
        )


def discount_named_together(view: View, places: Sequence[Place]) -> None:
    """Count a country and who is named with it as one mention ("Chinese President Xi Jinping", "the Chinese maker
    LONGi", "Geely of China"): the lesser of them for little, and none in full where the other is one of many."""
    told = [place for place in places if place.factor and place.match.first >= 0]
    for left, right in pairwise(told):
        between = right.match.first - left.match.last - 1
        if left.sentence != right.sentence or not 0 <= between <= _TITLE_GAP:
            continue
        kinds = left.match.entity.kind, right.match.entity.kind
        is_before = kinds[0] == "country" and kinds[1] in _NAMED_WITH
        if not is_before and (kinds[1] != "country" or kinds[0] not in _NAMED_WITH or between > 1):
            continue
        if not all(gap_joins(view.tokens.gap_after(n)) for n in range(left.match.last, right.match.first)):
            continue
        lesser, other = sorted((left, right), key=_worth)
        lesser.structure *= _WITH
        lesser.reasons.append(f"named with {view.folded.slice(other.match.start, other.match.end)}")
        if left.is_listed != right.is_listed:
            one = left if right.is_listed else right
            one.factor = min(left.factor, right.factor)
            one.is_listed = True
            one.reasons.append("one of many, as what it is named with")


def _worth(place: Place) -> float:
    return place.match.entity.weight * place.factor * place.structure
