"""One message through Apprise, in a process apart (``python -m alerts.apprise_send``).

Apprise makes its own requests, follows redirects and may start programs. Here an audit hook of the interpreter
(PEP 578) sees every connection before it is made, after names were resolved and at each redirect, and refuses those
that leave the public internet, and every program, unless the channel says ``allow_private``.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from alerts.child import serve
from sources.networks import is_public

CPU_S = 20
MEMORY_MB = 1024
_CONNECTING = ("socket.connect", "socket.sendto", "socket.bind")
_PROGRAMS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.startfile")

refusals: list[str] = []


class RefusedError(OSError):
    """What the guard does not allow."""


def guard(event: str, arguments: tuple[Any, ...]) -> None:
    """The audit hook. RefusedError for a connection off the public internet, or a program; ``refusals`` keeps why, for
    Apprise only says that a connection failed."""
    if event in _PROGRAMS:
        _refuse("starting a program is allowed with allow_private only")
    if event in _CONNECTING:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) and address else None
        if not isinstance(host, str) or not _public(host):
            _refuse(f"{host or 'a local socket'} is not on the open internet; set allow_private if that is meant")


def _refuse(why: str) -> None:
    refusals.append(why)
    raise RefusedError(why)


def _public(host: str) -> bool:
    try:
        return is_public(host)
    except ValueError:  # a name: it is resolved next, and the address comes by here again
        return True


def send(request: dict[str, Any]) -> dict[str, Any]:
    """``{"ok": …, "said": […]}``: whether the service took it, and what Apprise says of it."""
    import logging

    import apprise

    said: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    logging.getLogger(apprise.logger.name).addHandler(Kept(logging.WARNING))
    plugin = apprise.Apprise.instantiate(request["url"])
    if plugin is None:
        return {"ok": False, "said": ["Apprise does not know this address"]}
    plugin.socket_connect_timeout = plugin.socket_read_timeout = request["timeout"]
    plugin.overflow_mode = apprise.OverflowMode.SPLIT
    if not request["allow_private"]:
        sys.addaudithook(guard)
    try:
        ok = plugin.notify(body=request["body"], title=request["title"], body_format=apprise.NotifyFormat.TEXT)
    except Exception as error:  # a plugin's fault is that message's fault
        return {"ok": False, "said": [*said, f"{type(error).__name__}: {error}"]}
    return {"ok": bool(ok), "said": refusals or said}


def _answer(request: bytes) -> bytes:
    return json.dumps(send(json.loads(request))).encode()


if __name__ == "__main__":
    serve(_answer, cpu_s=CPU_S, memory_mb=MEMORY_MB)
