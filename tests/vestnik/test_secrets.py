"""Secrets: where they may stand, and that no output and no error ever shows them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vestnik.running import Command
from vestnik.config_channels import EmailChannelConfig, SlackChannelConfig, WebhookChannelConfig
from vestnik.config_load import load_config
from vestnik.errors import UserError

# Long enough not to occur by chance in a path or a message.
secrets = st.text(alphabet="abcdefghijklmnopqrstuvwxyzABCDEFXYZ0123456789-_!$", min_size=12, max_size=40).map(
    lambda text: f"Zq7{text}"
)


def toml(text: str) -> str:
    return json.dumps(text)


def everything_said(command: Command, path: Path) -> str:
    said = ""
    for arguments in (
        ("config", "show"),
        ("config", "show", "--json"),
        ("config", "check"),
        ("config", "show", "--debug"),
        ("status", "--debug"),
    ):
        outcome = command(*arguments, "--config", str(path))
        said += outcome.out + outcome.err + repr(outcome.error)
        error = outcome.error
        while error is not None:
            said += str(error)
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return said


CHANNELS = """
[[channels]]
kind = "email"
name = "office"
host = "localhost"
from = "a@b.c"
to = ["d@e.f"]
{email}
[[channels]]
kind = "slack"
name = "slack"
{slack}
"""


@settings(deadline=None, max_examples=40)
@given(secret=secrets, fault=st.sampled_from(["", "timeout_s = -1", "prt = 1", "port = 'x'", "to = 3", "name = [1]"]))
def test_no_output_shows_a_secret_of_the_file(
    tmp_path_factory: pytest.TempPathFactory, secret: str, fault: str
) -> None:
    folder = tmp_path_factory.mktemp("secret")
    path = folder / "vestnik.toml"
    hook = f"https://hooks.example.org/services/{secret}"
    database = f"postgresql+psycopg://user:{secret}@127.0.0.1:1/db?options={secret}"
    email = f"password = {toml(secret)}\n{fault}"
    path.write_text(
        f"[database]\nurl = {toml(database)}\n" + CHANNELS.format(email=email, slack=f"webhook_url = {toml(hook)}"),
        encoding="utf-8",
    )
    with mock.patch.dict(os.environ):
        assert secret not in everything_said(Command(folder), path)


@settings(deadline=None, max_examples=40)  # the first call imports the storage and reads the catalogue
@given(
    secret=secrets,
    template=st.sampled_from(
        [
            "[database]\nurl = {}",
            "[database]\nurl = [{}]",
            "[database]\npassword = {}",
            "database = {}",
            '[[channels]]\nkind = "slack"\nname = "s"\npassword = {}',
            '[[channels]]\nkind = "slack"\nname = "s"\nwebhook_url = [{}]',
            '[[channels]]\nkind = "slack"\nname = "s"\nwebhook_url = {}\nwebhook_url_file = "x"',
            '[[channels]]\nname = "s"\nwebhook_url = {}',
            '[[channels]]\nkind = "slack"\nname = "s"\nwebhook_url = {}',
            '[[channels]]\nkind = "slack"\nname = "s"\nwebhok = {}',
            "[channels]\npassword = {}",
            "passwort = {}",
            "password = {} {}",
        ],
    ),
)
def test_no_error_shows_a_misplaced_secret(
    tmp_path_factory: pytest.TempPathFactory, secret: str, template: str
) -> None:
    folder = tmp_path_factory.mktemp("secret")
    path = folder / "vestnik.toml"
    path.write_text(template.replace("{}", toml(secret)) + "\n", encoding="utf-8")
    with mock.patch.dict(os.environ):
        assert secret not in everything_said(Command(folder), path)


def test_show_marks_a_secret_that_is_set_with_asterisks(vestnik: Command) -> None:
    vestnik.config(
        '[database]\nurl = "postgresql+psycopg://vestnik:hush@db.example.org/v"\n'
        + CHANNELS.format(email='password = "hush"', slack='webhook_url = "https://hush.example"')
    )
    shown = vestnik.ok("config", "show", "--json").json
    assert shown["database"]["url"] == "postgresql+psycopg://vestnik:********@db.example.org/v"
    assert shown["channels"][0]["password"] == "********"
    assert shown["channels"][1]["webhook_url"] == "********"


def channels(path: Path) -> tuple[EmailChannelConfig, SlackChannelConfig]:
    email, slack = load_config(path).channels
    assert isinstance(email, EmailChannelConfig)
    assert isinstance(slack, SlackChannelConfig)
    return email, slack


def test_a_secret_comes_from_the_key_then_its_file_then_the_environment(
    vestnik: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = vestnik.folder
    (folder / "pass").write_text("from-file\n")
    (folder / "env-pass").write_text("from-env-file\n")
    (folder / "hook").write_text("https://file.example/x\n")
    monkeypatch.setenv("VESTNIK_SMTP_PASSWORD_FILE", "env-pass")
    monkeypatch.setenv("VESTNIK_SLACK_WEBHOOK_URL_FILE", "hook")
    email, slack = channels(vestnik.config(CHANNELS.format(email="", slack="")))
    assert email.resolve_password(folder) == "from-env-file"
    assert slack.resolve_webhook_url(folder) == "https://file.example/x"
    monkeypatch.setenv("VESTNIK_SMTP_PASSWORD", "from-env")
    monkeypatch.setenv("VESTNIK_SLACK_WEBHOOK_URL", "https://env.example/x")
    assert email.resolve_password(folder) == "from-env"
    assert slack.resolve_webhook_url(folder) == "https://env.example/x"
    named = CHANNELS.format(email='password_file = "pass"', slack='webhook_url_file = "hook"')
    email, slack = channels(vestnik.config(named))
    assert email.resolve_password(folder) == "from-file"
    assert slack.resolve_webhook_url(folder) == "https://file.example/x"
    given_here = CHANNELS.format(email='password = "given"', slack='webhook_url = "https://given.example/x"')
    email, slack = channels(vestnik.config(given_here))
    assert email.resolve_password(folder) == "given"
    assert slack.resolve_webhook_url(folder) == "https://given.example/x"


def test_a_webhooks_address_and_secret_may_come_from_the_environment(
    vestnik: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = vestnik.config('[[channels]]\nkind = "webhook"\nname = "intranet"\n')
    assert "set VESTNIK_WEBHOOK_URL" in vestnik("config", "check").err
    monkeypatch.setenv("VESTNIK_WEBHOOK_URL", "https://env.example/x")
    monkeypatch.setenv("VESTNIK_WEBHOOK_SECRET", "hush" * 8)
    (webhook,) = load_config(path).channels
    assert isinstance(webhook, WebhookChannelConfig)
    assert (webhook.resolve_url(path.parent), webhook.resolve_secret(path.parent)) == (
        "https://env.example/x", "hush" * 8
    )  # fmt: skip
    assert vestnik.ok("config", "check").out.endswith("all well\n")


def test_show_marks_every_kind_of_secret_alike(vestnik: Command) -> None:
    vestnik.config('[[channels]]\nkind = "webhook"\nname = "w"\nurl = "https://hush.example/x"\nsecret = "hush"\n')
    (shown,) = vestnik.ok("config", "show", "--json").json["channels"]
    assert (shown["url"], shown["secret"]) == ("********", "********")


def test_the_databases_address_may_stand_in_a_file(vestnik: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    (vestnik.folder / "dsn").write_text("postgresql+psycopg://u:p@h/d\n")
    monkeypatch.setenv("VESTNIK_DATABASE__URL_FILE", "dsn")
    assert load_config(vestnik.config("")).database_url() == "postgresql+psycopg://u:p@h/d"
    monkeypatch.setenv("VESTNIK_DATABASE__URL", "postgresql+psycopg://other/d")
    assert load_config(vestnik.config("")).database_url() == "postgresql+psycopg://other/d"
    monkeypatch.delenv("VESTNIK_DATABASE__URL")
    (vestnik.folder / "dsn").write_text("hush@h/d\n")
    with pytest.raises(UserError, match="dsn must begin with") as caught:
        load_config(vestnik.config("")).database_url()
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe"])
def test_a_secrets_file_that_is_missing_empty_or_no_text_is_named(vestnik: Command, content: bytes | None) -> None:
    if content is not None:
        (vestnik.folder / "pass").write_bytes(content)
    email, _ = channels(vestnik.config(CHANNELS.format(email='password_file = "pass"', slack="")))
    with pytest.raises(UserError, match=r"channel 'office': .*pass"):
        email.resolve_password(vestnik.folder)


def test_a_slack_channel_without_an_address_says_where_to_put_it(vestnik: Command) -> None:
    vestnik.config(CHANNELS.format(email="", slack=""))
    assert "VESTNIK_SLACK_WEBHOOK_URL" in vestnik.refused("config", "check")


def test_both_a_secret_and_its_file_is_refused(vestnik: Command) -> None:
    vestnik.config(CHANNELS.format(email='password = "a"\npassword_file = "b"', slack='webhook_url = "https://h/x"'))
    assert "one of the two" in vestnik.refused("config", "check")
