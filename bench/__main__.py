"""All measurements one after the other, or their list: ``python -m bench [--list]``."""

from __future__ import annotations

import subprocess
import sys

PARTS = {
    "bench.guard": "calls, lines, parses and statements a page, held against bench/budget.toml",
    "bench.pipeline": "CPU-µs a page, stage by stage",
    "bench.startup": "wall and CPU time until each command has done its work on a small archive",
    "bench.peers": "the whole job and unchanged polls beside Scrapy and what people use instead, with quality",
    "bench.reader": "reading a page: searched, with a learned profile, by trafilatura, on the same pages in turn",
    "bench.hostile": "pages made to be slow or to fill the memory: CPU seconds and peak memory of reading each",
    "bench.topics": "judging a text: load, microseconds by length, beside pyahocorasick alone",
    "bench.false_flags": "pages that are not about China, with China in menu and sidebar: how many are flagged",
    "bench.add": "sites added by nothing but their home address: ways in, recall, precision, requests",
    "bench.poll": "many unchanged sources polled: requests, CPU a source, peak memory",
    "bench.backfill": "a large site backfilled, killed with -9 at random moments: what is lost, twice, asked too often",
    "bench.faults": "bombs, endless and huge answers: peak memory and time of a crawl",
    "bench.duplicates": "near duplicates and language versions: precision, recall, cost of a query to a million",
    "bench.versions": "a simulated year of one site: edits found, false changes, false alerts",
    "bench.backup": "backups of an archive under writing, 50 damaged files; speed and memory of backup, restore, copy",
    "bench.growth": "cost of storing to a million articles, size of the archive",
    "bench.search": "full-text search over a million articles on both databases: index, p50 and p95 of questions",
    "bench.api": "the JSON API asked whatever its schema allows and forbids: no 500, nothing the schema does not name",
    "bench.dashboard": "the web pages over a million articles while a crawl writes: p50, p95, bytes, first paint",
    "bench.alerts": "2,000 alerts to servers that fail, the sender killed with -9 100 times: lost, twice, speed",
    "bench.exports": "a million articles as CSV, JSON lines, Parquet and WARC: rows/s, peak memory; the newest flags",
    "bench.replay": "seconds of a replay with one and two processes, beside trafilatura; kills of replay and verify",
    "bench.shards": "a crawl without politeness by one process and by two that share the sources",
    "bench.throughput": "jobs/s with 1, 2 and 4 workers on PostgreSQL, the queue, a day of 30,000 sites",
    "bench.cluster": "workers and schedulers killed, stopped, cut off from PostgreSQL: lost, twice, requests at once",
    "bench.health": "sites that break in 23 ways, and weeks of healthy ones: told in time, once, never falsely",
    "bench.fortnight": "a simulated fortnight: lateness, crawls a minute, found within, beside fixed looks",
    "bench.due": "a thousand sources due at once: lag of the loop, memory, idle cost, time to stop",
    "bench.kill": "crawls killed with -9 at random moments: what is lost, what comes twice",
}


def main() -> int:
    """Run every part in a process of its own; the first failure's exit code."""
    if "--list" in sys.argv[1:]:
        for module, words in PARTS.items():
            print(f"python -m {module:<18} {words}")
        return 0
    code = 0
    for module, words in PARTS.items():
        print(f"\n{module}: {words}", flush=True)
        code = code or subprocess.run([sys.executable, "-m", module], check=False).returncode
    return code


if __name__ == "__main__":
    sys.exit(main())
