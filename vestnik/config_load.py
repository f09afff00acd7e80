"""Find, read and check the configuration file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import tomli
from pydantic import ValidationError
from pydantic_settings import SettingsError

from vestnik.config import Config
from vestnik.config_problems import describe, line_of
from vestnik.errors import ConfigError
from vestnik.nearest import nearest

FILE_NAME = "vestnik.toml"
_MAX_FILE = 1_000_000


def find_config(given: Path | None = None) -> Path | None:
    """The configuration file: the given one, else VESTNIK_CONFIG, else ./vestnik.toml, else None (defaults).

    Raises ConfigError where a file that was named does not exist.
    """
    named = given or (Path(os.environ["VESTNIK_CONFIG"]) if os.environ.get("VESTNIK_CONFIG") else None)
    if named is not None:
        if not named.is_file():
            origin = "--config" if given else "VESTNIK_CONFIG"
            if named.is_dir():
                raise ConfigError([f"{origin}: {named} is a folder; name the file in it: {named / FILE_NAME}"])
            raise ConfigError([f"{origin}: there is no file {named}; correct the path, or make one by `vestnik init`"])
        return named
    here = Path(FILE_NAME)
    return here if here.is_file() else None


def load_config(given: Path | None = None) -> Config:
    """Read the configuration file and the environment. Raises ConfigError, one text per problem.

    No text and no attached exception holds a value that may be secret.
    """
    path = find_config(given)
    text, data = _read(path) if path else ("", {})
    folder = path.resolve().parent if path else Path.cwd()
    stray = _stray_variables()
    if stray:
        raise ConfigError(stray)
    try:
        config = Config(**data)
    except ValidationError as error:
        problems = describe(error, path=path, text=text)
        raise ConfigError(problems) from None  # the cause may carry values from the file
    except SettingsError:
        raise ConfigError(["the environment variables VESTNIK_... cannot be read as settings"]) from None
    problems = list(_cross_checks(config, str(path or FILE_NAME), text))
    if problems:
        raise ConfigError(problems)
    config._file, config._folder = path, folder
    return config


def _read(path: Path) -> tuple[str, dict[str, Any]]:
    try:
        if path.stat().st_size > _MAX_FILE:
            raise ConfigError([f"{path}: is over {_MAX_FILE} bytes; is it really the configuration?"])
        text = path.read_text(encoding="utf-8-sig")
        return text, tomli.loads(text)
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise ConfigError([f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8"]) from None
    except (tomli.TOMLDecodeError, RecursionError) as error:
        raise ConfigError([f"{path}: is no valid TOML: {error}; texts stand in double quotes"]) from None


def _stray_variables() -> list[str]:
    """Misspelt VESTNIK_SECTION__KEY variables: they would be ignored in silence otherwise."""
    sections = {name.upper() for name in Config.model_fields}
    problems = []
    for variable in sorted(os.environ):
        section, separator, key = variable.upper().removeprefix("VESTNIK_").partition("__")
        if variable.upper().startswith("VESTNIK_") and separator and section not in sections:
            near = get_close_matches(section, sections, n=1)
            hint = f"did you mean VESTNIK_{near[0]}__{key}?" if near else f"sections are {', '.join(sorted(sections))}"
            problems.append(f"environment variable {variable}: {section} is no section; {hint}")
    return problems


def _cross_checks(config: Config, file: str, text: str) -> Iterator[str]:
    names = [channel.name for channel in config.channels]
    for index, name in enumerate(names):
        if name in names[:index]:
            yield f"{_at(file, text, ('channels', index, 'name'))}: {name!r} is used twice; each channel needs its own"
    for index, route in enumerate(config.routes):
        if route.channel not in names:
            hint = nearest(route.channel, names) or (
                f"channels are: {', '.join(names)}" if names else "there are no [[channels]]"
            )
            yield f"{_at(file, text, ('routes', index, 'channel'))}: there is no channel {route.channel!r}; {hint}"


def _at(file: str, text: str, loc: tuple[str | int, ...]) -> str:
    line = line_of(text, loc)
    dotted = ".".join(str(part) for part in loc)
    return f"{file}:{line}: {dotted}" if line else f"{file}: {dotted}"
