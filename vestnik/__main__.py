"""``python -m vestnik``."""

from vestnik.cli import main

main()
