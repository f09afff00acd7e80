"""Entry point of the ``vestnik`` command."""

from __future__ import annotations

import gc
import sys

from vestnik.errors import EXIT_INTERRUPTED


def main() -> None:
    """Load the command and run it. Who presses Ctrl-C before it is loaded gets the exit code and no traceback."""
    try:
        from vestnik.root import app

        app()
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)
    finally:
        gc.freeze()  # the interpreter's end looks through all there is, thrice; the system takes it back anyway
