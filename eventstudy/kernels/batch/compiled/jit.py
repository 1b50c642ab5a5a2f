"""How functions are compiled: once, kept on disk where there is a place for it, without Python's lock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numba
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt


def compiled() -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return a decorator that compiles a function when it is first called.

    Sums are taken in the order that is written; where that costs time it is written in lanes. Licence to reorder them
    would be as quick, but how they are reordered hangs on what was compiled beside them: a process that compiles and
    one that finds its code on disk would differ in the last bit.

    What was compiled is kept beside the source, or where that may not be written in the user's cache folder, or where
    NUMBA_CACHE_DIR says; where none may be written it is compiled anew in each process.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        try:
            made = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
        except RuntimeError:  # numba finds no folder that it may write
            made = numba.njit(nogil=True, error_model="numpy")(function)
        return made

    return decorate


def given(values: npt.NDArray[Any], dtype: type) -> npt.NDArray[Any]:
    """Return values as a read-only, contiguous view of one type, so that a function is compiled for one only."""
    view: npt.NDArray[Any] = np.ascontiguousarray(values, dtype=dtype).view()
    view.flags.writeable = False
    return view
