"""What is left out as Scrapy is imported is missed by nobody."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.children import ROOT

# In a process of its own: in this one they may have been imported before.
UNUSED = """
import crawler.run, crawler.http_client
import json, sys
left_out = ["OpenSSL", "aiohttp.client", "charset_normalizer", "cryptography", "xmlrpc.server"]
print(json.dumps({
    "loaded": [name for name in left_out if name in sys.modules],
}))
"""
ASKED_FOR = """
import crawler.run, crawler.http_client
import json
import aiohttp
from aiohttp import hdrs, http_exceptions
from scrapy.http import TextResponse, XmlRpcRequest
from xmlrpc.server import gzip_decode
from scrapy.utils.versions import get_versions
from scrapy.utils.ssl import get_openssl_version
try:
    aiohttp.nothing_of_the_kind
except AttributeError as error:
    missing = str(error)
print(json.dumps({
    "client": aiohttp.ClientSession.__module__,
    "one error": aiohttp.ClientError is crawler.http_client.ClientError,
    "parts": [hdrs.HOST, http_exceptions.HttpProcessingError is crawler.http_client.HttpProcessingError],
    "missing": missing,
    "charset": TextResponse("http://x", body="Новости университета за неделю".encode("cp1251")).encoding,
    "call": XmlRpcRequest("http://x", methodname="news", params=()).body.decode()[:38],
    "unpacks within bounds": gzip_decode.__module__,
    "tls": dict(get_versions())["pyOpenSSL"] == get_openssl_version() != "",
}))
"""


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
        "tls": True,
    }
