"""Slack's bot: chat.postMessage over real HTTP, threads by story, and what each refusal leads to."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.records import PermanentFailure, TemporaryFailure
from alerts.slack import SlackBotChannel
from tests.alerts.conftest import MEETING, NOW, delivery, rows
from tests.alerts.receiver import Receiver

OK = (200, '{"ok": true, "channel": "C0123456789", "ts": "1719825300.000100"}')
TOKEN = "xoxb-not-a-token"


def bot(receiver: Receiver) -> SlackBotChannel:
    api = f"{receiver.url}api/"
    return SlackBotChannel("office", TOKEN, "C0123456789", 5, api=api, allow_private=True)


def test_a_message_is_posted_into_the_channel_with_the_deliverys_id() -> None:
    with Receiver(OK) as receiver:
        receipt = bot(receiver).send(delivery(replace(MEETING, story_id=4)), NOW)
    (request,) = receiver.requests
    assert request.path == "/api/chat.postMessage"
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    body = request.json
    assert body["channel"] == "C0123456789"
    assert body["metadata"]["event_payload"]["delivery_id"] == MEETING.delivery_id
    assert "thread_ts" not in body
    assert receipt.thread == "1719825300.000100"


def test_more_on_a_story_goes_into_its_thread_and_is_shown_in_the_channel() -> None:
    with Receiver(OK) as receiver:
        told = replace(MEETING, kind="edit", story_id=4, thread="17.5")
        assert bot(receiver).send(delivery(told), NOW).thread == "17.5"
    body = receiver.requests[0].json
    assert (body["thread_ts"], body["reply_broadcast"]) == ("17.5", True)


def test_a_digest_of_many_stories_is_in_no_thread() -> None:
    many = [replace(row, story_id=row.id, thread="17.5") for row in rows(3)]
    with Receiver(OK) as receiver:
        assert bot(receiver).send(delivery(*many), NOW).thread is None
    assert "thread_ts" not in receiver.requests[0].json


@pytest.mark.parametrize(
    ("code", "failure", "words"),
    [
        ("invalid_blocks", PermanentFailure, "invalid_blocks"),
        ("not_in_channel", TemporaryFailure, "invite the bot"),
        ("invalid_auth", TemporaryFailure, "token is wrong"),
        ("fatal_error", TemporaryFailure, "fatal_error"),
    ],
)
def test_what_slack_refuses_and_what_to_do(code: str, failure: type[Exception], words: str) -> None:
    answer = (200, json.dumps({"ok": False, "error": code}))
    with Receiver(answer) as receiver, pytest.raises(failure, match=words) as failed:
        bot(receiver).send(delivery(), NOW)
    assert TOKEN not in str(failed.value)


def test_a_rate_limit_is_honoured() -> None:
    with Receiver(OK) as receiver:
        receiver.answers.append((429, '{"ok": false, "error": "ratelimited"}', {"Retry-After": "30"}))
        with pytest.raises(TemporaryFailure) as failed:
            bot(receiver).send(delivery(), NOW)
    assert failed.value.retry_after == timedelta(seconds=30)


def test_an_answer_that_is_no_json_is_tried_again() -> None:
    with Receiver((200, "<html>captive portal</html>")) as receiver, pytest.raises(TemporaryFailure):
        bot(receiver).send(delivery(), NOW)


def test_the_token_is_in_no_repr_and_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    with Receiver(OK) as receiver:
        sender = bot(receiver)
        sender.send(delivery(), NOW)
    assert TOKEN not in f"{sender!r} {caplog.text}"


def test_a_thread_whose_first_message_was_deleted_does_not_cost_the_alert() -> None:
    with Receiver(OK) as receiver:
        receiver.answers.append((200, '{"ok": false, "error": "thread_not_found"}', {}))
        bot(receiver).send(delivery(replace(MEETING, story_id=4, thread="17.5")), NOW)
    assert ["thread_ts" in request.json for request in receiver.requests] == [True, False]
