"""Several processes on one archive."""

from __future__ import annotations

import multiprocessing

from storage import Store
from tests.storage.builders import NOW, ROUTE, item

ARTICLES = 100


def _store_all(url: str, source_key: str) -> list[str]:
    with Store.open(url) as store:
        run = store.begin_run(source_key, now=NOW, worker=source_key)
        outcomes: list[str] = []
        for start in range(0, ARTICLES, 10):
            batch = [item(n, run_id=run) for n in range(start, start + 10)]
            outcomes += [result.outcome for result in store.save_items(batch, routes=[ROUTE], now=NOW)]
        return outcomes


def test_two_processes_that_store_the_same_articles_store_each_once(store: Store, url: str) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        outcomes = pool.starmap(_store_all, [(url, "spb"), (url, "msu")])
    both = [outcome for part in outcomes for outcome in part]
    assert (both.count("new"), both.count("unchanged")) == (ARTICLES, ARTICLES)
    assert store.alert_counts() == {("mail", "pending"): ARTICLES}
    assert sum(state.articles for state in store.source_states()) == ARTICLES
