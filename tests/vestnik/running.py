"""Run the command in this process and look at its exit code, output and errors."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from vestnik.root import app


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str
    error: BaseException | None

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Command:
    folder: Path

    def __call__(self, *args: str, input: str | None = None) -> Outcome:
        result = CliRunner().invoke(app, list(args), input=input)
        error = result.exception if not isinstance(result.exception, SystemExit) else None
        return Outcome(result.exit_code, result.stdout, result.stderr, error)

    def ok(self, *args: str, input: str | None = None) -> Outcome:
        outcome = self(*args, input=input)
        assert outcome.code == 0, (outcome.err, outcome.error)
        return outcome

    def refused(self, *args: str, code: int = 1, input: str | None = None) -> str:
        """The one line of an error that must come: no traceback, nothing on standard output."""
        outcome = self(*args, input=input)
        assert outcome.code == code, (outcome.code, outcome.out, outcome.err, outcome.error)
        assert outcome.error is None
        assert "Traceback" not in outcome.err
        assert outcome.err.startswith("vestnik: ")
        assert outcome.err.count("\n") == 1, outcome.err
        return outcome.err

    def config(self, text: str) -> Path:
        path = self.folder / "vestnik.toml"
        path.write_text(text, encoding="utf-8")
        return path
