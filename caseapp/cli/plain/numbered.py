"""A list whose lines have numbers, said a page at a time; a number stands for its case until the next list."""

from __future__ import annotations

import json
from typing import Any

from caseapp.cli.plain.talk import Talk
from caseapp.rules.instants import long_date
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import State

PAGE = 10
"""Cases said at once: as many as one remembers."""


class Numbered:
    """The last list."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._rows: list[dict[str, Any]] = []
        self._said = 0

    def take(self, rows: str) -> None:
        """Say the first page of a list, as ``list --json`` prints it."""
        self._rows, self._said = json.loads(rows), 0
        number = len(self._rows)
        self._talk.say("No case." if not number else "1 case." if number == 1 else f"{number:,} cases.")
        if self._rows:
            self.more()

    def more(self) -> None:
        """Say the next page."""
        if self._said >= len(self._rows):
            self._talk.say("That was the end of the list." if self._rows else "There is no list; type list.")
            return
        page = self._rows[self._said : self._said + PAGE]
        for number, row in enumerate(page, start=self._said + 1):
            self._talk.say(f"{number}. {_line(row)}")
        self._said += len(page)
        left = len(self._rows) - self._said
        if left:
            self._talk.say(f"{left:,} more: type next. Type a number to show that case.")

    def reference(self, word: str) -> str | None:
        """The reference that a number stands for."""
        if not word.isdecimal() or not 1 <= int(word) <= len(self._rows):
            return None
        return str(self._rows[int(word) - 1]["reference"])

    def __len__(self) -> int:
        return len(self._rows)


def _line(row: dict[str, Any]) -> str:
    """One case as a sentence or two: what it is called, what it is about, where it stands."""
    parts = [
        f"{row['reference']}: {one_line(row['summary'])}",
        State(row["state"]).words,
        _due(row),
        row["service"] or "no service yet",
        f"handled by {row['handler']}" if row["handler"] else "handled by nobody",
    ]
    return "; ".join(filter(None, parts)) + "."


def _due(row: dict[str, Any]) -> str:
    if not row["due_on"]:
        return ""
    from datetime import date

    on, left = long_date(date.fromisoformat(row["due_on"])), row["days_left"]
    if left is None:
        return f"due {on}"
    if left == 0:
        return "due today"
    days = "1 working day" if abs(left) == 1 else f"{abs(left)} working days"
    return f"{days} late, due {on}" if left < 0 else f"due in {days}, {on}"
