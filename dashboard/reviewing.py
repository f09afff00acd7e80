"""What a person says of a flag: right, or not about the topic."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from dashboard.pages import ArticleId
from dashboard.site import Editor, safe_next, the_site

router = APIRouter(include_in_schema=False)


@router.post("/article/{article_id}/review")
def review(
    request: Request,
    article_id: ArticleId,
    visitor: Editor,
    answer: Annotated[Literal["yes", "no"], Form()],
    topic: Annotated[str, Form(max_length=64)],
    next: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Keep the answer with the flag and in the trail; a script is told in JSON, a form goes back to its page."""
    site = the_site(request)
    with site.stores.borrow() as store:
        found = store.article(article_id)
        if found is None:
            raise HTTPException(404, "There is no article with this number.")
        if topic not in site.settings.topics and topic not in {flag.topic for flag in found.flags}:
            raise HTTPException(422, "There is no topic of this name.")
        grade = store.review(article_id, topic, answer, by=visitor.name)
        detail = {"answer": answer, "topic": topic, "grade": grade, "version": found.version}
        store.note_action(visitor.name, "review", str(article_id), detail, now=site.settings.clock())
    if request.headers.get("accept", "").startswith("application/json"):
        return JSONResponse({"article": article_id, "topic": topic, "answer": answer})
    return RedirectResponse(safe_next(next), 303)
