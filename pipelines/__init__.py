"""Scrapy item pipelines, one step a file: identify, compare, judge, store."""
