"""Bars made of block characters: a number as a length, to an eighth of a cell."""

from __future__ import annotations

_PARTS = " ▏▎▍▌▋▊▉█"


def bar(value: float, most: float, width: int) -> str:
    """``value`` as a bar of at most ``width`` cells, where ``most`` fills it; blanks fill what is left.

    Anything above nought shows at least an eighth of a cell: one case is not none.
    """
    if value <= 0 or most <= 0 or width <= 0:
        return " " * max(0, width)
    eighths = max(1, round(min(value, most) / most * width * 8))
    whole, part = divmod(eighths, 8)
    return ("█" * whole + (_PARTS[part] if part else "")).ljust(width)
