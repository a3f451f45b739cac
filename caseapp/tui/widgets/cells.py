"""Text cut and filled to an exact number of terminal cells.

Characters take no cell (combining marks), one, or two (CJK, emoji), so columns stay straight only when cells are
counted, not characters.
"""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

from caseapp.rules.text import one_line

ELLIPSIS = "…"

_MOST_PER_CELL = 8
"""Characters looked at for each cell: enough for marks on letters, and a bound on what hostile text costs."""

_JOINERS = dict.fromkeys(map(ord, "\u200d\ufe0e\ufe0f\u00ad"))
"""Joiners and variation selectors: terminals disagree on the width of what they make, so lists do without."""


def fitted(text: str, width: int) -> str:
    """Any text, made safe, on one line, in exactly ``width`` cells; an ellipsis says that something was cut."""
    if width <= 0:
        return ""
    if len(text) <= width and text.isascii() and text.isprintable():
        return text.ljust(width)
    beginning = text[:width]
    if _is_simple(beginning) and text[width:].strip():  # most words that are too long for their column
        return (beginning[:-1].rstrip() + ELLIPSIS).ljust(width)
    head = text[: (width + 1) * _MOST_PER_CELL]
    safe = one_line(head).translate(_JOINERS)
    if cell_len(safe) <= width and len(head) == len(text):
        return set_cell_size(safe, width)
    return set_cell_size(_trimmed(safe, width - 1) + ELLIPSIS, width)


def _is_simple(text: str) -> bool:
    """Whether each character takes one cell and stays as it is."""
    return text.isascii() and text.isprintable() and "  " not in text and not text.startswith(" ")


def _trimmed(text: str, width: int) -> str:
    """``text`` cut to at most ``width`` cells. A wide character that would stand half outside is left out."""
    cut = set_cell_size(text, width) if cell_len(text) > width else text
    return cut.rstrip()
