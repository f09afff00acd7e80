"""Each peer in an environment of its own, made when it is first asked for, with exact versions."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

REQUIREMENTS = Path(__file__).with_name("requirements")


class NotInstalledError(Exception):
    """A peer's environment could not be made; the words are the installer's."""


def cache_folder() -> Path:
    """Where environments are kept: ``$XDG_CACHE_HOME/vestnik-bench``, else ``~/.cache/vestnik-bench``."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "vestnik-bench"


def python_of(name: str, cache: Path) -> Path:
    """The Python of the environment of ``requirements/NAME.txt``; made anew where that file has changed."""
    wanted = REQUIREMENTS / f"{name}.txt"
    digest = hashlib.sha256(wanted.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = cache / "environments" / f"{name}-{digest}"
    python = folder / "bin" / "python"
    if (folder / "ready").exists():
        return python
    if folder.exists():
        shutil.rmtree(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    print(f"  {name}: installing into {folder}", file=sys.stderr, flush=True)
    uv = shutil.which("uv")
    if uv is not None:
        _install([uv, "venv", "--quiet", "--python", sys.executable, str(folder)])
        _install([uv, "pip", "install", "--quiet", "--python", str(python), "--requirement", str(wanted)])
    else:
        _install([sys.executable, "-m", "venv", str(folder)])
        quiet = ["--quiet", "--disable-pip-version-check"]
        _install([str(python), "-m", "pip", "install", *quiet, "--requirement", str(wanted)])
    (folder / "ready").touch()
    return python


def version_of(name: str) -> str:
    """The peer's own packages with their versions: the lines above the first comment of its requirements file."""
    lines = (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    own = []
    for line in lines:
        if line.startswith("#"):
            break
        own.append(line.replace("==", " "))
    return ", ".join(own)


def _install(command: list[str]) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=1200)
    if done.returncode:
        raise NotInstalledError(" ".join((done.stderr or done.stdout).split())[-400:])
