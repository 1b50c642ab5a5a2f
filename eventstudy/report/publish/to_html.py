"""A sheet as HTML for a page, drawn by great_tables; this module alone loads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.report.publish.sheet import tails
from eventstudy.report.publish.to_word import bound, spaced, unbroken
from eventstudy.report.visible import visible

if TYPE_CHECKING:
    from eventstudy.report.publish.sheet import Sheet

_PANEL = "panel"


def html(sheet: Sheet) -> str:
    """Return a sheet as HTML with a style of its own, which touches nothing else on a page."""
    import pandas as pd  # noqa: PLC0415 - this and the next are loaded when a page is wanted
    from great_tables import GT, style  # noqa: PLC0415
    from great_tables import loc as places  # noqa: PLC0415

    columns, labels, right, spans = _columns(sheet)
    grouped = any(line.panel for line in sheet.lines)
    if grouped:
        columns[_PANEL] = [line.panel for line in sheet.lines]
    frame = pd.DataFrame(columns, dtype=object)
    name = f"es-{sheet.name.replace('_', '-')}"
    table = GT(frame, id=name, groupname_col=_PANEL if grouped else None).tab_header(visible(sheet.caption))
    for over, held in spans:
        table = table.tab_spanner(over, held)
    table = table.cols_label(dict(labels)).cols_align("left").cols_align("right", right)
    for place, note in enumerate(sheet.notes):
        table = table.tab_source_note(bound(f"Note. {note}" if not place else note))
    table = table.tab_options(
        heading_align="left",
        heading_title_font_size="110%",
        heading_title_font_weight="bold",
        table_font_size="14px",
        table_border_top_style="none",
        table_border_bottom_style="none",
        heading_border_bottom_style="none",
        column_labels_border_top_color="#333333",
        column_labels_border_bottom_color="#333333",
        column_labels_border_bottom_width="1px",
        table_body_hlines_style="none",
        table_body_border_bottom_color="#333333",
        row_group_border_top_style="none",
        row_group_border_bottom_style="none",
        row_group_padding="6px",
        data_row_padding="3px",
        source_notes_font_size="85%",
        table_body_border_top_color="#333333",
        table_body_border_top_width="1px",
    ).tab_style(style.text(style="italic"), places.row_groups())
    stars = [one for one in labels if one.endswith("s")]
    if stars:
        table = table.tab_style(style.css("padding-left: 0;"), places.body(columns=stars))
        table = table.tab_style(style.css("padding-right: 0;"), places.body(columns=[one[:-1] for one in stars]))
    table = table.opt_css(
        f"#{name} .gt_right {{ font-variant-numeric: tabular-nums; white-space: nowrap; }}\n"
        f"#{name} .gt_sourcenote {{ max-width: 1px; white-space: normal; }}"
    )
    made: str = table.as_raw_html()
    # the library's own rule names bare elements after its first: it would strip the borders of all tables on the page
    bare = f"#{name} thead, tbody, tfoot, tr, td, th {{"
    scoped = ", ".join(f"#{name} {one}" for one in ("thead", "tbody", "tfoot", "tr", "td", "th"))
    made = made.replace(bare, f"{scoped} {{").replace("\n tr {", f"\n #{name} tr {{")
    style_sheet, end, drawn = made.partition("</style>")
    return f"{style_sheet}{end}{unbroken(drawn)}"


def _columns(
    sheet: Sheet,
) -> tuple[dict[str, list[str]], dict[str, str], list[str], list[tuple[str, list[str]]]]:
    """Return cells and labels by column, which stand to the right, and the heads above several."""
    cells: dict[str, list[str]] = {}
    labels: dict[str, str] = {}
    right: list[str] = []
    held: list[list[str]] = []
    for place, head in enumerate(sheet.heads):
        column, name = sheet.column(place), f"c{place}"
        pads = tails([cell.text for cell in column])
        cells[name] = [
            bound(cell.text) + (spaced(pad) if cell.text else "") for cell, pad in zip(column, pads, strict=True)
        ]
        labels[name] = head.text
        right += [name] if head.right else []
        held.append([name])
        if sheet.starred(place):
            cells[f"{name}s"] = [cell.stars for cell in column]
            labels[f"{name}s"] = ""
            held[-1].append(f"{name}s")
    spans, start = [], 0
    for over, many in sheet.spans():
        names = [name for group in held[start : start + many] for name in group]
        spans += [(over, names)] if over else []
        start += many
    return cells, labels, right, spans
