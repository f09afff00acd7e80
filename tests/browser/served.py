"""A dashboard on a free port of this machine, and the browser to look at it with."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from dashboard.app import create_app
from dashboard.site import Settings

STARTS_IN_S = 30.0


def chromium() -> str | None:
    """The Chromium of this machine, None where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, names) if path), None)


@contextmanager
def served(store_url: str, settings: Settings) -> Iterator[str]:
    """The address of a dashboard that is served for the time of the block."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(create_app(store_url, settings), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            until = time.monotonic() + STARTS_IN_S
            while not server.started:
                if time.monotonic() > until or not thread.is_alive():
                    raise RuntimeError("the dashboard did not start")
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
