"""The server by hand: ``python -m demo.server``."""

from __future__ import annotations

import signal

import pytest

from demo.campus import CLASSES
from demo.server import ReplicaServer, main
from tests.children import child, finish
from tests.demo.client import get


def test_it_prints_the_addresses_serves_and_stops_on_ctrl_c() -> None:
    with child("demo.server", "--port", "0", limit_s=60) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline().split() for _ in CLASSES]
        addresses = dict(lines)
        assert list(addresses) == list(CLASSES)
        assert get(addresses["institute"]).status == 200
        assert process.stdout.readline() == "Ctrl-C stops.\n"
        process.send_signal(signal.SIGINT)
        code, _, errors = finish(process)
    assert (code, errors) == (0, "")


def test_a_port_that_is_taken_is_said_in_one_line(
    calm_server: ReplicaServer, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--port", str(calm_server.port)])
    assert stopped.value.code == 1
    assert f"cannot listen on 127.0.0.1:{calm_server.port}" in capsys.readouterr().err


def test_unknown_hosts_are_a_table_of_sites_or_a_parked_domain(calm_server: ReplicaServer) -> None:
    table = get(f"http://localhost:{calm_server.port}/").text
    assert all(calm_server.url(key) in table for key in CLASSES)
    assert "for sale" in get(f"http://nobody.localhost:{calm_server.port}/").text


def test_a_site_that_does_not_exist_is_named_with_those_that_do(calm_server: ReplicaServer) -> None:
    with pytest.raises(KeyError, match="institute"):
        calm_server.url("intsitute")
