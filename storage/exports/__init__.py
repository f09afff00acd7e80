"""The archive as files that other programs read: CSV, JSON lines, Parquet, WARC; dated archives; their proof."""
