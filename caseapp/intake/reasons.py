"""Why a row is not taken in, or what to know of one that is: a sentence, and the words of the row apart from it.

What is quoted comes from the public and is shown to whoever imports. The store keeps only caseapp's own words.
"""

from __future__ import annotations

from dataclasses import dataclass

from caseapp.rules.text import one_line

_QUOTED = 40
"""Characters. Enough to find the cell, too few to be a text."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence about a row."""

    words: str
    """caseapp's own, such as ``is not a date; write it like 2026-03-30``. A whole sentence if there is no column."""
    column: str = ""
    """As the file calls it."""
    typed: str = ""
    """What stands there."""

    @property
    def sentence(self) -> str:
        """For the person who imports: with the beginning of what was typed."""
        return self._of(f" “{shortened(self.typed)}”" if self.typed.strip() else "")

    @property
    def kept(self) -> str:
        """For the store: without it."""
        return self._of("")

    def _of(self, quoted: str) -> str:
        said = f"{shortened(self.column, 80)}{quoted} {self.words}".strip()
        return said if said.endswith((".", ")")) else f"{said}."


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that holds nothing real, such as a draft. It is left out and counted, and does not come back mended."""

    reason: Reason


def shortened(text: str, longest: int = _QUOTED) -> str:
    """``text`` on one line, its end cut off if it is long."""
    line = one_line(text[: 8 * longest])
    return line if len(line) <= longest and len(text) <= 8 * longest else f"{line[: longest - 1]}…"
