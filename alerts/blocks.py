"""A digest as Slack Block Kit messages: under its limits, and nothing from outside read as markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from alerts.quotes import Piece
from alerts.render import Digest, Item, Notice, OtherPage
from alerts.text import shorten

# https://docs.slack.dev/reference/block-kit/blocks and .../composition-objects/text-object
MAX_BLOCKS = 50
MAX_TEXT = 3000
MAX_HEADER = 150
MAX_FALLBACK = 3000
FULL_AT_MOST = 14  # three blocks a story, with header, footer and room for one long story
FULL_OF_MANY = 8
_LINK_LIMIT = 2500
_LINE_LINK_LIMIT = 1200
_OTHER_LINK_LIMIT = 250
_OTHERS_IN_LINE = 3

Block = dict[str, Any]

# A zero-width space beside a mark keeps Slack from reading it as formatting and is not seen; Slack has no escape
# character of its own. ":name:" would become an emoji.
_GAP = "\u200b"
_MARKS = re.compile(r"[*_~`]")
_EMOJI = re.compile(r":(?=[A-Za-z0-9_+'-]{1,100}:)")


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """One message: ``id`` is the delivery's, with ``.1``, ``.2`` … where the delivery had to be split."""

    id: str
    body: dict[str, Any]


def messages(digest: Digest) -> list[SlackMessage]:
    """A digest as one message, or as several where it passes Slack's limits; a story is never torn in two unless it
    is longer than a message by itself. Of more than fourteen stories the first eight stand in full, the others in a
    line each: nobody reads on through a hundred cards."""
    full = len(digest.items) if len(digest.items) <= FULL_AT_MOST else FULL_OF_MANY
    groups = [list(_item(item)) for item in digest.items[:full]]
    groups += [[block] for block in _sections([_line(item) for item in digest.items[full:]])]
    groups += [list(_notice(notice)) for notice in digest.notices]
    parts: list[list[Block]] = [[]]
    room = MAX_BLOCKS - 2  # header and footer
    for blocks in groups:
        for group in [blocks[i : i + room] for i in range(0, len(blocks), room)]:
            if len(parts[-1]) + len(group) > room:
                parts.append([])
            parts[-1].extend(group)
    return [_message(digest, blocks, number, len(parts)) for number, blocks in enumerate(parts, start=1)]


def escape(text: str) -> str:
    """``text`` as mrkdwn that shows exactly itself: no mention, link, formatting or emoji can come of it."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _EMOJI.sub(":" + _GAP, _MARKS.sub(lambda m: f"{_GAP}{m[0]}{_GAP}", plain))


def link(url: str, label: str, limit: int = _LINK_LIMIT) -> str:
    """A mrkdwn link, or just the label where the address is none or both are longer than ``limit``."""
    address = url.replace("&", "&amp;").replace("|", "%7C").replace("<", "%3C").replace(">", "%3E")
    words = escape(label)
    return f"<{address}|{words}>" if url and len(address) + len(words) <= limit else words


def _message(digest: Digest, blocks: Sequence[Block], number: int, total: int) -> SlackMessage:
    part = f" ({number} of {total})" if total > 1 else ""
    message_id = f"{digest.delivery_id}.{number}" if total > 1 else digest.delivery_id
    header = {"type": "header", "text": _plain(shorten(digest.heading, MAX_HEADER - len(part)) + part)}
    footer = {"type": "context", "elements": [_plain(f"Vestnik · {shorten(digest.channel, 100)} · {message_id}")]}
    return SlackMessage(
        message_id,
        {
            "text": escape(shorten(digest.subject + part, MAX_FALLBACK // 6)),
            "blocks": [header, *blocks, footer],
            "unfurl_links": False,
            "unfurl_media": False,
        },
    )


def _item(item: Item) -> Iterator[Block]:
    lines = [f"*{link(item.url, item.title)}*", _facts(item)]
    lines += [f"“{_quote(quote)}”" for quote in item.quotes]
    if item.added:
        lines.append(f"Added: {escape(item.added)}")
    if item.removed:
        lines.append(f"Removed: {escape(item.removed)}")
    lines += [_other(other) for other in item.others]
    yield from _sections(lines)
    small = [f"Terms: {item.terms_line()}"] if item.terms else []
    small.append(f"Found {item.found}")
    elements = [_plain(shorten(" · ".join(small), 2000))]
    if item.dashboard:
        elements.append(_words(link(item.dashboard, "In the archive")))
    yield {"type": "context", "elements": elements}
    yield {"type": "divider"}


def _facts(item: Item) -> str:
    facts = [
        ", ".join(p for p in (item.university, item.country) if p),
        item.day or "no date on the page",
        " / ".join(p for p in (item.grade_words, shorten(", ".join(item.topics), 100)) if p),
        item.language,
        item.event,
    ]
    return " · ".join(escape(fact) for fact in facts if fact)


def _line(item: Item) -> str:
    """A story in one line, of less than a section's limit whatever is in it."""
    facts = [shorten(item.university, 40), item.short_day, shorten(item.terms_line(2), 60), item.event]
    told = [link(item.url, shorten(item.title, 140), _LINE_LINK_LIMIT), *(escape(fact) for fact in facts if fact)]
    words = [(other.url, shorten(other.language, 20) or "page") for other in item.others[:_OTHERS_IN_LINE]]
    told += [f"also {link(url, language, _OTHER_LINK_LIMIT)}" for url, language in words]
    return f"{item.grade} · " + " · ".join(told)


def _other(other: OtherPage) -> str:
    where = ", ".join(p for p in (other.language, other.university) if p)
    return f"Also: {link(other.url, other.title)} ({escape(where)})"


def _notice(notice: Notice) -> Iterator[Block]:
    when = f"since {notice.since}" if notice.since else notice.found
    where = " · ".join(escape(p) for p in (f"Source {notice.state}", notice.university, notice.country, when) if p)
    lines = [f"*{link(notice.url, notice.text)}*", where]
    yield from _sections([*lines, escape(shorten(notice.more, 900))] if notice.more else lines)
    yield {"type": "divider"}


def _quote(pieces: Sequence[Piece]) -> str:
    # Bold needs something that is no letter on both sides; Chinese has no spaces, so the gap is put there.
    return "".join(
        f"{_GAP}*{escape(p.text)}*{_GAP}" if p.marked and p.text.strip() == p.text else escape(p.text) for p in pieces
    )


def _sections(lines: Sequence[str]) -> Iterator[Block]:
    """Lines packed into as few sections as Slack's text limit allows; each line is shorter than the limit by how it
    was made."""
    text = ""
    for line in lines:
        if text and len(text) + 1 + len(line) > MAX_TEXT:
            yield _section(text)
            text = line
        else:
            text = f"{text}\n{line}" if text else line
    if text:
        yield _section(text)


def _section(text: str) -> Block:
    return {"type": "section", "text": _words(text)}


def _words(text: str) -> Block:
    # verbatim: Slack adds no links, channels or mentions of its own to the text.
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}
