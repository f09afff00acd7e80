"""Saved pages with what a person says is to be read on them; ``python -m tests.pages`` reviews and accepts."""
