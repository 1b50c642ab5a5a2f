"""How a notebook shows records: one as a table of a row, a list of them as a table.

What draws tables stands above records; a notebook's question goes to it by its public name, as a user's would.
"""

from __future__ import annotations

from typing import SupportsIndex, TypeVar, overload

T = TypeVar("T")


class Shown:
    """A record that a notebook shows as a table."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return _table(self)


class Records(list[T]):
    """A list of records, like any other list; a notebook shows it as a table, and a slice of it as one too.

    Examples
    --------
    >>> Records([3, 4, 5])[1:]
    [4, 5]
    >>> Records([3, 4]) == [3, 4]
    True
    """

    __slots__ = ()

    @overload
    def __getitem__(self, place: SupportsIndex) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Records[T]: ...
    def __getitem__(self, place: SupportsIndex | slice) -> T | Records[T]:
        if isinstance(place, slice):
            return Records(super().__getitem__(place))
        return super().__getitem__(place)

    def _repr_html_(self) -> str:
        return _table(self) if self else "<p>none</p>"


def _table(records: object) -> str:
    from eventstudy import to_table  # noqa: PLC0415 - loaded when a notebook asks

    return to_table(records)._repr_html_()
