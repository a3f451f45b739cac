"""How far long work has come, on one line of stderr that is written over and gone when the work ends.

Where stderr is no terminal nothing is written: a log holds results, not the way to them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import monotonic
from types import TracebackType
from typing import Self, TextIO

_SECONDS_A_LINE = 0.2
_SECONDS_BEFORE_A_GUESS = 2.0
_CLEAR = "\r\x1b[K"


class Progress:
    """Called with what is done so far, as often as one likes.

    Where nobody knows the ``total``, ``part`` says how much of the whole is done, from 0 to 1, if it can.
    """

    def __init__(
        self,
        what: str,
        total: int | None = None,
        *,
        part: Callable[[], float | None] = lambda: None,
        to: TextIO | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._what, self._total, self._part, self._clock = what, total, part, clock
        self._to = to or sys.stderr
        self._is_shown = self._to.isatty()
        self._began = self._next = clock()

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _: TracebackType | None
    ) -> None:
        """Leave nothing on the line."""
        if self._is_shown:
            self._to.write(_CLEAR)
            self._to.flush()

    def __call__(self, done: int) -> None:
        """So many rows are done."""
        if not self._is_shown or (now := self._clock()) < self._next:
            return
        self._next = now + _SECONDS_A_LINE
        self._to.write(f"{_CLEAR}{self._what}: {pace(done, self._total, now - self._began, self._part())}")
        self._to.flush()


def pace(done: int, total: int | None, seconds: float, part: float | None = None) -> str:
    """``12,000 of 100,000 rows, 1,900 a second, about 46 seconds left``; without total and part no end is in sight."""
    rows = f"{done:,} of {total:,} rows" if total is not None else f"{done:,} rows"
    if total is None and part:
        rows, total = f"{rows}, {part:.0%} of the file", round(done / part)
    if seconds < _SECONDS_BEFORE_A_GUESS or not done:
        return rows
    rate = done / seconds
    said = f"{rows}, {rate:,.{0 if rate >= 10 else 1}f} a second"
    return said if total is None else f"{said}, about {_time((total - done) / rate)} left"


def _time(seconds: float) -> str:
    minutes = round(seconds / 60)
    number, unit = (minutes, "minute") if minutes > 1 else (max(0, round(seconds)), "second")
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
