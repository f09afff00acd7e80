"""``vestnik crawl`` as a process over real HTTP: what it stores, its exit codes, and Ctrl-C in the middle."""

from __future__ import annotations

import json
import os
import signal
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest

from demo.inbox import SlackEndpoint
from demo.server import ReplicaServer
from tests.children import child, finish

CONFIG = """
[sources]
folders = ["sources"]
only = ["institute"]

[crawl]
max_pages = 1
timeout_s = 20
"""

CHANNELS = """
[[channels]]
kind = "email"
name = "mail"
host = "127.0.0.1"
port = {port}
security = "none"
from = "a@example.org"
to = ["b@example.org"]

[[channels]]
kind = "slack"
name = "hook"
webhook_url = "{hook}"
allow_private = true
"""

DEAD = """
name = "Dead site"
country = "RU"
homepage = "http://dead.localhost:{port}/"
delay_s = 0.01
allow_private = true

[[entries]]
kind = "listing"
url = "http://dead.localhost:{port}/news/"
articles = ["/news/*/"]
"""


def crawl(*args: str, cwd: Path) -> tuple[int, str, str]:
    with child("vestnik", "crawl", *args, cwd=cwd) as running:
        return finish(running, within_s=90)


def test_a_crawl_stores_what_is_new_once_and_says_so(home: Path, replicas: ReplicaServer) -> None:
    code, out, err = crawl("--json", cwd=home)
    assert (code, err) == (0, "")
    (source,) = json.loads(out)["sources"]
    assert source["source"] == "institute"
    assert source["verdict"] == "ok"
    assert source["new"] == source["pages"] > 0
    code, out, err = crawl(cwd=home)
    assert (code, err) == (0, "")
    assert out.split()[-7:] == ["institute", "ok", out.split()[-5], "0", "0", "0", "0"]


def test_a_dead_site_is_3_with_a_hint_and_the_others_go_on(home: Path, replicas: ReplicaServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    (home / "sources" / "dead.toml").write_text(DEAD.format(port=port))
    code, out, _ = crawl("institute", "dead", "--json", cwd=home)
    sources = {source["source"]: source for source in json.loads(out)["sources"]}
    assert code == 3
    assert sources["institute"]["new"] > 0
    assert sources["dead"]["verdict"] == "failed"
    assert sources["dead"]["hint"]


def test_a_dead_host_and_refused_channels_are_told_once_each_and_without_a_traceback(
    home: Path, replicas: ReplicaServer
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    (home / "sources" / "dead.toml").write_text(DEAD.format(port=port))
    with SlackEndpoint() as slack:
        slack.answer_next(404, "no_service", times=3)
        (home / "vestnik.toml").write_text(CONFIG + CHANNELS.format(port=port, hook=slack.url))
        code, out, err = crawl("institute", "dead", cwd=home)
    assert code == 3
    assert "dead" in out
    mail, hook = sorted(err.splitlines(), reverse=True)
    assert mail.startswith("vestnik: channel 'mail': 2 alerts not sent yet: ")
    assert hook.startswith("vestnik: channel 'hook': 2 alerts refused: ")
    assert "vestnik alerts retry" in hook


def test_a_broken_source_file_is_3_and_named(home: Path, replicas: ReplicaServer) -> None:
    (home / "sources" / "broken.toml").write_text("name = ")
    code, out, err = crawl(cwd=home)
    assert code == 3
    assert err.startswith("vestnik: ")
    assert "broken.toml" in err
    assert err.count("\n") == 1
    assert "institute" in out


def test_nothing_to_crawl_and_an_unknown_source_are_errors(home: Path) -> None:
    (home / "sources").mkdir()
    (home / "vestnik.toml").write_text('[sources]\nfolders = ["sources"]\n')
    code, out, err = crawl(cwd=home)
    assert (code, out) == (1, "")
    assert "no source to crawl" in err
    code, out, err = crawl("nobody", cwd=home)
    assert (code, out) == (2, "")
    assert "unknown source 'nobody'" in err


class Slow(BaseHTTPRequestHandler):
    """Answers nothing before it is told to."""

    asked = Event()
    told = Event()

    def do_GET(self) -> None:
        self.asked.set()
        self.told.wait(60)
        self.send_response(404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_in_the_middle_ends_with_130_and_one_line(home: Path) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Slow) as site:
        Thread(target=site.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        (home / "sources").mkdir()
        (home / "sources" / "dead.toml").write_text(DEAD.format(port=site.server_port))
        try:
            with child("vestnik", "crawl", "dead", cwd=home) as running:
                assert Slow.asked.wait(60)  # the crawl is under way
                running.send_signal(signal.SIGINT)
                Slow.told.set()
                code, _, err = finish(running, within_s=60)
        finally:
            Slow.told.set()
            site.shutdown()
    assert code == 130
    assert err == "vestnik: interrupted; the next crawl goes on where this one was\n"
