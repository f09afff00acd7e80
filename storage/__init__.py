"""Schema, migrations, queries, raw pages, export: the only room that knows SQL."""
