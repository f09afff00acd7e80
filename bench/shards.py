"""One process against two that share the sources, on a crawl without politeness, in turn (A B A B).

    python -m bench.shards [--sites 24] [--articles 30] [--rounds 5] [--workers 2]

Generated sites of pages of some 150 KB are crawled for the first time, each run into a fresh SQLite database. They are
served by a process of its own, whose processor time is told apart, for it shares the machine's cores: with c seconds of
a crawl and s of the server, two cores cannot give more than 2c / (c + s) times what one process does. Beside the ratio
of the walls stands that of the processor seconds: what is above 1 the sharing costs (starts, waits for the lock).
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from html import escape
from multiprocessing.connection import Connection
from pathlib import Path

from bench import texts
from bench.many_sites import cpu_of

CONFIG = """\
[sources]
folders = ["sources"]
[crawl]
concurrency = 8
daily_requests = 0
[recheck]
most = 0
[log]
level = "error"
"""
SOURCE = """\
name = "University {name}"
country = "RU"
homepage = "{base}/"
allow_private = true
delay_s = 0.001
every = 86400
[[entries]]
kind = "listing"
url = "{base}/news/"
articles = ["/news/{{n}}"]
"""
_MENU = "".join(
    f'<li class="menu__item menu__item_{n}"><a class="menu__link" href="/section/{n * 7919 % 997}/">Раздел {n}</a></li>'
    for n in range(1200)
)
_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\r\n"


class _Site(asyncio.Protocol):
    """Answers requests that come one after the other on a connection: as little work as a server can do."""

    def __init__(self, articles: int, told: list[bytes]) -> None:
        self._articles, self._told = articles, told
        self._transport: asyncio.Transport | None = None
        head = '<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>Новости</title></head>'
        self._frame = f"{head}<body><ul>{_MENU}</ul><main><article>".encode()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if self._transport is None:
            return
        path = data.split(b" ", 2)[1].decode()
        if path == "/robots.txt":
            body = b""
        elif path == "/news/":
            links = (f'<li><a href="/news/{n}">Новость номер {n} университета</a></li>' for n in range(self._articles))
            body = f"<html><body><ul>{''.join(links)}</ul></body></html>".encode()
        else:
            site = int(data.partition(b"Host: u")[2][:3])
            body = b"".join((self._frame, self._told[site * self._articles + int(path.removeprefix("/news/"))]))
        self._transport.write(_HEAD.format(len(body)).encode() + body)


def _told(articles: int) -> list[bytes]:
    dice, made = random.Random(7), []
    for _ in range(articles):
        one = texts.article(dice)
        text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in one.paragraphs)
        page = f"<h1>{escape(one.title)}</h1><div class=date>03.06.2024</div>{text}</article></main></body></html>"
        made.append(page.encode())
    return made


def _serve(pipe: Connection, articles: int, told: list[bytes]) -> None:
    async def main() -> None:
        server = await asyncio.get_running_loop().create_server(lambda: _Site(articles, told), "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


@dataclass(frozen=True, slots=True)
class Run:
    """One crawl: seconds of the wall, of our processes' processors and of the server's."""

    wall_s: float
    cpu_s: float
    server_s: float


def crawl(folder: Path, workers: int, server: int, pages: int) -> Run:
    """One crawl into a fresh database; RuntimeError where it did not store all pages."""
    for file in folder.glob("vestnik.db*"):
        file.unlink()
    command = [sys.executable, "-m", "vestnik", "crawl", "--no-alerts", "--json", "--workers", str(workers)]
    began, served = time.monotonic(), cpu_of(server)
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(command, cwd=folder, stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said = out.read()
    if process.returncode or said.count('"verdict": "ok"') == 0 or f'"new": {pages}' not in said:
        raise RuntimeError(f"the crawl ended with {process.returncode}: {said[:2000]}")
    return Run(time.monotonic() - began, usage.ru_utime + usage.ru_stime, cpu_of(server) - served)


def main() -> int:
    """Run the rounds and print the table."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--sites", type=int, default=24)
    ask.add_argument("--articles", type=int, default=30)
    ask.add_argument("--rounds", type=int, default=5)
    ask.add_argument("--workers", type=int, default=2)
    given = ask.parse_args()
    ours, theirs = multiprocessing.Pipe()
    told = _told(given.sites * given.articles)
    server = multiprocessing.Process(target=_serve, args=(theirs, given.articles, told), daemon=True)
    server.start()
    port = int(ours.recv())
    pairs: list[tuple[Run, Run]] = []
    with tempfile.TemporaryDirectory(prefix="vestnik-shards-") as name:
        folder = Path(name)
        (folder / "sources").mkdir()
        (folder / "vestnik.toml").write_text(CONFIG, encoding="utf-8")
        for number in range(given.sites):
            site = f"u{number:03d}"
            text = SOURCE.format(name=site, base=f"http://{site}.localhost:{port}")
            (folder / "sources" / f"{site}.toml").write_text(text, encoding="utf-8")
        for _ in range(given.rounds):
            one, many = (crawl(folder, count, server.pid or 0, given.articles) for count in (1, given.workers))
            pairs.append((one, many))
            load = os.getloadavg()[0]
            print(
                f"1: {_line(one)}   {given.workers}: {_line(many)}   {_ratio(one, many)}; load {load:.1f}", flush=True
            )
    server.terminate()
    walls = [one.wall_s / many.wall_s for one, many in pairs]
    costs = [many.cpu_s / one.cpu_s for one, many in pairs]
    bound = statistics.median(2 * one.cpu_s / (one.cpu_s + one.server_s) for one, _ in pairs)
    print(
        f"{given.workers} processes against one: {statistics.median(walls):.2f} times as quick ({min(walls):.2f} to "
        f"{max(walls):.2f}), processor {statistics.median(costs):.2f}; two cores with this server allow {bound:.2f}"
    )
    return 0


def _line(run: Run) -> str:
    return f"{run.wall_s:5.1f} s, CPU {run.cpu_s:5.1f}, server {run.server_s:4.1f}"


def _ratio(one: Run, many: Run) -> str:
    return f"{one.wall_s / many.wall_s:.2f} (CPU {many.cpu_s / one.cpu_s:.2f})"


if __name__ == "__main__":
    sys.exit(main())
