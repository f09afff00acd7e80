"""``vestnik demo`` keeps to its own folder, whatever installation of Vestnik it is started in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vestnik.demo_run import Demo
from vestnik.errors import UserError

REAL = {
    "VESTNIK_DATABASE__URL": "sqlite:////nowhere/real.db",
    "VESTNIK_DATABASE__URL_FILE": "real.url",
    "VESTNIK_TOPICS__ENABLED": "taiwan",
    "VESTNIK_SOURCES__ONLY": "spbu",
    "VESTNIK_CRAWL__CONTACT": "real@example.org",
    "VESTNIK_CRWL__MISSPELT": "1",
    "VESTNIK_SMTP_PASSWORD": "real",
    "VESTNIK_SLACK_WEBHOOK_URL": "https://hooks.example.org/real",
    "VESTNIK_CONFIG": "/nowhere/vestnik.toml",
    "vestnik_schedule__every": "5m",
}


@pytest.fixture
def real_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in REAL.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("real_settings")
def test_the_demo_uses_no_setting_of_a_real_installation_and_puts_them_back(tmp_path: Path) -> None:
    with Demo(tmp_path / "demo", 0) as demo:
        assert demo.config.database_url() == f"sqlite:///{tmp_path / 'demo' / 'vestnik.db'}"
        assert demo.config.topics.enabled == ("china",)
        assert demo.config.crawl.contact == "demo@example.org"
        assert demo.config.schedule.every is None
        assert len(demo.catalogue) > 1
        assert not [name for name in os.environ if name.upper().startswith("VESTNIK_")]
    assert {name: os.environ[name] for name in REAL} == REAL


@pytest.mark.usefixtures("real_settings")
def test_a_demo_that_cannot_start_puts_them_back_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise UserError("no")

    monkeypatch.setattr("vestnik.demo_run.load_config", refuse)
    with pytest.raises(UserError):
        Demo(tmp_path / "demo", 0).__enter__()
    assert {name: os.environ[name] for name in REAL} == REAL
