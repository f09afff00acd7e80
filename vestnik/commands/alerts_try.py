"""``vestnik alerts test`` and ``preview``: what a message looks like, sent or not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from vestnik.commands.options import AsJson
from vestnik.errors import UserError
from vestnik.state import State

if TYPE_CHECKING:
    from alerts import Delivery
    from alerts.records import Wording
    from storage import Store
    from storage.records import AlertRow, FlaggedArticle
    from vestnik.config import Config

_MOST = 20


def register(group: typer.Typer) -> None:
    """Put the commands on the group ``alerts``."""
    group.command("test")(send_test)
    group.command("preview")(preview)


def send_test(
    ctx: typer.Context,
    channel: Annotated[str, typer.Argument(metavar="CHANNEL", help="Name of a channel of the configuration.")],
    as_json: AsJson = False,
) -> None:
    """Send one test message through a channel, now and past the outbox, also in its quiet hours."""
    from alerts.records import DeliveryError
    from vestnik.console import print_json, say
    from vestnik.wiring import build_channels

    state: State = ctx.obj
    (target,) = build_channels(state.config(), [channel])
    now = datetime.now(UTC)
    delivery = sample_delivery(channel, now)
    try:
        remark = target.send(delivery, now).remark
    except DeliveryError as error:
        raise UserError(f"channel {channel!r}: {error}") from None
    if as_json:
        print_json({"channel": channel, "delivery_id": delivery.id, "sent": True, "remark": remark})
        return
    say(f"channel {channel!r}: the test message was accepted{': ' + remark if remark else ''}")


def preview(
    ctx: typer.Context,
    channel: Annotated[str | None, typer.Option("--channel", help="What waits for this channel.")] = None,
    shown: Annotated[
        Literal["text", "slack", "webhook", "chat"],
        typer.Option("--as", help="The mail's text, Slack's JSON, a webhook's JSON, or the text of a chat (Apprise)."),
    ] = "text",
    html: Annotated[Path | None, typer.Option("--html", help="Write the mail as HTML into this file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show the next message without sending it: what waits, else the newest flagged story, else an invented one. Your
    own templates are used."""
    from vestnik.console import note, print_json, say
    from vestnik.wiring import build_wording

    state: State = ctx.obj
    wording = build_wording(state.config())
    delivery = _next_delivery(state.config(), channel)
    made = _texts(delivery, wording)
    for remark in made.pop("remarks"):
        note(remark)
    if html is not None:
        html.write_text(made["html"].replace("\r\n", "\n"), encoding="utf-8")
        note(f"wrote {html}")
    if as_json:
        print_json(made)
    elif shown == "text":
        say(f"Subject: {made['subject']}\n\n{made['text']}")
    elif shown == "chat":
        say(f"{made['subject']}\n\n{made['chat']}")
    else:
        print_json(made[shown])


def _texts(delivery: Delivery, wording: Wording) -> dict[str, Any]:
    """The message in every form, and ``remarks`` on templates that could not be used."""
    from alerts.blocks import messages
    from alerts.own_templates import own_texts
    from alerts.render import render
    from alerts.templates import Layout, mail_texts, message_text
    from alerts.webhook import document

    digest = render(delivery, wording.dashboard)
    mail = mail_texts(digest, wording.templates)
    chat = own_texts(wording.templates, ("message.txt.j2",), digest, Layout(len(digest.items)))
    return {
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "slack": [part.body for part in messages(digest)],
        "webhook": document(delivery, wording.dashboard),
        "chat": chat.texts.get("message.txt.j2") or message_text(digest),
        "remarks": [remark for remark in (mail.remark, chat.remark()) if remark],
    }


def _next_delivery(config: Config, channel: str | None) -> Delivery:
    from alerts import Delivery
    from storage import DatabaseMissing
    from vestnik.console import note
    from vestnik.wiring import stored

    now = datetime.now(UTC)
    try:
        with stored(config, create=False) as store:
            rows = _rows(store, channel, now)
    except DatabaseMissing:
        rows = []
    if not rows:
        note("nothing waits and nothing is flagged: an invented article is shown")
        return sample_delivery(channel or "preview", now)
    identity = rows[0].delivery_id or "00000000-0000-4000-8000-000000000000"
    same = [replace(row, delivery_id=identity) for row in rows]
    return Delivery.of(same)


def _rows(store: Store, channel: str | None, now: datetime) -> list[AlertRow]:
    """The rows of the next message: those that wait for one channel, else the newest flagged article."""
    from storage.records import FlagFilter

    waiting = store.alerts(states=["pending", "retry"], channel=channel, limit=500)
    if waiting:
        first = waiting[-1].channel
        return [row for row in reversed(waiting) if row.channel == first][:_MOST]
    return [_as_row(found, channel or "preview", now) for found in store.flags(FlagFilter(), limit=1)]


def _as_row(found: FlaggedArticle, channel: str, now: datetime) -> AlertRow:
    from storage.records import AlertRow

    return AlertRow(
        id=0,
        delivery_id=None,
        channel=channel,
        kind="new",
        state="pending",
        attempts=0,
        created_at=now,
        next_attempt_at=None,
        error=None,
        article_id=found.article_id,
        version=found.version,
        topic=found.topic,
        grade=found.grade,
        title=found.title,
        url=found.url,
        source_key=found.source_key,
        source_name=found.source_name,
        country=found.country,
        language=found.language,
        published_day=found.published_day,
        first_seen_at=found.first_seen_at,
        evidence=found.evidence,
        story_id=found.story_id,
    )


def sample_delivery(channel: str, now: datetime) -> Delivery:
    """A delivery with one invented article, to see that a channel works and how its messages look."""
    from uuid import uuid4

    from alerts import Delivery
    from storage.records import AlertRow

    identity = str(uuid4())
    title = "Test of this channel: a delegation from Tianjin visits the university"
    row = AlertRow(
        id=0,
        delivery_id=identity,
        channel=channel,
        kind="new",
        state="sending",
        attempts=0,
        created_at=now,
        next_attempt_at=None,
        error=None,
        article_id=None,
        version=None,
        topic="china",
        grade=3,
        title=title,
        url="https://example.org/test-of-this-channel",
        source_key="test",
        source_name="Vestnik test",
        country="RU",
        language="en",
        published_day=now.date().isoformat(),
        first_seen_at=now,
        evidence=(
            {
                "term": "Tianjin",
                "entity": "Tianjin",
                "kind": "place",
                "field": "title",
                "offset": 41,
                "weight": 1.0,
                "sentence": title,
            },
        ),
    )
    return Delivery(identity, channel, (row,), now)
