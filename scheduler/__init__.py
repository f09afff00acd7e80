"""The clock: which source is due, crawl it, deliver alerts."""
