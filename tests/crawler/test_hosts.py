"""Which hosts a crawl believes: its own domain, the explicit list, and certificates that can be verified."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.alerts.certificates import self_signed
from tests.crawler.site import Site
from tests.crawler.world import World


@pytest.fixture
def sites() -> Iterator[tuple[Site, Site]]:
    own, other = Site(), Site()
    yield own, other
    own.stop()
    other.stop()


@pytest.mark.parametrize(("listed", "expected"), [((), {"1"}), (("other.localhost",), {"1", "2"})])
def test_articles_of_another_domain_are_read_only_where_the_file_lists_it(
    world: World, sites: tuple[Site, Site], listed: tuple[str, ...], expected: set[str]
) -> None:
    own, other = sites
    other.base = other.base.replace("site.localhost", "other.localhost")
    other.article(2)
    own.article(1)
    links = (f"{own.base}/news/1", f"{other.base}/news/2", "http://site.localhost.evil.example/news/3")
    own.pages["/news"] = own.listing(*links)
    world.sources["site"] = own.source(allow_hosts=list(listed))
    world.crawl("site", RETRY_TIMES=0)
    assert {row.url.rpartition("/")[2] for row in world.rows("site")} == expected
    assert bool(other.asked) is bool(listed)


@pytest.mark.parametrize("verified", [True, False])
def test_a_certificate_that_cannot_be_verified_is_refused_unless_the_file_says_so(
    world: World, sites: tuple[Site, Site], tmp_path: Path, verified: bool
) -> None:
    own, _ = sites
    server, _ = self_signed(tmp_path)
    own.encrypt(server)
    own.pages["/news"] = own.listing(own.article(1))
    world.sources["site"] = own.source(verify_tls=verified)
    report = world.crawl("site", RETRY_TIMES=0)["site"]
    assert (report.verdict == "ok") is not verified
    assert len(world.rows("site")) == int(not verified)
    if verified:
        assert "verify_tls" in (report.hint or "")
        assert own.asked == []
