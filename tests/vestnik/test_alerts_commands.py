"""The outbox as people look after it from the command line, and messages looked at before they are sent."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import Store
from storage.digests import DigestTime
from storage.records import HealthNews, Route
from storage.routing import routes_of
from tests.storage.builders import NOW, tell_health
from tests.vestnik.archive import CONFIG, build_archive
from tests.vestnik.running import Command
from vestnik.config_load import load_config
from vestnik.wiring import build_channels, build_routes


@pytest.fixture
def archive(vestnik: Command) -> Command:
    build_archive(vestnik.folder)
    return vestnik


def _ids(archive: Command, *args: str) -> list[int]:
    return sorted(row["id"] for row in archive.ok("alerts", "list", "--json", *args).json)


def test_one_alert_is_shown_with_all_that_is_known(archive: Command) -> None:
    first, *_ = _ids(archive)
    said = archive.ok("alerts", "show", str(first)).out
    for words in ("pending", "mail", "Делегация из Тяньцзиня", "china, grade 3", "https://spb.example/"):
        assert words in said
    assert archive.ok("alerts", "show", str(first), "--json").json["kind"] == "new"
    assert "no alert 999" in archive.refused("alerts", "show", "999")


def test_alerts_are_dropped_only_when_agreed_to_and_come_back(archive: Command) -> None:
    first, second = _ids(archive)
    assert "--yes" in archive.refused("alerts", "drop", str(first), code=2)
    assert _ids(archive, "--state", "pending") == [first, second]
    assert archive.ok("alerts", "drop", str(first), "--yes", "--json").json == {"dropped": 1}
    assert _ids(archive, "--state", "dropped") == [first]
    assert "nothing to drop" in archive.refused("alerts", "drop", str(first), "--yes")
    assert "or a channel" in archive.refused("alerts", "drop", "--yes", code=2)
    archive.ok("alerts", "retry", str(first))
    assert _ids(archive, "--state", "pending") == [first, second]


def test_a_channel_that_left_the_configuration_is_named_and_can_be_cleared(archive: Command) -> None:
    archive.config(CONFIG.replace('name = "mail"', 'name = "office"'))
    said = archive.ok("alerts", "list").err
    assert "channel 'mail' is no longer in the configuration" in said
    assert "vestnik alerts drop --channel mail" in said
    assert "did you mean" in archive.refused("alerts", "drop", "--channel", "mial", "--yes", code=2)
    assert archive.ok("alerts", "drop", "--channel", "mail", "--yes", "--json").json == {"dropped": 2}
    assert "no longer" not in archive.ok("alerts", "list").err


def test_health_alerts_are_listed_with_what_they_say(archive: Command) -> None:
    news = HealthNews("spb", "broken", "0 articles in 3 days", "Expected about 8.", NOW)
    with Store.open(f"sqlite:///{archive.folder / 'vestnik.db'}") as store:
        tell_health(store, news, routes=[Route("mail")], now=NOW)
    number = max(_ids(archive))
    assert "0 articles in 3 days" in archive.ok("alerts", "list").out
    assert "Expected about 8." in archive.ok("alerts", "show", str(number)).out
    assert "0 articles in 3 days" in archive.ok("alerts", "preview").out


def test_a_preview_is_what_would_be_sent_and_sends_nothing(archive: Command, tmp_path: Path) -> None:
    page = tmp_path / "mail.html"
    said = archive.ok("alerts", "preview", "--html", str(page))
    assert said.out.startswith("Subject: 2 articles about China")
    assert "\x1b" not in said.out
    assert "Делегация из Тяньцзиня" in page.read_text(encoding="utf-8")
    (slack,) = archive.ok("alerts", "preview", "--as", "slack").json
    assert slack["blocks"][0]["type"] == "header"
    assert len(archive.ok("alerts", "preview", "--as", "webhook").json["alerts"]) == 2
    assert "Делегация из Тяньцзиня" in archive.ok("alerts", "preview", "--as", "chat").out
    assert set(archive.ok("alerts", "preview", "--json").json) == {
        "subject", "text", "html", "slack", "webhook", "chat"
    }  # fmt: skip
    assert len(_ids(archive, "--state", "pending")) == 2


def test_without_anything_waiting_the_newest_flagged_story_is_shown_and_else_an_invented_one(
    archive: Command, vestnik: Command
) -> None:
    archive.ok("alerts", "drop", "--channel", "mail", "--yes")
    assert "1 article about China" in archive.ok("alerts", "preview").out
    vestnik.config(CONFIG + '[database]\nurl = "sqlite:///none.db"\n')
    said = vestnik.ok("alerts", "preview")
    assert "invented" in said.err
    assert "Test of this channel" in said.out
    assert not (vestnik.folder / "none.db").exists()


def test_own_templates_are_shown_and_a_broken_one_is_named(archive: Command) -> None:
    folder = archive.folder / "templates"
    folder.mkdir()
    archive.config(CONFIG + '[alerts]\ntemplates = "templates"\ndashboard = "https://news.example.org/"\n')
    (folder / "subject.txt.j2").write_text("[China watch] {{ digest.items|length }} stories", encoding="utf-8")
    (folder / "digest.txt.j2").write_text("{% for item in digest.itemz %}{% endfor %}", encoding="utf-8")
    (folder / "message.txt.j2").write_text("{{ ''.__class__ }}", encoding="utf-8")
    said = archive.ok("alerts", "preview")
    assert said.out.startswith("Subject: [China watch] 2 stories\n")
    assert "https://news.example.org/article/1" in said.out, "the shipped text"
    assert "digest.txt.j2" in said.err
    assert "message.txt.j2" in said.err


def test_a_folder_of_templates_that_is_not_there_is_refused(archive: Command) -> None:
    archive.config(CONFIG + '[alerts]\ntemplates = "nowhere"\n')
    assert "nowhere" in archive.refused("alerts", "preview")


def test_channels_of_every_kind_are_checked_without_showing_a_secret(vestnik: Command) -> None:
    channels = """
[[channels]]
kind = "webhook"
name = "intranet"
url = "https://intranet.example.org/key-of-ours"
secret = "hush-hush"
[[channels]]
kind = "apprise"
name = "phone"
url = "nonsense://key-of-ours"
[[channels]]
kind = "slack"
name = "bot"
token = "xoxb-key-of-ours"
channel_id = "C0123456789"
quiet = ["25:00-07:00"]
"""
    vestnik.config(channels + '[database]\nurl = "sqlite:///x.db"\n')
    said = vestnik("config", "check")
    assert said.code == 1
    for words in ("channel intranet: the secret is shorter", "channel phone: Apprise knows no service", "quiet hours"):
        assert words in said.err
    assert "key-of-ours" not in said.err


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('digest = "monthly"', "digest"),
        ('digest = "daily"\nat = "25:00"', "time of the day"),
        ('digest = "daily"\ntimezone = "Moscow"', "IANA"),
        ('kinds = ["withdrawn", "gone"]', "kinds"),
    ],
)
def test_a_wrong_route_is_named(vestnik: Command, line: str, words: str) -> None:
    vestnik.config(CONFIG + f'[[routes]]\nchannel = "mail"\n{line}\n')
    assert words in vestnik.refused("config", "check")


def test_routes_and_channels_are_built_as_written(vestnik: Command) -> None:
    channel = CONFIG.replace('to = ["d@e.f"]', 'to = ["d@e.f"]\nquiet = ["22:00-07:00"]\ntimezone = "Asia/Shanghai"')
    text = f"""{channel}most_per_hour = 4
[alerts]
dashboard = "https://news.example.org/"
[[routes]]
channel = "mail"
countries = ["ru"]
languages = ["RU", "zh"]
kinds = ["withdrawn"]
digest = "weekly"
at = "7:30"
weekday = "fri"
timezone = "Europe/Berlin"
"""
    config = load_config(vestnik.config(text))
    (route,) = build_routes(config)
    assert route == Route(
        "mail",
        kinds=("withdrawn",),
        countries=("RU",),
        languages=("ru", "zh"),
        digest=DigestTime("week", 450, 4, "Europe/Berlin"),
    )
    assert routes_of([asdict(route)]) == (route,), "as it travels in Scrapy's settings"
    (mail,) = build_channels(config)
    assert mail.pace.per_hour == 4
    assert mail.pace.is_quiet(datetime(2024, 7, 1, 14, 0, tzinfo=UTC)), "22:00 in Shanghai"
    assert not mail.pace.is_quiet(datetime(2024, 7, 1, 23, 0, tzinfo=UTC))


def test_every_kind_of_channel_is_built_with_its_secrets(vestnik: Command, tmp_path: Path) -> None:
    (tmp_path / "apprise.url").write_text("json://news.example.org/\n")
    (tmp_path / "hook.secret").write_text("a secret of sixteen bytes\n")
    text = """
[[channels]]
kind = "slack"
name = "bot"
token = "xoxb-1"
channel_id = "C0123456789"
[[channels]]
kind = "webhook"
name = "intranet"
url = "https://intranet.example.org/in"
secret_file = "hook.secret"
[[channels]]
kind = "apprise"
name = "phone"
url_file = "apprise.url"
"""
    made = build_channels(load_config(vestnik.config(text)))
    assert [type(one).__name__ for one in made] == ["SlackBotChannel", "WebhookChannel", "AppriseChannel"]


def test_a_route_of_a_country_without_a_source_is_named(vestnik: Command) -> None:
    vestnik.config(CONFIG.replace('["sources"]', "[]") + '[[routes]]\nchannel = "mail"\ncountries = ["XX"]\n')
    assert "routes.0.countries: no source is of 'XX'" in vestnik.refused("config", "check")
