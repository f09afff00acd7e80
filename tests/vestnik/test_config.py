"""The configuration: where it is found, what overrides it, and that an error says file, key, wrong and right."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from pathlib import Path

import pytest

from tests.vestnik.running import Command
from vestnik.config import Config
from vestnik.config_load import load_config
from vestnik.errors import ConfigError


def problems(path: Path) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert caught.value.__cause__ is None
    return caught.value.problems


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "vestnik.toml"
    path.write_text(text, encoding="utf-8")
    return path


EMAIL = '[[channels]]\nkind = "email"\nname = "office"\nhost = "h"\nfrom = "a@b.c"\nto = ["d@e.f"]\n'


@pytest.mark.parametrize(
    ("text", "line", "key", "wrong", "right"),
    [
        ("[crawl]\n\nconcurency = 3\n", 3, "crawl.concurency", "no such key", '"concurrency"'),
        ("[crwl]\n", 1, "crwl", "no such key", '"crawl"'),
        ("[crawl]\nconcurrency = 0\n", 2, "crawl.concurrency", "0", "must be at least 1"),
        ('[crawl]\ntimeout_s = "soon"\n', 2, "crawl.timeout_s", "'soon'", "number"),
        ('[crawl]\ncontact = "me"\n', 2, "crawl.contact", "'me'", "mail address or a web address"),
        ('[database]\nurl = "mysql://h/db"\n', 2, "database.url", "must begin with", '"sqlite:///"'),
        ('[database]\nurl = "sqlite://vestnik.db"\n', 2, "database.url", "must name a file", "three slashes"),
        ('[schedule]\nevery = "soon"\n', 2, "schedule.every", "'soon'", '"15m"'),
        ('[log]\nlevel = "loud"\n', 2, "log.level", "'loud'", "'warning'"),
        (EMAIL.replace("office", "of fice"), 3, "channels.0.name", "'of fice'", "letters, digits"),
        (EMAIL.replace('"email"', '"emial"'), 1, "channels.0", "kind is not one of", '"email"'),
        (EMAIL.replace('kind = "email"\n', ""), 1, "channels.0", "has no kind", '"slack"'),
        (EMAIL + "passwort = 1\n", 7, "channels.0.passwort", "no such key", '"password"'),
        (EMAIL.replace('host = "h"\n', ""), 1, "channels.0.host", "is missing", "must be given"),
        (EMAIL.replace("d@e.f", "nobody"), 6, "channels.0.to", "", "must be a mail address"),
        (EMAIL.replace('["d@e.f"]', "[]"), 6, "channels.0.to", "at least one mail address", '"news@example.org"'),
        (EMAIL.replace('["d@e.f"]', '"d@e.f"'), 6, "channels.0.to", "must be a list", '["a", "b"]'),
        (EMAIL.replace('"h"', "1"), 4, "channels.0.host", "must be a text", "double quotes"),
        (EMAIL + EMAIL, 9, "channels.1.name", "'office' is used twice", "its own"),
        (EMAIL + '[[routes]]\nchannel = "ofice"\n', 8, "routes.0.channel", "no channel 'ofice'", '"office"'),
        ('[[routes]]\nchannel = "office"\n', 2, "routes.0.channel", "no channel 'office'", "there are no [[channels]]"),
        (EMAIL + '[[routes]]\nchannel = "office"\nmin_grade = 4\n', 9, "routes.0.min_grade", "4", "must be at most 3"),
    ],
)
def test_an_error_names_file_line_key_wrong_and_right(
    tmp_path: Path, text: str, line: int, key: str, wrong: str, right: str
) -> None:
    path = write(tmp_path, text)
    (problem,) = problems(path)
    assert problem.startswith(f"{path}:{line}: {key}: ")
    assert wrong in problem
    assert right in problem


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"[crawl\n", "is no valid TOML"),
        (b"crawl = " + b"[" * 100_000, "nested"),
        (b'contact = "\xff"\n', "is not UTF-8"),
        (b"#" * 1_000_001, "is it really the configuration?"),
    ],
)
def test_a_file_that_is_no_toml_is_refused_with_its_name(tmp_path: Path, raw: bytes, said: str) -> None:
    path = tmp_path / "vestnik.toml"
    path.write_bytes(raw)
    (problem,) = problems(path)
    assert problem.startswith(f"{path}: ")
    assert said in problem


def test_every_problem_is_listed_by_check_and_the_first_one_by_other_commands(vestnik: Command) -> None:
    vestnik.config('[crawl]\nconcurrency = 0\n[log]\nlevel = "loud"\n')
    checked = vestnik("config", "check")
    assert checked.code == 1
    assert checked.err.count("\n") == 2
    assert "and 1 more" in vestnik.refused("config", "show")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("absent/vestnik.db", "does not exist"),
        ("vestnik.toml/vestnik.db", "is no folder"),
        ("folder", "folder is a folder"),
    ],
)
def test_check_says_where_a_database_cannot_be(vestnik: Command, url: str, said: str) -> None:
    (vestnik.folder / "folder").mkdir()
    vestnik.config(f'[database]\nurl = "sqlite:///{url}"\n')
    line = vestnik.refused("config", "check")
    assert line.startswith("vestnik: database.url: ")
    assert said in line


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="for the superuser every folder can be written")
def test_check_says_where_a_folder_cannot_be_written(vestnik: Command) -> None:
    folder = vestnik.folder / "folder"
    folder.mkdir(mode=0o500)
    vestnik.config('[database]\nurl = "sqlite:///folder/vestnik.db"\n')
    assert "cannot be written" in vestnik.refused("config", "check")


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ('[topics]\nenabled = []\n[crawl]\ncontact = "news@example.org"\n', "topics.enabled is empty"),
        ("", "crawl.contact is not set"),
        ('[crawl]\ncontact = "news@example.org"\n', ""),
    ],
)
def test_check_warns_of_what_is_allowed_and_hardly_meant(vestnik: Command, text: str, warned: str) -> None:
    vestnik.config(text)
    said = vestnik.ok("config", "check").err
    assert said.startswith(f"vestnik: warning: {warned}") if warned else said == ""
    assert said.count("\n") == bool(warned)


def test_the_file_is_found_by_option_then_variable_then_folder(
    vestnik: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def concurrency(*args: str) -> object:
        return vestnik.ok("config", "show", "--json", *args).json["crawl"]["concurrency"]

    assert concurrency() == 8
    vestnik.config("[crawl]\nconcurrency = 1\n")
    assert concurrency() == 1
    named = vestnik.folder / "named.toml"
    named.write_text("[crawl]\nconcurrency = 2\n")
    monkeypatch.setenv("VESTNIK_CONFIG", str(named))
    assert concurrency() == 2
    given = vestnik.folder / "given.toml"
    given.write_text("[crawl]\nconcurrency = 3\n")
    assert concurrency("--config", str(given)) == 3
    absent = vestnik.refused("config", "show", "--config", "absent.toml")
    assert "no file absent.toml; correct the path, or make one by `vestnik init`" in absent
    folder = vestnik.refused("config", "show", "--config", str(vestnik.folder))
    assert f"is a folder; name the file in it: {vestnik.folder / 'vestnik.toml'}" in folder


def test_the_environment_overrides_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, '[crawl]\nconcurrency = 1\ncontact = "a@b.c"\n[schedule]\nevery = 60\n')
    monkeypatch.setenv("VESTNIK_CRAWL__CONTACT", "https://example.org/about")
    monkeypatch.setenv("VESTNIK_TOPICS__ENABLED", "china, taiwan")
    monkeypatch.setenv("VESTNIK_SOURCES__EXCEPT", '["spbu"]')
    monkeypatch.setenv("VESTNIK_SCHEDULE__EVERY", "2h")
    monkeypatch.setenv("VESTNIK_LOG__JSON", "true")
    config = load_config(path)
    assert config.crawl.concurrency == 1
    assert config.crawl.contact == "https://example.org/about"
    assert config.topics.enabled == ("china", "taiwan")
    assert config.sources.exclude == ("spbu",)
    assert config.schedule.every == 7200
    assert config.log.json_lines is True


def test_an_error_from_the_environment_names_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "")
    monkeypatch.setenv("VESTNIK_CRAWL__CONCURRENCY", "many")
    assert problems(path)[0].startswith("environment variable VESTNIK_CRAWL__CONCURRENCY: crawl.concurrency: ")
    monkeypatch.delenv("VESTNIK_CRAWL__CONCURRENCY")
    monkeypatch.setenv("VESTNIK_CRWL__CONTACT", "a@b.c")
    assert "did you mean VESTNIK_CRAWL__CONTACT?" in problems(path)[0]


def test_relative_paths_count_from_the_files_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "etc"
    folder.mkdir()
    monkeypatch.chdir(tmp_path)
    config = load_config(write(folder, '[database]\nurl = "sqlite:///data/v.db"\n'))
    assert config.database_url() == f"sqlite:///{folder / 'data' / 'v.db'}"
    assert load_config(write(folder, '[database]\nurl = "sqlite:////abs/v.db"\n')).database_url() == (
        "sqlite:////abs/v.db"
    )
    assert load_config(None).database_url() == f"sqlite:///{tmp_path / 'vestnik.db'}"


def test_init_writes_a_private_file_that_passes_check_and_is_never_overwritten_unasked(vestnik: Command) -> None:
    vestnik.ok("init", "new")
    path = vestnik.folder / "new" / "vestnik.toml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    vestnik.ok("config", "check", "--config", str(path))
    path.write_text("# mine\n")
    assert "--force" in vestnik.refused("init", "new")
    assert path.read_text() == "# mine\n"
    vestnik.ok("init", "new", "--force")
    assert path.read_text() != "# mine\n"


def test_the_written_file_shows_every_key_with_its_true_default(vestnik: Command, tmp_path: Path) -> None:
    vestnik.ok("init")
    text = (tmp_path / "vestnik.toml").read_text(encoding="utf-8")
    uncommented = re.sub(r"(?m)^# (?=(\[\[|[a-z_]+ = ))", "", text)
    config = load_config(write(tmp_path, uncommented))
    default = Config()
    assert config.crawl.model_dump(exclude={"contact", "max_pages"}) == default.crawl.model_dump(
        exclude={"contact", "max_pages"}
    )
    assert (config.log, config.sources, config.topics) == (default.log, default.sources, default.topics)
    assert config.database.url == default.database.url
    shown = tomllib.loads(uncommented)
    for section, values in Config().model_dump(by_alias=True).items():
        if isinstance(values, dict):
            assert set(shown[section]) == set(values), section
    assert {channel.kind for channel in config.channels} == {"email", "slack", "webhook", "apprise"}


def test_schema_describes_every_section_for_editors(vestnik: Command) -> None:
    schema = vestnik.ok("config", "schema").json
    assert set(schema["properties"]) == set(Config.model_fields)
    assert schema["additionalProperties"] is False


def test_show_prints_a_file_that_can_be_read_again(vestnik: Command) -> None:
    vestnik.config(EMAIL + '[[routes]]\nchannel = "office"\n[crawl]\nconcurrency = 2\n')
    shown = vestnik.ok("config", "show").out
    again = load_config(write(vestnik.folder, shown))
    assert again.crawl.concurrency == 2
    assert again.channels[0].name == again.routes[0].channel == "office"
