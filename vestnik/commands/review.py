"""``vestnik review``: a person's word on a flag, kept beside the verdict."""

from __future__ import annotations

import os
from typing import Annotated, Literal, get_args

import typer

from vestnik.commands.options import AsJson, named_topic
from vestnik.errors import UsageError, UserError
from vestnik.state import State

Answer = Literal["yes", "no"]
_LONGEST_NAME = 100
_OUTCOMES = {
    (True, True): "a right flag",
    (True, False): "a missed article",
    (False, True): "a false flag",
    (False, False): "rightly not flagged",
}


def register(app: typer.Typer) -> None:
    """Put ``review`` on the application."""
    app.command("review")(review)


def review(
    ctx: typer.Context,
    article_id: Annotated[int, typer.Argument(metavar="ID", min=1, help="The article's number (see `vestnik flags`).")],
    answer: Annotated[str, typer.Argument(metavar="yes|no", help="Is it about the topic?")],
    topic: Annotated[str | None, typer.Option("--topic", help="The topic; needed where several are enabled.")] = None,
    by: Annotated[str | None, typer.Option("--by", help="Who says so; default: your user name.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say whether an article is about a topic.

    Kept with its flag, whatever is judged later; `vestnik topics test --reviews` counts it.
    """
    from vestnik.console import clean, print_json, say
    from vestnik.wiring import build_topics, stored

    if answer not in get_args(Answer):
        raise UsageError(f"{answer!r} is neither yes nor no")
    said: Answer = "yes" if answer == "yes" else "no"
    state: State = ctx.obj
    config = state.config()
    names = named_topic(topic) or list(config.topics.enabled)
    if len(names) != 1:
        raise UsageError(f"name the topic with --topic: {', '.join(names) or 'none is enabled'}")
    name = build_topics(config, names)[0].name
    who = (by or os.environ.get("USER") or os.environ.get("USERNAME") or "")[:_LONGEST_NAME] or None
    with stored(config, create=False) as store:
        if store.article(article_id) is None:
            raise UserError(f"there is no article {article_id}; `vestnik flags` lists numbers")
        grade = store.review(article_id, name, said, by=who)
    outcome = _OUTCOMES[said == "yes", grade >= 2]
    if as_json:
        print_json({"article_id": article_id, "topic": name, "answer": said, "by": who, "grade": grade, "as": outcome})
        return
    say(f"article {article_id}: {clean(name)}: {said} (grade {grade}: {outcome})")
