"""Apprise's services: real requests from a process apart, parts below limits, no secret told, no private address."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.apprise import AppriseChannel, split
from alerts.apprise_send import RefusedError, guard
from alerts.records import TemporaryFailure
from alerts.render import render
from alerts.text import clean, inert
from tests.alerts.conftest import HOSTILE, MEETING, NOW, delivery, rows
from tests.alerts.receiver import Receiver


def test_a_message_reaches_the_service_and_says_what_a_reader_needs() -> None:
    with Receiver() as receiver:
        channel = AppriseChannel("phone", f"json://user:hush-hush@127.0.0.1:{receiver.port}/", 5, allow_private=True)
        assert channel.send(delivery(), NOW).remark is None
    (request,) = receiver.requests
    told = request.json
    assert told["title"].startswith("1 article about China")
    for words in (MEETING.title, MEETING.url, "Institute of Shipbuilding, Russia", "28 June 2024", "main subject"):
        assert words in told["message"]
    assert str(MEETING.delivery_id) in told["message"]


def test_a_refusal_is_told_without_a_word_of_the_address() -> None:
    with Receiver((403, "no")) as receiver:
        url = f"json://user-of-ours:hush-hush@127.0.0.1:{receiver.port}/token-of-ours"
        with pytest.raises(TemporaryFailure) as failed:
            AppriseChannel("phone", url, 5, allow_private=True).send(delivery(), NOW)
    said = f"{failed.value} {AppriseChannel('phone', url)!r}"
    assert "403" in said
    for secret in ("user-of-ours", "hush-hush", "token-of-ours"):
        assert secret not in said


def test_no_request_leaves_for_a_private_address_unless_that_is_meant() -> None:
    with Receiver() as receiver, pytest.raises(TemporaryFailure):
        AppriseChannel("phone", f"json://localhost:{receiver.port}/", 5).send(delivery(), NOW)
    assert receiver.requests == []


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("socket.connect", (None, ("10.0.0.1", 443))),
        ("socket.connect", (None, ("::ffff:169.254.169.254", 80, 0, 0))),
        ("socket.connect", (None, "/run/docker.sock")),
        ("socket.sendto", (None, ("127.0.0.1", 514))),
        ("subprocess.Popen", ("notify-send", [], None, None)),
        ("os.system", (b"true",)),
    ],
)
def test_the_guard_refuses_what_leaves_the_public_internet(event: str, arguments: tuple[object, ...]) -> None:
    with pytest.raises(RefusedError):
        guard(event, arguments)


def test_the_guard_lets_the_public_internet_through() -> None:
    guard("socket.connect", (None, ("149.154.167.220", 443)))
    guard("open", ("/etc/ssl/cert.pem", "r", 0))


def test_an_address_of_no_service_is_refused_without_showing_it() -> None:
    for url in ("nonsense://secret", "tgram://", ""):
        with pytest.raises(ValueError, match="no service") as refused:
            AppriseChannel("phone", url)
        assert "secret" not in str(refused.value)


@pytest.mark.parametrize("url", ["tgram://123456789:abcdefg_hijklmnop/12315544/", "discord://1234567890/abcdefg"])
def test_200_articles_stay_below_the_services_limit_and_none_is_lost(url: str) -> None:
    channel = AppriseChannel("phone", url)
    parts, _ = channel.parts(render(delivery(*(replace(r, title=f"Статья {r.id}.") for r in rows(200)))))
    limit = {"tgram": 4096, "disco": 2000}[url[:5]]
    assert all(len(part.encode()) <= limit for part in parts)
    assert all(any(f"Статья {n}.\n" in part for part in parts) for n in range(1, 201))
    assert all(f"({n} of {len(parts)})" in part for n, part in enumerate(parts, start=1))


def test_of_several_parts_only_what_did_not_arrive_is_repeated() -> None:
    with Receiver() as receiver:
        receiver.answers.extend([(200, "", {}), (500, "", {})])
        url = f"json://127.0.0.1:{receiver.port}/"
        channel = AppriseChannel("phone", url, 10, allow_private=True)
        channel._room = 1000
        many = delivery(*(replace(row, evidence=()) for row in rows(7)))
        with pytest.raises(TemporaryFailure):
            channel.send(many, NOW)
        channel.send(many, NOW)
    sent = [request.json["message"] for request in receiver.requests]
    assert sent[1] == sent[2]
    assert len(set(sent)) == len(sent) - 1


def test_a_text_message_is_one_line_and_an_address() -> None:
    channel = AppriseChannel("phone", "json://127.0.0.1/")
    channel._room = 160
    (text,), _ = channel.parts(render(delivery(*(replace(r, title="Делегация " * 20) for r in rows(5)))))
    assert len(text.encode()) <= 160
    assert text.endswith(rows(1)[0].url)


@given(st.text(max_size=3000), st.integers(200, 900))
def test_parts_are_never_larger_than_their_room(text: str, room: int) -> None:
    text = text.encode("utf-8", "ignore").decode()
    parts = split(text, str(MEETING.delivery_id), room)
    assert all(len(part.encode()) <= room for part in parts)
    kept = "".join(part.rsplit("\n\n", 1)[0] for part in parts)
    assert [c for c in kept if not c.isspace()] == [c for c in text if not c.isspace()]


@given(st.one_of(st.text(alphabet="@<*_~`|[]()#:>/a !", max_size=40), st.just(HOSTILE)))
def test_no_markup_of_a_chat_survives(text: str) -> None:
    told = inert(clean(text))
    for bad in ("@everyone", "<@", "<!", "**", "__", "](", ":skull:", "<script"):
        assert bad not in told
    assert told.replace("\u200b", "") == clean(text)
    assert not told or told[0].isalnum() or told[0] == "\u200b"
