"""Every service that Apprise reaches (Telegram, Teams, Discord, Matrix, ntfy …): one digest as plain text, in parts.

Apprise is asked in a process apart (``alerts.apprise_send``), which is ended when it takes too long and which reaches
the public internet only. No word of Apprise is shown before what stands in the address is taken out of it.
"""

from __future__ import annotations

import json
import re
import time
from datetime import datetime
from urllib.parse import unquote

from alerts.child import ChildError, ask
from alerts.own_templates import own_texts
from alerts.records import ANY_TIME, PLAIN_WORDING, Delivery, Pace, Receipt, TemporaryFailure, Wording
from alerts.render import Digest, render
from alerts.templates import Layout, message_text
from alerts.text import clean, inert, shorten

MAX_ROWS = 50
TIME_LIMIT_FACTOR = 6
START_S = 10.0  # to start a Python process on a slow machine
BODY_LIMIT = 16_000
BRIEF_BELOW = 500  # bytes: a text message has room for a headline and its address
_ROOM_OF_TEN = 8  # services that take HTML or markup count what we do not see
_SECRET_LEAST = 5
_SENDER = "alerts.apprise_send"
_SEPARATORS = re.compile(r"[/?&=:@,;#\s]+")


class AppriseChannel:
    """One Apprise address. ``timeout`` bounds one step in seconds, six times that a whole delivery.

    ``allow_private`` lets the service be on this machine or network, and lets it start programs.
    Raises ValueError for an address of no service that Apprise knows.
    """

    def __init__(
        self,
        name: str,
        url: str,
        timeout: float = 30.0,
        *,
        allow_private: bool = False,
        pace: Pace = ANY_TIME,
        wording: Wording = PLAIN_WORDING,
    ) -> None:
        from apprise import Apprise

        self.name, self.max_rows, self.pace = name, MAX_ROWS, pace
        self.time_limit_s = timeout * TIME_LIMIT_FACTOR + START_S
        plugin = Apprise.instantiate(url)
        if plugin is None:
            raise ValueError(
                f"channel {name}: Apprise knows no service for this address, or it is not complete; "
                "see https://github.com/caronc/apprise/wiki"
            )
        self._service = str(plugin.service_name or url.partition(":")[0])
        self._room = min(int(plugin.body_maxlen), BODY_LIMIT) * _ROOM_OF_TEN // 10
        self._title_room = int(plugin.title_maxlen)
        self._url, self._timeout, self._allow_private, self._wording = url, timeout, allow_private, wording
        self._posted: set[str] = set()

    def __repr__(self) -> str:
        return f"AppriseChannel({self.name!r}, {self._service})"  # the address holds the secrets

    def send(self, delivery: Delivery, now: datetime) -> Receipt:
        """Send one delivery, in as many parts as the service's limit asks for; parts that arrived are not repeated."""
        digest = render(delivery, self._wording.dashboard)
        parts, remark = self.parts(digest)
        ends = time.monotonic() + self.time_limit_s
        for number, part in enumerate(parts):
            key = f"{delivery.id}.{number}"
            if key not in self._posted:
                self._ask(digest, part, ends - time.monotonic())
                self._posted.add(key)
        self._posted.difference_update(f"{delivery.id}.{number}" for number in range(len(parts)))
        return Receipt(remark)

    def parts(self, digest: Digest) -> tuple[list[str], str | None]:
        """The texts of a digest, each within the service's limit, and what was wrong with the user's template."""
        own = own_texts(self._wording.templates, ("message.txt.j2",), digest, Layout(len(digest.items)))
        title = inert(digest.subject)
        if self._room < BRIEF_BELOW:
            first = digest.items[0].url if digest.items else ""
            text = shorten(title, max(20, (self._room - len(first.encode())) // 4))
            return [f"{text}\n{first}".strip()], own.remark()
        text = own.texts.get("message.txt.j2") or message_text(digest)
        head = "" if self._title_room else f"{title}\n\n"
        return split(head + text, digest.delivery_id, self._room), own.remark()

    def _ask(self, digest: Digest, body: str, left_s: float) -> None:
        request = {
            "url": self._url,
            "title": shorten(inert(digest.subject), self._title_room) if self._title_room else "",
            "body": body,
            "timeout": self._timeout,
            "allow_private": self._allow_private,
        }
        if left_s <= 1:
            raise TemporaryFailure(f"{self._service}: not every part arrived in time; the others follow")
        try:
            # A proxy of the environment would resolve names again, unseen.
            raw = ask(_SENDER, json.dumps(request).encode(), limit_s=left_s, without=("_proxy",))
            answer = json.loads(raw)
        except (ChildError, ValueError) as error:
            raise TemporaryFailure(f"{self._service}: {self.redacted(str(error))}") from None
        if not answer["ok"]:
            said = "; ".join(dict.fromkeys(answer["said"])) or "it was not taken, and nothing was said why"
            raise TemporaryFailure(f"{self._service}: {self.redacted(said)}")

    def redacted(self, text: str) -> str:
        """``text`` in one line, without any piece of the address: each may be a secret."""
        pieces = {piece for whole in (self._url, unquote(self._url)) for piece in _SEPARATORS.split(whole)}
        for piece in sorted(pieces, key=len, reverse=True):
            if len(piece) >= _SECRET_LEAST:
                text = text.replace(piece, "***")
        return clean(text, 300)


def split(text: str, message_id: str, room: int) -> list[str]:
    """``text`` in parts of at most ``room`` bytes of UTF-8, cut between stories where that is possible, each with its
    number and the message's id in its last line."""
    foot = len(f"\n\n(99 of 99) {message_id}.99".encode())
    blocks = [piece for block in text.split("\n\n") for piece in _pieces(block.strip("\n"), room - foot) if piece]
    parts: list[str] = []
    for block in blocks:
        joined = f"{parts[-1]}\n\n{block}" if parts else block
        if parts and len(joined.encode()) <= room - foot:
            parts[-1] = joined
        else:
            parts.append(block)
    if len(parts) <= 1:
        return [f"{part}\n\n{message_id}" for part in parts]
    return [f"{part}\n\n({n} of {len(parts)}) {message_id}.{n}" for n, part in enumerate(parts, start=1)]


def _pieces(block: str, room: int) -> list[str]:
    """A block in pieces of at most ``room`` bytes, cut between lines, and inside one only where it is longer."""
    if len(block.encode()) <= room:
        return [block]
    pieces = [""]
    for line in block.split("\n"):
        while len(line.encode()) > room:  # four bytes a character at most
            pieces.append(line[: room // 4])
            line = line[room // 4 :]
        joined = f"{pieces[-1]}\n{line}" if pieces[-1] else line
        if len(joined.encode()) <= room:
            pieces[-1] = joined
        else:
            pieces.append(line)
    return pieces
