"""Schema, migrations, queries, raw pages, export: the only room that knows SQL."""

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
