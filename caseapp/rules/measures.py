"""The arithmetic of figures. Percentages are whole and round half up (S24); a median of days may end in a half."""

from __future__ import annotations


def percentage(numerator: int, denominator: int) -> int | None:
    """``numerator`` of ``denominator`` as a whole percentage, half up; ``None`` of nothing.

    >>> percentage(1, 8), percentage(154, 166), percentage(0, 0)
    (13, 93, None)
    """
    if denominator == 0:
        return None
    return (200 * numerator + denominator) // (2 * denominator)


def nearest_count(percent: int, denominator: int) -> int:
    """The count out of ``denominator`` whose percentage comes nearest to ``percent``, half up.

    >>> nearest_count(93, 166)
    154
    """
    return (2 * percent * denominator + 100) // 200
