"""The dashboard beside the service: served where it may be, gone when the service ends, never in its way."""

from __future__ import annotations

import asyncio
import logging
import socket
import urllib.request
from pathlib import Path

import pytest

from dashboard.auth import hash_password
from dashboard.previews import AddError
from storage import Store
from tests.storage.builders import NOW
from tests.vestnik.archive import build_archive
from vestnik.adding import build_adding
from vestnik.config import Config
from vestnik.config_load import load_config
from vestnik.errors import UserError
from vestnik.server import serving_dashboard
from vestnik.watching import read_setup


def configured(folder: Path, dashboard: str) -> Config:
    file = folder / "vestnik.toml"
    file.write_text(
        f'[database]\nurl = "sqlite:///{folder / "vestnik.db"}"\n[dashboard]\nin_watch = true\n{dashboard}\n'
    )
    return load_config(file)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def serve(config: Config, path: str = "/") -> str | None:
    """What a page says while the dashboard is served; None where it is not served."""

    def get() -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{config.dashboard.port}{path}", timeout=30) as answer:
            return str(answer.read().decode())

    async def main() -> str | None:
        async with serving_dashboard(config) as place:
            return None if place is None else await asyncio.to_thread(get)

    return asyncio.run(main())


def test_it_is_served_while_the_block_runs_and_gone_afterwards(tmp_path: Path) -> None:
    build_archive(tmp_path)
    config = configured(tmp_path, f"port = {free_port()}")
    assert "Делегация из Тяньцзиня" in (serve(config) or "")
    with socket.create_server(("127.0.0.1", config.dashboard.port)):
        pass


def test_before_the_first_crawl_it_says_so_and_does_not_make_the_database(tmp_path: Path) -> None:
    config = configured(tmp_path, f"port = {free_port()}")
    assert "log in" not in (serve(config, "/static/keys.js") or "log in")
    assert not (tmp_path / "vestnik.db").exists()


def test_a_port_in_use_is_told_and_the_service_goes_on_without(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, caplog.at_level(logging.ERROR, "vestnik.server"):
        assert serve(configured(tmp_path, f"port = {taken.getsockname()[1]}")) is None
    assert "cannot listen on 127.0.0.1 port" in caplog.text


def test_others_reach_it_only_where_somebody_may_log_in(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    config = configured(tmp_path, f'host = "0.0.0.0"\nport = {free_port()}')
    with caplog.at_level(logging.ERROR, "vestnik.server"):
        assert serve(config) is None
    assert "without logins the dashboard listens on this machine only" in caplog.text
    with Store.open(config.database_url()) as store:
        store.set_person("anna", "admin", hash_password("correct horse battery"), now=NOW)
    assert 'name="password"' in (serve(config) or "")


def test_a_reload_cannot_move_it(tmp_path: Path) -> None:
    began = configured(tmp_path, "port = 8750")
    configured(tmp_path, "port = 8751")
    with pytest.raises(UserError, match="needs a new start"):
        read_setup(began)


def test_a_look_at_a_site_ends_with_the_dashboard(tmp_path: Path) -> None:
    import threading

    over = threading.Event()
    over.set()
    with socket.create_server(("127.0.0.1", 0)):
        adding = build_adding(configured(tmp_path, ""), over)
        with pytest.raises(AddError, match="being stopped"):
            adding.look("https://unanswered.invalid/")
