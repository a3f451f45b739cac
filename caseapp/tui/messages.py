"""What the application tells its screens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from caseapp.tui.desk import Desk, Sitting


@dataclass
class DeskOpened(Message):
    """The store is open, and it is known who sits at it."""

    desk: Desk
    sitting: Sitting
