"""How sources fare: what their judge is given, and what it found, kept in one transaction with the alerts it gave."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import BindParameter, Connection, and_, bindparam, case, func, or_, select, update

from storage.engine import Database
from storage.health_records import (
    MACHINE,
    ArticleFacts,
    HealthFacts,
    HealthRow,
    Judgement,
    Network,
    Peers,
    Poll,
    Way,
)
from storage.outbox_health import write_health_alerts
from storage.ready import Ready
from storage.records import Route
from storage.schema import article, crawl_run, page, source
from storage.schema_health import health

MOST_POLLS = 20
MOST_ARTICLES = 40
DAYS = timedelta(days=560)
"""Half a year of rhythm, and the same season and half a year around it a year ago."""
_RECENT = timedelta(days=2)
_LINE = tuple(column for column in health.c if column.name != "memory")

# Of crawls that brought nothing, by source.
_THESE: BindParameter[str] = bindparam("keys", expanding=True)
_TURNS = Ready(select(source.c.key).where(source.c.key.in_(_THESE)).order_by(source.c.key).with_for_update())
_TROUBLED = Ready(select(health.c.source_key).where(health.c.source_key == MACHINE, health.c.state == "broken"))
_ENDED = Ready(
    select(crawl_run.c.id, crawl_run.c.finished_at, crawl_run.c.counts).where(
        crawl_run.c.id.in_(bindparam("numbers", expanding=True))
    )
)
_JUDGED = Ready(
    select(health.c.source_key, health.c.memory).where(
        health.c.source_key.in_(_THESE),
        or_(health.c.state == "ok", health.c.state == "learning"),
        health.c.run_id
        == select(crawl_run.c.id)
        .where(crawl_run.c.source_key == health.c.source_key)
        .order_by(crawl_run.c.started_at.desc(), crawl_run.c.id.desc())
        .limit(1)
        .offset(1)
        .scalar_subquery(),
    )
)
"""What is kept of sources that fare well, and of which no crawl but the newest was not judged."""
_NOTE = Ready(
    update(health)
    .where(health.c.source_key == bindparam("its"))
    .values(
        run_id=bindparam("run"),
        judged_at=bindparam("now"),
        last_answer_at=bindparam("answer"),
        silent_since=None,
        memory=bindparam("kept"),
    )
)
_ITS: BindParameter[str] = bindparam("key")
# Asked after every crawl that brought something: built once.
_KEPT = Ready(select(health).where(health.c.source_key == _ITS))
_BEGAN = Ready(select(func.min(crawl_run.c.started_at).label("at")).where(crawl_run.c.source_key == _ITS))
_POLLS = Ready(
    select(
        crawl_run.c.id,
        crawl_run.c.started_at,
        crawl_run.c.finished_at,
        crawl_run.c.verdict,
        crawl_run.c.counts,
        crawl_run.c.hint,
        crawl_run.c.problems,
    )
    .where(crawl_run.c.source_key == _ITS, crawl_run.c.finished_at.is_not(None))
    .order_by(crawl_run.c.started_at.desc())
    .limit(MOST_POLLS)
)
_WAYS = Ready(
    select(page.c.address, page.c.kind, page.c.url, page.c.failures, page.c.note, page.c.status)
    .where(page.c.source_key == _ITS, page.c.state == "entry")
    .order_by(page.c.id)
)
_ARTICLES = Ready(
    select(
        article.c.id,
        article.c.first_seen_at,
        article.c.published_day.is_not(None).label("dated"),
        func.length(article.c.body).label("length"),
    )
    .where(article.c.source_key == _ITS)
    .order_by(article.c.day.desc(), article.c.id.desc())
    .limit(MOST_ARTICLES)
)
_DAYS = Ready(
    select(article.c.day, func.count().label("number"))
    .where(article.c.source_key == _ITS, article.c.day >= bindparam("since"), article.c.day <= bindparam("until"))
    .group_by(article.c.day)
)


class Healths:
    """The part of ``Store`` that knows how sources fare."""

    _db: Database

    def judge_health(
        self,
        source_key: str,
        judge: Callable[[HealthFacts], Judgement | None],
        *,
        ways: Collection[str],
        routes: Sequence[Route],
        now: datetime,
    ) -> Judgement | None:
        """Let ``judge`` look at a source after a crawl, and keep what it finds, with an outbox row for each of its news
        and route: one transaction, so that a kill neither loses nor repeats one.

        ``ways`` are the addresses (``PageRow.address``) of the ways in that the source has today. What the judge is
        given costs the same however large the archive is. Returns its judgement, None where it had nothing to judge.
        """
        with self._db.write() as connection:
            # On PostgreSQL two processes take turns; on SQLite they do so anyway.
            country = connection.scalar(select(source.c.country).where(source.c.key == source_key).with_for_update())
            if country is None:
                return None
            facts = _facts(connection, source_key, country, ways, now)
            judgement = judge(facts)
            if judgement is None:
                return None
            for row in (judgement.row, judgement.machine):
                if row is not None:
                    self._keep(connection, row)
            for news in judgement.news:
                write_health_alerts(connection, news, routes=routes, now=now)
            return judgement

    def note_unchanged(
        self,
        runs: Mapping[str, int],
        note: Callable[[dict[str, Any], datetime, Mapping[str, int]], bool],
        *,
        now: datetime,
    ) -> set[str]:
        """Take account of crawls that brought nothing, by source, without judging the sources anew; returns those for
        which that is enough. ``note`` is given what the judge kept, when the crawl ended and its counts; it brings the
        first up to date, or says that the source must be judged: as must one that does not fare well, or has another
        crawl that was not judged."""
        with self._db.write() as connection:
            _TURNS.all(connection, {"keys": runs})
            if _TROUBLED.one(connection, {}) is not None:
                return set()
            ended = {row.id: row for row in _ENDED.all(connection, {"numbers": runs.values()})}
            noted = []
            for key, memory in _JUDGED.all(connection, {"keys": runs}):
                run = ended.get(runs[key])
                if run is not None and run.finished_at is not None and note(memory, run.finished_at, run.counts):
                    noted.append({"its": key, "run": run.id, "answer": run.finished_at, "now": now, "kept": memory})
            if noted:
                _NOTE.many(connection, noted)
            return {values["its"] for values in noted}

    def health(self, keys: Collection[str] | None = None) -> dict[str, HealthRow]:
        """How each source (or each of ``keys``) fares, by key, the machine's own row under ``MACHINE``; without what
        the judge keeps for itself. A source that was never judged is not there."""
        query = select(*_LINE)
        if keys is not None:
            query = query.where(health.c.source_key.in_(keys))
        with self._db.read() as connection:
            return {row.source_key: _row(row, {}) for row in connection.execute(query)}

    def health_counts(self) -> dict[str, int]:
        """The number of living sources by how they fare ("ok", "learning", "suspect", "temporary", "broken")."""
        query = (
            select(health.c.state, func.count())
            .join(source, source.c.key == health.c.source_key)
            .where(source.c.enabled, source.c.retired_at.is_(None))
            .group_by(health.c.state)
        )
        with self._db.read() as connection:
            return dict(connection.execute(query).all())

    def due_count(self, now: datetime) -> int:
        """How many enabled, not paused sources are due now."""
        due = source.c.next_due_at.is_(None) | (source.c.next_due_at <= now)
        living = (source.c.enabled, ~source.c.paused, source.c.retired_at.is_(None))
        with self._db.read() as connection:
            return connection.scalar(select(func.count()).select_from(source).where(due, *living)) or 0

    def _keep(self, connection: Connection, row: HealthRow) -> None:
        values = {column.name: getattr(row, column.name) for column in health.c}
        values |= {"weeks": list(row.weeks), "memory": dict(row.memory)}
        new = self._db.insert(health).values(values)
        replaced = {name: new.excluded[name] for name in values if name != "source_key"}
        connection.execute(new.on_conflict_do_update(index_elements=["source_key"], set_=replaced))


def _facts(connection: Connection, source_key: str, country: str, ways: Collection[str], now: datetime) -> HealthFacts:
    kept, machine = (_KEPT.one(connection, {"key": key}) for key in (source_key, MACHINE))
    began = _BEGAN.one(connection, {"key": source_key})
    polls = _polls(connection, source_key, after=kept.run_id if kept is not None else None)
    days = _days(connection, source_key, now)
    silent = bool(days) and max(days) < now.date() - timedelta(days=1)
    unanswered = any(poll.verdict in ("failed", "blocked") for poll in polls)
    troubled = machine is not None and machine.state == "broken"
    return HealthFacts(
        source_key=source_key,
        country=country,
        began=began.at if began is not None else None,
        polls=polls,
        ways=_ways(connection, source_key, ways),
        articles=_articles(connection, source_key),
        days=days,
        peers=_peers(connection, source_key, country, now) if silent else Peers(),
        network=_network(connection, source_key, machine, now) if unanswered or troubled else Network(),
        machine=machine.memory if machine is not None else {},
        memory=kept.memory if kept is not None else {},
    )


def _polls(connection: Connection, source_key: str, *, after: int | None) -> tuple[Poll, ...]:
    rows = [row for row in _POLLS.all(connection, {"key": source_key}) if after is None or row.id > after]
    return tuple(
        Poll(row.id, row.started_at, row.finished_at, row.verdict, row.counts, row.hint, row.problems or {})
        for row in reversed(rows)
    )


def _ways(connection: Connection, source_key: str, wanted: Collection[str]) -> tuple[Way, ...]:
    return tuple(
        Way(row.kind, row.url, row.failures, row.note, row.status)
        for row in _WAYS.all(connection, {"key": source_key})
        if row.address in wanted
    )


def _articles(connection: Connection, source_key: str) -> tuple[ArticleFacts, ...]:
    rows = sorted(_ARTICLES.all(connection, {"key": source_key}), key=lambda row: (row.first_seen_at, row.id))
    return tuple(ArticleFacts(row.first_seen_at, bool(row.dated), row.length) for row in rows)


def _days(connection: Connection, source_key: str, now: datetime) -> dict[date, int]:
    since, until = (now - DAYS).date().isoformat(), now.date().isoformat()
    rows = _DAYS.all(connection, {"key": source_key, "since": since, "until": until})
    return {date.fromisoformat(row.day): row.number for row in rows}


def _peers(connection: Connection, source_key: str, country: str, now: datetime) -> Peers:
    most = 2 * health.c.expected
    got = case((health.c.got > most, most), else_=health.c.got)
    query = (
        select(func.count(), func.sum(health.c.expected), func.sum(got))
        .join(source, source.c.key == health.c.source_key)
        .where(source.c.country == country, source.c.key != source_key)
        .where(health.c.expected > 0, health.c.judged_at > now - _RECENT)
    )
    number, expected, came = connection.execute(query).one()
    return Peers(number, expected or 0.0, came or 0.0)


def _network(connection: Connection, source_key: str, machine: Any, now: datetime) -> Network:
    """Asked only where a crawl got no answer, or none got any lately: a look at one narrow row a source."""
    others = health.c.source_key.not_in((source_key, MACHINE))
    known = and_(others, health.c.state != "broken", health.c.judged_at > now - _RECENT)
    answered = connection.scalar(select(func.max(health.c.last_answer_at)).where(others))
    query = (
        select(source.c.homepage, health.c.silent_since)
        .join(source, source.c.key == health.c.source_key)
        .where(known, health.c.silent_since.is_not(None))
    )
    if answered is not None:
        query = query.where(health.c.judged_at > answered)
    rows = connection.execute(query).all()
    answering = 0
    if machine is not None and machine.since is not None:
        again = select(func.count()).where(others, health.c.last_answer_at > machine.since)
        answering = connection.scalar(again) or 0
    return Network(
        known=connection.scalar(select(func.count()).where(known)) or 0,
        hosts=len({urlsplit(row.homepage).hostname for row in rows}),
        since=min((row.silent_since for row in rows), default=None),
        answering=answering,
    )


def _row(row: Any, memory: Mapping[str, Any]) -> HealthRow:
    values = {column.name: getattr(row, column.name) for column in _LINE}
    return HealthRow(**(values | {"weeks": tuple(row.weeks), "memory": memory}))
