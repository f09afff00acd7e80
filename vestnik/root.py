"""The root of the ``vestnik`` command: its commands, its global options, and the one place where errors become a line
and a code.

Commands import what they need inside their functions, so that ``vestnik --help`` stays quick; of their modules only
that of the command asked for is loaded.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from crawler.thresholds import THRESHOLDS
from vestnik.console import write_anything
from vestnik.errors import EXIT_ERROR, EXIT_INTERRUPTED, EXIT_OK, UsageError, UserError
from vestnik.state import State

# In the order of `vestnik --help`: first what a newcomer needs.
_ORDER = (
    "demo init add check sources crawl watch reload worker queue backfill status flags search show diff explain review"
    " read replay export serve users topics alerts db doctor config"
)
MODULES = {name: name for name in _ORDER.split()} | {
    "reload": "watch",
    "queue": "worker",
    "show": "articles",
    "diff": "articles",
}
"""Each command, and the module of ``vestnik.commands`` that registers it."""
_NO_SUBCOMMAND = "Missing command."
"""What Typer says of a group of commands without one of them."""

# Pydantic would read what every installed package says of itself, in search of plugins; none is used here.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
# What a start loads stays: it need not be looked through again and again (``crawler.collector``).
gc.set_threshold(*THRESHOLDS)


class PipeClosedError(Exception):
    """The program that read our output went away."""


class RootGroup(TyperGroup):
    """The root command: global options may stand anywhere, and every error ends as one line on standard error."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Move --config and --debug to the front: ``vestnik crawl --config my.toml`` is what people type."""
        return super().parse_args(ctx, hoist_global_options(args))

    def list_commands(self, ctx: Any) -> list[str]:
        """Every command, in the order of the help."""
        return list(MODULES)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, loaded with its module; None where there is none (then all are known, for the one
        that may have been meant)."""
        if cmd_name not in self.commands:
            for module in [MODULES[cmd_name]] if cmd_name in MODULES else dict.fromkeys(MODULES.values()):
                part = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
                import_module(f"vestnik.commands.{module}").register(part)
                self.commands.update(get_group(part).commands)
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; a closed pipe leaves by its own exception, for Typer would make it exit code 1."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise PipeClosedError from error

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command and leave with its exit code (see ``vestnik.errors``)."""
        arguments = list(sys.argv[1:] if args is None else args)
        debug = "--debug" in arguments
        write_anything(sys.stdout, sys.stderr)
        try:
            code = super().main(arguments, prog_name, complete_var, False, windows_expand_args, **extra)
            sys.stdout.flush()
        except (PipeClosedError, BrokenPipeError):
            # The reader (head, less) has seen enough: no error, and nothing may be flushed into the pipe at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = EXIT_OK
        except SystemExit as leaving:  # a second Ctrl-C while a crawl was stopping
            if leaving.code != EXIT_INTERRUPTED:
                raise
            code = EXIT_INTERRUPTED
            tell("interrupted at once; the next crawl goes on where this one was")
        except (Exception, KeyboardInterrupt) as error:
            code, text = explain_error(error, self._words_of(arguments))
            if debug:
                print_traceback(error)
            tell(text)
        else:
            if code == EXIT_INTERRUPTED:  # typer turns Ctrl-C into this code
                tell("interrupted")
        if not standalone_mode:
            return code
        sys.exit(code if isinstance(code, int) else 0)

    def _words_of(self, arguments: Sequence[str]) -> list[str]:
        """The words of a command line that name its command, as far as it was read."""
        words: list[str] = []
        command: Any = self
        for word in arguments:
            if word in getattr(command, "commands", {}):
                words.append(word)
                command = command.commands[word]
        return words


def hoist_global_options(args: Sequence[str]) -> list[str]:
    """The arguments with --config FILE and --debug moved before the command; nothing behind ``--`` is touched.
    UsageError for a --config at the end, without its FILE."""
    front: list[str] = []
    rest: list[str] = []
    remaining = list(args)
    while remaining:
        argument = remaining.pop(0)
        if argument == "--":
            return front + rest + ["--", *remaining]
        if argument == "--config":
            if not remaining:
                raise UsageError("Option '--config' requires an argument. (see `vestnik --help`)")
            front += [argument, remaining.pop(0)]
        elif argument == "--debug" or argument.startswith("--config="):
            front.append(argument)
        else:
            rest.append(argument)
    return front + rest


def explain_error(error: BaseException, words: Sequence[str] = ()) -> tuple[int, str]:
    """Exit code and one line for an error that reached the top, of the command that these words name."""
    if isinstance(error, KeyboardInterrupt):
        return EXIT_INTERRUPTED, "interrupted"
    if isinstance(error, typer.Abort):
        return EXIT_ERROR, "stopped"
    if isinstance(error, typer.TyperException):
        return error.exit_code, _bad_usage(error, words)
    if isinstance(error, UserError):
        return error.exit_code, str(error)
    if isinstance(error, _told_errors()):
        return EXIT_ERROR, str(error)
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return EXIT_ERROR, f"{where}{error.strerror}"
    return EXIT_ERROR, f"unexpected {type(error).__name__}; run again with --debug and report what it prints"


def _bad_usage(error: typer.TyperException, words: Sequence[str]) -> str:
    """What was wrong with the words of the command line, and whose help tells the right ones."""
    context: Any = getattr(error, "ctx", None)
    said, named = error.format_message(), [] if context else list(words)  # not told of an option without its value
    found = context
    while found is not None and found.parent is not None:
        named.insert(0, found.info_name)
        found = found.parent
    if named and said == _NO_SUBCOMMAND:
        said = f"`vestnik {' '.join(named)}` needs one of: {', '.join(context.command.list_commands(context))}"
    return f"{said} (see `{' '.join(['vestnik', *named, '--help'])}`)"


def _told_errors() -> tuple[type[Exception], ...]:
    """The rooms' own errors: their texts say what happened, where, and what to do."""
    from sources.catalogue import SourceError
    from storage.errors import StoreError
    from topics.topic import TopicError

    return SourceError, StoreError, TopicError


def print_traceback(error: BaseException) -> None:
    """The traceback on standard error, without the secrets of the configuration."""
    import traceback

    from vestnik.redact import redact

    sys.stderr.write(redact("".join(traceback.format_exception(error))))


def tell(text: str) -> None:
    """One line on standard error, however long or odd the text is."""
    from vestnik.console import note

    note(text)


app = typer.Typer(
    name="vestnik",
    cls=RootGroup,
    help="University news: every article, every version of it, and an alert the moment a topic appears.",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"vestnik {version('vestnik')}")  # plain print: nothing of rich is needed for one word
        raise typer.Exit


@app.callback()
def root(
    ctx: typer.Context,
    config_path: Annotated[
        Path | None, typer.Option("--config", help="Configuration file; else VESTNIK_CONFIG, else ./vestnik.toml.")
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """University news: every article, every version of it, and an alert the moment a topic appears."""
    ctx.obj = State(config_path=config_path, debug=debug)
    if ctx.invoked_subcommand is None:
        print(ctx.get_help())
