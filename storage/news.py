"""What of a batch is news: alert rows, and the events that an article now mentions a topic, or no longer does."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, func, insert, select

from storage import rows
from storage.plan import Plan
from storage.records import AlertKind, Route
from storage.routing import Told, alerts_of
from storage.schema import alert, article, article_event, flag, page, source


class _Before(NamedTuple):
    grade: int
    lexicon_version: str


def write_news(connection: Connection, plans: Sequence[Plan], routes: Sequence[Route], now: datetime) -> None:
    """Write the alert rows and the events of new and edited articles; each plan learns how many alerts it gave.

    One alert a story: a channel that was told of any page of it, at the same grade or a higher one, is not told again.
    So is a text that goes back and forth between two versions.
    """
    edited = {plan.article_id: plan.version - 1 for plan in plans if plan.outcome == "edited"}
    before = _flags_before(connection, edited)
    told = told_of_stories(connection, {plan.story_id for plan in plans if plan.outcome == "edited" or plan.joined})
    countries = countries_of(connection, {plan.item.source_key for plan in plans} if routes else ())
    alerts: list[dict[str, Any]] = []
    for plan in plans:
        # What could not be read before is told as the new article that it is.
        kind = "new" if plan.change.kind == "encoding" else rows.alert_kind(plan.version)
        grades = {topic: known.grade for topic, known in before.get(plan.article_id, {}).items()}
        news = alerts_of(
            {topic: verdict.grade for topic, verdict in plan.item.verdicts.items()},
            routes,
            kind=kind,
            source_key=plan.item.source_key,
            country=countries.get(plan.item.source_key, ""),
            language=plan.item.article.language,
            before=grades,
            now=now,
        )
        for one in news:
            key = (plan.story_id, one.topic, one.channel)
            if told.get(key, 0) < one.grade:
                told[key] = one.grade
                plan.alerts += 1
                alerts.append(alert_values(plan.article_id, plan.version, plan.item.source_key, kind, one, now))
    if alerts:
        connection.execute(insert(alert), alerts)
    events = [event for plan in plans for event in _mentions(plan, before.get(plan.article_id, {}), now)]
    if events:
        connection.execute(insert(article_event), events)


def event(article_id: int, version: int, kind: str, now: datetime, topic: str | None = None) -> dict[str, Any]:
    """The row of one event (``storage.views.EventKind``)."""
    return {"article_id": article_id, "version": version, "seen_at": now, "kind": kind, "topic": topic}


def write_withdrawn(
    connection: Connection, article_id: int, version: int, routes: Sequence[Route], now: datetime
) -> None:
    """Write the alert rows of a flagged article that is no longer there, for the routes that ask for such. As with an
    edit, they are of the source that looks after its page: where its key was changed, of the new one."""
    if not any("withdrawn" in route.kinds for route in routes):
        return
    known = connection.execute(
        select(page.c.source_key, article.c.language, source.c.country)
        .join(page, page.c.address_key == article.c.address_key)
        .join(source, source.c.key == page.c.source_key)
        .where(article.c.id == article_id)
    ).one()
    flags = select(flag.c.topic, flag.c.grade).where(flag.c.article_id == article_id, flag.c.version == version)
    news = alerts_of(
        {row.topic: row.grade for row in connection.execute(flags)},
        routes,
        kind="withdrawn",
        source_key=known.source_key,
        country=known.country,
        language=known.language,
        before={},
        now=now,
    )
    values = [alert_values(article_id, version, known.source_key, "withdrawn", one, now) for one in news]
    told = select(alert.c.topic, alert.c.channel).where(
        alert.c.article_id == article_id, alert.c.version == version, alert.c.kind == "withdrawn"
    )
    before = {(row.topic, row.channel) for row in connection.execute(told)}
    values = [row for row in values if (row["topic"], row["channel"]) not in before]
    if values:
        connection.execute(insert(alert), values)


def alert_values(
    article_id: int, version: int, source_key: str, kind: AlertKind, told: Told, now: datetime
) -> dict[str, Any]:
    """The outbox row of one alert that waits to be sent."""
    return {
        "article_id": article_id,
        "version": version,
        "topic": told.topic,
        "channel": told.channel,
        "kind": kind,
        "source_key": source_key,
        "state": "pending",
        "created_at": now,
        "not_before": told.not_before,
    }


def countries_of(connection: Connection, keys: Collection[str]) -> dict[str, str]:
    """The countries of some sources by their keys."""
    if not keys:
        return {}
    query = select(source.c.key, source.c.country).where(source.c.key.in_(keys))
    return {row.key: row.country for row in connection.execute(query)}


def _mentions(plan: Plan, before: Mapping[str, _Before], now: datetime) -> Iterator[dict[str, Any]]:
    """An edit that brought a topic into an article, or took it out. A grade that moved because the topic's own file
    changed meanwhile is no edit's doing."""
    if plan.outcome != "edited" or plan.change.kind == "encoding":
        return
    for topic, verdict in plan.item.verdicts.items():
        known = before.get(topic)
        was, now_flagged = known is not None and known.grade >= rows.FLAGGED, verdict.flagged
        if was == now_flagged or (known is not None and known.lexicon_version != verdict.lexicon_version):
            continue
        yield event(plan.article_id, plan.version, "now-mentions" if now_flagged else "no-longer-mentions", now, topic)


def _flags_before(connection: Connection, versions: Mapping[int, int]) -> dict[int, dict[str, _Before]]:
    """The flags by topic of one version each of some articles."""
    found: dict[int, dict[str, _Before]] = {}
    columns = (flag.c.article_id, flag.c.version, flag.c.topic, flag.c.grade, flag.c.lexicon_version)
    if versions:
        for row in connection.execute(select(*columns).where(flag.c.article_id.in_(versions))):
            if row.version == versions[row.article_id]:
                found.setdefault(row.article_id, {})[row.topic] = _Before(row.grade, row.lexicon_version)
    return found


def told_of_stories(connection: Connection, stories: Collection[int]) -> dict[tuple[int, str | None, str], int]:
    """The highest grade each channel was ever alerted of, by (story, topic, channel)."""
    if not stories:
        return {}
    same = (
        flag.c.article_id == alert.c.article_id,
        flag.c.version == alert.c.version,
        flag.c.topic == alert.c.topic,
    )
    query = (
        select(article.c.story_id, alert.c.topic, alert.c.channel, func.max(flag.c.grade))
        .join(alert, alert.c.article_id == article.c.id)
        .join(flag, and_(*same))
        .where(article.c.story_id.in_(stories), alert.c.kind != "withdrawn")
        .group_by(article.c.story_id, alert.c.topic, alert.c.channel)
    )
    return {(story, topic, channel): grade for story, topic, channel, grade in connection.execute(query)}
