"""Peak memory and time of a crawl that meets a bomb, an endless or a huge answer.

    python -m bench.faults [--megabytes 300]

Each fault is the one article of a site; ``vestnik crawl`` is a process of its own, whose peak resident memory the
system tells at its end. "nothing" is the same crawl of a healthy article: what the program needs anyway.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # it ships no types
import zstandard

SOURCE = """\
name = "Fault"
country = "RU"
homepage = "{base}/"
allow_private = true
delay_s = 0.002
[[entries]]
kind = "listing"
url = "{base}/news/"
articles = ["/news/{{n}}"]
"""
LIST = b'<html><body><ul><li><a href="/news/1">The one story of this site today</a></li></ul></body></html>'
WORDS = "A sentence of this story that is told nowhere else. " * 20
PAGE = "<html><body><article><h1>The one story of this site today</h1><p>{}</p>{}</article></body></html>"
LIMIT_MB = 200

Answer = tuple[dict[str, str], Iterator[bytes]]


def packed(coding: str, megabytes: int) -> bytes:
    """So many megabytes of markup, packed."""
    part = b"<p>0</p>" * (1 << 17)
    if coding == "br":
        brotli_packer = brotli.Compressor(quality=5)
        return b"".join(brotli_packer.process(part) for _ in range(megabytes)) + bytes(brotli_packer.finish())
    if coding == "zstd":
        packer = zstandard.ZstdCompressor(level=3).compressobj()
        return b"".join(packer.compress(part) for _ in range(megabytes)) + packer.flush()
    deflate = zlib.compressobj(9, zlib.DEFLATED, 31)  # in parts: a child's peak is never told below its parent's
    return b"".join(deflate.compress(part) for _ in range(megabytes)) + deflate.flush()


def drip() -> Iterator[bytes]:
    """A byte a second, for ever."""
    while True:
        yield b"<"
        time.sleep(1)


def hang() -> Iterator[bytes]:
    """Nothing at all."""
    time.sleep(3600)
    yield b""


def faults(megabytes: int) -> dict[str, Callable[[], Answer]]:
    """What the article's address answers, by name."""
    bombs = {coding: packed(coding, megabytes) for coding in ("gzip", "br", "zstd")}

    def html(text: str) -> Callable[[], Answer]:
        return lambda: ({}, iter([text.encode()]))

    def bomb(coding: str) -> Callable[[], Answer]:
        return lambda: ({"Content-Encoding": coding}, iter([bombs[coding]]))

    links = "".join(f'<a href="/news/{n}">story {n}</a> ' for n in range(100_000))
    return {
        "nothing": html(PAGE.format(WORDS, "")),
        **{f"{coding} bomb, {len(bombs[coding]) // 1024} KB to {megabytes} MB": bomb(coding) for coding in bombs},
        "a byte a second": lambda: ({}, drip()),
        "no answer": lambda: ({}, hang()),
        "17 MB": html(PAGE.format(WORDS, "<p>x</p>" * 2_200_000)),
        "9 MB": html(PAGE.format(WORDS, "<p>x</p>" * 1_150_000)),
        "100,000 links": html(PAGE.format(WORDS, links)),
        "50,000 deep": html(PAGE.format(WORDS, "<div>" * 50_000)),
    }


def crawl(answer: Callable[[], Answer]) -> tuple[float, float]:
    """Peak resident memory (MB) and seconds of one ``vestnik crawl`` with a time limit of three seconds a request."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers, body = answer() if self.path == "/news/1" else ({}, iter([LIST if "news" in self.path else b""]))
            self.send_response(200 if "news" in self.path else 404)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                for part in body:
                    self.wfile.write(part)
                    self.wfile.flush()
            except OSError:
                return  # the crawler has gone, as it should

        def log_message(self, format: str, *args: object) -> None:
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory(prefix="vestnik-faults-") as name:
        folder = Path(name)
        (folder / "sources").mkdir()
        base = f"http://fault.localhost:{server.server_address[1]}"
        (folder / "sources" / "fault.toml").write_text(SOURCE.format(base=base), encoding="utf-8")
        (folder / "vestnik.toml").write_text('[sources]\nfolders = ["sources"]\n[crawl]\ntimeout_s = 3\n')
        vestnik = Path(sys.executable).with_name("vestnik")
        began = time.monotonic()
        silent = subprocess.DEVNULL
        process = subprocess.Popen([vestnik, "crawl", "fault"], cwd=folder, stdout=silent, stderr=silent)
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
        seconds = time.monotonic() - began
    server.shutdown()
    server.server_close()
    return usage.ru_maxrss / 1024, seconds


def main() -> int:
    """Run each fault and print; exit code 1 where one takes over 200 MB."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--megabytes", type=int, default=300)
    given = ask.parse_args()
    most = 0.0
    for name, answer in faults(given.megabytes).items():
        memory, seconds = crawl(answer)
        most = max(most, memory)
        print(f"{name}: {memory:.0f} MB, {seconds:.1f} s", flush=True)
    return int(most > LIMIT_MB)


if __name__ == "__main__":
    sys.exit(main())
