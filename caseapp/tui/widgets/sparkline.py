"""A course of numbers as one word of block characters, such as ``▂▄▄▆█``."""

from __future__ import annotations

from collections.abc import Sequence

_STEPS = "▁▂▃▄▅▆▇█"
NOTHING = "·"
"""Stands where there is no number: a percentage of nothing is not nought."""


def sparkline(values: Sequence[int | None], most: int | None = None) -> str:
    """One cell for each value, from nought at the bottom to ``most``, or else the greatest, at the top.

    Nought alone has the lowest step, so that a little is told from nothing.

    >>> sparkline([0, 1, 4, None, 8])
    '▁▂▅·█'
    """
    top = max((value for value in values if value is not None), default=0) if most is None else most
    return "".join(_step(value, top) for value in values)


def _step(value: int | None, top: int) -> str:
    if value is None:
        return NOTHING
    if value <= 0 or top <= 0:
        return _STEPS[0]
    return _STEPS[max(1, round(min(value, top) / top * (len(_STEPS) - 1)))]
