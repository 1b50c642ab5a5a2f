r"""A sheet as LaTeX with booktabs rules, without packages for numbers: points are aligned by ``\phantom``."""

from __future__ import annotations

import re
import unicodedata
from textwrap import wrap
from typing import TYPE_CHECKING

from eventstudy.report.publish.sheet import tails

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.report.publish.sheet import Line, Sheet

LONG = 45
"""Rows and lines of notes beyond which a table runs over several pages."""
_LINE = 104
"""Letters of footnote size that fit a line of A4 with margins of 25 mm."""
_NORMAL = 80
"""Letters and gaps beyond which a table is set in that size."""
_BREAK = (24, 15, 9)
"""Letters beyond which columns of text are broken into lines: the first that leaves room for them is taken."""
_HEAD = 10
"""Letters of a head above narrower numbers."""
_ROOM = 11
"""Letters that a broken column has at least."""
_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': r"\textquotedbl{}", "`": r"\textasciigrave{}", "'": r"\textquotesingle{}",
    "\N{MINUS SIGN}": "$-$", "\N{EN DASH}": "--", "\N{EM DASH}": "---", "\N{NO-BREAK SPACE}": "~",
    "\N{LEFT DOUBLE QUOTATION MARK}": "``", "\N{RIGHT DOUBLE QUOTATION MARK}": "''",
    "\N{LEFT SINGLE QUOTATION MARK}": "`", "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{HORIZONTAL ELLIPSIS}": r"\dots{}",
    "\N{MULTIPLICATION SIGN}": r"$\times$", "\N{PLUS-MINUS SIGN}": r"$\pm$", "\N{DEGREE SIGN}": r"$^{\circ}$",
    "\N{LESS-THAN OR EQUAL TO}": r"$\le$", "\N{GREATER-THAN OR EQUAL TO}": r"$\ge$", "\N{MICRO SIGN}": r"$\mu$",
    "\N{EURO SIGN}": r"\texteuro{}", "\N{POUND SIGN}": r"\pounds{}", "\N{YEN SIGN}": r"\textyen{}",
    "\N{CENT SIGN}": r"\textcent{}", "\N{VULGAR FRACTION ONE HALF}": r"$\frac{1}{2}$", "\N{MIDDLE DOT}": r"$\cdot$",
    "\N{VULGAR FRACTION ONE QUARTER}": r"$\frac{1}{4}$", "\N{VULGAR FRACTION THREE QUARTERS}": r"$\frac{3}{4}$",
}  # fmt: skip
_BETWEEN = re.compile(r" (?!%)|(?<=[-_])(?!\d)")
_DAY = re.compile(r"\b(?:to )?\d{4}-\d\d-\d\d\b")
_LETTER = re.compile(r"[\u00c0-\u017e]")
_NEEDS = r"% needs \usepackage[T1]{{fontenc}}, \usepackage{{textcomp}}, \usepackage{{booktabs}}{more}"


def escaped(text: str) -> str:
    r"""Return a text that LaTeX prints as it is; what no Latin font has, by its code point.

    Examples
    --------
    >>> escaped("R&D_1, \u22120.81 % \u2013 \u4e2d")
    'R\\&D\\_1, $-$0.81~\\% -- [U+4E2D]'
    """
    made = "".join(_letter(one) for one in unicodedata.normalize("NFC", text))
    return made.replace(r" \%", r"~\%")  # a number stays with its sign


def _letter(one: str) -> str:
    if one in _SPECIAL:
        return _SPECIAL[one]
    if " " <= one <= "~" or _LETTER.fullmatch(one):
        return one
    return " " if one.isspace() else f"[U+{ord(one):04X}]"


def latex(sheet: Sheet) -> str:
    """Return a sheet as LaTeX: a floating table, or where it is long one over several pages."""
    shares = _shares(sheet)
    long = _height(sheet, shares) > LONG
    specs = "".join(_spec(sheet, place, share) for place, share in enumerate(shares))
    used = (("array", any(shares)), ("longtable", long))
    more = "".join(rf", \usepackage{{{name}}}" for name, needed in used if needed)
    small = r"\footnotesize\setlength{\tabcolsep}{4pt}" if _natural(sheet) > _NORMAL else ""
    made = (_over_pages if long else _floating)(sheet, specs, [*_heads(sheet), *_body(sheet, shares)], small)
    return "\n".join([_NEEDS.format(more=more), *made]) + "\n"


def _height(sheet: Sheet, shares: Sequence[float]) -> int:
    """Return how many lines a table has, those into which its cells and notes are broken counted."""
    notes = sum(1 + len(note) // _LINE for note in sheet.notes)
    panels = sum(1 for panel, _ in sheet.blocks() if panel)
    return notes + panels + sum(_lines_of(line, shares) for line in sheet.lines)


def _lines_of(line: Line, shares: Sequence[float]) -> int:
    """Return how many lines the tallest cell of a row is broken into."""
    return (
        max(
            (
                len(wrap(cell.text, max(int(share * _LINE) - 1, 1))) if share else 1
                for cell, share in zip(line.cells, shares, strict=True)
            ),
            default=1,
        )
        or 1
    )


def _floating(sheet: Sheet, specs: str, body: Sequence[str], size: str) -> list[str]:
    """Return a table that floats."""
    return [
        r"\begin{table}[htbp]",
        r"\centering",
        rf"\caption{{{escaped(sheet.caption)}}}",
        rf"\label{{{_label(sheet)}}}",
        *([size] if size else []),
        rf"\begin{{tabular}}{{@{{}}{specs}@{{}}}}",
        *body,
        r"\end{tabular}",
        *([r"\par\medskip", *_notes(sheet)] if sheet.notes else []),
        r"\end{table}",
    ]


def _over_pages(sheet: Sheet, specs: str, body: Sequence[str], size: str) -> list[str]:
    """Return a table over several pages, its heads at the top of each."""
    first = list(body).index(r"\midrule") + 1
    return [
        rf"\begingroup{size}",
        rf"\begin{{longtable}}{{@{{}}{specs}@{{}}}}",
        rf"\caption{{{escaped(sheet.caption)}}}\label{{{_label(sheet)}}}\\",
        *body[:first],
        r"\endfirsthead",
        *body[:first],
        r"\endhead",
        *body[first:],
        r"\end{longtable}",
        r"\endgroup",
        *([r"\noindent", *_notes(sheet, breaks=True)] if sheet.notes else []),
    ]


def _label(sheet: Sheet) -> str:
    return f"tab:{sheet.name.replace('_', '-')}"


def _notes(sheet: Sheet, *, breaks: bool = False) -> list[str]:
    """Return the notes as paragraphs below a table; those of a long one may break over pages."""
    told = "\\par\n".join([rf"\emph{{Note.}} {escaped(sheet.notes[0])}", *map(escaped, sheet.notes[1:])])
    if breaks:
        return [rf"{{\footnotesize\raggedright\setlength{{\parindent}}{{0pt}}{told}\par}}"]
    return [r"\begin{minipage}{\linewidth}\footnotesize\raggedright", told, r"\par\end{minipage}"]


def _widest(sheet: Sheet, place: int) -> int:
    """Return the letters of the longest cell of a column."""
    return max((len(cell.text) + len(cell.stars) for cell in sheet.column(place)), default=0)


def _stacked(sheet: Sheet, place: int) -> list[str]:
    """Return the lines of a head: one above numbers is no wider than it must be, and its unit stands below."""
    head = sheet.heads[place]
    unit = [f"({head.unit})"] if head.unit else []
    if not head.right:
        return [head.text]
    return [*wrap(head.label, max(_HEAD, _widest(sheet, place)), break_long_words=False), *unit]


def _length(sheet: Sheet, place: int) -> int:
    """Return the letters of the longest cell of a column or line of its head."""
    return max(_widest(sheet, place), *map(len, _stacked(sheet, place)))


def _natural(sheet: Sheet) -> int:
    """Return the letters of a row with the gaps between its columns."""
    return sum(_length(sheet, place) + 2 for place in range(len(sheet.heads)))


def _shares(sheet: Sheet) -> list[float]:
    """Return the share of the line for each column that is broken into lines; 0 for one that is not."""
    lengths = [_length(sheet, place) for place in range(len(sheet.heads))]
    if _natural(sheet) <= _LINE:
        return [0.0 for _ in lengths]
    broken: list[int] = []
    room = 0
    for limit in _BREAK:
        broken = [place for place, head in enumerate(sheet.heads) if not head.right and lengths[place] > limit]
        room = _LINE - 2 * len(lengths) - sum(one for place, one in enumerate(lengths) if place not in broken)
        if broken and room >= _ROOM * len(broken):
            break
    least = {place: max(_ROOM, _word(sheet, place)) for place in broken}
    weights = {place: min(lengths[place], 60) ** 0.7 for place in broken}
    spare = max(room - sum(least.values()), 0) / max(sum(weights.values()), 1.0)
    return [
        (least[place] + spare * weights[place]) / _LINE if place in broken else 0.0 for place in range(len(lengths))
    ]


def _word(sheet: Sheet, place: int) -> int:
    """Return the letters of the longest piece of a column that stays on one line."""
    pieces = (piece for cell in sheet.column(place) for piece in _BETWEEN.split(cell.text))
    return max(map(len, pieces), default=0) + 1


def _spec(sheet: Sheet, place: int, share: float) -> str:
    """Return how a column is set: numbers to the right, stars to their right, long text broken into lines."""
    if sheet.heads[place].right:
        return "r@{}l" if sheet.starred(place) else "r"
    return rf">{{\raggedright\arraybackslash}}p{{{share:.3f}\linewidth}}" if share else "l"


def _heads(sheet: Sheet) -> list[str]:
    """Return the rules and heads of a table; a unit stands below its label."""
    widths = [2 if sheet.starred(place) else 1 for place in range(len(sheet.heads))]
    lower = []
    for place, (head, wide) in enumerate(zip(sheet.heads, widths, strict=True)):
        side, stack = "r" if wide == 1 else "c", [escaped(line) for line in _stacked(sheet, place)]
        lines = r"\\".join(stack)
        text = rf"\shortstack[{side}]{{{lines}}}" if len(stack) > 1 else lines
        lower.append(rf"\multicolumn{{{wide}}}{{{side}}}{{{text}}}" if head.right else text)
    upper, rules, place = [], [], 1
    for over, many in sheet.spans():
        wide, widths = sum(widths[:many]), widths[many:]
        upper.append(rf"\multicolumn{{{wide}}}{{c}}{{{escaped(over)}}}" if over else "&".join([""] * wide))
        rules += [rf"\cmidrule(lr){{{place}-{place + wide - 1}}}"] if over else []
        place += wide
    above = [f"{' & '.join(upper)} \\\\", "".join(rules)] if rules else []
    return [r"\toprule", *above, f"{' & '.join(lower)} \\\\", r"\midrule"]


def _body(sheet: Sheet, shares: Sequence[float]) -> list[str]:
    """Return the rows of a table, each panel after its head."""
    pads = [tails([cell.text for cell in sheet.column(place)]) for place in range(len(sheet.heads))]
    wide = sum(2 if head.right and sheet.starred(place) else 1 for place, head in enumerate(sheet.heads))
    lines, row = [], 0
    for number, (panel, block) in enumerate(sheet.blocks()):
        lines += [r"\addlinespace"] if panel and number else []
        lines += [rf"\multicolumn{{{wide}}}{{@{{}}l}}{{\emph{{{escaped(panel)}}}}} \\*"] if panel else []
        for inside, line in enumerate(block):
            # a little air before rows that name anew what the rows above them left empty
            aired = inside and row and line.cells[0].text and not sheet.lines[row - 1].cells[0].text
            lines += [r"\addlinespace[2pt]"] if aired else []
            lines.append(_row(sheet, line, [pad[row] for pad in pads], shares))
            row += 1
    return [*lines, r"\bottomrule"]


def _row(sheet: Sheet, line: Line, pads: Sequence[str], shares: Sequence[float]) -> str:
    cells = []
    for place, (head, cell, pad) in enumerate(zip(sheet.heads, line.cells, pads, strict=True)):
        text = escaped(cell.text) + (rf"\phantom{{{pad}}}" if pad and cell.text else "")
        if shares[place]:  # a long name may break at an underscore, a day nowhere
            text = _DAY.sub(r"\\mbox{\g<0>}", text.replace(r"\_", r"\_\allowbreak{}"))
        # a cell that begins with a bracket would be taken for an option of the line break before it
        cells.append(f"{{{text}}}" if not place and text.startswith(("[", "*")) else text)
        if head.right and sheet.starred(place):
            cells.append(f"$^{{{cell.stars}}}$" if cell.stars else "")
    return f"{' & '.join(cells)} \\\\"
