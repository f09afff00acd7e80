"""What a crawl's process loads of Scrapy."""

from __future__ import annotations

import subprocess
import sys

_LOADED = """
import sys
import crawler.run
from scrapy.settings import Settings
from scrapy.utils.misc import load_object

settings = Settings()
settings.setmodule("crawler.settings", priority="project")
for name in ("EXTENSIONS", "DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "ITEM_PIPELINES"):
    for component in settings.get_component_priority_dict_with_base(name):
        load_object(component)
left_out = {"aiohttp.client", "twisted.web.client", "OpenSSL", "cryptography", "twisted.conch", "requests"}
print(*(left_out | {"scrapy.exporters"}) & set(sys.modules))
"""


def test_a_crawl_loads_no_server_no_other_client_and_no_exporter() -> None:
    done = subprocess.run([sys.executable, "-c", _LOADED], check=True, capture_output=True, text=True)

    assert done.stdout.split() == []
