"""Run one command and write down what it cost: ``python -I launcher.py RESULT LIMIT_S COMMAND...``.

A small process of its own, for a process's peak memory begins with that of the process it was forked from. Linux only.
"""

import ctypes
import os
import signal
import sys
import time

_PR_SET_CHILD_SUBREAPER = 36


def main(result: str, limit_s: float, command: list[str]) -> None:
    """Write exit code, CPU seconds (user and system) of all its processes, wall seconds, and the resident peak of the
    largest in kB. What outlives the first process, and what passes the limit, is ended."""
    # Grandchildren that lose their parent come to us, so that their time can be counted.
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    began = time.monotonic()
    group = os.fork()
    if group == 0:
        os.setsid()
        try:
            os.execvp(command[0], command)
        except OSError as error:
            print(error, file=sys.stderr)
            os._exit(127)
    signal.signal(signal.SIGALRM, lambda *_: _end(group))
    signal.setitimer(signal.ITIMER_REAL, limit_s)
    _, status, usage = os.wait4(group, 0)
    wall = time.monotonic() - began
    _end(group)
    cpu, peak = usage.ru_utime + usage.ru_stime, usage.ru_maxrss
    while True:
        for child in _children():
            os.kill(child, signal.SIGKILL)
        try:
            _, _, usage = os.wait4(-1, 0)
        except ChildProcessError:
            break
        cpu, peak = cpu + usage.ru_utime + usage.ru_stime, max(peak, usage.ru_maxrss)
    with open(result, "w", encoding="ascii") as file:
        print(os.waitstatus_to_exitcode(status), cpu, wall, peak, file=file)


def _children() -> list[int]:
    with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:
        return [int(number) for number in file.read().split()]


def _end(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), sys.argv[3:])
