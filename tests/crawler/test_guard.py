"""Which addresses a crawler may see, and how long it waits for a host that asks for it."""

import time
from datetime import UTC, datetime
from typing import cast

import pytest
from scrapy.resolver import CachingThreadedResolver, dnscache
from twisted.internet.base import ReactorBase
from twisted.internet.defer import succeed

from crawler import guard
from crawler.guard import is_local_name
from crawler.politeness import retry_after_s
from sources.networks import is_public

NOW = datetime(2026, 3, 15, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
        ),
        *("::1", "fe80::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::a00:1", "::"),
        *("192.0.2.1", "255.255.255.255", "198.18.0.1"),
    ],
)
def test_private_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_public_addresses_are(address: str) -> None:
    assert is_public(address)


def test_localhost_is_this_machine_whatever_dns_says() -> None:
    assert is_local_name("localhost")
    assert is_local_name("Institute.LOCALHOST.")
    assert not is_local_name("localhost.example.org")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (b"120", 120.0),
        ("Sun, 15 Mar 2026 12:01:00 GMT", 60.0),
        ("Sun, 15 Mar 2026 11:00:00 GMT", 0.0),
        ("99999999999999999999", 86400.0),
        ("soon", None),
        ("-5", None),
        (None, None),
    ],
)
def test_retry_after_in_both_its_forms(header: bytes | str | None, seconds: float | None) -> None:
    assert retry_after_s(header, NOW) == seconds


def test_an_address_is_looked_up_anew_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scrapy keeps it as long as the process lives, which for a service is months."""
    clock = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(
        CachingThreadedResolver, "getHostByName", lambda _self, name, _timeout: succeed(dnscache.get(name, "new"))
    )
    resolver = guard.GuardedResolver(cast(ReactorBase, None), 100, 5.0, frozenset(["moved.example"]))
    dnscache["moved.example"] = "old"
    found: list[str] = []
    for clock[0] in (1.0, 700.0):
        resolver.getHostByName("moved.example").addCallback(found.append)
    assert found == ["old", "new"]
