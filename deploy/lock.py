"""Write the lock files of the image: the parts of the project's own lock file that the image installs.

    python deploy/lock.py

Needs uv; run it after the project's lock file has changed. Versions are those of that file, never others.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXTRAS = ("cluster", "postgres", "dashboard", "parquet")
HEADER = """\
# For the image: {what}.
# A part of the lock file beside pyproject.toml, made by `python deploy/lock.py`; a test holds the two together.
"""


def lock(name: str, what: str, *wanted: str, text: str | None = None) -> None:
    """Write ``deploy/<name>.lock``: what ``wanted`` (arguments of uv) and ``text`` (requirements) come to."""
    command = ["uv", "pip", "compile", *wanted, "--universal", "--python-version", "3.11", "--no-emit-index-url"]
    command += ["--no-annotate", "--no-header", "--generate-hashes", "-c", "requirements.lock"]
    done = subprocess.run(command, cwd=ROOT, input=text, capture_output=True, text=True, check=True)  # noqa: S603 - uv
    (ROOT / "deploy" / f"{name}.lock").write_text(HEADER.format(what=what) + done.stdout, encoding="utf-8")


def main() -> int:
    """Both files."""
    extras = [word for extra in EXTRAS for word in ("--extra", extra)]
    lock("requirements", f"the program with the extras {', '.join(EXTRAS)}", "pyproject.toml", *extras)
    lock("build", "what builds its wheel", "-", text="hatchling>=1.27,<2\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
