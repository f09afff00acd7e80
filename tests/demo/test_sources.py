"""The source files that the server writes are valid ones."""

from __future__ import annotations

from pathlib import Path

from demo.campus import CLASSES
from demo.server import ReplicaServer
from sources.catalogue import load_source


def test_every_written_source_file_is_valid_and_of_this_server(calm_server: ReplicaServer, tmp_path: Path) -> None:
    paths = calm_server.write_sources(tmp_path / "new")
    assert [path.stem for path in paths] == list(CLASSES)
    for path in paths:
        source = load_source(path)
        assert source.allow_private
        assert source.delay_s == 0.05
        assert all(f".localhost:{calm_server.port}/" in entry.url for entry in source.entries)
    assert load_source(tmp_path / "new" / "bitrix.toml").encoding == "windows-1251"
    assert load_source(tmp_path / "new" / "wordpress.toml").timezone == "Asia/Vladivostok"
    assert load_source(tmp_path / "new" / "drupal-zh.toml").languages == ("zh",)
