"""Pure reading of article pages: bytes in, ``Article`` out. No network, no SQL, no Scrapy."""
