"""Who holds a lease, and whether that process still lives: a crash frees its leases at once, not when they expire."""

from __future__ import annotations

import os
import socket
import sys
from functools import cache
from pathlib import Path

_PROC = Path("/proc")


def process_owner() -> str:
    """This process as the owner of a lease: ``host/pid/start``. ``start`` tells it from a later process of the same
    number (and of another boot, or of another container of the same name)."""
    pid = os.getpid()
    return f"{_host()}/{pid}/{_start(pid) or 'unknown'}"


def owner_is_dead(owner: str) -> bool:
    """True only where it is certain: the owner ran on this host and its process is gone. Where it cannot be known
    (another host, another container, a system that does not tell), False: such a lease expires by its time."""
    try:
        return owner_lives(owner) is False
    except ValueError:
        return False


def owner_is_alive(owner: str) -> bool:
    """True only where it is certain: the owner is a process of this host, and runs."""
    try:
        return owner_lives(owner) is True
    except ValueError:
        return False


def owner_lives(owner: str) -> bool | None:
    """Whether the process of an owner (``process_owner()``) lives; None where it cannot be known from here.
    ValueError for a text that names no process."""
    host, number, start = owner.rsplit("/", 2)
    pid = int(number)
    if host != _host() or pid <= 0:
        return None
    if _boot():
        boot = start.rpartition("@")[2]
        if boot != _boot():
            # Another boot of this host is dead; another container of the same name shares the boot but not the space.
            return False if boot.partition(".")[0] != _boot().partition(".")[0] else None
        return _start(pid) == start
    if sys.platform == "win32":
        return None  # signal 0 would be an interrupt there
    return _answers(pid)


@cache
def program_version() -> str | None:
    """The version of the installed program, None where it runs from a folder that was never installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("vestnik")
    except PackageNotFoundError:
        return None


@cache
def _host() -> str:
    return socket.gethostname().replace("/", "-") or "localhost"


@cache
def _boot() -> str:
    """This boot of this machine and its process space, empty where /proc does not tell."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()[:8]
        return f"{boot}.{(_PROC / 'self/ns/pid').stat().st_ino}"
    except OSError:
        return ""


def _start(pid: int) -> str | None:
    """When a process started, in clock ticks of this boot; None where there is no such process or no /proc."""
    try:
        stat = (_PROC / str(pid) / "stat").read_text(errors="replace")
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()  # the name before it may hold spaces and brackets of its own
    if fields[0] in ("Z", "X"):
        return None  # ended, only not yet waited for
    return f"{fields[19]}@{_boot()}"


def _answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # it lives, and is another user's
    return True
