"""What the process is told from outside: to stop, at the latest in ten seconds; to read its configuration anew."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial

log = logging.getLogger("vestnik.watch")

LAST_RESORT_S = 9.0


class _Listening:
    """Who is told to stop, once ``listen`` was called."""

    ask: Callable[[], object] | None = None


_listening = _Listening()


def listen(
    *, stop: Callable[[], None], reload: Callable[[], None] | None = None, bounded: bool = False
) -> list[signal.Signals]:
    """Call ``stop`` at SIGINT and SIGTERM and ``reload`` at SIGHUP, in the loop; returns the signals listened to: none
    where this is no main thread, or on Windows.

    A second signal to stop ends the process at once. With ``bounded`` the first one ends it within ten seconds,
    whatever hangs in it (a name server, a disk): what was stored is stored, and the next start goes on.
    """
    told: list[signal.Signals] = []

    def end(number: signal.Signals) -> None:
        if told:
            raise SystemExit(128 + number)
        told.append(number)
        stop()

    def ask() -> None:
        if not told:
            stop()

    wanted: dict[signal.Signals, Callable[[], None]] = {
        number: partial(end, number) for number in (signal.SIGINT, signal.SIGTERM)
    }
    if reload is not None and hasattr(signal, "SIGHUP"):
        wanted[signal.SIGHUP] = reload
    loop = asyncio.get_running_loop()
    _listening.ask = partial(loop.call_soon_threadsafe, ask)
    listening: list[signal.Signals] = []
    for number, handler in wanted.items():
        try:
            loop.add_signal_handler(number, handler)
        except (ValueError, RuntimeError, NotImplementedError):
            return listening
        listening.append(number)
        if bounded and number in (signal.SIGINT, signal.SIGTERM):
            # The loop learns of a signal through its pipe; this handler is called even where the loop hangs.
            signal.signal(number, lambda _number, _frame: bound_end())
            signal.siginterrupt(number, False)
    return listening


def ask_to_stop() -> bool:
    """Stop as SIGTERM would, from any thread, but that no signal before or after it counts as the second. False where
    nobody has begun to listen."""
    if _listening.ask is None:
        return False
    with suppress(RuntimeError):  # the loop is closed: all is over
        _listening.ask()
    return True


def bound_end() -> None:
    """End this process within ten seconds, whatever hangs in it. From any thread."""
    timer = threading.Timer(LAST_RESORT_S, _leave)
    timer.daemon = True
    timer.start()


def _leave() -> None:
    log.error("something hangs; the process leaves without waiting for it")
    os._exit(1)
