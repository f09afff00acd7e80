"""Text in, verdict out: the terms of each field, what stands around them, and the grade."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from topics.context import Surroundings
from topics.forms import Forms
from topics.grading import Scored, give_verdict
from topics.language import TextLanguage
from topics.match import Found, Match, find_matches
from topics.nicknames import mask_nicknames
from topics.places import View
from topics.records import Verdict
from topics.schema import TopicFile
from topics.text import Folded


class Text:
    """What is judged, folded and cut into words once, however many topics judge it one after the other.

    ``rubric`` supports a flag and never makes one; ``language``: ISO 639-1, or None (not known); ``source`` is the key
    of the site, for rules that hold for some sources alone. Not to be shared between threads.
    """

    __slots__ = ("folded", "language", "length", "source", "tokens")

    def __init__(
        self, title: str, body: str, rubric: str = "", language: str | None = None, source: str | None = None
    ) -> None:
        self.folded = [Folded(title), Folded(body)]
        if rubric:
            self.folded.append(Folded(rubric))
        self.tokens = [one.tokens() for one in self.folded]
        self.language = TextLanguage(language, self.folded, self.tokens)
        self.length = len(body)
        self.source = source


def judge(rules: TopicFile, forms: Forms, surroundings: Surroundings, text: Text) -> Verdict:
    """The verdict on one text; see :meth:`topics.topic.Topic.judge`."""
    scored = weigh(rules, forms, surroundings, text)
    return give_verdict(rules, scored, text.length) if scored else Verdict(rules.name, 0, 0.0, (), rules.version)


def weigh(rules: TopicFile, forms: Forms, surroundings: Surroundings, text: Text) -> list[Scored]:
    """The matches of all fields, each with what its place and its surroundings make of it."""
    folded, tokens = text.folded, text.tokens
    found = [
        find_matches(forms, one, words, language=text.language, names=rules.chinese_names)
        for one, words in zip(folded, tokens, strict=True)
    ]
    if not any(one.matches for one in found):
        return []
    views = [
        View(one, words, is_title=number != 1) for number, (one, words) in enumerate(zip(folded, tokens, strict=True))
    ]
    matches = without_common_nouns(views, found)
    if not any(matches):
        return []
    text_wide = surroundings.text_wide(views, found, matches)
    weighed = [
        surroundings.weigh(view, here, text_wide, text.source) for view, here in zip(views, matches, strict=True)
    ]
    mask_nicknames(views, weighed)
    in_title, in_text = weighed[:2]
    surroundings.restore_homes(views[0], views[1], in_text)
    # A title that names the topic settles it; and a text that only discounted terms stand in is passing at most.
    if not any(place.is_decisive for place in in_title) and any(place.is_decisive for place in in_text):
        surroundings.read_structure(views[0], views[1], in_title, in_text)
    lead_end, at_lead = _lead_end(folded[1].text, rules.position.lead_characters), rules.position.lead
    scored = [Scored(place, "title", views[0], rules.position.title) for place in in_title]
    for place in in_text:
        is_lead = place.match.start < lead_end
        scored.append(Scored(place, "lead" if is_lead else "body", views[1], at_lead if is_lead else 1.0))
    for view, places in zip(views[2:], weighed[2:], strict=True):
        scored += [Scored(place, "rubric", view, 1.0) for place in places]
    return scored


def without_common_nouns(views: Sequence[View], found: Sequence[Found]) -> list[list[Match]]:
    """The matches less those that only their place makes capital: a word at the start of a sentence which the same text
    also writes small, without meaning the topic ("mend broken china … China does not forgive haste")."""
    opening = {
        view.tokens.plain[m.first]
        for view, one in zip(views, found, strict=True)
        for m in one.matches
        if m.first == m.last >= 0 and _opens(view, m)
    }
    if not opening:
        return [one.matches for one in found]
    small = {word for view, one in zip(views, found, strict=True) for word in _small_words(view, one, opening)}
    if not small:
        return [one.matches for one in found]
    return [
        [
            m
            for m in one.matches
            if not (m.first == m.last >= 0 and view.tokens.word(m.first) in small and _opens(view, m))
        ]
        for view, one in zip(views, found, strict=True)
    ]


def _small_words(view: View, found: Found, wanted: Collection[str]) -> Iterator[str]:
    """Which of these words the field also writes small where they are no match."""
    plain, text = view.tokens.plain, view.folded.text
    matched = [plain[m.first] for m in found.matches if m.first == m.last >= 0]
    again = {word for word in wanted if text.count(word) > matched.count(word)}
    if not again:
        return  # nowhere but in the matches themselves
    taken = {number for m in found.matches if m.first >= 0 for number in range(m.first, m.last + 1)}
    for number in found.tried:
        if plain[number] in again and number not in taken and _is_small(view, number):
            yield view.tokens.word(number)


def _is_small(view: View, number: int) -> bool:
    return view.folded.slice(view.tokens.start(number), view.tokens.end(number)).islower()


def _opens(view: View, match: Match) -> bool:
    """Whether a match begins with the first word of its sentence."""
    if match.first == 0:
        return True
    tokens = view.tokens
    if tokens.is_next(match.start):
        return False  # as most
    return view.sentence(tokens.start(match.first - 1)) != view.sentence(match.start)


def _lead_end(text: str, most: int) -> int:
    end = text.find("\n", len(text) - len(text.lstrip()))
    return min(most, end if end > 0 else len(text))
