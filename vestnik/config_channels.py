"""The channels of the configuration: one class a kind. A new kind is one more class in ``ChannelConfig``."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from vestnik.config_values import Words, ZoneName
from vestnik.errors import UserError
from vestnik.redact import remember

_MAX_SECRET = 64 * 1024


def read_secret_file(path: Path, what: str) -> str:
    """The text of a secret's file without its last line break. UserError where it cannot be read or is empty."""
    try:
        with path.open("rb") as file:
            text = file.read(_MAX_SECRET).decode("utf-8-sig").strip("\r\n")
    except UnicodeDecodeError as error:
        raise UserError(f"{what}: {path} is no UTF-8 text") from error
    except OSError as error:
        raise UserError(f"{what}: {path} cannot be read: {error.strerror}") from error
    if not text:
        raise UserError(f"{what}: {path} is empty; put the secret on its first line")
    return text


class _Channel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$", description="How routes and commands call it.")
    quiet: Words = Field((), description='Hours in which nothing is sent: "22:00-07:00", "sat,sun 00:00-24:00".')
    timezone: ZoneName = Field("UTC", description="The zone of quiet.")
    most_per_hour: int | None = Field(
        None, ge=1, le=10_000, description="Messages an hour at most; what comes beyond goes as one."
    )

    def _find_secret(self, given: SecretStr | None, file: Path | None, variable: str, folder: Path) -> str | None:
        found = self._look_up(given, file, variable, folder)
        if found is not None:
            remember(found)
        return found

    def _look_up(self, given: SecretStr | None, file: Path | None, variable: str, folder: Path) -> str | None:
        """The secret from the file's key, else from its ``*_file``, else from the environment, else None."""
        if given is not None:
            return given.get_secret_value()
        if file is not None:
            return read_secret_file(folder / file, f"channel {self.name!r}")
        if variable in os.environ:
            return os.environ[variable]
        if f"{variable}_FILE" in os.environ:
            return read_secret_file(folder / os.environ[f"{variable}_FILE"], f"{variable}_FILE")
        return None


def _mail_address(value: str) -> str:
    # Structure only (one @, no blanks, no line breaks): whether a mailbox exists is the mail server's business.
    inner = value[value.rfind("<") + 1 : -1] if value.endswith(">") and "<" in value else value
    if not value.isprintable() or not re.fullmatch(r"[^@\s<>,;]{1,64}@[^@\s<>,;]{1,255}", inner):
        raise ValueError('must be a mail address, for instance "Vestnik <news@example.org>"')
    return value


class EmailChannelConfig(_Channel):
    """Mail through an SMTP server."""

    kind: Literal["email"]
    host: str = Field(min_length=1, max_length=253, description="The SMTP server.")
    port: int | None = Field(None, ge=1, le=65535, description="Default: 587 with starttls, 465 with tls, else 25.")
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str | None = None
    password: SecretStr | None = Field(None, description="Better: password_file, or VESTNIK_SMTP_PASSWORD[_FILE].")
    password_file: Path | None = None
    sender: str = Field(alias="from", description="The address mails come from.")
    to: tuple[str, ...] = Field(min_length=1, description="The addresses mails go to.")
    unsubscribe: str | None = Field(None, description="mailto: or https: address of the header List-Unsubscribe.")
    timeout_s: float = Field(30.0, gt=0, le=600)

    @field_validator("unsubscribe")
    @classmethod
    def _unsubscribe_is_address(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"(?:mailto:|https://)[!-;=?-~]{3,500}", value):
            raise ValueError('must begin with "mailto:" or "https://", without spaces or angle brackets')
        return value

    @field_validator("sender")
    @classmethod
    def _sender_is_mail(cls, value: str) -> str:
        return _mail_address(value)

    @field_validator("to")
    @classmethod
    def _recipients_are_mail(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_mail_address(address) for address in value)

    @model_validator(mode="after")
    def _one_password(self) -> EmailChannelConfig:
        if self.password is not None and self.password_file is not None:
            raise ValueError("password and password_file: give one of the two")
        return self

    def effective_port(self) -> int:
        """The port that is used: the given one, else the usual one of the security chosen."""
        return self.port or {"starttls": 587, "tls": 465, "none": 25}[self.security]

    def resolve_password(self, folder: Path) -> str | None:
        """The password in clear, or None where nothing names one. UserError where its file cannot be read."""
        return self._find_secret(self.password, self.password_file, "VESTNIK_SMTP_PASSWORD", folder)


class SlackChannelConfig(_Channel):
    """Slack: an incoming webhook, or a bot's token and the id of a channel."""

    kind: Literal["slack"]
    webhook_url: SecretStr | None = Field(
        None, description="Better: webhook_url_file, or VESTNIK_SLACK_WEBHOOK_URL[_FILE]."
    )
    webhook_url_file: Path | None = None
    token: SecretStr | None = Field(None, description="Of a bot (xoxb-...). Better: token_file.")
    token_file: Path | None = None
    channel_id: str | None = Field(None, pattern=r"^[A-Z0-9]{6,20}$", description="Where the bot writes: C0123456789.")
    allow_private: bool = Field(False, description="The webhook is on your own network (plain http allowed).")
    timeout_s: float = Field(30.0, gt=0, le=600)

    @model_validator(mode="after")
    def _one_way(self) -> SlackChannelConfig:
        if self.webhook_url is not None and self.webhook_url_file is not None:
            raise ValueError("webhook_url and webhook_url_file: give one of the two")
        if self.token is not None and self.token_file is not None:
            raise ValueError("token and token_file: give one of the two")
        bot = self.token is not None or self.token_file is not None
        if bot and (self.webhook_url is not None or self.webhook_url_file is not None):
            raise ValueError("a token (of a bot) and a webhook: give one of the two")
        if bot and self.channel_id is None:
            raise ValueError("a bot needs channel_id, the id of the channel it writes into")
        return self

    def resolve_webhook_url(self, folder: Path) -> str:
        """The webhook's address in clear. UserError where nothing names one or it is no web address."""
        found = self._find_secret(self.webhook_url, self.webhook_url_file, "VESTNIK_SLACK_WEBHOOK_URL", folder)
        if found is None:
            raise UserError(
                f"channel {self.name!r} has no webhook address: give webhook_url_file (or webhook_url), "
                "or set VESTNIK_SLACK_WEBHOOK_URL"
            )
        return _web_address(self.name, "webhook_url", found)

    def resolve_token(self, folder: Path) -> str | None:
        """The bot's token in clear; None where the channel is a webhook's."""
        if self.channel_id is None:
            return None
        found = self._find_secret(self.token, self.token_file, "VESTNIK_SLACK_TOKEN", folder)
        if found is None:
            raise UserError(
                f"channel {self.name!r} has no token: give token_file (or token), or set VESTNIK_SLACK_TOKEN"
            )
        return found.strip()


class WebhookChannelConfig(_Channel):
    """A webhook of your own: signed JSON."""

    kind: Literal["webhook"]
    url: SecretStr | None = Field(None, description="Where it is posted. Where it is a secret, better: url_file.")
    url_file: Path | None = None
    secret: SecretStr | None = Field(None, description="What signs it. Better: secret_file.")
    secret_file: Path | None = None
    allow_private: bool = Field(False, description="The webhook is on your own network (plain http allowed).")
    timeout_s: float = Field(30.0, gt=0, le=600)

    @model_validator(mode="after")
    def _one_of_each(self) -> WebhookChannelConfig:
        if self.url is not None and self.url_file is not None:
            raise ValueError("url and url_file: give one of the two")
        if self.secret is not None and self.secret_file is not None:
            raise ValueError("secret and secret_file: give one of the two")
        return self

    def resolve_url(self, folder: Path) -> str:
        """The address in clear. UserError where nothing names one or it is no web address."""
        found = self._find_secret(self.url, self.url_file, "VESTNIK_WEBHOOK_URL", folder)
        if found is None:
            raise UserError(f"channel {self.name!r} has no address: give url_file (or url), or set VESTNIK_WEBHOOK_URL")
        return _web_address(self.name, "url", found)

    def resolve_secret(self, folder: Path) -> str:
        """The secret in clear. UserError where nothing names one."""
        found = self._find_secret(self.secret, self.secret_file, "VESTNIK_WEBHOOK_SECRET", folder)
        if found is None:
            raise UserError(
                f"channel {self.name!r} has no secret: give secret_file (or secret), or set VESTNIK_WEBHOOK_SECRET"
            )
        return found.strip()


class AppriseChannelConfig(_Channel):
    """Any service that Apprise reaches."""

    kind: Literal["apprise"]
    url: SecretStr | None = Field(None, description="An Apprise address (tgram://...). Better: url_file.")
    url_file: Path | None = None
    allow_private: bool = Field(False, description="The service is on your own network, or a program of this machine.")
    timeout_s: float = Field(30.0, gt=0, le=600)

    @model_validator(mode="after")
    def _one_address(self) -> AppriseChannelConfig:
        if self.url is not None and self.url_file is not None:
            raise ValueError("url and url_file: give one of the two")
        return self

    def resolve_url(self, folder: Path) -> str:
        """The address in clear. UserError where nothing names one."""
        found = self._find_secret(self.url, self.url_file, "VESTNIK_APPRISE_URL", folder)
        if found is None:
            raise UserError(f"channel {self.name!r} has no address: give url_file (or url), or set VESTNIK_APPRISE_URL")
        return found.strip()


def _web_address(channel: str, key: str, found: str) -> str:
    try:
        parts = urlsplit(found.strip())
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UserError(f"channel {channel!r}: {key} must be a full https:// address")
    return found.strip()


ChannelConfig = Annotated[
    EmailChannelConfig | SlackChannelConfig | WebhookChannelConfig | AppriseChannelConfig, Field(discriminator="kind")
]
