"""Where the dashboard may be served, and its server."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import uvicorn

    from dashboard.site import Settings


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_host(host: str, *, login: bool) -> None:
    """Raise ValueError where others could reach the dashboard and need not log in."""
    if not login and not is_loopback(host):
        raise ValueError(
            f"without logins the dashboard listens on this machine only: use 127.0.0.1 (or ::1), not {host!r}; "
            "`vestnik users add NAME` makes a first login, or forward the port with ssh -L"
        )


def build(
    store_url: str, host: str, port: int, *, settings: Settings | None = None, ends_in_s: int | None = None
) -> uvicorn.Server:
    """A server of one store's dashboard, ready to run, here or in a thread. Told to stop (``should_exit``), it gives
    what is being answered ``ends_in_s`` seconds.

    Raises ValueError for an address others can reach while there are no logins, ImportError where the extra
    "dashboard" is not installed.
    """
    check_host(host, login=settings is not None and settings.login)
    import uvicorn

    from dashboard.app import create_app

    return uvicorn.Server(
        uvicorn.Config(
            create_app(store_url, settings),
            host=host.strip("[]"),
            port=port,
            server_header=False,
            log_level="warning",
            log_config=None,  # the program's own log
            timeout_graceful_shutdown=ends_in_s,
        )
    )
