"""A screen as text that can be compared and read: what it says, and beneath each line in which styles.

Every style has a letter; the legend at the end says what each letter stands for. Another theme changes the legend,
another layout the lines, so that a difference tells what has changed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from string import ascii_letters, digits

import textual
from rich.cells import cell_len
from rich.segment import Segment
from textual.app import App

KEPT = Path(__file__).parent / "snapshots"
UPDATE = "CASEAPP_UPDATE_SNAPSHOTS"
"""Set to keep what is drawn now."""
_IS_KEEPING = bool(os.environ.get(UPDATE))  # asked here: tests run without any variable of caseapp's
_LETTERS = ascii_letters + digits + "!#$%&*+-/<=>?@^~"
_PINNED = ("3.11", "8.2.8")
"""The Python and the Textual that snapshots are kept with."""


def drawn(app: App[object]) -> str:
    """The screen as it stands now."""
    styles: dict[str, str] = {}
    lines = [line for strip in app.screen._compositor.render_strips() for line in _lines(strip, styles)]
    legend = [f"{letter}  {style}" for style, letter in styles.items()]
    return "\n".join([*lines, "", *legend, ""])


def _lines(strip: Iterable[Segment], styles: dict[str, str]) -> Iterator[str]:
    text = "".join(segment.text for segment in strip)
    marks = "".join(_letter(segment, styles) * cell_len(segment.text) for segment in strip)
    yield text.rstrip()
    yield f"    {_shortened(marks)}"


def _letter(segment: Segment, styles: dict[str, str]) -> str:
    words = str(segment.style or "none")
    return styles.setdefault(words, _LETTERS[len(styles) % len(_LETTERS)])


def _shortened(marks: str) -> str:
    """``a12b3`` for twelve cells of one style and three of another."""
    runs: list[tuple[str, int]] = []
    for mark in marks:
        if runs and runs[-1][0] == mark:
            runs[-1] = (mark, runs[-1][1] + 1)
        else:
            runs.append((mark, 1))
    return " ".join(f"{mark}{count}" for mark, count in runs)


def require_same(app: App[object], name: str) -> None:
    """Compare the screen with the one that was kept under a name, or keep it when that was asked for."""
    path = KEPT / f"{name}.txt"
    found = drawn(app)
    if _IS_KEEPING:
        _require_pinned()
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
    assert path.read_text(encoding="utf-8").splitlines() == found.splitlines(), (
        f"{name} is drawn otherwise than it was kept; look at it, then keep it with {UPDATE}=1"
    )


def _require_pinned() -> None:
    here = (f"{sys.version_info.major}.{sys.version_info.minor}", textual.__version__)
    assert _PINNED == here, "snapshots are kept with the pinned Python and Textual only"
