"""Mail over real SMTP: what arrives, who gets it, and what each refusal leads to."""

import ssl
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import strict
from html.parser import HTMLParser
from pathlib import Path

import pytest

from alerts.email import EmailChannel
from alerts.records import PermanentFailure, TemporaryFailure
from demo.inbox import Mailbox
from storage.records import AlertRow
from tests.alerts.certificates import self_signed
from tests.alerts.conftest import HOSTILE, MEETING, NOW, delivery, rows


def channel(box: Mailbox, *recipients: str, **settings: object) -> EmailChannel:
    return EmailChannel(
        "office",
        "127.0.0.1",
        box.port,
        "Вестник <news@vestnik.example>",
        recipients or ("Анна Петрова <anna@example.org>",),
        security="none",
        timeout=5,
        **settings,  # type: ignore[arg-type]
    )


def parts(message: EmailMessage) -> tuple[str, str]:
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert isinstance(text, EmailMessage)
    assert isinstance(html, EmailMessage)
    return text.get_content(), html.get_content()


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "href":
                self.links.append(value or "")
            if name in ("src", "srcset", "background", "action") or name.startswith("on"):
                self.loaded.append(f"{name}={value}")


def test_a_mail_says_everything_in_text_and_in_html(mailbox: Mailbox):
    assert channel(mailbox).send(delivery(), NOW).remark is None
    (message,) = mailbox.messages
    for body in parts(message):
        for word in (
            "Tianjin",
            "28 June 2024",
            "Institute of Shipbuilding, Russia",
            "English",
            "ain subject",
            "08:15 UTC",
        ):
            assert word in body
    text, html = parts(message)
    assert MEETING.url in text
    assert MEETING.url in Tags(html).links
    assert "<mark>Tianjin</mark>" in html


def test_headers_name_the_delivery_the_list_and_the_robot(mailbox: Mailbox):
    channel(mailbox).send(delivery(), NOW)
    (message,) = mailbox.messages
    assert message["Message-ID"] == f"<{MEETING.delivery_id}@vestnik.example>"
    assert message["List-Id"] == "Vestnik alerts <office.vestnik.vestnik.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == NOW
    assert str(message["To"]) == "Анна Петрова <anna@example.org>"
    assert str(message["From"]) == "Вестник <news@vestnik.example>"


def test_the_mail_is_seven_bit_with_short_lines_and_no_defects(mailbox: Mailbox):
    long = replace(MEETING, title="Делегация Тяньцзиня " * 12, source_name="天津大学" * 20)
    raw = channel(mailbox).message(delivery(long), NOW).as_bytes()
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    message = message_from_bytes(raw, policy=strict)
    assert [p.get_content_type() for p in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert "Делегация Тяньцзиня" in message["Subject"]


def test_a_hostile_title_is_inert_in_headers_text_and_html(mailbox: Mailbox):
    bad = replace(
        MEETING,
        title=HOSTILE,
        source_name=HOSTILE,
        url="javascript:alert(1)",
        evidence=({"term": "<script>", "entity": HOSTILE, "sentence": HOSTILE, "weight": "x"},),
    )
    channel(mailbox).send(
        delivery(bad, replace(bad, id=2, article_id=2, kind="edit", added=HOSTILE, removed=HOSTILE)), NOW
    )
    (message,) = mailbox.messages
    assert message["Bcc"] is None
    assert mailbox.recipients == [["anna@example.org"]]
    text, html = parts(message)
    tags = Tags(html)
    assert "script" not in tags.tags
    assert tags.loaded == []
    assert tags.links == []
    assert "{{ 7*7 }}" in text
    assert "\x1b" not in text + html
    assert "\nBcc:" not in text


def test_the_html_loads_nothing_from_anywhere(mailbox: Mailbox):
    channel(mailbox).send(delivery(*rows(3)), NOW)
    _, html = parts(mailbox.messages[0])
    assert Tags(html).loaded == []
    assert not {"img", "link", "script", "iframe"} & set(Tags(html).tags)
    assert "url(" not in html
    assert "@import" not in html


def crawl_rows(count: int) -> list[AlertRow]:
    """Rows like those of a first crawl: Russian headlines, sentences and addresses of usual length; each fifth article
    is a translation of the one before it."""
    sentence = (
        "На агрономическом факультете учится первая группа студентов из города Тяньцзинь, и осенью приедет вторая."
    )
    evidence = tuple(dict(entry, sentence=f"{sentence} {n}") for n, entry in enumerate(MEETING.evidence))
    return [
        replace(
            MEETING,
            id=n,
            article_id=n,
            story_id=n - 1 if n % 5 == 0 else n,
            grade=3 if n % 3 else 2,
            language="en" if n % 5 == 0 else "ru",
            title=f"Студенты из Китая изучают в институте степное земледелие, № {n}",
            source_name="Приозёрский государственный университет",
            url=f"https://www.university-example.ru/novosti/studenty-iz-kitaya-izuchayut-stepnoe-zemledelie-{n}/",
            evidence=evidence,
        )
        for n in range(1, count + 1)
    ]


@pytest.mark.parametrize(("count", "full"), [(60, 48), (140, 50), (300, 10)])
def test_all_articles_of_a_crawl_stand_in_one_mail_that_webmail_does_not_cut(mailbox: Mailbox, count: int, full: int):
    to_office = channel(mailbox)
    assert to_office.max_rows == 300
    claimed = crawl_rows(count)
    to_office.send(delivery(*claimed), NOW)
    (message,) = mailbox.messages
    text, html = parts(message)
    assert len(html.encode()) < 95_500
    assert set(Tags(html).links) == {row.url for row in claimed}
    assert {row.url for row in claimed} <= set(text.split())
    assert html.count("<h2>") >= full


def test_stories_after_those_in_full_are_told_in_a_line_each(mailbox: Mailbox):
    channel(mailbox).send(delivery(*crawl_rows(140)), NOW)
    text, html = parts(mailbox.messages[0])
    line = next(line for line in text.splitlines() if line.startswith("51. "))
    last = next(line for line in text.splitlines() if line.startswith("112. "))
    facts = "Приозёрский государственный университет | 28 Jun 2024 | Tianjin, Shenzhen | https://"
    assert line.startswith("51. [3] Студенты из Китая")
    assert last.startswith("112. [2] Студенты из Китая")
    assert all(facts in told for told in (line, last))
    assert "| also English https://" in text
    assert 'also <a href="https://' in html


def test_one_refused_recipient_is_reported_and_costs_the_others_nothing(mailbox: Mailbox):
    mailbox.refuse_recipient("gone@example.org")
    note = channel(mailbox, "anna@example.org", "gone@example.org", "li@example.org").send(delivery(), NOW).remark
    assert note is not None
    assert "gone@example.org (550" in note
    assert mailbox.recipients == [["anna@example.org", "li@example.org"]]


def test_a_put_off_recipient_gets_the_same_mail_later_and_the_others_no_second_one(mailbox: Mailbox):
    mailbox.refuse_recipient("slow@example.org", "450 4.2.0 greylisted")
    to_two = channel(mailbox, "anna@example.org", "slow@example.org")
    with pytest.raises(TemporaryFailure, match="put off slow"):
        to_two.send(delivery(), NOW)
    mailbox.refuse_recipient("slow@example.org", "")
    to_two.send(delivery(), NOW + timedelta(minutes=1))
    assert mailbox.recipients == [["anna@example.org"], ["slow@example.org"]]
    assert len({m["Message-ID"] for m in mailbox.messages}) == 1


def test_who_was_refused_for_good_is_still_reported_after_others_were_put_off(mailbox: Mailbox):
    mailbox.refuse_recipient("slow@example.org", "450 4.2.0 greylisted")
    mailbox.refuse_recipient("gone@example.org")
    to_three = channel(mailbox, "anna@example.org", "slow@example.org", "gone@example.org")
    with pytest.raises(TemporaryFailure, match=r"put off slow.* refused gone"):
        to_three.send(delivery(), NOW)
    mailbox.refuse_recipient("slow@example.org", "")
    note = to_three.send(delivery(), NOW + timedelta(minutes=1)).remark
    assert note is not None
    assert "gone@example.org (550" in note
    assert mailbox.recipients == [["anna@example.org"], ["slow@example.org"]]


def test_a_server_that_hangs_up_between_two_recipients_costs_neither_the_mail(mailbox: Mailbox):
    mailbox.refuse_recipient("li@example.org", "421 4.7.0 too busy")
    to_three = channel(mailbox, "anna@example.org", "li@example.org", "wang@example.org")
    with pytest.raises(TemporaryFailure):
        to_three.send(delivery(), NOW)
    assert mailbox.messages == []
    mailbox.refuse_recipient("li@example.org", "")
    to_three.send(delivery(), NOW)
    assert mailbox.recipients == [["anna@example.org", "li@example.org", "wang@example.org"]]


def test_a_domain_of_any_script_is_written_in_its_ascii_form(mailbox: Mailbox):
    channel(mailbox, "Анна <anna@почта.рф>").send(delivery(), NOW)
    assert mailbox.recipients == [["anna@xn--80a1acny.xn--p1ai"]]


@pytest.mark.parametrize(
    ("reply", "failure"),
    [
        ("552 5.3.4 message too big", PermanentFailure),
        ("550 5.7.1 spam", PermanentFailure),
        ("451 4.3.0 busy", TemporaryFailure),
    ],
)
def test_the_servers_word_on_the_message_decides(mailbox: Mailbox, reply: str, failure: type[Exception]):
    mailbox.refuse_next(1, reply)
    with pytest.raises(failure, match=reply[:3]):
        channel(mailbox).send(delivery(), NOW)


def test_every_recipient_refused_for_good_parks_the_message(mailbox: Mailbox):
    mailbox.refuse_recipient("anna@example.org")
    with pytest.raises(PermanentFailure, match="every recipient"):
        channel(mailbox).send(delivery(), NOW)


def test_silence_after_acceptance_is_retried_under_the_same_id(mailbox: Mailbox):
    mailbox.say_nothing_after_accepting()
    impatient = EmailChannel(
        "office", "127.0.0.1", mailbox.port, "news@vestnik.example", ["anna@example.org"], security="none", timeout=0.3
    )
    with pytest.raises(TemporaryFailure, match="timed out"):
        impatient.send(delivery(), NOW)
    channel(mailbox).send(delivery(), NOW + timedelta(minutes=1))
    first, second = mailbox.messages
    assert first["Message-ID"] == second["Message-ID"]
    assert parts(first) == parts(second)


def test_a_dead_server_is_a_temporary_failure_that_names_it():
    with Mailbox() as gone:
        port = gone.port
    dead = EmailChannel("office", "127.0.0.1", port, "news@vestnik.example", ["anna@example.org"], security="none")
    with pytest.raises(TemporaryFailure, match=f"127.0.0.1:{port}"):
        dead.send(delivery(), NOW)


@pytest.mark.parametrize("implicit", [True, False])
def test_password_and_mail_travel_encrypted(tmp_path: Path, implicit: bool):
    server_tls, client_tls = self_signed(tmp_path)
    with Mailbox(tls=server_tls, implicit_tls=implicit, login=("vestnik", "s3cret")) as box:
        settings = {"security": "tls" if implicit else "starttls", "tls_context": client_tls, "timeout": 5}
        secure = EmailChannel(
            "office",
            "localhost",
            box.port,
            "n@v.example",
            ["a@b.example"],
            "vestnik",
            "s3cret",
            **settings,  # type: ignore[arg-type]
        )
        secure.send(delivery(), NOW)
        assert len(box.messages) == 1
        wrong = EmailChannel(
            "office",
            "localhost",
            box.port,
            "n@v.example",
            ["a@b.example"],
            "vestnik",
            "wr0ng",
            **settings,  # type: ignore[arg-type]
        )
        with pytest.raises(TemporaryFailure, match="user and password") as failed:
            wrong.send(delivery(), NOW)
        assert "wr0ng" not in str(failed.value)


def test_a_certificate_nobody_vouches_for_is_refused(tmp_path: Path):
    server_tls, _ = self_signed(tmp_path)
    with Mailbox(tls=server_tls) as box:
        wary = EmailChannel("office", "localhost", box.port, "n@v.example", ["a@b.example"], security="starttls")
        with pytest.raises(TemporaryFailure, match="certificate"):
            wary.send(delivery(), NOW)
        assert box.messages == []


def test_settings_that_cannot_work_are_refused_at_once():
    with pytest.raises(ValueError, match="in clear"):
        EmailChannel("office", "mail.example.org", 25, "n@v.example", ["a@b.example"], "user", "pw", "none")
    with pytest.raises(ValueError, match="no mail address"):
        EmailChannel("office", "mail.example.org", 25, "nobody", ["a@b.example"])
    with pytest.raises(ValueError, match="no mail address"):
        EmailChannel("office", "mail.example.org", 25, "n@v.example", ["a@b.example\r\nBcc: x@y.example"])
    with pytest.raises(ValueError, match="no recipients"):
        EmailChannel("office", "mail.example.org", 25, "n@v.example", [])


def test_a_channel_shows_no_password():
    shown = repr(EmailChannel("office", "mail.example.org", 587, "n@v.example", ["a@b.example"], "user", "pa55"))
    assert "pa55" not in shown


def test_the_tls_fixture_really_verifies(tmp_path: Path):
    _, client_tls = self_signed(tmp_path)
    assert client_tls.verify_mode is ssl.CERT_REQUIRED
