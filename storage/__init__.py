"""Schema, migrations, queries, raw pages, export: the only room that knows SQL."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from storage.errors import (
    BatchError,
    DatabaseDamaged,
    DatabaseMissing,
    DatabaseNewer,
    DatabaseOutdated,
    SourceBusy,
    StoreBusy,
    StoreError,
)

if TYPE_CHECKING:
    from storage.store import Store
    from storage.thread import StoreThread

__all__ = [
    "BatchError",
    "DatabaseDamaged",
    "DatabaseMissing",
    "DatabaseNewer",
    "DatabaseOutdated",
    "SourceBusy",
    "Store",
    "StoreBusy",
    "StoreError",
    "StoreThread",
]

_LATER = {"Store": "storage.store", "StoreThread": "storage.thread"}


def __getattr__(name: str) -> Any:
    """Load the store when it is first asked for: who only wants records or errors need not wait for all of it."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)
