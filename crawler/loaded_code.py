"""The code of libraries that a crawl's process has run through as it began, and will not run again."""

from __future__ import annotations

import ctypes
import re
import sys

_CODE = re.compile(rb"^([0-9a-f]+)-([0-9a-f]+) r-xp [0-9a-f]+ \S+ [1-9]", re.MULTILINE)  # of a file: it has an inode
_CHANGED = re.compile(rb"^Anonymous: +[1-9]", re.MULTILINE)
_MADV_DONTNEED = 4  # asm-generic/mman-common.h


def let_go() -> bool:
    """Let go of all code of libraries that is mapped: what is run again the system maps again, from the files, which it
    keeps in its memory for as long as there is room. False where there is none, or another system.

    For once all is loaded, which runs through most of it: 15 MB of a crawl's resident memory, and the system, short of
    memory, would take such code last. Takes 7 ms.
    """
    advise = getattr(ctypes.CDLL(None), "madvise", None) if sys.platform == "linux" else None
    if advise is None:
        return False
    advise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    return 0 in {advise(start, end - start, _MADV_DONTNEED) for start, end in _areas()}


def _areas() -> list[tuple[int, int]]:
    """Where code lies in memory as it stands in its file: the first byte, and the one after the last. What was changed
    in memory would be lost."""
    with open("/proc/self/smaps", "rb") as file:
        told = file.read()
    code = [(area, told[area.end() : told.index(b"VmFlags", area.end())]) for area in _CODE.finditer(told)]
    return [(int(area[1], 16), int(area[2], 16)) for area, figures in code if not _CHANGED.search(figures)]
