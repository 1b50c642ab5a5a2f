"""A sheet as plain HTML with its style in each element: to paste into Word or a mail, and for notebooks."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from eventstudy.report.publish.sheet import tails
from eventstudy.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.report.publish.sheet import Head, Line, Sheet

_TABLE = "border-collapse:collapse;border:none;font-size:10pt;font-variant-numeric:tabular-nums"
_CELL = "padding:2pt 6pt;border:none;background:none;vertical-align:top"
_HEAD = f"{_CELL.replace('top', 'bottom')};font-weight:normal"
_TOP, _MIDDLE, _BOTTOM = "border-top:1.5pt solid", "border-bottom:0.75pt solid", "border-bottom:1.5pt solid"
_NOTE = "margin:2pt 0;font-size:8.5pt;max-width:60em;text-align:left"
_DAY = re.compile(r"\b(?:to )?\d{4}-\d\d-\d\d\b")
_TEXT = re.compile(r">[^<>]*(?=<)")
_FIGURE_SPACE, _POINT_SPACE = "\N{FIGURE SPACE}", "\N{PUNCTUATION SPACE}"


def spaced(tail: str) -> str:
    """Return blanks as wide as some digits and a point.

    Examples
    --------
    >>> [ord(one) for one in spaced(".0")] == [0x2008, 0x2007]
    True
    """
    return tail.replace(".", _POINT_SPACE).replace("0", _FIGURE_SPACE)


def bound(text: str) -> str:
    """Return a text in which no line breaks between a number and its per cent sign."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")


def shown(text: str) -> str:
    """Return a text as HTML shows it, whatever it is.

    Examples
    --------
    >>> shown("<b>")
    '&lt;b&gt;'
    """
    return escape(visible(text))


def unbroken(page: str) -> str:
    """Return HTML in which no line breaks inside an ISO day; attributes stay as they are.

    Examples
    --------
    >>> unbroken('<td title="2020-01-03">2020-01-03</td>')
    '<td title="2020-01-03"><span style="white-space:nowrap">2020-01-03</span></td>'
    """
    held = r'<span style="white-space:nowrap">\g<0></span>'
    return _TEXT.sub(lambda text: _DAY.sub(held, text[0]), page)


def word(sheet: Sheet, most: int | None = None) -> str:
    """Return a sheet as HTML without classes or a style sheet; of more than `most` rows the first."""
    lines = sheet.lines if most is None else sheet.lines[:most]
    more = len(sheet.lines) - len(lines)
    notes = [f"{more:,} more rows.", *sheet.notes] if more else [*sheet.notes]
    parts = [
        f'<p style="margin:6pt 0 3pt;font-weight:bold;text-align:left">{shown(sheet.caption)}</p>',
        f'<table style="{_TABLE}">',
        "<thead>",
        *_heads(sheet),
        "</thead>",
        "<tbody>",
        *_body(sheet, lines),
        "</tbody>",
        "</table>",
        *(
            f'<p style="{_NOTE}">{"<i>Note.</i> " * (not place)}{shown(bound(note))}</p>'
            for place, note in enumerate(notes)
        ),
    ]
    return unbroken("\n".join(parts) + "\n")


def _side(head: Head) -> str:
    return "right" if head.right else "left"


def _heads(sheet: Sheet) -> list[str]:
    """Return one line of heads, or two where some share one above them."""
    spans = sheet.spans()
    upper = []
    for number, (over, many) in enumerate(spans):
        rule = f";{_TOP}" + (f";{_MIDDLE}" if over else "")
        wide = sum(_wide(sheet, place) for place in _places(spans, number, many))
        upper.append(
            f'<th scope="colgroup" colspan="{wide}" style="{_HEAD};text-align:center{rule}">{shown(over)}</th>'
        )
    double = any(over for over, _ in spans)
    rule = f";{_MIDDLE}" if double else f";{_TOP};{_MIDDLE}"
    lower = [
        f'<th scope="col" colspan="{_wide(sheet, place)}" style="{_HEAD};text-align:{_side(head)}{rule}">'
        f"{shown(head.text)}</th>"
        for place, head in enumerate(sheet.heads)
    ]
    return [*([f"<tr>{''.join(upper)}</tr>"] if double else []), f"<tr>{''.join(lower)}</tr>"]


def _places(spans: Sequence[tuple[str, int]], number: int, many: int) -> range:
    start = sum(wide for _, wide in spans[:number])
    return range(start, start + many)


def _wide(sheet: Sheet, place: int) -> int:
    return 2 if sheet.starred(place) else 1


def _body(sheet: Sheet, lines: Sequence[Line]) -> list[str]:
    pads = [tails([cell.text for cell in sheet.column(place)]) for place in range(len(sheet.heads))]
    wide = sum(_wide(sheet, place) for place in range(len(sheet.heads)))
    made: list[str] = []
    for row, line in enumerate(lines):
        if line.panel and (not row or lines[row - 1].panel != line.panel):
            style = f"{_CELL};text-align:left;padding-top:5pt;font-style:italic;font-weight:normal"
            made.append(f'<tr><th scope="rowgroup" colspan="{wide}" style="{style}">{shown(line.panel)}</th></tr>')
        last = f";{_BOTTOM}" if row == len(lines) - 1 else ""
        made.append(f"<tr>{''.join(_cells(sheet, line, [pad[row] for pad in pads], last))}</tr>")
    return made


def _cells(sheet: Sheet, line: Line, pads: Sequence[str], rule: str) -> list[str]:
    made = []
    for place, (head, cell, pad) in enumerate(zip(sheet.heads, line.cells, pads, strict=True)):
        starred = bool(sheet.starred(place))
        close = ";padding-right:0;white-space:nowrap" if starred else ";white-space:nowrap" if head.right else ""
        text = shown(bound(cell.text)) + (spaced(pad) if cell.text else "")
        made.append(f'<td style="{_CELL};text-align:{_side(head)}{close}{rule}">{text}</td>')
        if starred:
            made.append(f'<td style="{_CELL};text-align:left;padding-left:0{rule}">{cell.stars}</td>')
    return made
