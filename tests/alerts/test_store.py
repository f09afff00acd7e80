"""Delivery from the real store: what a killed process leaves behind is sent, once more only where nobody knows."""

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from alerts import deliver
from alerts.email import EmailChannel
from alerts.slack import SlackChannel
from demo.inbox import Mailbox, SlackEndpoint
from storage import Store
from tests.alerts.conftest import NOW
from tests.alerts.stored import crawl

STORE_AND_DIE = """
import os, signal, sys
from datetime import datetime
from storage import Store
from tests.alerts.stored import crawl
crawl(Store.open(sys.argv[1]), [{}, {}, {}], datetime.fromisoformat(sys.argv[2]))
os.kill(os.getpid(), signal.SIGKILL)
"""
SEND = """
import sys
from datetime import datetime
from alerts import deliver
from alerts.slack import SlackChannel
from storage import Store
from storage.lease import process_owner
channel = SlackChannel("office", sys.argv[3], 60, allow_private=True)
now = datetime.fromisoformat(sys.argv[2])
deliver(Store.open(sys.argv[1]), [channel], now=now, owner=process_owner(), limit_per_message=7)
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'news.db'}"


def run_python(code: str, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", code, *arguments], cwd=Path(__file__).parents[2])


def send_all(url: str, slack: SlackEndpoint, now: datetime) -> dict[tuple[str, str], int]:
    with Store.open(url, create=False) as store:
        channel = SlackChannel("office", slack.url, 5, allow_private=True)
        deliver(store, [channel], now=now, owner="this/1/1", jitter=lambda: 1.0)
        return store.alert_counts()


def test_killed_between_storing_and_sending_no_alert_is_lost(url: str, slack: SlackEndpoint):
    dying = run_python(STORE_AND_DIE, url, NOW.isoformat())
    assert dying.wait(60) == -signal.SIGKILL
    assert send_all(url, slack, NOW) == {("office", "sent"): 3}
    assert len(slack.messages) == 1


def test_killed_in_mid_delivery_the_same_alerts_go_out_again_under_the_same_id(url: str, slack: SlackEndpoint):
    with Store.open(url) as store:
        crawl(store, [{}, {}, {}], NOW)
    slack.say_nothing_after_accepting()
    sending = run_python(SEND, url, NOW.isoformat(), slack.url)
    assert slack.wait_for_message(60)
    sending.kill()
    assert sending.wait(60) == -signal.SIGKILL
    with Store.open(url) as store:
        crawl(store, [{"number": 9, "title": "came meanwhile"}], NOW)
    assert send_all(url, slack, NOW + timedelta(seconds=1)) == {("office", "sent"): 4}
    first, again, *_ = slack.headers
    assert first["idempotency-key"] == again["idempotency-key"]
    assert slack.messages[0] == slack.messages[1]
    assert len(slack.messages) == 3


def test_the_whole_way_from_a_stored_article_to_a_mail(url: str, mailbox: Mailbox):
    with Store.open(url) as store:
        crawl(store, [{"title": "Делегация Тяньцзиня", "language": "ru", "day": datetime(2024, 6, 28)}], NOW)
        channel = EmailChannel(
            "office", "127.0.0.1", mailbox.port, "news@vestnik.example", ["anna@example.org"], security="none"
        )
        (outcome,) = deliver(store, [channel], now=datetime.now(UTC), owner="this/1/1")
        (row,) = store.alerts()
    assert (outcome.state, row.state) == ("sent", "sent")
    (message,) = mailbox.messages
    assert message["Subject"] == "1 article about China — Делегация Тяньцзиня"
    assert message["Message-ID"] == f"<{row.delivery_id}@vestnik.example>"


def test_two_processes_never_send_the_same_row(url: str, slack: SlackEndpoint):
    with Store.open(url) as store:
        crawl(store, [{"title": f"unique {n}"} for n in range(60)], NOW)
    pair = [run_python(SEND, url, NOW.isoformat(), slack.url) for _ in range(2)]
    assert [process.wait(60) for process in pair] == [0, 0]
    titles = [b["text"]["text"] for m in slack.messages for b in m["blocks"] if b["type"] == "section"]
    assert len(titles) == len(set(titles)) == 60
