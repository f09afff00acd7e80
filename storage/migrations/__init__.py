"""The schema's history, run by Alembic from ``storage.upgrade`` (there is no alembic.ini)."""
