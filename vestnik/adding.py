"""Sources added from the dashboard: `vestnik add` in a process of its own, with its guard, its politeness and a time
limit."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sources.networks import is_local_name, is_public
from vestnik.add import full_address, write_file
from vestnik.errors import UserError
from vestnik.own_processes import own_command, own_environment
from vestnik.wiring import own_folder

if TYPE_CHECKING:
    from dashboard.previews import Adding, Preview
    from vestnik.config import Config

LIMIT_S = 100.0
_LOOKS_S = 0.5
_LARGEST = 5_000_000  # bytes of an answer that are read


def build_adding(config: Config, over: threading.Event | None = None) -> Adding:
    """How the dashboard adds sources to this configuration; once ``over`` is set no site is looked at any longer."""
    from dashboard.previews import Adding

    ends = over or threading.Event()
    return Adding(lambda address: look(config, address, over=ends), save, _why_not(own_folder(config)))


def look(config: Config, address: str, *, limit_s: float = LIMIT_S, over: threading.Event | None = None) -> Preview:
    """Look at a site as `vestnik add` does; nothing is written. AddError for an address that is none, is private, is
    watched already, or takes too long, and once ``over`` is set."""
    from dashboard.previews import AddError

    try:
        url = full_address(address)
        if _is_private(urlsplit(url).hostname or ""):
            raise UserError(
                "this is an address of a private network; `vestnik add --allow-private` looks at such sites"
            )
    except UserError as error:
        raise AddError(str(error)) from None
    chosen = ["--config", str(config.file)] if config.file else []
    command = [*own_command("vestnik"), *chosen, "add", "--json", "--dry-run", "--", address.strip()]
    out, errors = _run(command, limit_s, over or threading.Event())
    try:
        told = json.loads(out[:_LARGEST])
    except ValueError:
        said = errors.decode("utf-8", "replace").strip().splitlines()
        raise AddError(said[-1][:500] if said else "the site could not be looked at") from None
    return _preview(told)


def _run(command: list[str], limit_s: float, over: threading.Event) -> tuple[bytes, bytes]:
    """What our own program said. It is ended at its time limit, and where the dashboard stops: nothing waits for it."""
    from dashboard.previews import AddError

    pipe, began = subprocess.PIPE, time.monotonic()
    own = own_environment()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, env=own) as running:  # noqa: S603 - our own
        while True:
            try:
                return running.communicate(timeout=min(_LOOKS_S, limit_s))
            except subprocess.TimeoutExpired:
                if over.is_set():
                    problem = "the dashboard is being stopped"
                elif time.monotonic() - began >= limit_s:
                    problem = f"the site took longer than {limit_s:.0f} seconds; `vestnik add` has more time"
                else:
                    continue
                running.kill()
                raise AddError(problem) from None


def save(preview: Preview) -> None:
    """Write the source file of a preview. AddError where it exists or cannot be written."""
    from dashboard.previews import AddError

    try:
        write_file(Path(preview.file), preview.text)
    except UserError as error:
        raise AddError(str(error)) from None


def _preview(told: dict[str, Any]) -> Preview:
    from dashboard.previews import Preview, SampleArticle

    source = told["source"] or {}
    return Preview(
        asked=told["asked"],
        problem=told["problem"] or "",
        key=told["key"] or "",
        name=source.get("name", ""),
        country=source.get("country", ""),
        homepage=source.get("homepage", ""),
        file=told["file"] or "",
        text=told["toml"] or "",
        ways=tuple((entry["kind"], entry["url"]) for entry in source.get("entries", ())),
        samples=tuple(
            SampleArticle(**{name: one[name] for name in SampleArticle.__dataclass_fields__}) for one in told["samples"]
        ),
        found=tuple(told["found"]),
        doubts=tuple(told["unsure"]),
        help=tuple(told["help"]),
    )


def _is_private(host: str) -> bool:
    """Whether a host is an address that is not public. A name is looked up, and refused, where it is connected to."""
    try:
        return not is_public(str(ip_address(host.strip("[]").partition("%")[0])))
    except ValueError:
        return is_local_name(host)


def _why_not(folder: Path) -> str:
    """Why no file can be written into a folder, "" where one can. A folder that is not there yet would be made."""
    there = next((one for one in (folder, *folder.parents) if one.exists()), folder)
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return ""
    return f"The folder {folder} cannot be written by the dashboard; let its user write there, or use `vestnik add`."
