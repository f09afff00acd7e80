"""What pages needed is given back to the system, so that a service stays small between its crawls."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

_PAGES = """
from pathlib import Path
from crawler.heap import give_back, release

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

give_back()
bytes(140_000)
before = resident()
pages = [bytes([1]) * 140_000 for _ in range(400)]
kept = pages[::8]
del pages
release()
print(resident() - before - sum(map(len, kept)))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_pages_that_are_done_with_leave_nothing_behind() -> None:
    done = subprocess.run([sys.executable, "-c", _PAGES], check=True, capture_output=True, text=True)

    assert int(done.stdout) < 2_000_000
