"""Sources added from the dashboard: guarded and bounded as `vestnik add` is."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.previews import AddError, Preview
from sources.catalogue import load_source
from vestnik.adding import build_adding, look, save
from vestnik.config import Config
from vestnik.config_load import load_config


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    file = tmp_path / "vestnik.toml"
    file.write_text('[database]\nurl = "sqlite:///news.db"\n')
    monkeypatch.chdir(tmp_path)
    return load_config(file)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:10.0.0.1]/",
        "http://[::1]:8750/",
        "localhost",
        "http://localhost:5432/",
    ],
)
def test_private_addresses_are_refused_before_anything_is_asked(config: Config, address: str) -> None:
    with pytest.raises(AddError, match="private network"):
        look(config, address, limit_s=0)


def test_a_private_address_written_otherwise_is_refused_where_it_is_connected_to(config: Config) -> None:
    preview = look(config, "http://2130706433:1/")
    assert preview.text == ""
    assert "private address" in preview.problem


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://a b", "http://user@uni.example/", "--help", ""])
def test_what_is_no_address_is_refused(config: Config, address: str) -> None:
    with pytest.raises(AddError):
        look(config, address, limit_s=0)


def test_a_site_that_takes_too_long_is_given_up(config: Config) -> None:
    with pytest.raises(AddError, match="took longer"):
        look(config, "http://uni.invalid/", limit_s=0.05)


def test_a_saved_preview_is_a_source_and_is_not_overwritten(config: Config, tmp_path: Path) -> None:
    text = (
        'key = "uni"\nname = "Uni"\ncountry = "RU"\nhomepage = "https://uni.example/"\n'
        '[[entries]]\nkind = "feed"\nurl = "https://uni.example/feed"\n'
    )
    preview = Preview("uni.example", "", key="uni", file=str(tmp_path / "sources" / "uni.toml"), text=text)
    save(preview)
    assert load_source(tmp_path / "sources" / "uni.toml").key == "uni"
    with pytest.raises(AddError, match="exists already"):
        save(preview)


def test_a_folder_that_cannot_be_written_is_said(config: Config, tmp_path: Path) -> None:
    assert build_adding(config).problem == ""
    (tmp_path / "sources").write_text("a file where the folder would be")
    assert "cannot be written" in build_adding(config).problem
