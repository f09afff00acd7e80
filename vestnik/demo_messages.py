"""The demo's alerts as its mailbox and its Slack endpoint received them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from vestnik.console import say

LINES_SHOWN = 24
"""Lines of a long text that are shown."""


def print_mail(folder: Path, messages: Sequence[EmailMessage]) -> None:
    """Print each mail's headers and first lines, and keep it whole in ``folder``."""
    for number, message in enumerate(messages, 1):
        (folder / f"mail-{number}.eml").write_bytes(message.as_bytes())
        html = message.get_body(("html",))
        if isinstance(html, EmailMessage):
            (folder / f"mail-{number}.html").write_text(html.get_content(), encoding="utf-8")
        for name in ("From", "To", "Subject", "Date", "Message-ID", "List-Id"):
            say(f"  {name}: {message[name]}")
        text = message.get_body(("plain",))
        lines = text.get_content().splitlines() if isinstance(text, EmailMessage) else []
        say("\n".join(f"  | {line}" for line in lines[:LINES_SHOWN]))
        if len(lines) > LINES_SHOWN:
            say(f"  … {len(lines) - LINES_SHOWN} more lines; whole in {folder}/mail-{number}.html")


def print_slack(folder: Path, messages: Sequence[dict[str, Any]]) -> None:
    """Print the first lines of the messages, and keep them whole in ``folder``."""
    (folder / "slack.json").write_text(json.dumps(messages, ensure_ascii=False, indent=1), encoding="utf-8")
    blocks = [block for message in messages for block in message.get("blocks", ())]
    lines = [line for block in blocks for line in _block_lines(block)]
    say("\n".join(f"  | {line}" for line in lines[:LINES_SHOWN]))
    say(f"  {len(messages)} messages, {len(blocks)} blocks; whole in {folder}/slack.json")


def _block_lines(block: dict[str, Any]) -> Iterator[str]:
    """The texts of one Block Kit block, however deep, as lines."""
    for key, value in block.items():
        if key == "text" and isinstance(value, str):
            yield from value.splitlines()
        elif isinstance(value, dict):
            yield from _block_lines(value)
        elif isinstance(value, list):
            for part in value:
                if isinstance(part, dict):
                    yield from _block_lines(part)
