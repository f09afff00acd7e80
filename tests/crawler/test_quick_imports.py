"""What is left out as Scrapy and aiohttp are imported is missed by nobody."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.children import ROOT

# In a process of its own: in this one they may have been imported before.
LOADED = """
import crawler.run
import inspect, json, linecache, ssl
import aiohttp.connector
from scrapy.core.downloader.contextfactory import ScrapyClientContextFactory
from scrapy.core.downloader.tls import ScrapyClientTLSOptions
from scrapy.utils import deprecate
def certificates(context): return context.cert_store_stats()["x509"]
print(json.dumps({
    "modules": [ScrapyClientTLSOptions.__module__, ScrapyClientContextFactory.__module__],
    "inspect": deprecate.inspect is inspect,
    "files read": [file for file in linecache.cache if file.endswith(".py")],
    "certificates of aiohttp's own": certificates(aiohttp.connector._SSL_CONTEXT_VERIFIED),
    "which refuse": aiohttp.connector._SSL_CONTEXT_VERIFIED.verify_mode == ssl.CERT_REQUIRED,
    "others": certificates(ssl.create_default_context()),
}))
"""
COUNT = 'import ssl; print(ssl.create_default_context().cert_store_stats()["x509"])'


def _said(program: str) -> str:
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return ended.stdout


def test_deprecated_classes_know_their_modules_no_file_is_read_and_certificates_are_loaded_where_they_count() -> None:
    assert json.loads(_said(LOADED)) == {
        "modules": ["scrapy.core.downloader.tls", "scrapy.core.downloader.contextfactory"],
        "inspect": True,
        "files read": [],
        "certificates of aiohttp's own": 0,
        "which refuse": True,
        "others": int(_said(COUNT)),
    }
