"""The service's clock: what is under way when it stops is cut off without a word, what fails is told."""

from __future__ import annotations

import asyncio

import pytest

from scheduler.jobs import start_clock


async def _nothing() -> None:
    pass


def test_a_tick_cut_off_by_the_end_of_the_service_is_no_failure(caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> list[str]:
        begun, ended = asyncio.Event(), []

        async def tick() -> None:
            begun.set()
            try:
                await asyncio.sleep(60)
            finally:
                ended.append("cut off")

        clock = start_clock(tick=tick, tick_s=3600, note=_nothing)
        clock.resume()
        await asyncio.wait_for(begun.wait(), 10)
        clock.shutdown(wait=False)
        while not ended:  # noqa: ASYNC110 - the end of a job has no event of its own
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        return ended

    assert asyncio.run(main()) == ["cut off"]
    assert caplog.records == []


def test_a_tick_that_fails_is_told_with_its_reason(caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        begun = asyncio.Event()

        async def tick() -> None:
            begun.set()
            raise ValueError("the disk is full")

        clock = start_clock(tick=tick, tick_s=3600, note=_nothing)
        clock.resume()
        await asyncio.wait_for(begun.wait(), 10)
        await asyncio.sleep(0.05)
        clock.shutdown(wait=False)

    asyncio.run(main())
    assert "tick" in caplog.text
    assert "the disk is full" in caplog.text
