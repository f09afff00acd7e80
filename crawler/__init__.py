"""The Scrapy project: discovery, the spider, politeness, and the verdict on one crawl."""
