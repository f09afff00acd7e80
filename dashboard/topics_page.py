"""Topics: what they look for, how they judge a text, and how often people found them right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Path, Query, Request
from fastapi.responses import HTMLResponse

from alerts.quotes import Piece
from dashboard.names import KINDS, PLACES, STRENGTHS
from dashboard.searching import marked
from dashboard.site import Reader, Site, check_own_form, the_site
from storage.reviews import labelled
from storage.views import Review
from topics import Topic
from topics.explaining import arithmetic, summed
from topics.measuring import Measured
from topics.records import Evidence, Verdict
from topics.vocabulary import vocabulary

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

TERMS_SHOWN = 50
LONGEST_TEXT = 100_000
"""Characters of a pasted text."""
REVIEWS_JUDGED = 300
"""The reviews of the newest articles that a page judges again; `vestnik topics test --reviews` takes all."""
EVIDENCE_SHOWN = 200
SPELLINGS_SHOWN = 12
Name = Annotated[str, Path(max_length=64)]


@dataclass(frozen=True, slots=True)
class Tried:
    """A pasted text and what the topic made of it, the evidence marked."""

    headline: tuple[Piece, ...]
    paragraphs: tuple[tuple[Piece, ...], ...]
    verdict: Verdict
    lines: tuple[tuple[Evidence, str], ...]
    summed: str


@router.get("/topics")
def topics(request: Request) -> HTMLResponse:
    """The topics that are judged."""
    site = the_site(request)
    loaded = [site.settings.judge(name) for name in site.settings.topics]
    found = [(topic, len(vocabulary(topic)), measured(site, topic)) for topic in loaded]
    return site.page(request, "topics.html", found=found)


@router.get("/topics/{name}")
def topic(
    request: Request,
    name: Name,
    q: Annotated[str, Query(max_length=100)] = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> HTMLResponse:
    """One topic: its terms, its thresholds, what people said of its flags, and a text to try."""
    return _shown(request, name, q=q, number=page)


@router.post("/topics/{name}/try")
def try_text(
    request: Request,
    name: Name,
    visitor: Reader,
    text: Annotated[str, Form(max_length=LONGEST_TEXT)] = "",
    headline: Annotated[str, Form(max_length=1000)] = "",
    form_token: Annotated[str, Form(max_length=1000)] = "",
) -> HTMLResponse:
    """Judge a pasted text. Nothing is kept of it."""
    check_own_form(request, visitor.secret, form_token)
    return _shown(request, name, headline=headline, text=text)


def the_topic(site: Site, name: str) -> Topic:
    """A topic that is judged. HTTPException 404 for any other name."""
    if name not in site.settings.topics:
        raise HTTPException(404, "There is no topic of this name; /topics lists them.")
    return site.settings.judge(name)


def measured(site: Site, topic: Topic) -> Measured:
    """The newest reviews, judged by the topic as it is now: as `vestnik topics test --reviews` counts. A text is
    judged once, not again with each further review."""

    def verdict(review: Review) -> Verdict:
        facts = {"language": review.language, "rubric": review.rubric, "source": review.source_key}
        read = hash((review.title, review.body, *facts.values()))  # a replay may have read the same page otherwise
        key = (topic.name, topic.version, review.article_id, review.version, read)
        found: Verdict = site.verdicts.get(key, lambda: topic.judge(review.title, review.body, **facts))
        return found

    def work_out() -> Measured:
        with site.stores.borrow() as store:
            newest = list(store.reviews(topic.name, newest=REVIEWS_JUDGED))
        result = Measured()
        for review in newest:
            result.count(labelled(review), verdict(review))
        return result

    found: Measured = site.measured.get(topic.name, work_out)
    return found


def tried(topic: Topic, headline: str, text: str) -> Tried:
    """What a topic makes of a text, with the terms marked where they stand."""
    body = text.replace("\r\n", "\n")
    verdict = topic.judge(headline, body)
    in_title = [one for one in verdict.evidence if one.field == "title"]
    in_body = [one for one in verdict.evidence if one.field in ("lead", "body")]
    return Tried(
        _marked(headline, in_title),
        (_marked(body, in_body),),
        verdict,
        tuple((one, arithmetic(one)) for one in verdict.evidence[:EVIDENCE_SHOWN]),
        summed(verdict),
    )


def _marked(text: str, evidence: list[Evidence]) -> tuple[Piece, ...]:
    spans: list[tuple[int, int]] = []
    for one in sorted(evidence, key=lambda one: (one.offset, -len(one.term))):
        start, end = one.offset, one.offset + len(one.term)
        if (not spans or start >= spans[-1][1]) and end <= len(text):
            spans.append((start, end))
    return marked(text, tuple(spans))


def _shown(
    request: Request, name: str, *, q: str = "", number: int = 1, headline: str = "", text: str = ""
) -> HTMLResponse:
    site = the_site(request)
    topic = the_topic(site, name)
    terms = [term for term in vocabulary(topic) if term.has(q.strip().casefold())]
    last = max(1, -(-len(terms) // TERMS_SHOWN))
    number = min(number, last)
    return site.page(
        request,
        "topic.html",
        topic=topic,
        limits=topic.rules.thresholds,
        position=topic.rules.position,
        q=q,
        number=number,
        last=last,
        found=len(terms),
        terms=terms[(number - 1) * TERMS_SHOWN : number * TERMS_SHOWN],
        spellings=SPELLINGS_SHOWN,
        kinds=KINDS,
        places=PLACES,
        strengths=STRENGTHS,
        measured=measured(site, topic),
        judged=REVIEWS_JUDGED,
        headline=headline,
        text=text,
        tried=tried(topic, headline, text) if headline.strip() or text.strip() else None,
    )
