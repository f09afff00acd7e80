"""Work that may take too much time or memory, or that must not reach what this process can, done in a process apart."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

ANSWER_LIMIT = 4 * 1024 * 1024
_ERROR_LINES = 400


class ChildError(Exception):
    """The process apart came to no answer: too slow, too large, or it broke."""


def ask(module: str, request: bytes, *, limit_s: float, without: tuple[str, ...] = ()) -> bytes:
    """Run ``python -P -m module`` (nothing is imported from the working folder) with ``request`` on its standard input;
    what it wrote. Environment variables whose names end in one of ``without`` (in any case) are left out. ChildError
    after ``limit_s`` seconds, or where it failed."""
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith(without)}
    environment |= {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONIOENCODING": "utf-8"}
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter and a module of ours
            [sys.executable, "-P", "-m", module],
            input=request,
            capture_output=True,
            timeout=limit_s,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ChildError(f"it took longer than {limit_s:.0f} s") from None
    if done.returncode or not done.stdout:
        said = done.stderr.decode("utf-8", "replace").strip().rsplit("\n", 1)[-1][:_ERROR_LINES]
        raise ChildError(said or f"it ended with {done.returncode}")
    return done.stdout


def serve(answer: Callable[[bytes], bytes], *, cpu_s: int, memory_mb: int) -> None:
    """The other end of ``ask``: bound this process, answer the one request, end."""
    _bound(cpu_s, memory_mb)
    result = answer(sys.stdin.buffer.read())
    if len(result) > ANSWER_LIMIT:
        sys.exit(f"the answer is over {ANSWER_LIMIT // 1024 // 1024} MB")
    sys.stdout.buffer.write(result)
    sys.stdout.flush()


def _bound(cpu_s: int, memory_mb: int) -> None:
    if sys.platform == "win32":
        return  # no such limits there: the time limit of ``ask`` is what holds
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb * 1024 * 1024,) * 2)
