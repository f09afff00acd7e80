"""What is left out as Scrapy is imported is missed by nobody."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.children import ROOT

# In a process of its own: in this one they may have been imported before.
LOADED = """
import crawler.run
import inspect, json, linecache, sys
from scrapy.core.downloader.contextfactory import ScrapyClientContextFactory
from scrapy.core.downloader.tls import ScrapyClientTLSOptions
from scrapy.utils import deprecate
print(json.dumps({
    "modules": [ScrapyClientTLSOptions.__module__, ScrapyClientContextFactory.__module__],
    "inspect": deprecate.inspect is inspect,
    "files read": [file for file in linecache.cache if file.endswith(".py")],
    "polls": [name for name in ("aiohttp.http_parser", "crawler.poll_client") if name in sys.modules],
}))
"""
UNUSED = """
import crawler.run, crawler.poll_client
import json, sys
left_out = ["aiohttp.client", "charset_normalizer", "xmlrpc.server"]
print(json.dumps({
    "loaded": [name for name in left_out if name in sys.modules],
}))
"""
ASKED_FOR = """
import crawler.run, crawler.poll_client
import json
import aiohttp
from aiohttp import hdrs, http_exceptions
from scrapy.http import TextResponse, XmlRpcRequest
from xmlrpc.server import gzip_decode
try:
    aiohttp.nothing_of_the_kind
except AttributeError as error:
    missing = str(error)
print(json.dumps({
    "client": aiohttp.ClientSession.__module__,
    "one error": aiohttp.ClientError is crawler.poll_client.ClientError,
    "parts": [hdrs.HOST, http_exceptions.HttpProcessingError is crawler.poll_client.HttpProcessingError],
    "missing": missing,
    "charset": TextResponse("http://x", body="Новости университета за неделю".encode("cp1251")).encoding,
    "call": XmlRpcRequest("http://x", methodname="news", params=()).body.decode()[:38],
    "unpacks within bounds": gzip_decode.__module__,
}))
"""


def test_deprecated_classes_know_their_modules_and_no_file_is_read() -> None:
    ended = subprocess.run([sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True)

    assert json.loads(ended.stdout) == {
        "modules": ["scrapy.core.downloader.tls", "scrapy.core.downloader.contextfactory"],
        "inspect": True,
        "files read": [],
        "polls": [],  # who only crawls loads nothing of them
    }


def test_what_no_crawl_uses_is_not_loaded() -> None:
    ended = subprocess.run([sys.executable, "-c", UNUSED], cwd=ROOT, capture_output=True, text=True, check=True)

    assert json.loads(ended.stdout) == {"loaded": []}


def test_all_names_of_a_package_in_parts_can_be_taken() -> None:
    script = "import crawler.quick_imports\nfrom aiohttp import *\nprint(ClientSession.__name__)"
    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (ended.stdout.strip(), ended.stderr) == ("ClientSession", "")


def test_what_was_left_out_is_there_for_whoever_asks_for_it() -> None:
    ended = subprocess.run([sys.executable, "-c", ASKED_FOR], cwd=ROOT, capture_output=True, text=True, check=True)

    assert json.loads(ended.stdout) == {
        "client": "aiohttp.client",
        "one error": True,
        "parts": ["Host", True],
        "missing": "module aiohttp has no attribute nothing_of_the_kind",
        "charset": "cp1251",
        "call": "<?xml version='1.0'?>\n<methodCall>\n<me",
        "unpacks within bounds": "defusedxml.xmlrpc",
    }
