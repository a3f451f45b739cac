"""What the application tells its screens."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from caseapp.tui.desk import Desk, Sitting


@dataclass
class DeskOpened(Message):
    """The store is open, and it is known who sits at it."""

    desk: Desk
    sitting: Sitting
