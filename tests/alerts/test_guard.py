"""Webhooks reach the open internet only, unless their owner says otherwise."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from alerts import guard
from alerts.guard import AddressRefusedError, addresses, check_url, post
from alerts.slack import SlackChannel
from sources.networks import is_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "192.0.2.1",
        "198.18.0.1", "2001:db8::1",
    ],
)  # fmt: skip
def test_no_address_of_a_local_network_is_public(address: str):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_addresses_of_the_open_internet_are_public(address: str):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/x",
        "ftp://hooks.example/x",
        "https:///x",
        "https://user:pw@hooks.example/x",
        "https://hooks.example\\@127.0.0.1/x",
        "https://hooks.example/x\nHost: y",
        "https://[::1",
        "https://hooks.example:99999/x",
        "file:///etc/passwd",
    ],
)
def test_addresses_that_parsers_disagree_on_are_refused(url: str):
    with pytest.raises(AddressRefusedError):
        check_url(url, allow_private=False)
    with pytest.raises(ValueError, match="channel office"):
        SlackChannel("office", url)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "hooks.localhost", "LOCALHOST.", "2130706433", "0x7f.1"])
def test_this_machine_is_refused_under_every_spelling(host: str):
    with pytest.raises(AddressRefusedError, match="allow_private"):
        addresses(host, 443, allow_private=False)


def test_a_name_with_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch):
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: answers)
    with pytest.raises(AddressRefusedError, match=r"10\.0\.0\.1"):
        addresses("hooks.example", 443, allow_private=False)


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch):
    """A name that answers differently the second time gains nothing: it is never asked a second time."""
    asked, connected = [], []

    def resolve(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(host)
        ip = "93.184.215.14" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443))]

    def connect(address: tuple[str, int], **_: object) -> socket.socket:
        connected.append(address)
        raise OSError("no network in a test")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(guard.NoConnectionError):
        post("https://hooks.example/x", b"{}", {}, timeout=1, limit_s=1, allow_private=False)
    assert (asked, connected) == (["hooks.example"], [("93.184.215.14", 443)])


@pytest.fixture
def dripping_server() -> Iterator[int]:
    """Answers one byte every 20 ms, for ever."""
    stopped = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            connection, _ = listener.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                while not stopped.wait(0.02):
                    connection.sendall(b"x")

    threading.Thread(target=serve, daemon=True).start()
    yield listener.getsockname()[1]
    stopped.set()
    listener.close()


def test_an_answer_that_drips_in_ends_at_the_time_limit(dripping_server: int):
    began = time.monotonic()
    with pytest.raises(TimeoutError, match="no complete answer"):
        post(f"http://127.0.0.1:{dripping_server}/", b"{}", {}, timeout=5, limit_s=0.3, allow_private=True)
    assert time.monotonic() - began < 5  # an attempt's own limit, which each byte would begin anew
