"""The worklist's saved views: which cases, and what to say when there are none.

A view is a value. Narrowing one gives another, so nothing has to be undone when the narrowing ends.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Due(StrEnum):
    """By when the cases of a view must be answered."""

    TODAY = "today"
    THIS_WEEK = "this-week"


@dataclass(frozen=True, slots=True)
class View:
    """One named selection of cases."""

    id: str
    title: str
    short: str
    """The title where there is little room."""
    help: str
    """One sentence for the help screen and the palette."""
    empty: str
    """What the list says when no case is in the view."""
    overdue: bool = False
    due: Due | None = None
    unacknowledged: bool = False
    mine: bool = False
    unassigned: bool = False
    stage: int | None = None
    include_closed: bool = False
    text: str = ""
    """Words that the cases must contain as well."""

    def narrowed(self, text: str) -> View:
        """The same view, of cases that contain ``text``."""
        return replace(self, text=text.strip())

    @property
    def whole(self) -> View:
        """The same view without the words."""
        return self.narrowed("")


VIEWS = (
    View("all-open", "All open", "Open", "Every open case, the most urgent first.", "No case is open."),
    View(
        "due-today",
        "Due today",
        "Today",
        "Cases to be answered today.",
        "Nothing has to be answered today.",
        due=Due.TODAY,
    ),
    View(
        "this-week",
        "This week",
        "Week",
        "Cases to be answered by the end of this week.",
        "Nothing more has to be answered this week.",
        due=Due.THIS_WEEK,
    ),
    View(
        "overdue",
        "Overdue",
        "Late",
        "Cases whose answer is late.",
        "No answer is late.",
        overdue=True,
    ),
    View(
        "awaiting-acknowledgement",
        "Awaiting ack",
        "To ack",
        "Cases whose complainant has not been told yet that the complaint came in.",
        "Every open case has been acknowledged.",
        unacknowledged=True,
    ),
    View("mine", "Mine", "Mine", "Open cases that you handle.", "You handle no open case.", mine=True),
    View(
        "unassigned",
        "Unassigned",
        "Free",
        "Open cases that nobody handles.",
        "Every open case has a handler.",
        unassigned=True,
    ),
    View("stage-2", "Stage 2", "Stage 2", "Open reviews at stage 2.", "No review is open at stage 2.", stage=2),
    View(
        "everything",
        "Closed too",
        "All",
        "Every case, open or closed: to escalate, to reopen, to look something up.",
        "No case has been logged; press l to log the first.",
        include_closed=True,
    ),
)
"""In the order of the tabs and of the number keys."""

BY_ID = {view.id: view for view in VIEWS}


def neighbour(view_id: str, step: int) -> str:
    """The view ``step`` tabs to the right of another, going round at the ends."""
    order = list(BY_ID)
    return order[(order.index(view_id) + step) % len(order)]
