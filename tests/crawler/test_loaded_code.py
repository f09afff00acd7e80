"""Code that loading ran through does not stay resident, and what is run again is there."""

from __future__ import annotations

import subprocess
import sys

import pytest

_LET_GO = """
import sqlite3, ssl, sys, zlib
from pathlib import Path
from selectolax.lexbor import LexborHTMLParser
from crawler.loaded_code import let_go

def resident_of_files():
    return int(Path("/proc/self/statm").read_text().split()[2]) * 4096

before = resident_of_files()
assert let_go()
print(before - resident_of_files())
for _ in range(2):
    assert LexborHTMLParser("<h1>News</h1>").css_first("h1").text() == "News"
    assert sqlite3.connect(":memory:").execute("SELECT 1").fetchone() == (1,)
    assert zlib.decompress(zlib.compress(b"news")) == b"news"
    ssl.create_default_context()
    let_go()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="another system")
def test_code_is_let_go_and_comes_back_when_it_is_run() -> None:
    done = subprocess.run([sys.executable, "-c", _LET_GO], check=True, capture_output=True, text=True)

    assert int(done.stdout) > 2_000_000
