"""Slack: one digest as Block Kit messages through an incoming webhook."""

from __future__ import annotations

import http.client
import logging
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.request import Request

from slack_sdk.webhook import WebhookClient, WebhookResponse

from alerts.blocks import messages
from alerts.guard import AddressRefusedError, check_url, post
from alerts.records import Delivery, PermanentFailure, TemporaryFailure
from alerts.render import render
from alerts.text import clean

MAX_ROWS = 14  # three blocks an article, with header, footer and room for one long story: under Slack's 50 blocks
TIME_LIMIT_FACTOR = 4
_ASK_LATER = frozenset({408, 425, 429})


class SlackChannel:
    """One incoming webhook. ``timeout`` bounds one step in seconds, four times that a whole message.

    ``allow_private`` lets the webhook be on this machine or network, and speak plain http.
    Raises ValueError for an address that may never be called.
    """

    def __init__(self, name: str, webhook_url: str, timeout: float = 30.0, *, allow_private: bool = False) -> None:
        self.name, self.max_rows, self.time_limit_s = name, MAX_ROWS, timeout * TIME_LIMIT_FACTOR
        try:
            parts = check_url(webhook_url, allow_private=allow_private)
        except AddressRefusedError as error:
            raise ValueError(f"channel {name}: {error}") from error
        self._host = parts.hostname or ""
        # The parts of an unfinished delivery that arrived: they are not repeated with those that did not.
        self._posted: set[str] = set()
        self._client = _GuardedClient(webhook_url, timeout, self.time_limit_s, allow_private)

    def __repr__(self) -> str:
        return f"SlackChannel({self.name!r}, {self._host})"  # the path of a webhook is a secret

    def send(self, delivery: Delivery, now: datetime) -> str | None:
        """Post one delivery; None. One that does not fit a message goes out as several, ids ``….1``, ``….2``."""
        parts = messages(render(delivery))
        for part in parts:
            if part.id not in self._posted:
                self._post(part.body, part.id, now)
                self._posted.add(part.id)
        self._posted.difference_update(part.id for part in parts)
        return None

    def _post(self, body: dict[str, Any], message_id: str, now: datetime) -> None:
        try:
            response = self._client.send_dict(body, headers={"Idempotency-Key": message_id})
        except AddressRefusedError as error:
            raise TemporaryFailure(str(error)) from error
        except (OSError, http.client.HTTPException) as error:
            text = clean(error, 200) or type(error).__name__
            raise TemporaryFailure(f"no answer from {self._host}: {text}") from error
        status, said = response.status_code, clean(response.body, 120)
        if 200 <= status < 300:
            if said.startswith("<"):  # a captive portal or proxy page: nobody has read the message
                raise TemporaryFailure(f"{self._host} answered with a web page, not with Slack's ok")
            return
        failure = f"{self._host} answered {status} {said}".rstrip()
        if status in _ASK_LATER or status >= 500:
            raise TemporaryFailure(failure, retry_after=retry_after(response.headers.get("retry-after"), now))
        if 300 <= status < 400:
            raise TemporaryFailure(f"{failure}: redirects are not followed, put the final address into the settings")
        raise PermanentFailure(failure)


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """How long a Retry-After header asks to wait: seconds or an HTTP date; None where it says nothing readable."""
    if not value:
        return None
    text = value.strip()[:64]
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text), 10**6))
    try:
        return max(timedelta(0), parsedate_to_datetime(text) - now)
    except (ValueError, TypeError, OverflowError):
        return None


class _GuardedClient(WebhookClient):
    """slack_sdk's client with its transport replaced: urllib would follow redirects, use proxies of the environment,
    resolve the host again after any check and read answers without end.

    Its own retries are off (the outbox retries, under the same id), and so is its logging of the secret address.
    """

    def __init__(self, url: str, timeout: float, limit_s: float, allow_private: bool) -> None:
        logger = logging.getLogger("alerts.slack.client")
        logger.setLevel(logging.CRITICAL)
        super().__init__(url, timeout=max(1, round(timeout)), logger=logger, retry_handlers=[])
        self._step_s, self._limit_s, self._allow_private = timeout, limit_s, allow_private

    def _perform_http_request_internal(self, url: str, req: Request) -> WebhookResponse:
        data = req.data if isinstance(req.data, bytes) else b""
        headers = dict(req.header_items())
        reply = post(url, data, headers, timeout=self._step_s, limit_s=self._limit_s, allow_private=self._allow_private)
        return WebhookResponse(url=url, status_code=reply.status, body=reply.body, headers=reply.headers)
