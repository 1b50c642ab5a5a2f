"""Figures as parts of a page: SVG that brings no name of its own into it and asks for nothing outside it."""

from __future__ import annotations

import re
from html import escape

from eventstudy.report.visible import visible

_DROPPED = (
    re.compile(r"<\?xml.*?\?>", re.DOTALL),
    re.compile(r"<!DOCTYPE.*?>", re.DOTALL),
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"<metadata>.*?</metadata>", re.DOTALL),
    re.compile(r"<style.*?</style>", re.DOTALL),
    re.compile(r"<defs>\s*</defs>"),
    re.compile(r"<title\b.*?</title>", re.DOTALL),
    re.compile(r"<desc\b.*?</desc>", re.DOTALL),
)
_OPENING = re.compile(r"<svg\b[^>]*>")
_VIEW = re.compile(r'viewBox="([^"]*)"')
_COLOUR = re.compile(r"(?<=: )#([0-9a-f]{6})\b")


def inline_svg(svg: str, prefix: str, title: str, description: str) -> str:
    """Return SVG text for the inside of an HTML page.

    Every id, and every reference to one, begins with `prefix`, so that several figures stand on one page. Prolog,
    metadata, comments, name spaces and style sheets are left out: the page knows the first four without being told, and a
    style sheet would reach beyond its figure. A colour ``#1d5d96`` may be another where the page's style sets
    ``--c-1d5d96``, as on a dark page.

    Parameters
    ----------
    svg
        As `figures.to_svg` gives it.
    prefix
        Letters, digits and hyphens, another for each figure of the page.
    title, description
        What the figure is, and what it shows; read aloud to who does not see it.

    Examples
    --------
    >>> inline_svg('<svg viewBox="0 0 1 1"><g id="a"/></svg>', "f1", "Prices", "They rose.")
    '<svg viewBox="0 0 1 1" role="img" aria-labelledby="f1-title f1-desc"><title id="f1-title">Prices</title><desc id="f1-desc">They rose.</desc><g id="f1-a"/></svg>'
    """  # noqa: E501 - the example is one line of output
    for pattern in _DROPPED:
        svg = pattern.sub("", svg)
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', svg)
    svg = re.sub(r'(?:xlink:)?href="#([^"]+)"', rf'href="#{prefix}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", svg)
    svg = _COLOUR.sub(r"var(--c-\1,#\1)", svg)
    svg = re.sub(r"\s*\n\s*", "\n", svg).strip()
    opening = _OPENING.search(svg)
    view = _VIEW.search(opening.group()) if opening else None
    if opening is None or view is None:
        raise ValueError("not an SVG with a viewBox, as figures.to_svg writes it")
    head = (
        f'<svg viewBox="{view.group(1)}" role="img" aria-labelledby="{prefix}-title {prefix}-desc">'
        f'<title id="{prefix}-title">{escape(visible(title))}</title>'
        f'<desc id="{prefix}-desc">{escape(visible(description))}</desc>'
    )
    return head + svg[opening.end() :]
