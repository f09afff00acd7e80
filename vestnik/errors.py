"""Errors that are told to the person at the keyboard in one line, and the exit codes that go with them."""

from __future__ import annotations

EXIT_OK = 0
EXIT_ERROR = 1
EXIT_USAGE = 2
EXIT_SOME_SOURCES_FAILED = 3
EXIT_INTERRUPTED = 130


class UserError(Exception):
    """Something the user can put right. The text says what happened, where, and what to do; it holds no secret."""

    exit_code = EXIT_ERROR


class UsageError(UserError):
    """The command line itself is wrong."""

    exit_code = EXIT_USAGE


class InterruptedByUserError(UserError):
    """Ctrl-C or SIGTERM: what was done is kept."""

    exit_code = EXIT_INTERRUPTED


class ConfigError(UserError):
    """The configuration cannot be used. ``problems`` are one line each: file, key, what is wrong, what would do."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        more = len(problems) - 1
        tail = f" (and {more} more: `vestnik config check` lists them)" if more else ""
        super().__init__(problems[0] + tail)
