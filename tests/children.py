"""Programs started by tests: Ctrl-C reaches them however the tests were started, and none outlives its test."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

ROOT = Path(__file__).parents[1]

# A child of nohup, of a background job or of some CI runners inherits an ignored SIGINT; Python then leaves it ignored.
_WITH_SIGINT = """
import runpy, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""


@contextmanager
def child(
    module: str, *args: str, cwd: Path | None = None, limit_s: float = 120, env: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """A running ``python -m module args``, its outputs as text. It is killed at the end of the block, and after
    ``limit_s`` seconds at the latest, so that no reading of its output waits for ever."""
    with subprocess.Popen(
        [sys.executable, "-u", "-c", _WITH_SIGINT, module, *args],
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **(env or {})},
    ) as running:
        watchdog = Timer(limit_s, running.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            yield running
        finally:
            watchdog.cancel()
            running.kill()


def finish(running: subprocess.Popen[str], *, within_s: float = 30) -> tuple[int, str, str]:
    """Exit code, output and errors of a child that is about to end."""
    out, err = running.communicate(timeout=within_s)
    return running.returncode, out, err
