"""The mail as a strict reader takes it: RFC 5322, 2045 to 2047, 2369, 2919, 3834, whatever the titles say."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP, strict
from email.utils import parsedate_to_datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from alerts.email import EmailChannel
from alerts.records import Delivery
from storage.records import AlertRow
from tests.alerts.conftest import HOSTILE, MEETING, NOW, delivery, rows

_NAME = re.compile(r"[A-Za-z][A-Za-z-]*")
_ID = re.compile(r"<[!#$%&'*+/=?^_`{|}~.\w-]+@[\w.-]+>", re.ASCII)
_ENCODED = re.compile(r"=\?utf-8\?[bqBQ]\?[!->@-~]*\?=")
ONCE = ("From", "To", "Subject", "Date", "Message-ID", "List-Id", "Auto-Submitted", "MIME-Version", "Content-Type")


def sender(name: str = "office", recipient: str = "Анна Петрова <anna@example.org>") -> EmailChannel:
    return EmailChannel(
        name, "localhost", 25, "Vestnik — Вестник <news@vestnik.example>", [recipient, "李明 <li@example.org>"],
        security="none", unsubscribe="mailto:desk@example.org?subject=unsubscribe",
    )  # fmt: skip


def lint(raw: bytes) -> EmailMessage:
    """Hold a mail as it is sent against the rules; the parsed message."""
    assert raw.isascii(), "7bit: every server can carry it"
    assert b"\0" not in raw
    assert b"\n" not in raw.replace(b"\r\n", b""), "CRLF only"
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    head, _, _body = raw.partition(b"\r\n\r\n")
    for line in head.decode().split("\r\n"):
        assert len(line) <= 78
        assert line.strip(), "a folded line that is blank would end the headers"
        assert line[0] in " \t" or _NAME.fullmatch(line.partition(":")[0])
        assert all(len(word) <= 75 for word in _ENCODED.findall(line)), "RFC 2047, 2"
    message = message_from_bytes(raw, policy=strict + SMTP)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    for part in message.walk():
        assert not part.defects
        assert all(not value.defects for value in part.values())
    for name in ONCE:
        assert len(message.get_all(name, [])) == 1, name
    assert set(map(str.lower, message.keys())) <= {
        *map(str.lower, ONCE), "in-reply-to", "references", "list-unsubscribe", "x-auto-response-suppress",
        "x-vestnik-delivery",
    }  # fmt: skip
    for name in ("Message-ID", "In-Reply-To", "References"):
        assert message[name] is None or _ID.fullmatch(str(message[name]))
    assert parsedate_to_datetime(str(message["Date"])).utcoffset() == timedelta(0)
    _lint_parts(message)
    return message


def _lint_parts(message: EmailMessage) -> None:
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"], "best one last"
    for part in message.iter_parts():
        assert part["Content-Transfer-Encoding"] == "base64"
        assert part.get_content_charset() == "utf-8"
        lines = str(part.get_payload()).splitlines()
        assert all(len(line) <= 76 for line in lines)
        base64.b64decode("".join(lines), validate=True).decode("utf-8")


def sent(*alert_rows: AlertRow, name: str = "office") -> EmailMessage:
    return lint(sender(name).message(delivery(*alert_rows), NOW).as_bytes())


def test_an_ordinary_mail_passes():
    message = sent(replace(MEETING, story_id=7))
    assert str(message["List-Id"]) == "Vestnik alerts <office.vestnik.vestnik.example>"
    assert str(message["List-Unsubscribe"]) == "<mailto:desk@example.org?subject=unsubscribe>"
    assert str(message["Auto-Submitted"]) == "auto-generated"
    assert [a.display_name for a in message["To"].addresses] == ["Анна Петрова", "李明"]


def test_mails_of_one_story_are_one_thread_and_others_are_not():
    first = sent(replace(MEETING, story_id=7))
    second = sent(replace(MEETING, story_id=7, kind="edit", delivery_id="d-2"))
    other = sent(replace(MEETING, story_id=8, delivery_id="d-3"))
    digest = sent(*(replace(row, story_id=row.id) for row in rows(3)))
    assert str(first["References"]) == str(second["References"]) == str(first["In-Reply-To"])
    assert first["Message-ID"] != second["Message-ID"]
    assert str(other["References"]) != str(first["References"])
    assert digest["References"] is None


def test_a_channel_of_the_longest_name_passes():
    sent(replace(MEETING, story_id=10**12), name="a" * 63)


def _check_inert(row: AlertRow) -> None:
    message = sent(row)
    assert {a.addr_spec for a in message["To"].addresses} == {"anna@example.org", "li@example.org"}
    assert message["Bcc"] is None
    raw_subject = str(make_header(decode_header(str(message["Subject"]))))
    assert len(raw_subject) <= 130
    html = message.get_body(("html",)).get_content()
    tree = LexborHTMLParser(html)
    names = {node.tag for node in tree.root.traverse()}
    assert names <= {
        "html", "head", "meta", "title", "style", "body", "div", "h1", "h2", "p", "a", "b", "mark"
    }  # fmt: skip
    for node in tree.root.traverse():
        assert not any(name.startswith("on") for name in node.attributes)
    for link in tree.css("a"):
        assert (link.attributes["href"] or "").startswith(("http://", "https://"))


def test_the_worst_title_is_inert_in_every_part():
    worst = {"title": HOSTILE, "source_name": HOSTILE, "added": HOSTILE, "removed": HOSTILE, "country": HOSTILE[:30]}
    _check_inert(replace(MEETING, kind="edit", language=HOSTILE, url="javascript:alert(1)", **worst))


_NASTY = st.text(
    alphabet=st.one_of(
        st.sampled_from("\r\n\0\t<>\"'&=?:;,@{}%*_~`|\\/()[] \u2028\u2029\u202e\ufeff\x1b"),
        st.characters(exclude_categories=[]),
    ),
    max_size=120,
)


@settings(max_examples=40)
@given(_NASTY, _NASTY)
def test_no_title_can_break_out_of_a_mail(title: str, other: str):
    _check_inert(
        replace(MEETING, title=title, source_name=other, evidence=({"term": other, "sentence": title + other},))
    )


def test_a_digest_of_300_passes_and_is_not_cut_by_webmail():
    many: Sequence[AlertRow] = [replace(row, title=f"Делегация {row.id} из Тяньцзиня") for row in rows(300)]
    message = lint(sender().message(Delivery.of(many), NOW).as_bytes())
    assert len(message.get_body(("html",)).get_content().encode()) < 102_000
