"""CPU a page of the whole job, beside bare Scrapy on the same pages, in turn (A B A B).

    python -m bench.pipeline [--rounds 5]

A is ``vestnik crawl`` of all replica sites into a fresh database: listings, reading, judging, storing with the raw
page. B is a Scrapy spider with default settings that fetches the same article pages and yields nothing. Each run is a
process of its own; a run over no page (start-up) is taken off its CPU time.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from bench.kill import Workplace, workplace

_BARE = """
import sys
import scrapy
class Bare(scrapy.Spider):
    name = "bare"
    custom_settings = {"LOG_ENABLED": False, "CONCURRENT_REQUESTS_PER_DOMAIN": 8}
    async def start(self):
        for line in open(sys.argv[-1].partition("=")[2]).read().splitlines():
            host, url = line.split()
            yield scrapy.Request(url, headers={"Host": host}, dont_filter=True)
    def parse(self, response):
        return None
"""


def cpu_s(command: list[str], folder: Path) -> float:
    """CPU seconds (user and system) of one process, run to its end."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def vestnik(place: Workplace, *keys: str) -> float:
    """One crawl into a fresh database."""
    for file in place.folder.glob("vestnik.db*"):
        file.unlink()
    return cpu_s([str(Path(sys.executable).with_name("vestnik")), "crawl", "--no-alerts", *keys], place.folder)


def bare(place: Workplace, urls: list[str]) -> float:
    """The same article pages through bare Scrapy. By IP address: a stock resolver need not know *.localhost."""
    with tempfile.TemporaryDirectory() as folder:
        spider, wanted = Path(folder, "bare.py"), Path(folder, "urls.txt")
        spider.write_text(_BARE, encoding="utf-8")
        lines = (f"{urlsplit(url).netloc} {_by_ip(url)}" for url in urls)
        wanted.write_text("\n".join(lines), encoding="utf-8")
        scrapy = str(Path(sys.executable).with_name("scrapy"))
        return cpu_s([scrapy, "runspider", str(spider), "-a", f"urls={wanted}"], Path(folder))


def _by_ip(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"127.0.0.1:{parts.port}"))


def main() -> int:
    """Run the rounds and print the table."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--rounds", type=int, default=5)
    rounds = ask.parse_args().rounds
    with workplace() as place:
        urls = [article.url for article in place.sites.gold()]
        pages = len(urls)
        idle_a, idle_b = vestnik(place, "--help"), bare(place, [])
        ours, theirs = [], []
        for _ in range(rounds):
            ours.append((vestnik(place) - idle_a) / pages * 1000)
            place.sites.reset_log()
            theirs.append((bare(place, urls) - idle_b) / pages * 1000)
            fetched = sum(request.status == 200 for request in place.sites.log)
            if fetched < pages:
                raise RuntimeError(f"bare Scrapy fetched {fetched} of {pages} pages: nothing to compare with")
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{machine}, {pages} pages, {rounds} rounds")
    print(f"Vestnik, whole job   {statistics.median(ours):6.2f} CPU-ms a page ({min(ours):.2f} to {max(ours):.2f})")
    print(
        f"bare Scrapy          {statistics.median(theirs):6.2f} CPU-ms a page ({min(theirs):.2f} to {max(theirs):.2f})"
    )
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    print(f"median of ratios     {statistics.median(ratios):6.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
