"""When a person's own check last passed: in the source's file where that is the user's own, else beside vestnik.toml.

A shipped file is the program's, and is replaced with it; what was checked here and now is kept in ``verified.toml``,
one line a source, and wins over the file's word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import tomli

from vestnik.errors import UserError

if TYPE_CHECKING:
    from vestnik.config import Config

FILE_NAME = "verified.toml"
_HEAD = "# When `vestnik check` last passed for sources of the shipped catalogue. Written by the program.\n"
_LINE = re.compile(r'^verified\s{0,9}=\s{0,9}"[^"\n]*"', re.MULTILINE)
_TABLE = re.compile(r"^[ \t]{0,20}\[", re.MULTILINE)


def verified_days(config: Config) -> Mapping[str, str]:
    """The day (YYYY-MM-DD) of the last passed check by source key; nothing where none was made. UserError where the
    file cannot be read."""
    path = config.folder / FILE_NAME
    if not path.is_file():
        return {}
    try:
        data = tomli.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        raise UserError(f"{path}: cannot be read ({error}); remove it, `vestnik check` writes it anew") from None
    return {key: str(value) for key, value in data.items()}


def record(config: Config, key: str, file: Path | None, day: date) -> Path:
    """Write down that a source passed its check on that day, and return the file it was written into: the source's own
    (``file``, None for a shipped one), else ``verified.toml``. UserError where it cannot be written."""
    try:
        if file is not None:
            text = file.read_text(encoding="utf-8")
            file.write_text(_with_day(text, day), encoding="utf-8")
            return file
        days = {**verified_days(config), key: day.isoformat()}
        path = config.folder / FILE_NAME
        path.write_text(_HEAD + "".join(f'{k} = "{v}"\n' for k, v in sorted(days.items())), encoding="utf-8")
    except OSError as error:
        raise UserError(f"{file or config.folder / FILE_NAME}: cannot be written: {error.strerror}") from None
    return path


def _with_day(text: str, day: date) -> str:
    """A source file's text with its day: the line replaced, or put at the end of the keys above the first table."""
    line = f'verified = "{day.isoformat()}"'
    table = _TABLE.search(text)
    end = table.start() if table else len(text)
    head, tail = text[:end], text[end:]
    if _LINE.search(head):
        return _LINE.sub(line, head, count=1) + tail
    return head.rstrip("\n") + f"\n{line}\n" + ("\n" if tail else "") + tail
