"""Sources and their crawls: how the last run ended, how a source is doing."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, and_, func, insert, select, update

from sources.records import Source
from storage.engine import Database
from storage.errors import SourceBusy, StoreError
from storage.hosts import has_a_turn
from storage.lease import owner_lives, program_version
from storage.pages import batched
from storage.records import CrawlVerdict, RunSummary
from storage.rows import FLAGGED
from storage.schema import address_key, article, crawl_run, flag, page, source
from storage.views import SourceState

_SUMMARY = (
    crawl_run.c.id,
    crawl_run.c.source_key,
    crawl_run.c.started_at,
    crawl_run.c.finished_at,
    crawl_run.c.verdict,
    crawl_run.c.counts,
    crawl_run.c.hint,
    crawl_run.c.worker,
    crawl_run.c.version,
)
_STORED = and_(page.c.state == "stored", page.c.kind == "article")
_SUCCESS = ("ok", "partial")
_NO_VERDICT = ("stopped", "interrupted")
UNSEEN = timedelta(minutes=5)
"""How long an unfinished crawl on another host, which cannot be asked, counts as under way before it has a host's turn;
afterwards it does for as long as its process holds one (``storage.hosts``)."""


class Runs:
    """The part of ``Store`` that knows sources and their crawls."""

    _db: Database

    def register_sources(self, sources: Iterable[Source]) -> None:
        """Make the sources known, or bring what is known of them up to date; others stay as they are. A source must be
        registered before anything of it is stored. One that was retired gets back the stored pages of its articles that
        another source took over meanwhile."""
        values = [_source_values(item) for item in sources]
        if not values:
            return
        new = self._db.insert(source)
        replaced = {name: new.excluded[name] for name in values[0] if name not in ("key", "paused", "failures")}
        with self._db.write() as connection:
            back = _retired(connection, [row["key"] for row in values])
            connection.execute(new.on_conflict_do_update(index_elements=["key"], set_=replaced), values)
            for key in back:
                own = select(article.c.address_key).where(article.c.source_key == key)
                connection.execute(update(page).where(_STORED, page.c.address_key.in_(own)).values(source_key=key))

    def retire_sources(self, living: Collection[str], *, now: datetime) -> list[str]:
        """Note which sources no catalogue names any more: all but ``living``. Returns those that were noted now. What
        they stored stays; their addresses go to the source that finds them next (``add_found``, ``take_over``).
        Registering a source again takes it back, and them."""
        with self._db.write() as connection:
            query = select(source.c.key).where(source.c.retired_at.is_(None)).order_by(source.c.key)
            gone = [key for key in connection.scalars(query) if key not in living]
            for key in gone:
                connection.execute(update(source).where(source.c.key == key).values(retired_at=now))
        return gone

    def take_over(self, source_key: str, addresses: Collection[str]) -> int:
        """Let a source look after those of these stored pages that a retired one left: from now on it is the one that
        looks at them again. The articles stay those of the source that stored them. How many there were."""
        retired = select(source.c.key).where(source.c.retired_at.is_not(None))
        theirs = and_(_STORED, page.c.source_key.in_(retired))
        taken = 0
        for part in batched(list(addresses)):
            those = page.c.address_key.in_([address_key(address) for address in part])
            with self._db.read() as connection:  # what living sources share is no reason to write
                left = connection.scalars(select(page.c.id).where(those, theirs)).all()
            if left:
                with self._db.write() as connection:
                    connection.execute(update(page).where(page.c.id.in_(left), theirs).values(source_key=source_key))
            taken += len(left)
        return taken

    def begin_run(self, source_key: str, *, now: datetime, worker: str) -> int:
        """Note that a crawl of a source begins; ``worker`` says where (``storage.lease.process_owner()``). Returns the
        run's number.

        SourceBusy where another worker's crawl of this source is under way: its process lives, or, where that cannot
        be known (another host), it has some host's turn or began less than five minutes ago. Earlier
        runs that never finished, this worker's own or those of a dead one, become "interrupted". StoreError for a
        source that is not registered.
        """
        unfinished = and_(crawl_run.c.source_key == source_key, crawl_run.c.finished_at.is_(None))
        with self._db.write() as connection:
            # The source's row is locked (PostgreSQL): two that begin at once see each other.
            claimed = select(source.c.key).where(source.c.key == source_key).with_for_update()
            if connection.scalar(claimed) is None:
                raise StoreError(f"source {source_key!r} is not registered in {self._db.place}")
            for earlier in connection.execute(select(crawl_run.c.worker, crawl_run.c.started_at).where(unfinished)):
                if earlier.worker != worker and _is_under_way(connection, earlier.worker, earlier.started_at, now):
                    raise SourceBusy(source_key, earlier.started_at, earlier.worker)
            connection.execute(update(crawl_run).where(unfinished).values(finished_at=now, verdict="interrupted"))
            values = {"source_key": source_key, "started_at": now, "worker": worker, "version": program_version()}
            run = insert(crawl_run).values(**values, counts={})
            return connection.execute(run.returning(crawl_run.c.id)).scalar_one()

    def finish_run(
        self,
        run_id: int,
        *,
        now: datetime,
        verdict: CrawlVerdict,
        counts: Mapping[str, int],
        hint: str | None = None,
        problems: Mapping[str, str] | None = None,
        next_due_at: datetime | None = None,
    ) -> None:
        """Note how a crawl ended, with its counts, a hint for people and the first ``problems`` of each kind in words.

        The source's health becomes the verdict; its failures in a row go back to 0 on "ok" and "partial", and up by
        one on "empty", "blocked" and "failed". "stopped" and "interrupted" say nothing of the site and change
        neither: what was begun is due again at once, whatever ``next_due_at`` says. Else, where it is None, the source
        is due again after its own rhythm (``Source.every``). StoreError for an unknown run.
        """
        with self._db.write() as connection:
            query = (
                select(source.c.key, source.c.every_s, crawl_run.c.started_at)
                .join(crawl_run, crawl_run.c.source_key == source.c.key)
                .where(crawl_run.c.id == run_id)
            )
            row = connection.execute(query).one_or_none()
            if row is None:
                raise StoreError(f"there is no crawl with the number {run_id}")
            values: dict[str, Any] = {"finished_at": now, "verdict": verdict, "counts": dict(counts), "hint": hint}
            values["problems"] = dict(problems) if problems else None
            connection.execute(update(crawl_run).where(crawl_run.c.id == run_id).values(values))
            due = now if verdict in _NO_VERDICT else next_due_at or now + timedelta(seconds=row.every_s)
            health: dict[str, Any] = {"next_due_at": due}
            if verdict not in _NO_VERDICT:
                health["rhythm_s"] = max(round((due - now).total_seconds()), 0)
                answered = and_(source.c.key == row.key, source.c.asked_at <= row.started_at)
                connection.execute(update(source).where(answered).values(asked_at=None))
            if verdict in _SUCCESS:
                health |= {"health": verdict, "failures": 0, "last_success_at": now}
            elif verdict not in _NO_VERDICT:
                health |= {"health": verdict, "failures": source.c.failures + 1}
            connection.execute(update(source).where(source.c.key == row.key).values(health))

    def source_states(self) -> list[SourceState]:
        """How every registered source is doing, by key."""
        latest = select(func.max(crawl_run.c.id)).group_by(crawl_run.c.source_key)
        with self._db.read() as connection:
            runs = {
                row.source_key: _summary(row)
                for row in connection.execute(select(*_SUMMARY).where(crawl_run.c.id.in_(latest)))
            }
            counted = select(article.c.source_key, func.count()).group_by(article.c.source_key)
            articles = dict(connection.execute(counted).all())
            flagged_query = (
                select(article.c.source_key, func.count(article.c.id.distinct()))
                .join(flag, and_(flag.c.article_id == article.c.id, flag.c.version == article.c.version))
                .where(flag.c.grade >= FLAGGED)
                .group_by(article.c.source_key)
            )
            flagged = dict(connection.execute(flagged_query).all())
            return [
                SourceState(
                    key=row.key,
                    name=row.name,
                    country=row.country,
                    health=row.health,
                    failures=row.failures,
                    paused=row.paused,
                    last_run=runs.get(row.key),
                    last_success_at=row.last_success_at,
                    next_due_at=row.next_due_at,
                    articles=articles.get(row.key, 0),
                    flagged=flagged.get(row.key, 0),
                )
                for row in connection.execute(select(source).order_by(source.c.key))
            ]

    def runs(self, source_key: str | None = None, limit: int = 50) -> list[RunSummary]:
        """The latest crawls, of one source or of all, newest first."""
        query = select(*_SUMMARY).order_by(crawl_run.c.id.desc()).limit(limit)
        if source_key is not None:
            query = query.where(crawl_run.c.source_key == source_key)
        with self._db.read() as connection:
            return [_summary(row) for row in connection.execute(query)]


def _is_under_way(connection: Connection, worker: str, since: datetime, now: datetime) -> bool:
    try:
        lives = owner_lives(worker)
    except ValueError:
        return False  # an old or foreign name: nobody can be asked, and nobody is waited for
    if lives is not None:
        return lives
    return now - since < UNSEEN or has_a_turn(connection, worker, now)


def _summary(row: Any) -> RunSummary:
    return RunSummary(
        id=row.id,
        source_key=row.source_key,
        started_at=row.started_at,
        finished_at=row.finished_at,
        verdict=row.verdict,
        counts=row.counts,
        hint=row.hint,
        worker=row.worker,
        version=row.version,
    )


def config_hash(item: Source) -> str:
    """What tells whether a source's settings are those that were registered."""
    config = json.dumps(item.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return sha256(config.encode()).hexdigest()


def _retired(connection: Connection, keys: Sequence[str]) -> list[str]:
    """Those of these sources that no catalogue named up to now."""
    found: list[str] = []
    for part in batched(keys):
        those = and_(source.c.key.in_(part), source.c.retired_at.is_not(None))
        found += connection.scalars(select(source.c.key).where(those).order_by(source.c.key))
    return found


def _source_values(item: Source) -> dict[str, Any]:
    return {
        "key": item.key,
        "name": item.name,
        "name_en": item.name_en,
        "country": item.country,
        "homepage": item.homepage,
        "config_hash": config_hash(item),
        "every_s": item.every,
        "enabled": item.enabled,
        "paused": False,
        "failures": 0,
        "retired_at": None,
    }
