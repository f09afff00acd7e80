"""Email: one message a delivery, text and HTML, through the user's own SMTP server."""

from __future__ import annotations

import ipaddress
import logging
import smtplib
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Literal

from alerts.guard import time_limit
from alerts.headers import MAIL_POLICY
from alerts.records import ANY_TIME, PLAIN_WORDING, Delivery, Pace, PermanentFailure, Receipt, TemporaryFailure, Wording
from alerts.render import Digest, render
from alerts.templates import MailTexts, mail_texts
from alerts.text import clean
from sources.networks import is_local_name

log = logging.getLogger(__name__)

Security = Literal["none", "starttls", "tls"]
Reply = tuple[int, bytes]
MAX_ROWS = 300  # with one line a story 80 to 90 KB of HTML: webmail cuts a mail at about 100 KB
TIME_LIMIT_FACTOR = 6
_CONNECT_STEPS = 3  # a host of three addresses may take three time-outs before the conversation begins
_REMEMBERED = 100


class EmailChannel:
    """One SMTP server and the people who read it.

    ``sender`` is an address with or without a name (``Vestnik <news@example.org>``). ``security``: "tls" from the
    first byte (port 465), "starttls" (587) or "none". ``timeout`` bounds one step in seconds, six times that a whole
    delivery. ``tls_context`` replaces the system's certificates. The server may be on a private network.
    ``unsubscribe`` is a mailto: or https: address for who wants no more of it.
    Raises ValueError for settings that could never work or would send the password in clear.
    """

    def __init__(
        self,
        name: str,
        host: str,
        port: int,
        sender: str,
        recipients: Sequence[str],
        username: str | None = None,
        password: str | None = None,
        security: Security = "starttls",
        timeout: float = 30.0,
        *,
        tls_context: ssl.SSLContext | None = None,
        unsubscribe: str | None = None,
        pace: Pace = ANY_TIME,
        wording: Wording = PLAIN_WORDING,
    ) -> None:
        self.pace, self._wording, self._unsubscribe = pace, wording, unsubscribe
        self.name, self.max_rows, self.time_limit_s = name, MAX_ROWS, timeout * TIME_LIMIT_FACTOR
        self._host, self._port, self._timeout = host, port, timeout
        self._username, self._password = username, password or ""
        if security not in ("none", "starttls", "tls"):
            raise ValueError(f'channel {name}: security must be "none", "starttls" or "tls", not {security!r}')
        self._security: Security = security
        if username and security == "none" and not _is_this_machine(host):
            raise ValueError(f'channel {name}: the password would travel in clear; set security to "starttls" or "tls"')
        self._sender = _address(sender, name)
        self._recipients = [_address(recipient, name) for recipient in dict.fromkeys(recipients)]
        if not self._recipients:
            raise ValueError(f"channel {name}: no recipients")
        self._tls_context = tls_context
        # By delivery: who needs it no more, because it was accepted (None) or refused for good (the server's reply).
        self._settled: dict[str, dict[str, Reply | None]] = {}

    def __repr__(self) -> str:
        return f"EmailChannel({self.name!r}, {self._host}:{self._port}, {self._security})"

    def message(self, delivery: Delivery, now: datetime) -> EmailMessage:
        """The mail of one delivery. Everything but ``Date`` is the same at each retry, ``Message-ID`` above all."""
        return self._message(delivery, now)[0]

    def _message(self, delivery: Delivery, now: datetime) -> tuple[EmailMessage, str | None]:
        digest = render(delivery, self._wording.dashboard)
        texts = mail_texts(digest, self._wording.templates)
        return build_message(digest, texts, now, self._sender, self._recipients, self._unsubscribe), texts.remark

    def send(self, delivery: Delivery, now: datetime) -> Receipt:
        """Send one delivery to everyone; the receipt tells of recipients that were refused, if any."""
        message, remark = self._message(delivery, now)
        settled = self._settled.get(delivery.id, {})
        waiting = [r.addr_spec for r in self._recipients if r.addr_spec not in settled]
        try:
            refused = self._transmit(message, waiting)
        except smtplib.SMTPRecipientsRefused as error:
            # Nobody got it; a server that hung up on one of them (421) never judged those after and before.
            refused = {who: error.recipients.get(who, (421, b"not delivered")) for who in waiting}
        except smtplib.SMTPSenderRefused as error:
            # 552 at MAIL FROM is the announced size; anything else concerns the account, not this message.
            failure = PermanentFailure if error.smtp_code == 552 else TemporaryFailure
            raise failure(f"{self._host} refused the sender: {_reply(error)}") from error
        except smtplib.SMTPDataError as error:
            failure = PermanentFailure if error.smtp_code >= 500 else TemporaryFailure
            raise failure(f"{self._host} refused the message: {_reply(error)}") from error
        except smtplib.SMTPAuthenticationError as error:
            raise TemporaryFailure(f"{self._host} refused user and password: {_reply(error)}") from error
        except smtplib.SMTPResponseException as error:
            raise TemporaryFailure(f"{self._host} answered {_reply(error)}") from error
        except (smtplib.SMTPException, OSError) as error:
            text = clean(error, 200) or type(error).__name__
            raise TemporaryFailure(f"no mail through {self._host}:{self._port}: {text}") from error
        refusals = self._settle(delivery, settled, waiting, refused)
        return Receipt("; ".join(said for said in (refusals, remark) if said) or None)

    def _settle(
        self, delivery: Delivery, settled: dict[str, Reply | None], waiting: Sequence[str], refused: dict[str, Reply]
    ) -> str | None:
        """Nobody is lost to another's refusal: put-off recipients are tried again alone, refused ones are reported."""
        put_off = {who: reply for who, reply in refused.items() if reply[0] < 500}
        settled = settled | {who: refused.get(who) for who in waiting if who not in put_off}
        for_good = {who: reply for who, reply in settled.items() if reply is not None}
        if put_off:
            self._settled[delivery.id] = settled
            while len(self._settled) > _REMEMBERED:
                del self._settled[next(iter(self._settled))]
            also = f"; refused {_refusals(for_good)}" if for_good else ""
            raise TemporaryFailure(f"{self._host} put off {_refusals(put_off)}{also}")
        self._settled.pop(delivery.id, None)
        if len(for_good) == len(settled):
            raise PermanentFailure(f"{self._host} refused every recipient: {_refusals(for_good)}")
        return f"{self._host} refused {_refusals(for_good)}" if for_good else None

    def _context(self) -> ssl.SSLContext:
        """The certificates that are trusted, read once: that takes longer than a mail."""
        if self._tls_context is None:
            self._tls_context = ssl.create_default_context()
        return self._tls_context

    def _transmit(self, message: EmailMessage, recipients: Sequence[str]) -> dict[str, Reply]:
        own_name = _own_name()
        client = (
            smtplib.SMTP_SSL(self._host, self._port, own_name, timeout=self._timeout, context=self._context())
            if self._security == "tls"
            else smtplib.SMTP(self._host, self._port, own_name, timeout=self._timeout)
        )
        with time_limit(self.time_limit_s - _CONNECT_STEPS * self._timeout, lambda: _abort(client)):
            try:
                if self._security == "starttls":
                    client.starttls(context=self._context())
                if self._username:
                    client.login(self._username, self._password)
                refused = client.send_message(message, self._sender.addr_spec, list(recipients))
            except BaseException:
                client.close()
                raise
            # Accepted: whatever happens to the farewell, the mail is on its way.
            with suppress(smtplib.SMTPException, OSError):
                client.quit()
        return refused


def build_message(
    digest: Digest,
    texts: MailTexts,
    now: datetime,
    sender: Address,
    recipients: Sequence[Address],
    unsubscribe: str | None = None,
) -> EmailMessage:
    """One digest as a mail with text and HTML alternatives; its id is made of the delivery's.

    A mail that tells of one story refers to an id made of the story's (RFC 5322, 3.6.4), so that mail programs show it
    with the others of that story.
    """
    message = EmailMessage(policy=MAIL_POLICY)
    domain = sender.domain
    label = _label(digest.channel)
    message["From"] = sender
    message["To"] = list(recipients)
    message["Subject"] = texts.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{digest.delivery_id}@{domain}>"
    if digest.story is not None:
        message["In-Reply-To"] = message["References"] = f"<story-{digest.story}.{label}@{domain}>"
    message["List-Id"] = f"Vestnik alerts <{label}.vestnik.{domain}>"
    if unsubscribe:
        message["List-Unsubscribe"] = f"<{unsubscribe}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"  # Exchange answers to anything else
    message["X-Vestnik-Delivery"] = digest.delivery_id
    message.set_content(texts.text, cte="base64")
    message.add_alternative(texts.html, subtype="html", cte="base64")
    return message


def _address(text: str, channel: str) -> Address:
    name, spec = parseaddr(text)
    local, at, domain = spec.rpartition("@")
    if not at or not local or not domain or any(c.isspace() or not c.isprintable() for c in text.replace(" ", "")):
        raise ValueError(f"channel {channel}: {clean(text, 100)!r} is no mail address; write name@example.org")
    try:
        # Every server on the way can carry the ASCII form of a domain; few take the other.
        ascii_domain = domain.encode("idna").decode("ascii")
        return Address(display_name=clean(name, 100), username=local, domain=ascii_domain)
    except (ValueError, IndexError) as error:
        raise ValueError(f"channel {channel}: {clean(text, 100)!r} is no mail address: {error}") from error


def _label(name: str) -> str:
    """A channel's name as one ASCII label of a List-Id."""
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in name.lower()).strip("-") or "alerts"


def _own_name() -> str:
    """What to call ourselves in EHLO without asking DNS, which may take longer than any time limit of ours."""
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"


def _is_this_machine(host: str) -> bool:
    if is_local_name(host):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _abort(client: smtplib.SMTP) -> None:
    if client.sock is not None:
        client.sock.shutdown(socket.SHUT_RDWR)


def _reply(error: smtplib.SMTPResponseException) -> str:
    raw = error.smtp_error
    return f"{error.smtp_code} {clean(raw.decode('utf-8', 'replace') if isinstance(raw, bytes) else raw, 200)}"


def _refusals(refused: dict[str, Reply]) -> str:
    return "; ".join(
        f"{clean(who, 100)} ({code} {clean(why.decode('utf-8', 'replace'), 120)})"
        for who, (code, why) in list(refused.items())[:5]
    ) + (f" and {len(refused) - 5} more" if len(refused) > 5 else "")
