"""The configuration: every key of ``vestnik.toml``, its type, its default and what it means.

Environment variables override the file: ``VESTNIK_<SECTION>__<KEY>``, for instance ``VESTNIK_CRAWL__CONTACT``. Lists
are written as JSON or separated by commas. ``vestnik.config_load`` finds and reads the file.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, SecretStr, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from vestnik.config_channels import ChannelConfig, read_secret_file
from vestnik.config_export import ExportConfig
from vestnik.config_routes import AlertsConfig, RouteConfig
from vestnik.config_schedule import RhythmConfig, ScheduleConfig
from vestnik.config_values import Seconds, Words
from vestnik.errors import UserError
from vestnik.redact import remember_address

_STRICT = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, populate_by_name=False)


def _check_database_url(url: str) -> None:
    scheme, separator, rest = url.partition("://")
    if scheme not in ("sqlite", "postgresql", "postgresql+psycopg") or not separator:
        raise ValueError('must begin with "sqlite:///" or "postgresql+psycopg://"')
    if scheme == "sqlite" and not (rest.startswith("/") and len(rest) > 1):
        raise ValueError('must name a file: "sqlite:///vestnik.db" (three slashes, then the path)')


class _Section(BaseModel):
    model_config = _STRICT


class DatabaseConfig(_Section):
    """Where everything is kept."""

    url: SecretStr = Field(
        SecretStr("sqlite:///vestnik.db"),
        description="sqlite:///path (a relative path counts from this file's folder) or postgresql+psycopg://...",
    )

    url_file: Path | None = Field(
        None, description="A file with the address, where it holds a password; wins over url."
    )

    @field_validator("url")
    @classmethod
    def _known_database(cls, value: SecretStr) -> SecretStr:
        _check_database_url(value.get_secret_value())
        return value


class SourcesConfig(_Section):
    """Which universities are watched."""

    folders: Words = Field((), description="Folders of source files (*.toml); empty: the shipped catalogue.")
    only: Words = Field((), description="Keys of the sources to watch; empty: all enabled ones.")
    exclude: Words = Field((), alias="except", description="Keys of sources to leave out.")


class TopicsConfig(_Section):
    """What the articles are judged for."""

    enabled: Words = Field(("china",), description="Names of shipped topics, or paths of your own topic files.")


class CrawlConfig(_Section):
    """How sites are asked."""

    contact: str | None = Field(None, description="Your mail address or web page; sent in the User-Agent header.")
    concurrency: int = Field(8, ge=1, le=64, description="Sources crawled at once.")
    workers: int = Field(1, ge=1, le=64, description="Processes that share the sources, as many as there are cores.")
    delay_s: float = Field(
        0.0, ge=0, le=600, description="Least seconds between two requests to a host; a source's own may be longer."
    )
    daily_requests: int = Field(
        10_000, ge=0, description="Most requests to one host in a day (UTC), all crawls together; 0: no bound."
    )
    max_pages: int | None = Field(None, ge=1, le=10_000, description="Most listing pages of a source in one crawl.")
    timeout_s: float = Field(30.0, gt=0, le=600, description="Seconds one request may take.")
    max_page_mb: float = Field(10.0, gt=0, le=100, description="Largest page that is read, in megabytes unpacked.")
    allow_private: Words = Field((), description="Hosts that may resolve to a private address of your own network.")

    @field_validator("contact")
    @classmethod
    def _reachable(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        is_page = parts.scheme in ("http", "https") and bool(parts.hostname)
        if not is_page and not re.fullmatch(r"[^@\s()<>]{1,64}@[^@\s()<>]{1,255}", value):
            raise ValueError('must be a mail address or a web address, for instance "news@example.org"')
        if not value.isascii() or not value.isprintable() or set(value) & set("() "):
            raise ValueError("must be plain ASCII without spaces or brackets: it is sent in a header")
        return value


class RecheckConfig(_Section):
    """How often a stored article's page is looked at again, by the article's age."""

    hour: Seconds = Field(3600.0, ge=60, description="In its first hour, every ...")
    week: Seconds = Field(86_400.0, ge=60, description="In its first week, every ...")
    month: Seconds = Field(604_800.0, ge=60, description="In its first five weeks, every ...")
    later: Seconds = Field(2_592_000.0, ge=60, description="Ever after, every ...")
    most: int = Field(50, ge=0, le=100_000, description="Most pages a crawl of one source looks at again.")

    def ages(self) -> tuple[float, float, float, float]:
        """The four times in seconds, youngest first."""
        return self.hour, self.week, self.month, self.later


class ClusterConfig(_Section):
    """Many machines on one PostgreSQL."""

    queue: bool = Field(
        False, description="`vestnik watch` puts what is due into a queue and sends alerts; `vestnik worker` crawls."
    )
    keep_jobs: Seconds = Field(259_200.0, ge=3600, description="How long finished jobs of the queue are kept.")


class DashboardConfig(_Section):
    """The web pages: `vestnik serve`, and `vestnik watch` where asked."""

    title: str = Field("Vestnik", min_length=1, max_length=80, description="What the pages are called.")
    login: bool = Field(False, description="Everybody must log in; always so where others can reach it.")
    hosts: tuple[str, ...] = Field(
        (), description="Names it answers to beside this machine's own; then everybody must log in."
    )
    host: str = Field("127.0.0.1", min_length=1, max_length=255, description="Address of this machine to listen on.")
    port: int = Field(8750, ge=1, le=65_535, description="Port to listen on.")
    in_watch: bool = Field(False, description="`vestnik watch` serves them, too.")


class LogConfig(_Section):
    """What is written to the log (standard error)."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    json_lines: bool = Field(False, alias="json", description="One JSON object a line.")

    @field_validator("level", mode="before")
    @classmethod
    def _any_case(cls, value: Any) -> Any:
        return value.lower() if isinstance(value, str) else value


class HealthConfig(_Section):
    """When a source's troubles are told."""

    patience: Seconds = Field(
        21_600.0, ge=600, le=604_800, description="How long timeouts, server errors and maintenance must last first."
    )


class MetricsConfig(_Section):
    """Prometheus metrics, /healthz and /readyz of ``vestnik watch``."""

    port: int | None = Field(None, ge=1, le=65_535, description="The port to serve them on; empty: nothing is served.")
    host: str = Field("127.0.0.1", min_length=1, max_length=255, description="The address to serve them on.")


class Config(BaseSettings):
    """The whole configuration. Secrets are ``SecretStr``: they show as asterisks wherever they are printed."""

    model_config = SettingsConfigDict(
        title="vestnik.toml",
        env_prefix="VESTNIK_",
        env_nested_delimiter="__",
        enable_decoding=False,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    database: DatabaseConfig = DatabaseConfig()
    sources: SourcesConfig = SourcesConfig()
    topics: TopicsConfig = TopicsConfig()
    crawl: CrawlConfig = CrawlConfig()
    channels: tuple[ChannelConfig, ...] = ()
    routes: tuple[RouteConfig, ...] = Field(
        (), description="Empty: every channel gets every flag of grade 2 and above."
    )
    alerts: AlertsConfig = AlertsConfig()
    schedule: ScheduleConfig = ScheduleConfig()
    rhythms: tuple[RhythmConfig, ...] = Field((), description="When some of the sources are crawled.")
    recheck: RecheckConfig = RecheckConfig()
    cluster: ClusterConfig = ClusterConfig()
    export: ExportConfig = ExportConfig()
    health: HealthConfig = HealthConfig()
    metrics: MetricsConfig = MetricsConfig()
    dashboard: DashboardConfig = DashboardConfig()
    log: LogConfig = LogConfig()

    _file: Path | None = PrivateAttr(None)
    _folder: Path = PrivateAttr(default_factory=Path.cwd)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment before the file (which arrives as arguments); nothing else is read."""
        return env_settings, init_settings

    @property
    def file(self) -> Path | None:
        """The file this configuration was read from, or None for the built-in defaults."""
        return self._file

    @property
    def folder(self) -> Path:
        """The folder relative paths count from: the file's, or the current one without a file."""
        return self._folder

    def database_url(self) -> str:
        """The database's address, secret included, a relative SQLite path made absolute.

        A variable VESTNIK_DATABASE__URL wins over url_file, which wins over url. UserError where the file is no help.
        """
        url, file = self.database.url.get_secret_value(), self.database.url_file
        if file is not None and "VESTNIK_DATABASE__URL" not in os.environ:
            url = read_secret_file(self._folder / file, "database.url_file")
            try:
                _check_database_url(url)
            except ValueError as error:
                raise UserError(f"database.url_file: the address in {self._folder / file} {error}") from None
        remember_address(url)
        prefix, path = "sqlite:///", url.removeprefix("sqlite:///")
        if not url.startswith(prefix) or path == ":memory:" or Path(path).is_absolute():
            return url
        return prefix + str(self._folder / path)
