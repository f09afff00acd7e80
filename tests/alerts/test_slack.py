"""Slack messages over real HTTP: Block Kit under its limits, inert text, and what each answer leads to."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.blocks import escape, messages
from alerts.records import PermanentFailure, TemporaryFailure
from alerts.render import render
from alerts.replies import retry_after
from alerts.slack import SlackChannel
from demo.inbox import SlackEndpoint
from storage.records import HealthNews
from tests.alerts.conftest import HOSTILE, MEETING, NOW, delivery, rows


def channel(endpoint: SlackEndpoint, timeout: float = 5) -> SlackChannel:
    return SlackChannel("office", endpoint.url, timeout, allow_private=True)


def texts(body: dict[str, Any]) -> list[tuple[str, str]]:
    objects = [text for block in body["blocks"] for text in [block.get("text"), *block.get("elements", [])] if text]
    return [(text["type"], text["text"]) for text in objects]


def assert_within_limits(body: dict[str, Any]) -> None:
    assert 1 <= len(body["blocks"]) <= 50
    for block in body["blocks"]:
        assert block["type"] in ("header", "section", "context", "divider")
        if block["type"] == "header":
            assert block["text"]["type"] == "plain_text"
            assert 1 <= len(block["text"]["text"]) <= 150
        if block["type"] == "context":
            assert 1 <= len(block["elements"]) <= 10
    assert all(1 <= len(text) <= 3000 for _, text in texts(body))
    assert 1 <= len(body["text"]) <= 3000


def test_a_message_says_what_a_reader_needs(slack: SlackEndpoint):
    channel(slack).send(delivery(), NOW)
    (body,) = slack.messages
    assert_within_limits(body)
    said = "\n".join(text for _, text in texts(body))
    assert f"<{MEETING.url.replace('&', '&amp;')}|{MEETING.title}>" in said
    for word in (
        "Institute of Shipbuilding, Russia",
        "28 June 2024",
        "main subject",
        "English",
        "*Tianjin*",
        "08:15 UTC",
    ):
        assert word in said
    assert MEETING.title in body["text"]
    assert slack.headers[0]["idempotency-key"] == MEETING.delivery_id


def test_a_thousand_articles_are_split_below_the_limits_with_an_id_each_and_none_is_lost():
    parts = messages(render(delivery(*rows(1000))))
    assert len({part.id for part in parts}) == len(parts) > 1
    for part in parts:
        assert_within_limits(part.body)
    said = "\n".join(text for part in parts for _, text in texts(part.body))
    assert all(re.search(rf"\|Article {n}>", said) for n in range(1, 1001))


def test_the_longest_of_everything_stays_within_the_limits():
    worst = "&<*" * 400
    row = replace(
        MEETING,
        kind="new",
        story_id=1,
        title=worst,
        source_name=worst,
        url="https://h.example/?" + "&" * 1900,
        evidence=tuple(
            {"term": worst, "entity": worst[:n], "sentence": worst + str(n), "weight": n} for n in range(80)
        ),
    )
    story = [replace(row, id=n, article_id=n) for n in range(1, 100)]
    edits = [replace(row, id=n, article_id=n, kind="edit", added=worst, removed=worst) for n in range(200, 230)]
    for part in messages(render(delivery(*story, *edits))):
        assert_within_limits(part.body)


def test_a_hostile_title_is_shown_and_not_obeyed(slack: SlackEndpoint):
    bad = replace(
        MEETING,
        title=HOSTILE,
        source_name=HOSTILE,
        evidence=({"term": "bold", "entity": HOSTILE, "sentence": HOSTILE},),
    )
    channel(slack).send(delivery(bad, replace(bad, id=2, article_id=2, url="javascript:alert(1)")), NOW)
    (body,) = slack.messages
    for kind, text in [*texts(body), ("mrkdwn", body["text"])]:
        if kind == "mrkdwn":
            assert set(re.findall(r"<[^>]*", text)) <= {
                text[m.start() : m.end()] for m in re.finditer(r"<https://institute[^>]*", text)
            }
            assert not re.search(r":skull:|(?<!\u200b)[_~`]", text)
    assert all(b["text"]["verbatim"] for b in body["blocks"] if b["type"] == "section")


def test_escaping_leaves_no_live_mark():
    assert escape("a & <b> :x: 10:30") == "a &amp; &lt;b&gt; :\u200bx: 10:30"
    assert escape("*a*") == "\u200b*\u200ba\u200b*\u200b"


@pytest.mark.parametrize("status", [500, 502, 503, 408])
def test_a_server_in_trouble_is_asked_again(slack: SlackEndpoint, status: int):
    slack.answer_next(status)
    with pytest.raises(TemporaryFailure, match=str(status)):
        channel(slack).send(delivery(), NOW)
    assert slack.attempts == 1
    channel(slack).send(delivery(), NOW)
    assert slack.headers[0]["idempotency-key"] == MEETING.delivery_id


@pytest.mark.parametrize(
    ("status", "said"), [(400, "invalid_payload"), (404, "no_service"), (410, "channel_is_archived")]
)
def test_a_refusal_for_good_parks_the_message(slack: SlackEndpoint, status: int, said: str):
    slack.answer_next(status, said)
    with pytest.raises(PermanentFailure, match=said):
        channel(slack).send(delivery(), NOW)


def test_429_tells_how_long_to_wait(slack: SlackEndpoint):
    slack.answer_next(429, "rate_limited", retry_after="90")
    with pytest.raises(TemporaryFailure) as failed:
        channel(slack).send(delivery(), NOW)
    assert failed.value.retry_after == timedelta(seconds=90)


def test_retry_after_is_read_in_both_forms_and_never_trusted_blindly():
    assert retry_after("Mon, 01 Jul 2024 09:20:00 GMT", NOW) == timedelta(minutes=5)
    assert retry_after("Mon, 01 Jul 2024 09:00:00 GMT", NOW) == timedelta(0)
    assert retry_after("9" * 60, NOW) == timedelta(seconds=10**6)
    for unreadable in (None, "", "soon", "-5", "²"):
        assert retry_after(unreadable, NOW) is None


def test_a_dead_endpoint_and_a_silent_one_are_temporary(slack: SlackEndpoint):
    slack.die()
    with pytest.raises(TemporaryFailure, match="no answer"):
        channel(slack).send(delivery(), NOW)
    slack.die(False)
    slack.say_nothing_after_accepting()
    with pytest.raises(TemporaryFailure, match="timed out"):
        channel(slack, timeout=0.3).send(delivery(), NOW)
    assert slack.attempts == 2


def test_a_web_page_instead_of_ok_is_no_delivery(slack: SlackEndpoint):
    slack.answer_next(200, "<html>log in to the hotel network</html>")
    with pytest.raises(TemporaryFailure, match="web page"):
        channel(slack).send(delivery(), NOW)


def test_a_redirect_is_not_followed(slack: SlackEndpoint):
    slack.answer_next(307, "elsewhere")
    with pytest.raises(TemporaryFailure, match="redirects"):
        channel(slack).send(delivery(), NOW)
    assert slack.attempts == 1


def test_no_proxy_of_the_environment_sees_the_webhook(slack: SlackEndpoint, monkeypatch: pytest.MonkeyPatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    channel(slack).send(delivery(), NOW)
    assert len(slack.messages) == 1


def test_the_secret_address_is_in_no_error_and_no_repr(slack: SlackEndpoint, caplog: pytest.LogCaptureFixture):
    caplog.set_level("DEBUG")
    slack.answer_next(404, "no_service")
    sender = channel(slack)
    with pytest.raises(PermanentFailure) as failed:
        sender.send(delivery(), NOW)
    assert "T000" not in f"{failed.value} {sender!r} {caplog.text}"


def test_of_a_delivery_of_several_messages_only_what_did_not_arrive_is_repeated(slack: SlackEndpoint):
    sender, many = channel(slack), delivery(*rows(2000))
    expected = [part.id for part in messages(render(many))]
    assert len(expected) > 2
    slack.answer_next(500, after=1)
    with pytest.raises(TemporaryFailure):
        sender.send(many, NOW)
    sender.send(many, NOW)
    assert [h["idempotency-key"] for h in slack.headers] == expected
    assert slack.attempts == len(expected) + 1


_TEXT = st.text(
    st.one_of(st.sampled_from("<>&|*_~`:@!#\n\r\0 \u202e"), st.characters(exclude_categories=[])), max_size=300
)


@settings(max_examples=30)
@given(_TEXT, _TEXT, st.sampled_from([1, 5, 30]))
def test_whatever_a_title_says_the_message_is_valid_and_without_live_markup(title: str, other: str, count: int):
    evidence = ({"term": other[:5], "entity": other, "sentence": title + other, "weight": 1},)
    bad = {"title": title, "source_name": other, "evidence": evidence, "added": other, "removed": title}
    news = HealthNews("institute", "broken", title, other, NOW)
    ill = replace(MEETING, id=999, kind="health", article_id=None, title=title, health=news)
    told = [*(replace(row, kind="edit", **bad) for row in rows(count)), ill]
    for part in messages(render(delivery(*told), "https://news.example.org")):
        assert_within_limits(part.body)
        for kind, text in texts(part.body):
            if kind == "mrkdwn":
                bare = re.sub(r"<https://[^<>|]*\|[^<>]*>", "", text)
                assert "<" not in bare
                assert ">" not in bare


def test_the_longest_of_everything_in_a_line_each_stays_within_the_limits():
    worst = {"title": "&" * 300, "source_name": "&" * 300, "url": "https://h.example/?" + "&" * 1900}
    many = [replace(row, **{**worst, "url": f"{worst['url']}{row.id}"}) for row in rows(100)]
    for part in messages(render(delivery(*many), "https://news.example.org")):
        assert_within_limits(part.body)
