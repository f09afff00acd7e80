"""One line a crawl in the log: words for people, and the same as fields for programs."""

from __future__ import annotations

import logging

from crawler.verdict import CrawlReport

_FIELDS = ("new", "edited", "flagged", "rejected", "alerts", "requests", "bytes", "duration_ms", "latency_ms")


def log_crawl(log: logging.Logger, report: CrawlReport) -> None:
    """Say how a crawl went. A log of JSON lines holds its numbers under "crawl" (``vestnik.logs``)."""
    counts = report.counts
    fields: dict[str, str | int | None] = {"source": report.source_key, "run": report.run_id, "verdict": report.verdict}
    fields |= {name: counts.get(name, 0) for name in _FIELDS}
    fields["hint"] = report.hint
    log.info(
        "%s %s: %d new, %d edited, %d flagged, %d requests, %.1f s%s",
        report.source_key, report.verdict, counts.get("new", 0), counts.get("edited", 0), counts.get("flagged", 0),
        counts.get("requests", 0), counts.get("duration_ms", 0) / 1000, f" ({report.hint})" if report.hint else "",
        extra={"crawl": fields},
    )  # fmt: skip
