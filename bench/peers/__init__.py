"""Vestnik beside other programs: the same pages, the same machine, in turn."""
