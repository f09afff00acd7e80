"""What one command costs: processor time of all its processes, wall time, peak memory. Linux only."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_LAUNCHER = str(Path(__file__).with_name("launcher.py"))


class CommandFailedError(Exception):
    """A measured command ended with an error; the words are the end of what it wrote."""


@dataclass(frozen=True, slots=True)
class Cost:
    """``cpu_s`` is user and system time of all its processes; ``peak_mb`` the resident peak of the largest of them."""

    cpu_s: float
    wall_s: float
    peak_mb: float


def run(
    command: Sequence[str],
    folder: Path,
    *,
    environment: Mapping[str, str] | None = None,
    ok: tuple[int, ...] = (0,),
    limit_s: float = 900,
) -> Cost:
    """Run a command to its end in a folder; its output goes to ``command.log`` there. What outlives its first process
    is ended and counted, too. Raises CommandFailedError where its exit code is none of ``ok``."""
    log, result = folder / "command.log", folder / "command.cost"
    result.unlink(missing_ok=True)
    with log.open("wb") as out:
        subprocess.run(
            [sys.executable, "-I", _LAUNCHER, str(result), str(limit_s), *command],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            check=True,
        )
    code, cpu_s, wall_s, peak_kb = result.read_text(encoding="ascii").split()
    if int(code) not in ok:
        said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-8:]
        raise CommandFailedError(f"{' '.join(command)[:200]} ended with {code}: {' | '.join(said)[-900:]}")
    return Cost(float(cpu_s), float(wall_s), float(peak_kb) / 1024)
