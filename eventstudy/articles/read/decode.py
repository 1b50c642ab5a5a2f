"""Bytes to text, in the encodings that newsrooms write."""

from __future__ import annotations

import re

from eventstudy.errors import ArticleError

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
"""Byte-order marks, the longer first, since that of UTF-32 begins with that of UTF-16."""
_NULS = 0.3
"""Least share of NUL among every second byte of English text in UTF-16."""
_MAC = re.compile(rb"[A-Za-z]\xd5[a-z]|[\s(]\xd2[A-Z]|[a-z.,?!]\xd3\s")
"""Mac Roman: what are its quotation marks and apostrophe are capital vowels with accents in Windows-1252."""
_WINDOWS_ONLY = re.compile(rb"[\x80-\x9f]")
_EURO = b"\xa4"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MOST_CONTROL = 0.02


def decode(data: bytes, name: str, *, declared: str | None = None) -> str:
    r"""Return the text of bytes, line ends as ``\n``.

    A byte-order mark decides, then the encoding that the file declares of itself, if it is one and fits. Else UTF-16
    without a mark by its NULs, UTF-8, and of the encodings of a byte a character Mac Roman by its quotation marks,
    ISO 8859-15 by its euro sign, Windows-1252.

    Raises
    ------
    ArticleError
        When the bytes are no text.

    Examples
    --------
    >>> decode(b"It cost \x80 5.", "a.txt") == "It cost \u20ac 5."
    True
    """
    found = (_try(data, encoding) for encoding in _encodings(data, declared))
    text = next((text for text in found if text is not None), None)
    if text is None or len(_CONTROL.findall(text)) > _MOST_CONTROL * len(text):
        raise ArticleError(f"{name} is not text; save it as UTF-8")
    return text.replace("\r\n", "\n") if "\n" in text else text.replace("\r", "\n")


def _encodings(data: bytes, declared: str | None) -> list[str]:
    """Return the encodings to try, in order."""
    mark = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    if mark:
        return [mark]
    if b"\x00" in data:
        even, odd = data[::2].count(0), data[1::2].count(0)
        wide = "utf-16-le" if odd > even else "utf-16-be"
        return [wide] if max(even, odd) > _NULS * len(data) / 2 > min(even, odd) else []
    legacy = "cp1252"
    if _MAC.search(data):
        legacy = "mac_roman"
    elif _EURO in data and not _WINDOWS_ONLY.search(data):
        legacy = "iso8859_15"
    return [*([declared] if declared else []), "utf-8", legacy]


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):  # bytes that it has not, or no encoding of that name
        return None
