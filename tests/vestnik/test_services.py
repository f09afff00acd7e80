"""What runs for long or talks to others: watch, serve, channels, the log."""

from __future__ import annotations

import io
import json
import logging
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from alerts.records import DeliveryOutcome
from demo.inbox import Mailbox, SlackEndpoint
from demo.server import ReplicaServer
from tests.children import child, finish
from tests.vestnik.archive import build_archive
from tests.vestnik.running import Command
from vestnik.config import LogConfig
from vestnik.deliveries import troubles
from vestnik.logs import start_logging
from vestnik.redact import remember


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_watch_crawls_what_is_due_alerts_and_stops_when_told(tmp_path: Path) -> None:
    with ReplicaServer() as server, Mailbox() as mailbox:
        server.write_sources(tmp_path / "sources")
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        (tmp_path / "vestnik.toml").write_text(
            '[sources]\nfolders = ["sources"]\nonly = ["institute"]\n[crawl]\nmax_pages = 1\n'
            '[[channels]]\nkind = "email"\nname = "mail"\nhost = "127.0.0.1"\nsecurity = "none"\n'
            f'port = {mailbox.port}\nfrom = "a@example.org"\nto = ["b@example.org"]\n[log]\njson = true\n'
            f"[dashboard]\nin_watch = true\nport = {port}\n"
        )
        with child("vestnik", "watch", cwd=tmp_path) as running:
            assert mailbox.wait_for_message(60)
            assert 'class="card story"' in get(f"http://127.0.0.1:{port}/")
            running.send_signal(signal.SIGTERM)
            code, out, err = finish(running)
    assert (code, out) == (0, "")
    lines = [json.loads(line) for line in err.splitlines()]
    assert any(line["message"].startswith("institute ok: ") for line in lines)
    assert lines[-1]["message"] == "stopped"


def test_serve_shows_the_archive_until_stopped(tmp_path: Path) -> None:
    build_archive(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with child("vestnik", "serve", "--port", str(port), cwd=tmp_path) as running:
        assert running.stderr is not None
        assert f"http://127.0.0.1:{port}/" in running.stderr.readline()
        page = get(f"http://127.0.0.1:{port}/")
        assert "Делегация из Тяньцзиня" in page
        running.send_signal(signal.SIGINT)
        code, _, _ = finish(running)
    assert code in (0, 130)


def get(url: str) -> str:
    """The page, asked for until the server listens (at most half a minute)."""
    deadline = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                return str(response.read().decode())
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionRefusedError) or time.monotonic() > deadline:
                raise


def test_serve_refuses_an_address_without_login_and_a_port_in_use(vestnik: Command) -> None:
    build_archive(vestnik.folder)
    assert "without logins" in vestnik.refused("serve", "--host", "0.0.0.0", "--port", "1", code=2)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert "--port" in vestnik.refused("serve", "--port", port)


def test_a_test_message_arrives_by_mail_and_slack(vestnik: Command) -> None:
    with Mailbox() as mailbox, SlackEndpoint() as slack:
        vestnik.config(
            '[[channels]]\nkind = "email"\nname = "mail"\nhost = "127.0.0.1"\nsecurity = "none"\n'
            f'port = {mailbox.port}\nfrom = "a@example.org"\nto = ["b@example.org"]\n'
            f'[[channels]]\nkind = "slack"\nname = "slack"\nallow_private = true\nwebhook_url = "{slack.url}"\n'
        )
        assert "accepted" in vestnik.ok("alerts", "test", "mail").out
        assert vestnik.ok("alerts", "test", "slack", "--json").json["sent"] is True
        assert mailbox.wait_for_message()
        assert "Test of this channel" in mailbox.messages[0]["Subject"]
        assert len(slack.messages) == 1


def test_a_channel_that_cannot_work_is_refused_before_anything_is_sent(vestnik: Command) -> None:
    vestnik.config('[[channels]]\nkind = "slack"\nname = "s"\nwebhook_url = "https://127.0.0.1/hook-secret"\n')
    said = vestnik.refused("alerts", "test", "s")
    assert "hook-secret" not in said
    vestnik.config(
        '[[channels]]\nkind = "email"\nname = "m"\nhost = "smtp.example.org"\nsecurity = "none"\n'
        'username = "u"\npassword = "hush-hush"\nfrom = "a@b.c"\nto = ["d@e.f"]\n'
    )
    said = vestnik.refused("config", "check")
    assert "starttls" in said
    assert "hush-hush" not in said


def outcome(channel: str, state: Literal["sent", "retry", "dead"], alerts: int, error: str | None) -> DeliveryOutcome:
    return DeliveryOutcome(f"{channel}-{state}-{alerts}-{error}", channel, state, alerts, error)


def test_a_crawl_tells_of_each_channel_once_with_what_to_do() -> None:
    said = troubles(
        [
            outcome("good", "sent", 3, None),
            outcome("mail", "dead", 1, "550 no such mailbox"),
            outcome("hook", "retry", 1, "no answer."),
            outcome("mail", "dead", 2, "550 no such mailbox"),
            outcome("half", "sent", 1, "one recipient refused"),
            outcome("both", "dead", 1, "first"),
            outcome("both", "dead", 1, "second"),
        ]
    )
    assert said == [
        "channel 'mail': 3 alerts refused: 550 no such mailbox; mend that, then run `vestnik alerts retry --all`",
        "channel 'hook': 1 alert not sent yet: no answer; "
        "the next `vestnik crawl` or the running `vestnik watch` tries again",
        "channel 'half': 1 alert sent, but: one recipient refused",
        "channel 'both': 2 alerts refused: first (and 1 more: `vestnik alerts list`); "
        "mend that, then run `vestnik alerts retry --all`",
    ]


@pytest.fixture
def quiet_logging() -> Iterator[None]:
    root = logging.getLogger()
    before = (root.level, root.handlers[:])
    yield
    root.setLevel(before[0])
    root.handlers[:] = before[1]
    logging.captureWarnings(False)


@pytest.mark.usefixtures("quiet_logging")
@pytest.mark.parametrize("as_json", [True, False])
def test_the_log_is_one_clean_line_a_message_without_secrets(monkeypatch: pytest.MonkeyPatch, as_json: bool) -> None:
    said = io.StringIO()
    monkeypatch.setattr(sys, "stderr", said)
    remember("hook-secret-7")
    start_logging(LogConfig.model_validate({"json": as_json}))
    logging.getLogger("vestnik.test").info("a\x1b[31m\nb %s", "hook-secret-7")
    logging.getLogger("vestnik.test").debug("not shown")
    logging.getLogger("scrapy").info("not shown")
    (line,) = said.getvalue().splitlines()
    assert "hook-secret-7" not in line
    assert "\x1b" not in line
    message = json.loads(line)["message"] if as_json else line
    assert message.endswith("a[31m b ********")
