"""Mail over real SMTP: who gets it, what each refusal leads to, and what travels encrypted."""

import ssl
from datetime import timedelta
from pathlib import Path

import pytest

from alerts.email import EmailChannel
from alerts.records import PermanentFailure, TemporaryFailure
from demo.inbox import Mailbox
from tests.alerts.certificates import self_signed
from tests.alerts.conftest import NOW, delivery
from tests.alerts.mails import channel, parts


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
