"""The tables of the people who use the dashboard. As in ``storage.schema``, a change needs a migration."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Table, TypedColumns, UniqueConstraint

from storage.schema import metadata
from storage.types import BigId, JsonText, SafeText, UtcDateTime


class _PersonColumns(TypedColumns):
    name = Column(SafeText, primary_key=True)
    role = Column(SafeText, nullable=False)
    password_hash = Column(SafeText, nullable=False)
    created_at = Column(UtcDateTime, nullable=False)
    disabled_at: Column[datetime | None] = Column(UtcDateTime)


person = Table("person", metadata, _PersonColumns)


class _LoginColumns(TypedColumns):
    token_sha256 = Column(SafeText, primary_key=True)  # the token itself is only in the person's browser
    person = Column(SafeText, ForeignKey("person.name"), nullable=False)
    created_at = Column(UtcDateTime, nullable=False)
    expires_at = Column(UtcDateTime, nullable=False)


login = Table("login", metadata, _LoginColumns, Index(None, "person"))


class _AuditColumns(TypedColumns):
    id = Column(BigId, primary_key=True)
    at = Column(UtcDateTime, nullable=False)
    person: Column[str | None] = Column(SafeText)  # none: somebody at this machine, without a login
    action = Column(SafeText, nullable=False)
    target: Column[str | None] = Column(SafeText)
    detail: Column[Any] = Column(JsonText, nullable=False)


audit = Table("audit", metadata, _AuditColumns, Index(None, "at"))


class _SavedSearchColumns(TypedColumns):
    id = Column(BigId, primary_key=True)
    person = Column(SafeText, nullable=False)  # "": whoever uses this machine without a login
    name = Column(SafeText, nullable=False)
    query = Column(SafeText, nullable=False)  # the query string of its page
    created_at = Column(UtcDateTime, nullable=False)


saved_search = Table("saved_search", metadata, _SavedSearchColumns, UniqueConstraint("person", "name"))
