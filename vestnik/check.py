"""Check sources for ``vestnik check`` and write down which passed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from vestnik.add import fetch_settings, own_source, politeness_store
from vestnik.verified import record
from vestnik.wiring import build_catalogue, chosen_sources

if TYPE_CHECKING:
    from crawler.checking import Checkup
    from vestnik.config import Config

Told = Callable[["Checkup", str | None], None]


def check_all(config: Config, keys: Sequence[str], *, said: Told | None) -> list[tuple[Checkup, str | None]]:
    """Check the named sources one after another; each with the day that was recorded (None where it failed). ``said``
    is told of each as it ends. UsageError for an unknown key, before anything is asked for."""
    catalogue = build_catalogue(config)
    chosen = chosen_sources(config, catalogue, keys)

    from crawler.run import run  # before whatever imports Scrapy (``crawler.quick_imports``)

    # isort: split
    from crawler.checking import check_source
    from vestnik.console import working

    settings = fetch_settings(config, catalogue)
    found: list[tuple[Checkup, str | None]] = []

    async def everything() -> None:
        with politeness_store(config) as store, working("checking") as shown:
            for source in chosen:
                checkup = await check_source(source, settings=settings, store=store, said=shown)
                day = datetime.now(UTC).date()
                recorded = day.isoformat() if checkup.verdict != "fail" else None
                if recorded:
                    record(config, source.key, own_source(config, source), day)
                found.append((checkup, recorded))
                if said is not None:
                    said(checkup, recorded)

    run(everything)
    return found
