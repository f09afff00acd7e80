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
from urllib.parse import SplitResult, urlsplit

from sources.networks import is_local_name
from vestnik.doctor import Finding, clock_finding
from vestnik.errors import UserError

if TYPE_CHECKING:
    from sources import Source
    from vestnik.config import Config
    from vestnik.config_channels import ChannelConfig, EmailChannelConfig

_STEP_S = 4.0
_ASKED = 3


def check_sites(config: Config) -> Iterator[Finding]:
    """Whether names resolve, a site answers, and its clock and ours agree, by a few of the watched sites."""
    from vestnik.wiring import build_catalogue, chosen_sources, user_agent

    hosts = {urlsplit(source.homepage).netloc: source for source in chosen_sources(config, build_catalogue(config))}
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
        sites = [source for host, source in asked.items() if host not in lost]
        answers = list(pool.map(lambda source: _answer_of(source, user_agent(config)), sites))
    homepages = [source.homepage for source in sites]
    for url, refused in zip(homepages, answers, strict=True):
        if isinstance(refused, str):
            advice = "crawls refuse it, too; `verify_tls = false` in the source's file, if the site is known to be so"
            yield Finding("sites", "warning", f"{url}: its certificate is refused: {refused}", advice)
    clocks = [answer for answer in answers if answer is not None and not isinstance(answer, str)]
    if all(answer is None for answer in answers):
        yield Finding(
            "sites", "warning", f"none of {', '.join(homepages)} answers", "is this machine behind a proxy or firewall?"
        )
        return
    yield Finding("sites", "ok" if clocks else "warning", f"{len(clocks)} of {len(homepages)} answer")
    ahead = sorted(there - here for there, here in clocks if there is not None)
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
    with _connected(url) as connection:
        how = f" ({connection.version()})" if isinstance(connection, ssl.SSLSocket) else ""
        return f"{parts.hostname}:{_port(parts)} answers{how}"


def _connected(url: str, *, verify: bool = True) -> socket.socket:
    """A connection to where an address leads, encrypted where that asks for it. A name of this machine's own is it,
    whatever a resolver says, as it is for a crawl and for a channel."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    connection = socket.create_connection(("127.0.0.1" if is_local_name(host) else host, _port(parts)), timeout=_STEP_S)
    if parts.scheme != "https":
        return connection
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        return context.wrap_socket(connection, server_hostname=host)
    except BaseException:
        connection.close()
        raise


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _resolves(netloc: str) -> bool:
    host = urlsplit(f"//{netloc}").hostname or ""
    if is_local_name(host):
        return True
    try:
        return bool(socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM))
    except OSError:
        return False


def _answer_of(source: Source, user_agent: str) -> tuple[datetime | None, datetime] | str | None:
    """A site's clock (None where it tells none) and ours at the same moment; why its certificate is refused; None where
    it does not answer."""
    parts = urlsplit(source.homepage)
    connection = http.client.HTTPConnection(parts.hostname or "", _port(parts), timeout=_STEP_S)
    headers = {"Host": parts.netloc, "User-Agent": user_agent, "Connection": "close"}
    try:
        connection.sock = _connected(source.homepage, verify=source.verify_tls)
        connection.request("HEAD", "/", headers=headers)
        stated = connection.getresponse().getheader("Date")
        here = datetime.now(UTC)
    except ssl.SSLCertVerificationError as error:
        return error.verify_message
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
