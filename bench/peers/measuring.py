"""What one command costs: processor time of its whole process group, wall time, peak memory. Linux only."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36


class CommandFailedError(Exception):
    """A measured command ended with an error; the words are the end of what it wrote."""


@dataclass(frozen=True, slots=True)
class Cost:
    """``cpu_s`` is user and system time of all its processes; ``peak_mb`` the resident peak of the largest of them."""

    cpu_s: float
    wall_s: float
    peak_mb: float


class Running:
    """A command in a process group of its own. ``end`` waits for all of it; what outlives the first process is ended
    and counted, too."""

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        *,
        environment: Mapping[str, str] | None = None,
        limit_s: float = 900,
    ) -> None:
        # Grandchildren that lose their parent come to us, so that their time can be counted.
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self._command = command
        self._log = folder / "command.log"
        self._began = time.monotonic()
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={**os.environ, **(environment or {})},
            )
        self._limit = threading.Timer(limit_s, self._kill)
        self._limit.start()

    def end(self, ok: tuple[int, ...] = (0,)) -> Cost:
        """Its cost; raises CommandFailedError where its exit code is none of ``ok``."""
        group = self._process.pid
        _, status, usage = os.wait4(group, 0)
        wall = time.monotonic() - self._began
        self._process.returncode = os.waitstatus_to_exitcode(status)
        self._limit.cancel()
        self._kill()
        cpu, peak = usage.ru_utime + usage.ru_stime, usage.ru_maxrss
        while True:
            try:
                _, _, usage = os.wait4(-group, 0)
            except ChildProcessError:
                break
            cpu, peak = cpu + usage.ru_utime + usage.ru_stime, max(peak, usage.ru_maxrss)
        if self._process.returncode not in ok:
            said = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-8:]
            command = " ".join(self._command)[:200]
            raise CommandFailedError(f"{command} ended with {self._process.returncode}: {' | '.join(said)[-900:]}")
        return Cost(cpu, wall, peak / 1024)

    def _kill(self) -> None:
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return


def run(
    command: Sequence[str],
    folder: Path,
    *,
    environment: Mapping[str, str] | None = None,
    ok: tuple[int, ...] = (0,),
    limit_s: float = 900,
) -> Cost:
    """Run a command to its end in a folder; its output goes to ``command.log`` there."""
    return Running(command, folder, environment=environment, limit_s=limit_s).end(ok)
