"""Further processes of this program: how they are started, and what they are given of its environment."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_PACKAGES = ("site-packages", "dist-packages")
_ROOT = Path(__file__).resolve().parents[1]


def own_command(module: str) -> list[str]:
    """``python -m module``, but that nothing is imported from the working folder: a file there may be called as a
    module of ours or of the standard library is."""
    return [sys.executable, "-P", "-m", module]


def own_environment() -> dict[str, str]:
    """This process's own, without what systemd hands to it alone. Where this program runs from a checkout, its other
    processes find it there, too."""
    own = {name: value for name, value in os.environ.items() if name not in ("NOTIFY_SOCKET", "WATCHDOG_USEC")}
    if _ROOT.name not in _PACKAGES:
        given = own.get("PYTHONPATH")
        own["PYTHONPATH"] = f"{_ROOT}{os.pathsep}{given}" if given else str(_ROOT)
    return own
