"""Serve the dashboard on this machine."""

from __future__ import annotations

import ipaddress


def check_host(host: str) -> None:
    """Raise ValueError unless ``host`` is this machine's loopback: the dashboard has no login."""
    if host == "localhost":
        return
    try:
        loopback = ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise ValueError(
            f"the dashboard has no login and listens on this machine only: use 127.0.0.1 (or ::1), not {host!r}; "
            "to reach it from elsewhere, forward the port with ssh -L"
        )


def serve(store_url: str, host: str = "127.0.0.1", port: int = 8750, *, title: str = "Vestnik") -> None:
    """Serve the dashboard of one store until interrupted.

    Raises ValueError for a host that is not this machine, RuntimeError where the extra "dashboard" is not installed.
    """
    check_host(host)
    try:
        import uvicorn

        from dashboard.app import create_app
    except ImportError as error:
        raise RuntimeError("the dashboard needs FastAPI and uvicorn: pip install 'vestnik[dashboard]'") from error
    app = create_app(store_url, title=title)
    uvicorn.run(app, host=host.strip("[]"), port=port, server_header=False, log_level="warning")
