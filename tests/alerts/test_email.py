"""Mail over real SMTP: what arrives."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import strict
from html.parser import HTMLParser

import pytest

from demo.inbox import Mailbox
from storage.records import AlertRow
from tests.alerts.conftest import HOSTILE, MEETING, NOW, delivery, rows
from tests.alerts.mails import channel, parts


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
