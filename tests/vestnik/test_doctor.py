"""``vestnik doctor``: what is well, what is not, and what to do; nothing is sent, and it ends in time."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from storage import Store
from tests.alerts.certificates import self_signed
from tests.children import ROOT
from tests.storage.builders import NOW, ROUTE, item, source
from tests.vestnik.archive import build_archive, write_sources
from tests.vestnik.running import Command
from vestnik.doctor import Finding, clock_finding, examine

PLAIN = '[sources]\nfolders = ["sources"]\n'


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def only_here(host: str, *rest: object, **more: object) -> object:
        if host in ("localhost", "127.0.0.1"):
            return real(host, *rest, **more)  # type: ignore[arg-type]
        raise socket.gaierror(f"no {host}")

    monkeypatch.setattr(socket, "getaddrinfo", only_here)


@pytest.fixture
def mail_server() -> Iterator[tuple[int, list[bytes]]]:
    """An SMTP server that greets, and what it was told."""
    told: list[bytes] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listening.accept()
        with connection, connection.makefile("rwb") as lines:
            lines.write(b"220 here\r\n")
            lines.flush()
            for line in lines:
                told.append(line.strip())
                lines.write(b"250 well\r\n" if not line.startswith(b"QUIT") else b"221 bye\r\n")
                lines.flush()

    threading.Thread(target=serve, daemon=True).start()
    yield int(listening.getsockname()[1]), told
    listening.close()


def findings(vestnik: Command, *, code: int) -> dict[str, list[dict[str, str]]]:
    outcome = vestnik("doctor", "--json")
    assert outcome.code == code, outcome
    found: dict[str, list[dict[str, str]]] = {}
    for one in outcome.json:
        found.setdefault(one["check"], []).append(one)
    return found


def test_an_archive_is_looked_at_from_all_sides(vestnik: Command, tmp_path: Path) -> None:
    build_archive(tmp_path)
    found = findings(vestnik, code=1)
    assert [one["level"] for one in found["configuration"]] == ["warning", "ok"]
    assert "crawl.contact is not set" in found["configuration"][0]["said"]
    assert found["database"][0]["level"] == found["integrity"][0]["level"] == "ok"
    assert found["disk"][0]["level"] in ("ok", "warning")
    assert found["DNS"][0]["level"] == "error"
    assert "is this machine offline" in found["DNS"][0]["advice"]
    assert found["channel mail"][0]["level"] == "error", "nothing listens on port 1"
    assert found["service"][0]["level"] == "warning"
    assert "vestnik watch" in found["service"][0]["advice"]


def test_a_mail_server_is_greeted_and_given_no_message(
    vestnik: Command, tmp_path: Path, mail_server: tuple[int, list[bytes]]
) -> None:
    build_archive(tmp_path)
    port, told = mail_server
    path = tmp_path / "vestnik.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("port = 1", f"port = {port}"), encoding="utf-8")
    found = findings(vestnik, code=1)
    assert found["channel mail"][0]["level"] == "ok", found
    assert told[-1] == b"QUIT"
    assert not any(line.startswith((b"MAIL", b"DATA")) for line in told)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_leaves_at_once_whatever_is_still_looked_at(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)
        (tmp_path / "vestnik.toml").write_text(
            '[sources]\nfolders = []\nonly = []\n[[channels]]\nkind = "email"\nname = "m"\nsecurity = "none"\n'
            f'host = "127.0.0.1"\nport = {server.getsockname()[1]}\nfrom = "a@example.org"\nto = ["b@example.org"]\n'
        )
        code = (  # what is registered here is called where the interpreter ends by itself, beneath the checks
            "import atexit, signal, sys\n"
            "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
            "atexit.register(lambda: print('ended beneath its threads'))\n"
            "sys.argv[1:] = ['doctor']\n"
            "from vestnik.cli import main\nmain()\n"
        )
        running = subprocess.Popen(
            [sys.executable, "-c", code], cwd=tmp_path, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        with running:
            connection, _ = server.accept()  # it waits for a greeting that never comes
            with connection:
                running.send_signal(signal.SIGINT)
                assert (*running.communicate(timeout=30), running.returncode) == ("", "vestnik: interrupted\n", 130)


def test_dead_alerts_and_those_of_a_channel_that_is_gone_are_told(vestnik: Command, tmp_path: Path) -> None:
    vestnik.config(PLAIN)
    write_sources(tmp_path, "spb")
    with Store.open(f"sqlite:///{tmp_path / 'vestnik.db'}") as store:
        store.register_sources([source()])
        run = store.begin_run("spb", now=NOW, worker="w")
        store.save_items([item(1, run_id=run), item(2, run_id=run)], routes=[ROUTE], now=NOW)
        (row,) = store.claim_alerts("mail", now=NOW, owner="h/1/x", lease_s=9, limit=1)
        assert row.delivery_id is not None
        store.finish_delivery(row.delivery_id, state="dead", now=NOW, error="552")
    said = [one["said"] for one in findings(vestnik, code=1)["outbox"]]
    assert said == [
        "1 alerts could not be sent through 'mail'",
        "1 alerts wait for 'mail', which is no channel any more",
    ]


def test_a_secret_that_others_may_read_is_told(vestnik: Command, tmp_path: Path) -> None:
    path = vestnik.config(
        PLAIN
        + '[[channels]]\nkind = "slack"\nname = "s"\nwebhook_url = "https://localhost:1/s3cr3t"\nallow_private = true\n'
    )
    path.chmod(0o644)
    outcome = vestnik("doctor", "--json")
    found = {one["check"]: one for one in outcome.json}
    assert found["file rights"]["advice"] == "chmod 600 vestnik.toml"
    assert "s3cr3t" not in outcome.out
    path.chmod(0o600)
    assert findings(vestnik, code=1)["file rights"][0]["level"] == "ok"


def test_a_broken_configuration_is_all_that_is_told(vestnik: Command) -> None:
    vestnik.config("[crawl]\nconcurrencyy = 3\n")
    found = findings(vestnik, code=1)
    assert list(found) == ["configuration"]
    assert "concurrencyy" in found["configuration"][0]["said"]


def test_a_torn_database_is_an_error(vestnik: Command, tmp_path: Path) -> None:
    vestnik.config(PLAIN)
    (tmp_path / "vestnik.db").write_bytes(b"SQLite format 3\0torn")
    assert findings(vestnik, code=1)["database"][0]["level"] == "error"


def test_a_check_that_hangs_or_breaks_holds_up_none() -> None:
    over = threading.Event()

    def hangs(_config: object) -> Iterator[Finding]:
        over.wait(30)
        yield Finding("slow", "ok", "late")

    def breaks(_config: object) -> Iterator[Finding]:
        raise RuntimeError("odd")

    def works(_config: object) -> Iterator[Finding]:
        yield Finding("fine", "ok", "well")

    began = time.monotonic()
    found = examine(None, [("slow", hangs), ("odd", breaks), ("fine", works)], limit_s=0.3)  # type: ignore[arg-type]
    over.set()
    assert time.monotonic() - began < 10
    assert [(one.check, one.level) for one in found] == [("slow", "warning"), ("odd", "error"), ("fine", "ok")]


@pytest.mark.parametrize(("seconds", "level"), [(2, "ok"), (-40, "warning"), (400, "error")])
def test_a_clock_that_is_wrong_is_told(seconds: int, level: str) -> None:
    assert clock_finding(timedelta(seconds=seconds), "the sites' clocks").level == level


@pytest.fixture
def timeless() -> Iterator[tuple[ThreadingHTTPServer, list[str]]]:
    """A site that tells no time, and the hosts it was asked as."""
    asked: list[str] = []

    class Timeless(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            asked.append(self.headers["Host"])
            self.send_response_only(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Timeless) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server, asked
        server.shutdown()


def sites_told(vestnik: Command, homepage: str, more: str = "") -> list[str]:
    """What is told of the sites where one source has this home page."""
    vestnik.config(PLAIN)
    write_sources(vestnik.folder, "spb")
    path = vestnik.folder / "sources" / "ru" / "spb.toml"
    here = f'homepage = "{homepage}"{more}'
    path.write_text(re.sub("(?m)^homepage = .*$", here, path.read_text(encoding="utf-8")), encoding="utf-8")
    return [one["said"] for one in vestnik("doctor", "--json").json if one["check"] == "sites"]


@pytest.mark.parametrize("host", ["127.0.0.1", "news.localhost"])
def test_a_site_that_tells_no_time_answers_all_the_same(
    vestnik: Command, timeless: tuple[ThreadingHTTPServer, list[str]], host: str
) -> None:
    server, asked = timeless
    assert sites_told(vestnik, f"http://{host}:{server.server_port}/") == ["1 of 1 answer"]
    assert asked == [f"{host}:{server.server_port}"]


def test_a_certificate_is_looked_at_as_a_crawl_does(
    vestnik: Command, timeless: tuple[ThreadingHTTPServer, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, asked = timeless
    context, _ = self_signed(vestnik.folder)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    for_its_name, for_none = (f"https://{host}:{server.server_port}/" for host in ("localhost", "news.localhost"))
    refused, answered = sites_told(vestnik, for_its_name)
    assert refused.startswith(f"{for_its_name}: its certificate is refused: ")
    assert answered == "0 of 1 answer"
    assert sites_told(vestnik, for_none, "\nverify_tls = false") == ["1 of 1 answer"]
    monkeypatch.setenv("SSL_CERT_FILE", str(vestnik.folder / "certificate.pem"))
    assert sites_told(vestnik, for_its_name) == ["1 of 1 answer"]
    assert asked == [f"news.localhost:{server.server_port}", f"localhost:{server.server_port}"]
