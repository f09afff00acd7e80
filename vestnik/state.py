"""What one call of the command carries from its global options to its command."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vestnik.config import Config


@dataclass(slots=True)
class State:
    """The global options. The configuration is read when a command first asks for it: ``init`` must not need one."""

    config_path: Path | None = None
    debug: bool = False
    _config: Config | None = None

    def config(self) -> Config:
        """The configuration, read once. Raises ConfigError."""
        if self._config is None:
            from vestnik.config_load import load_config

            self._config = load_config(self.config_path)
        return self._config
