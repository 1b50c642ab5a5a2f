"""How long an answer is waited for, how often it is asked for again, and how much of it is taken."""

from __future__ import annotations

import time
import warnings
from concurrent.futures import Future
from contextvars import copy_context
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

from eventstudy.errors import EventStudyWarning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["LARGEST", "PAUSES", "WHOLE", "Endless", "Taken", "patiently", "within"]

PAUSES = (2.0, 8.0, 30.0)
"""Seconds waited before the second, third and fourth request, where a source asks for patience."""
WHOLE = 120.0
"""Seconds that a whole answer may take: one that comes byte by byte never lets a connection time out."""
LARGEST = 1 << 26
"""Bytes of an answer."""
_NOTICED = 5.0
"""Seconds from which a pause is told, lest it look like a program that hangs."""

T = TypeVar("T")


class Endless(OSError):  # noqa: N818 - reads better where it is raised and caught
    """An answer that does not come to an end."""


def patiently(
    ask: Callable[[], T],
    *,
    passing: Callable[[Exception], bool],
    pauses: Sequence[float] = PAUSES,
    sleep: Callable[[float], object] = time.sleep,
    who: str = "the source",
) -> T:
    """Return what `ask` returns, asking again after growing pauses while it fails in a way that may pass.

    Parameters
    ----------
    ask
        The request.
    passing
        Tells whether an error may be gone after a pause.
    pauses
        Seconds; as many further requests as there are pauses.
    sleep
        How to wait.
    who
        Whose answer it is; a pause long enough to be noticed is told.

    Raises
    ------
    Exception
        The last error of `ask`.

    Examples
    --------
    >>> patiently(lambda: 42, passing=lambda error: False)
    42
    """
    for pause in pauses:
        try:
            return ask()
        except Exception as error:
            if not passing(error):
                raise
        if pause >= _NOTICED:
            told = f"{who} does not answer as it should, asked again in {pause:g} s"
            warnings.warn(told, EventStudyWarning, stacklevel=2)
        sleep(pause)
    return ask()


def within(seconds: float, ask: Callable[[], T]) -> T:
    """Return what `ask` returns, if it does so in time; else it is left to itself and ends with the process.

    Raises
    ------
    Endless
        It has not returned.
    Exception
        The error of `ask`.

    Examples
    --------
    >>> within(1.0, lambda: 42)
    42
    """
    answer: Future[T] = Future()

    def work() -> None:
        try:
            answer.set_result(ask())
        except Exception as error:  # noqa: BLE001 - raised below, where it is waited for
            answer.set_exception(error)

    Thread(target=copy_context().run, args=(work,), daemon=True).start()
    try:
        return answer.result(timeout=seconds)
    except TimeoutError:
        if answer.done():
            raise
        raise Endless(f"sent no whole answer within {seconds:g} s") from None


@dataclass(slots=True)
class Taken:
    """The raw answer of the requests library, of which no more than so many bytes are taken."""

    raw: Any
    most: int = LARGEST

    def stream(self, amount: int, *, decode_content: bool | None = None) -> Iterator[bytes]:
        """Give an answer part by part, unpacked."""
        held = 0
        for part in self.raw.stream(amount, decode_content=decode_content):
            held += len(part)
            if held > self.most:
                self.raw.close()
                raise Endless(f"sent more than {self.most >> 20} MB, more than any such table has")
            yield part

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - as it comes
        """Give what else a raw answer has."""
        return getattr(self.raw, name)
