"""Who may use the dashboard, who is logged in, what was done, and the searches people keep."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Literal, get_args

from sqlalchemy import delete, insert, select, update

from storage.engine import Database
from storage.errors import StoreError
from storage.schema_people import audit, login, person, saved_search

Role = Literal["reader", "editor", "admin"]
"""reader: looks; editor: also reviews, retries alerts, crawls now; admin: also adds sources."""
ROLES: tuple[Role, ...] = get_args(Role)
NAME = re.compile(r"[^\W_][\w.@ -]{0,63}")
LOGIN_LASTS = timedelta(days=14)
MOST_SAVED = 100
"""Saved searches of one person."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may log in."""

    name: str
    role: Role
    created_at: datetime
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Something a person did: ``action`` is a word ("review"), ``target`` what it was done to, ``detail`` the rest."""

    at: datetime
    person: str | None
    action: str
    target: str | None
    detail: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search somebody keeps: the query string of its page under a name."""

    id: int
    name: str
    query: str


class People:
    """The part of ``Store`` that knows people."""

    _db: Database

    def people(self) -> list[Person]:
        """Everybody, by name."""
        with self._db.read() as connection:
            rows = connection.execute(select(person).order_by(person.c.name)).all()
        return [Person(row.name, _role(row.role), row.created_at, row.disabled_at is not None) for row in rows]

    def set_person(self, name: str, role: Role, password_hash: str, *, now: datetime) -> bool:
        """Add a person, or give one another role and password (who is logged in under that name is logged out). True
        where it is a new one. StoreError for a name nobody can have."""
        if NAME.fullmatch(name) is None:
            raise StoreError(f"{name!r} is no name: letters, digits, . @ - and blanks, up to 64, a letter first")
        values = {"role": role, "password_hash": password_hash, "disabled_at": None}
        with self._db.write() as connection:
            changed = connection.execute(update(person).where(person.c.name == name).values(values)).rowcount
            connection.execute(delete(login).where(login.c.person == name))
            if not changed:
                connection.execute(insert(person).values(name=name, created_at=now, **values))
        return not changed

    def change_password(self, name: str, present: str, password_hash: str) -> bool:
        """Give a person who may log in another password, and log them out everywhere. False where ``present`` is not
        the hash of today any more or the person has been disabled meanwhile: nothing is changed then."""
        values = {"password_hash": password_hash}
        same = (person.c.name == name, person.c.password_hash == present, person.c.disabled_at.is_(None))
        with self._db.write() as connection:
            if not connection.execute(update(person).where(*same).values(values)).rowcount:
                return False
            connection.execute(delete(login).where(login.c.person == name))
        return True

    def disable_person(self, name: str, *, now: datetime) -> bool:
        """Let a person log in no more, and log them out. What they reviewed stays. False where there is none."""
        with self._db.write() as connection:
            living = person.c.disabled_at.is_(None)
            done = update(person).where(person.c.name == name, living).values(disabled_at=now)
            connection.execute(delete(login).where(login.c.person == name))
            return connection.execute(done).rowcount > 0

    def password_of(self, name: str) -> tuple[str, Role] | None:
        """(hash of the password, role) of somebody who may log in."""
        query = select(person.c.password_hash, person.c.role).where(person.c.name == name)
        with self._db.read() as connection:
            row = connection.execute(query.where(person.c.disabled_at.is_(None))).one_or_none()
        return None if row is None else (row.password_hash, _role(row.role))

    def begin_login(self, name: str, *, now: datetime) -> str:
        """Log a person in: the token for their browser. Only its hash is kept."""
        token = token_urlsafe(32)
        values = {"token_sha256": _digest(token), "person": name, "created_at": now, "expires_at": now + LOGIN_LASTS}
        with self._db.write() as connection:
            connection.execute(delete(login).where(login.c.expires_at <= now))
            connection.execute(insert(login).values(values))
        return token

    def logged_in(self, token: str, *, now: datetime) -> Person | None:
        """Who holds this token; None for an unknown or expired one, or one of a disabled person."""
        query = select(person).join(login, login.c.person == person.c.name)
        query = query.where(login.c.token_sha256 == _digest(token), login.c.expires_at > now)
        with self._db.read() as connection:
            row = connection.execute(query.where(person.c.disabled_at.is_(None))).one_or_none()
        return None if row is None else Person(row.name, _role(row.role), row.created_at)

    def end_login(self, token: str) -> None:
        """Forget a token."""
        with self._db.write() as connection:
            connection.execute(delete(login).where(login.c.token_sha256 == _digest(token)))

    def note_action(
        self,
        by: str | None,
        action: str,
        target: str | None = None,
        detail: Mapping[str, object] | None = None,
        *,
        now: datetime,
    ) -> None:
        """Write down what somebody did. Nothing ever changes or deletes an entry."""
        values = {"at": now, "person": by, "action": action, "target": target, "detail": dict(detail or {})}
        with self._db.write() as connection:
            connection.execute(insert(audit).values(values))

    def audit_trail(self, *, limit: int = 100, before: int | None = None) -> list[tuple[int, AuditEntry]]:
        """(number, entry), newest first; those ``before`` a number for the next page."""
        query = select(audit).order_by(audit.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(audit.c.id < before)
        with self._db.read() as connection:
            rows = connection.execute(query).all()
        return [(row.id, AuditEntry(row.at, row.person, row.action, row.target, row.detail)) for row in rows]

    def save_search(self, by: str, name: str, query: str, *, now: datetime) -> None:
        """Keep a search under a name; one of that name is replaced. StoreError where there are too many."""
        mine = saved_search.c.person == by
        with self._db.write() as connection:
            connection.execute(delete(saved_search).where(mine, saved_search.c.name == name))
            if len(connection.scalars(select(saved_search.c.id).where(mine)).all()) >= MOST_SAVED:
                raise StoreError(f"{MOST_SAVED} searches are saved already; delete one first")
            connection.execute(insert(saved_search).values(person=by, name=name, query=query, created_at=now))

    def saved_searches(self, by: str) -> list[SavedSearch]:
        """The searches a person keeps, by name."""
        query = select(saved_search).where(saved_search.c.person == by).order_by(saved_search.c.name)
        with self._db.read() as connection:
            return [SavedSearch(row.id, row.name, row.query) for row in connection.execute(query)]

    def drop_search(self, by: str, number: int) -> bool:
        """Forget a saved search of this person; False where there is none of that number."""
        with self._db.write() as connection:
            mine = (saved_search.c.person == by) & (saved_search.c.id == number)
            return connection.execute(delete(saved_search).where(mine)).rowcount > 0


def _role(name: str) -> Role:
    return next((role for role in ROLES if role == name), "reader")


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()
