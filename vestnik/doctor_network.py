"""What ``vestnik doctor`` looks at in the network: names, sites, their clocks, channels' servers. Nothing is sent."""

from __future__ import annotations

import http.client
import smtplib
import socket
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from vestnik.doctor import Finding, clock_finding
from vestnik.errors import UserError

if TYPE_CHECKING:
    from vestnik.config import Config
    from vestnik.config_channels import ChannelConfig, EmailChannelConfig

_STEP_S = 4.0
_ASKED = 3
_SLOW_S = 2.0


def check_sites(config: Config) -> Iterator[Finding]:
    """Whether names resolve, a site answers, and its clock and ours agree, by a few of the watched sites."""
    from vestnik.wiring import build_catalogue, chosen_sources, user_agent

    hosts = {
        urlsplit(source.homepage).netloc: source.homepage for source in chosen_sources(config, build_catalogue(config))
    }
    asked = dict(list(hosts.items())[:_ASKED])
    if not asked:
        yield Finding("network", "warning", "there is no source to ask", "`vestnik add URL` adds one")
        return
    with ThreadPoolExecutor(len(asked)) as pool:
        named = dict(zip(asked, pool.map(_resolves, asked), strict=True))
        lost = [host for host, found in named.items() if not found]
        if len(lost) == len(asked):
            words = f"no name can be resolved ({', '.join(lost)})"
            yield Finding(
                "DNS", "error", words, "is this machine offline? check its resolver (/etc/resolv.conf) and proxy"
            )
            return
        words = f"{len(asked) - len(lost)} of {len(asked)} names resolved"
        yield Finding("DNS", "warning" if lost else "ok", words, f"not found: {', '.join(lost)}" if lost else "")
        homepages = [url for host, url in asked.items() if host not in lost]
        answers = list(pool.map(lambda url: _answer_of(url, user_agent(config)), homepages))
    answered = [answer for answer in answers if answer is not None]
    if not answered:
        yield Finding(
            "sites", "warning", f"none of {', '.join(homepages)} answers", "is this machine behind a proxy or firewall?"
        )
        return
    yield Finding("sites", "ok", f"{len(answered)} of {len(homepages)} answer")
    ahead = sorted(there - here for there, here in answered if there is not None)
    if ahead:
        yield clock_finding(ahead[len(ahead) // 2], "the sites' clocks")  # one site's clock may be wrong


def check_channel(channel: ChannelConfig, config: Config) -> Iterator[Finding]:
    """Whether a channel's server can be reached and speaks as it should. No message is sent."""
    name = f"channel {channel.name}"
    try:
        if channel.kind == "email":
            yield Finding(name, "ok", _greet(channel, config))
        elif channel.kind == "apprise":
            channel.resolve_url(config.folder)
            yield Finding(
                name, "ok", "its address is there; only a message can try it", f"`vestnik alerts test {channel.name}`"
            )
        else:
            yield Finding(name, "ok", _shake_hands(_web_address(channel, config)))
    except (UserError, ValueError) as error:
        yield Finding(name, "error", str(error))
    except smtplib.SMTPAuthenticationError:
        yield Finding(name, "error", "the mail server refuses user and password", "correct username and password")
    except ssl.SSLError as error:
        yield Finding(
            name,
            "error",
            f"no secure connection: {error.reason or error}",
            "check port and security, and the server's certificate",
        )
    except (OSError, smtplib.SMTPException) as error:
        yield Finding(
            name,
            "error",
            f"cannot be reached: {error}"[:300],
            "check host and port; alerts wait in the outbox meanwhile",
        )


def _greet(channel: EmailChannelConfig, config: Config) -> str:
    timeout, port = min(channel.timeout_s, _STEP_S), channel.effective_port()
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if channel.security == "tls":
        server = smtplib.SMTP_SSL(channel.host, port, timeout=timeout, context=context)
    else:
        server = smtplib.SMTP(channel.host, port, timeout=timeout)
    with server:
        server.ehlo()
        if channel.security == "starttls":
            server.starttls(context=context)
            server.ehlo()
        if channel.username:
            server.login(channel.username, channel.resolve_password(config.folder) or "")
    how = f"as {channel.username}" if channel.username else "without a user"
    return f"{channel.host}:{port} answers ({channel.security}, {how})"


def _web_address(channel: ChannelConfig, config: Config) -> str:
    if channel.kind == "webhook":
        channel.resolve_secret(config.folder)
        return channel.resolve_url(config.folder)
    if channel.kind == "slack" and channel.resolve_token(config.folder) is None:
        return channel.resolve_webhook_url(config.folder)
    return "https://slack.com/"


def _shake_hands(url: str) -> str:
    """Connect, and agree on TLS where the address asks for it. The path, which may be a secret, is not told."""
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    with socket.create_connection((host, port), timeout=_STEP_S) as connection:
        if secure:
            with ssl.create_default_context().wrap_socket(connection, server_hostname=host) as safe:
                return f"{host}:{port} answers ({safe.version()})"
    return f"{host}:{port} answers"


def _resolves(netloc: str) -> bool:
    host = urlsplit(f"//{netloc}").hostname or ""
    if _is_ours(host):
        return True
    try:
        return bool(socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM))
    except OSError:
        return False


def _is_ours(host: str) -> bool:
    """Whether a name is this machine's own, whatever a resolver says, as a crawl takes it."""
    return host == "localhost" or host.endswith(".localhost")


def _answer_of(url: str, user_agent: str) -> tuple[datetime | None, datetime] | None:
    """A site's clock (None where it tells none) and ours at the same moment; None where it does not answer."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    host = parts.hostname or ""
    connection = kind("127.0.0.1" if _is_ours(host) else host, parts.port, timeout=_STEP_S)
    headers = {"Host": parts.netloc, "User-Agent": user_agent, "Connection": "close"}
    try:
        connection.request("HEAD", "/", headers=headers)
        stated = connection.getresponse().getheader("Date")
        here = datetime.now(UTC)
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()
    return _moment(stated), here


def _moment(stated: str | None) -> datetime | None:
    try:
        there = parsedate_to_datetime(stated) if stated else None
    except ValueError:
        return None
    return there if there is None or there.tzinfo else there.replace(tzinfo=UTC)
