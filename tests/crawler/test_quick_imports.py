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
    "polls": [name for name in ("aiohttp", "crawler.poll_client") if name in sys.modules],
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
