"""What systemd is told of a service (sd_notify): one datagram each, nothing where no systemd asks for it."""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping


class Notifier:
    """Sends to the socket that NOTIFY_SOCKET names. Every method returns at once and fails silently: a service works
    as well without anybody who listens."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """``environment`` is the process's own."""
        name = environment.get("NOTIFY_SOCKET", "")
        self._address = "\0" + name[1:] if name.startswith("@") else name

    def ready(self, status: str) -> None:
        """The service has begun its work, or goes on with it after a reload."""
        self._send(f"READY=1\nSTATUS={_line(status)}")

    def reloading(self) -> None:
        """The configuration is being read again."""
        self._send(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def status(self, status: str) -> None:
        """One line for ``systemctl status``."""
        self._send(f"STATUS={_line(status)}")

    def alive(self) -> None:
        """A sign of life for the watchdog."""
        self._send("WATCHDOG=1")

    def stopping(self) -> None:
        """The service ends."""
        self._send("STOPPING=1")

    def _send(self, message: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK) as to:
                to.sendto(message.encode("utf-8", "replace"), self._address)
        except OSError:  # its reader is gone or slow; the next message may reach it
            return


def _line(text: str) -> str:
    return " ".join(text.split())[:500]
