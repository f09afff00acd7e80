"""Slack: one digest as Block Kit messages, through an incoming webhook or as a bot."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any, NoReturn
from urllib.request import Request

from slack_sdk.errors import SlackApiError
from slack_sdk.web import WebClient
from slack_sdk.webhook import WebhookClient, WebhookResponse

from alerts.blocks import SlackMessage, messages
from alerts.guard import AddressRefusedError, check_url, post
from alerts.records import ANY_TIME, PLAIN_WORDING, Delivery, Pace, PermanentFailure, Receipt, TemporaryFailure, Wording
from alerts.render import Digest, render
from alerts.replies import asking, judge
from alerts.text import clean

MAX_ROWS = 100  # the first stories in full, the others in a line each: below Slack's 50 blocks
TIME_LIMIT_FACTOR = 4
API = "https://slack.com/api/"
# What is wrong with the message itself: https://docs.slack.dev/reference/methods/chat.postMessage#errors
_REFUSED = frozenset(
    {
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "metadata_too_large",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
    }
)
_NO_SUCH_MESSAGE = frozenset({"message_not_found", "cannot_reply_to_message"})
_WHAT_TO_DO = {
    "not_in_channel": ": invite the bot into the channel",
    "channel_not_found": ": the channel's id is wrong, or the bot is not in this private channel",
    "is_archived": ": the channel is archived",
    "invalid_auth": ": the token is wrong",
    "not_authed": ": the token is missing",
    "token_revoked": ": the token was revoked",
    "missing_scope": ": the bot needs the scope chat:write",
    "restricted_action": ": a setting of the workspace keeps the bot from posting there",
}


class _Slack:
    """What a webhook and a bot have in common: a delivery goes out in parts, and what arrived is not repeated."""

    def __init__(self, name: str, timeout: float, pace: Pace, wording: Wording) -> None:
        self.name, self.max_rows, self.pace = name, MAX_ROWS, pace
        self.time_limit_s = timeout * TIME_LIMIT_FACTOR
        self._wording = wording
        # The parts of an unfinished delivery that arrived, with the name Slack gave each.
        self._posted: dict[str, str | None] = {}

    def send(self, delivery: Delivery, now: datetime) -> Receipt:
        """Post one delivery. One that does not fit a message goes out as several, ids ``….1``, ``….2``."""
        digest = render(delivery, self._wording.dashboard)
        parts = messages(digest)
        for part in parts:
            if part.id not in self._posted:
                self._posted[part.id] = self._post(part, digest, now)
        posted = [self._posted.pop(part.id) for part in parts]
        return Receipt(thread=(digest.thread or posted[0]) if digest.story is not None else None)

    def _post(self, part: SlackMessage, digest: Digest, now: datetime) -> str | None:
        raise NotImplementedError


class SlackChannel(_Slack):
    """One incoming webhook. ``timeout`` bounds one step in seconds, four times that a whole message.

    ``allow_private`` lets the webhook be on this machine or network, and speak plain http.
    Raises ValueError for an address that may never be called.
    """

    def __init__(
        self,
        name: str,
        webhook_url: str,
        timeout: float = 30.0,
        *,
        allow_private: bool = False,
        pace: Pace = ANY_TIME,
        wording: Wording = PLAIN_WORDING,
    ) -> None:
        super().__init__(name, timeout, pace, wording)
        self._host = _host_of(name, webhook_url, allow_private)
        self._client = _GuardedClient(webhook_url, timeout, self.time_limit_s, allow_private)

    def __repr__(self) -> str:
        return f"SlackChannel({self.name!r}, {self._host})"  # the path of a webhook is a secret

    def _post(self, part: SlackMessage, digest: Digest, now: datetime) -> str | None:
        with asking(self._host):
            response = self._client.send_dict(part.body, headers={"Idempotency-Key": part.id})
        judge(self._host, response.status_code, response.body, response.headers, now)
        if clean(response.body, 120).startswith("<"):  # a captive portal or proxy page: nobody has read the message
            raise TemporaryFailure(f"{self._host} answered with a web page, not with Slack's ok")
        return None


class SlackBotChannel(_Slack):
    """A bot that writes into the channel of id ``channel_id`` (``C0123456789``); what follows on a story goes into the
    thread where it was first told, and is shown in the channel, too.

    ``api`` is another address of Slack's methods; ``allow_private`` lets it be on this machine, and speak plain http.
    Raises ValueError for an address that may never be called.
    """

    def __init__(
        self,
        name: str,
        token: str,
        channel_id: str,
        timeout: float = 30.0,
        *,
        api: str = API,
        allow_private: bool = False,
        pace: Pace = ANY_TIME,
        wording: Wording = PLAIN_WORDING,
    ) -> None:
        super().__init__(name, timeout, pace, wording)
        self._host, self._channel_id = _host_of(name, api, allow_private), channel_id
        self._client = _GuardedBot(token, api, timeout, self.time_limit_s, allow_private)

    def __repr__(self) -> str:
        return f"SlackBotChannel({self.name!r}, {self._channel_id})"

    def _post(self, part: SlackMessage, digest: Digest, now: datetime) -> str | None:
        metadata = {"event_type": "vestnik_alert", "event_payload": {"delivery_id": part.id}}
        body = {**part.body, "metadata": metadata}
        threaded = {} if digest.thread is None else {"thread_ts": digest.thread, "reply_broadcast": True}
        try:
            return self._ask(body | threaded)
        except SlackApiError as error:
            code = str(error.response.get("error"))
            if not threaded or ("thread" not in code and code not in _NO_SUCH_MESSAGE):
                self._refuse(error, now)
        try:
            return self._ask(body)  # the message that began the thread is gone: the story goes on without it
        except SlackApiError as error:
            self._refuse(error, now)

    def _ask(self, body: dict[str, Any]) -> str | None:
        with asking(self._host):
            response = self._client.chat_postMessage(channel=self._channel_id, **body)
        return str(response.get("ts")) if response.get("ts") else None

    def _refuse(self, error: SlackApiError, now: datetime) -> NoReturn:
        status, headers = error.response.status_code, error.response.headers
        judge(self._host, status, str(error.response.get("error", "")), headers, now)
        code = clean(error.response.get("error") or "no reason", 100)
        failure = f"Slack refused the message: {code}{_WHAT_TO_DO.get(code, '')}"
        raise PermanentFailure(failure) if code in _REFUSED else TemporaryFailure(failure)


def _host_of(name: str, url: str, allow_private: bool) -> str:
    try:
        return check_url(url, allow_private=allow_private).hostname or ""
    except AddressRefusedError as error:
        raise ValueError(f"channel {name}: {error}") from error


def _silent() -> logging.Logger:
    """slack_sdk logs addresses and tokens when asked to: it is not asked."""
    logger = logging.getLogger("alerts.slack.client")
    logger.setLevel(logging.CRITICAL)
    return logger


class _GuardedClient(WebhookClient):
    """slack_sdk's client with its transport replaced: urllib would follow redirects, use proxies of the environment,
    resolve the host again after any check and read answers without end. Its own retries are off: the outbox retries,
    under the same id.
    """

    def __init__(self, url: str, timeout: float, limit_s: float, allow_private: bool) -> None:
        super().__init__(url, timeout=max(1, round(timeout)), logger=_silent(), retry_handlers=[])
        self._step_s, self._limit_s, self._allow_private = timeout, limit_s, allow_private

    def _perform_http_request_internal(self, url: str, req: Request) -> WebhookResponse:
        data = req.data if isinstance(req.data, bytes) else b""
        headers = dict(req.header_items())
        reply = post(url, data, headers, timeout=self._step_s, limit_s=self._limit_s, allow_private=self._allow_private)
        return WebhookResponse(url=url, status_code=reply.status, body=reply.body, headers=reply.headers)


class _GuardedBot(WebClient):
    """slack_sdk's client of the web API, guarded in the same way."""

    def __init__(self, token: str, api: str, timeout: float, limit_s: float, allow_private: bool) -> None:
        super().__init__(token, api, timeout=max(1, round(timeout)), logger=_silent(), retry_handlers=[])
        self._step_s, self._limit_s, self._allow_private = timeout, limit_s, allow_private

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
        data = req.data if isinstance(req.data, bytes) else b""
        headers = dict(req.header_items())
        reply = post(url, data, headers, timeout=self._step_s, limit_s=self._limit_s, allow_private=self._allow_private)
        return {"status": reply.status, "headers": reply.headers, "body": reply.body}
