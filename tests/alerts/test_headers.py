"""Headers of any script, length and malice come back from the bytes of a mail exactly as they went in."""

import email.charset
from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import getaddresses

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alerts.headers import LINE_LIMIT, MAIL_POLICY
from alerts.text import clean

COATING = (
    "Vestnik: 44 articles about China — Учёные ОзТИ и Уханя вырастили покрытие, "
    "которое само залечивает царапины and 43 more"
)
ALPHABET = "   \t\u00a0\u3000\nабвёЖЩъ天津大学的，《》😀👩\u200d🚀e\u0301A7z?=_-<>,;:@\"'\\()[].%&"
TEXTS = st.one_of(
    st.text(),
    st.text(ALPHABET, max_size=300),
    st.lists(
        st.sampled_from(["Учёные", "ОзТИ", "и", "天津大学", "😀", "about", "China", "—", "=?utf-8?q?x?=", "  "])
    ).map(" ".join),
    st.text("ж", min_size=60, max_size=200),
    st.text("a", min_size=60, max_size=200),
)


def sent(message: EmailMessage) -> tuple[EmailMessage, list[bytes]]:
    """The message as its reader gets it, and the lines of its head."""
    raw = message.as_bytes()
    assert raw.isascii()
    head = raw.split(b"\r\n\r\n")[0].split(b"\r\n")
    assert b"\n" not in b"".join(head)
    return message_from_bytes(raw, policy=SMTP), head


def people(message: EmailMessage, header: str) -> list[tuple[str, str]]:
    """Names and addresses as readers decode them (``headerregistry`` sets blanks between encoded words of a name)."""
    raw = message_from_bytes(message.as_bytes())[header]
    return [(str(make_header(decode_header(name))), spec) for name, spec in getaddresses([raw])]


def test_blanks_between_long_words_of_another_script_arrive():
    message = EmailMessage(policy=MAIL_POLICY)
    message["Subject"] = COATING
    arrived, _ = sent(message)
    assert arrived["Subject"] == COATING


@given(TEXTS)
@example("=?utf-8?b?YQ0KQmNjOiB4QHkuZXhhbXBsZQ==?=")
@example("Учёные\r\nBcc: victim@example.org")
@example("long " * 50)
def test_a_subject_comes_back_as_it_was(text: str):
    subject = clean(text, 200)
    message = EmailMessage(policy=MAIL_POLICY)
    message["Subject"] = subject
    arrived, head = sent(message)
    assert arrived["Subject"] == subject
    assert arrived.keys() == ["Subject"]
    assert max(map(len, head)) <= LINE_LIMIT
    older = message_from_bytes(message.as_bytes())["Subject"]
    assert str(make_header(decode_header(older))) == subject


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_names_of_senders_and_recipients_come_back_as_they_were(texts: list[str]):
    names = [clean(text, 100) for text in texts]
    message = EmailMessage(policy=MAIL_POLICY)
    message["From"] = Address(names[0], "news", "vestnik.example")
    message["To"] = [Address(name, f"reader{n}", "office.example.org") for n, name in enumerate(names)]
    arrived, head = sent(message)
    assert arrived.keys() == ["From", "To"]
    assert people(message, "From") == [(names[0], "news@vestnik.example")]
    assert people(message, "To") == [(name, f"reader{n}@office.example.org") for n, name in enumerate(names)]
    assert [a.username for a in arrived["To"].addresses] == [f"reader{n}" for n in range(len(names))]
    assert max(map(len, head)) <= LINE_LIMIT


def test_many_recipients_without_names_fold_between_addresses():
    readers = [Address("", f"reader{n}", "office.example.org") for n in range(40)]
    message = EmailMessage(policy=MAIL_POLICY)
    message["To"] = readers
    arrived, head = sent(message)
    assert list(arrived["To"].addresses) == readers
    assert max(map(len, head)) <= LINE_LIMIT


def test_a_list_id_longer_than_a_line_keeps_its_identifier():
    identifier = f"<office.vestnik.{'department.' * 6}university.example>"
    message = EmailMessage(policy=MAIL_POLICY)
    message["List-Id"] = f"Vestnik alerts {identifier}"
    assert identifier.encode() in message.as_bytes()


@pytest.mark.parametrize("text", ["a\r\nBcc: x@y.example", "a\nb"])
def test_a_text_of_two_lines_is_no_header(text: str):
    message = EmailMessage(policy=MAIL_POLICY)
    with pytest.raises(ValueError, match="linefeed"):
        message["Subject"] = text


def test_a_library_that_changes_utf_8_for_all_mail_changes_none_of_ours():
    before = dict(email.charset.CHARSETS)
    email.charset.add_charset("utf-8", email.charset.QP, email.charset.QP, "utf-8")
    try:
        assert "=?utf-8?b?" in fold_name().lower()
    finally:
        email.charset.CHARSETS.clear()
        email.charset.CHARSETS.update(before)


def fold_name() -> str:
    message = EmailMessage(policy=MAIL_POLICY)
    message["To"] = "Анна Петрова <anna@example.org>"
    return message.as_string()
