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


_LEARNING = """
from datetime import UTC, datetime
from pathlib import Path
from articles import Hints
from crawler.heap import give_back
from crawler.profiles import _learned
from storage.records import RawPage

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

def page(number):
    menu = "".join(f"<li><a href='/{n}'>Rubric {n}</a></li>" for n in range(300))
    text = "".join(f"<p>Paragraph {n} of article {number} goes on for a while yet.</p>" for n in range(40))
    html = f"<body><ul>{menu}</ul><h1>News {number}</h1><div class=text>{text}</div><!--{'x' * 100_000}--></body>"
    return RawPage(f"https://uni.example/{number}", html.encode(), {}, 200, NOW, "utf-8")

NOW = datetime(2024, 6, 28, tzinfo=UTC)
give_back()
_learned([page(number) for number in range(5)], Hints(), NOW)  # what it loads and remembers stays
before = resident()
profile = _learned([page(number) for number in range(12)], Hints(), NOW)
assert profile.body_selector == "div.text", profile
print(resident() - before)
"""

glibc = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")


@glibc
def test_pages_that_are_done_with_leave_nothing_behind() -> None:
    done = subprocess.run([sys.executable, "-c", _PAGES], check=True, capture_output=True, text=True)

    assert int(done.stdout) < 2_000_000


@glibc
def test_a_profile_that_is_learned_leaves_no_trees_behind() -> None:
    done = subprocess.run([sys.executable, "-c", _LEARNING], check=True, capture_output=True, text=True)

    assert int(done.stdout) < 8_000_000  # of 12
