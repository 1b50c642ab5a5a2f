"""Two folders swapped in one step, where the system can."""

from __future__ import annotations

import ctypes
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_RENAME_EXCHANGE = 2  # linux/fs.h; macOS calls the same bit RENAME_SWAP
_AT_FDCWD = -100


def swapped(new: Path, place: Path) -> bool:
    """Swap two folders in one step; False, and nothing done, where the system or the file system cannot."""
    if sys.platform not in {"linux", "darwin"}:
        return False
    library = ctypes.CDLL(None, use_errno=True)
    one, other = os.fsencode(new), os.fsencode(place)
    try:
        if sys.platform == "darwin":
            status = library.renamex_np(one, other, _RENAME_EXCHANGE)
        else:
            status = library.renameat2(_AT_FDCWD, one, _AT_FDCWD, other, _RENAME_EXCHANGE)
    except AttributeError:  # a C library older than the call
        return False
    return bool(status == 0)
