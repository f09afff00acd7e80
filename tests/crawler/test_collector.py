"""The garbage collector in a crawl: what the first crawl of a process found loaded is set aside, once."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from scrapy import signals
from scrapy.utils.test import get_crawler

from crawler.collector import Collector
from crawler.thresholds import THRESHOLDS


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process whose first crawl is still to come."""
    before = gc.get_threshold()
    monkeypatch.setattr(Collector, "_done", set())
    yield
    gc.enable()
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.mark.usefixtures("collector")
def test_the_first_crawl_sets_aside_what_is_loaded_and_later_ones_leave_it() -> None:
    gc.unfreeze()
    for number in range(2):
        crawler = get_crawler()
        kept = Collector.from_crawler(crawler)  # as an extension is kept for its crawl
        gc.disable()  # as where a process begins with a crawl
        crawler.signals.send_catch_log(signals.spider_opened, spider=None)
        assert kept
        assert (gc.isenabled(), gc.get_threshold()) == (True, THRESHOLDS)
        if not number:
            first = gc.get_freeze_count()
    assert first > 10_000
    assert gc.get_freeze_count() <= first


@pytest.mark.usefixtures("collector")
def test_a_process_that_polls_before_it_crawls_sets_aside_what_each_finds_loaded() -> None:
    Collector.set_aside("poll")
    assert gc.get_threshold() == THRESHOLDS
    loaded: list[list[int]] = [[]]
    Collector.set_aside("poll")
    assert _is_looked_at(loaded)
    Collector.set_aside("crawl")
    assert not _is_looked_at(loaded)


def _is_looked_at(thing: object) -> bool:
    """Whether the garbage collector looks at it, which it does not at what was set aside."""
    return any(one is thing for one in gc.get_objects())
