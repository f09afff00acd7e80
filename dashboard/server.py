"""Serve the dashboard."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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


def serve(store_url: str, host: str = "127.0.0.1", port: int = 8750, *, settings: Settings | None = None) -> None:
    """Serve the dashboard of one store until interrupted.

    Raises ValueError for an address others can reach while there are no logins, RuntimeError where the extra
    "dashboard" is not installed.
    """
    check_host(host, login=settings is not None and settings.login)
    try:
        import uvicorn

        from dashboard.app import create_app
    except ImportError as error:
        raise RuntimeError("the dashboard needs its packages: pip install 'vestnik[dashboard]'") from error
    app = create_app(store_url, settings)
    uvicorn.run(app, host=host.strip("[]"), port=port, server_header=False, log_level="warning")
