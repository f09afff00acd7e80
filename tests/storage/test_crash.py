"""kill -9 at any moment: the database opens again, with whole articles only, each with its alert."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage import Store
from storage.schema import alert, article, article_version, flag, page, raw_page
from tests.storage.builders import NOW, ROUTE, item

WRITER = """
import sys
from storage import Store
from tests.storage.builders import NOW, ROUTE, item
store = Store.open(sys.argv[1])
run = store.begin_run("spb", now=NOW, worker="doomed")
start = int(sys.argv[2])
print("ready", flush=True)
for batch in range(start, start + 100_000, 25):
    store.save_items([item(n, run_id=run) for n in range(batch, batch + 25)], routes=[ROUTE], now=NOW)
    print(batch, flush=True)
"""


def _kill_in_mid_write(url: str, start: int, lines: int) -> int:
    """Start a writer, kill it after so many committed batches; returns the articles it had reported as stored."""
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, url, str(start)], cwd=root, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        for _line in range(lines):
            assert writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)
        reported = lines + len(writer.stdout.readlines())
    return reported * 25


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_kill_9_leaves_whole_articles_only(store: Store, url: str) -> None:
    moments = random.Random(7)
    reported = sum(_kill_in_mid_write(url, start, moments.randint(0, 6)) for start in (0, 200_000, 400_000))

    with Store.open(url, create=False) as again:
        with again._db.read() as connection:
            articles = connection.scalar(select(func.count()).select_from(article)) or 0
            for table in (article_version, flag, alert, raw_page, page):
                assert connection.scalar(select(func.count()).select_from(table)) == articles, table.name
        assert articles >= reported, "what was reported as stored is there"
        assert articles % 25 == 0, "a batch is stored whole or not at all"
        run = again.begin_run("spb", now=NOW, worker="next")
        assert [r.verdict for r in again.runs("spb")] == [None, "interrupted", "interrupted", "interrupted"]
        batch = [item(n, run_id=run) for n in range(25)]
        alerts = sum(again.alert_counts().values())
        results = again.save_items(batch, routes=[ROUTE], now=NOW)
        new = sum(result.outcome == "new" for result in results)
        assert sum(again.alert_counts().values()) == alerts + new, "nothing twice, nothing lost"
        claimed = again.claim_alerts("mail", now=NOW, owner="x/1/1", lease_s=60, limit=100_000)
        assert len({(row.article_id, row.topic) for row in claimed}) == len(claimed) == alerts + new
