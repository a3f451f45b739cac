"""The worklist's views: which cases, in which order, and what to say when there are none.

A view is a value. Narrowing or sorting one gives another, so nothing has to be undone when that ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Due(StrEnum):
    """By when the cases of a view must be answered."""

    TODAY = "today"
    THIS_WEEK = "this-week"


class Sort(StrEnum):
    """What the cases of a view are sorted by; the value is the id of the column that says so."""

    URGENCY = "answer"
    RECEIVED = "received"
    REFERENCE = "reference"
    SERVICE = "service"
    HANDLER = "handler"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class View:
    """One named selection of cases. One made for the moment needs a title and its references, no more."""

    id: str = "these"
    title: str = "These cases"
    short: str = ""
    """The title where there is little room; blank takes the title."""
    help: str = "The cases that were asked for."
    """One sentence for the help screen and the palette."""
    empty: str = "None of these cases is there any more."
    """What the list says when no case is in the view."""
    overdue: bool = False
    due: Due | None = None
    unacknowledged: bool = False
    mine: bool = False
    unassigned: bool = False
    stage: int | None = None
    include_closed: bool = False
    references: tuple[str, ...] | None = None
    """These cases and no others, open or closed; ``None`` sets no such bound."""
    text: str = ""
    """Words that the cases must contain as well."""
    sort: Sort = Sort.URGENCY
    is_reversed: bool = False
    """Whether the order is turned round: the least urgent first, the newest last."""
    columns: tuple[str, ...] = ()
    """The columns to show it in, by id; none for those chosen for the list."""

    @property
    def name(self) -> str:
        """The title where there is little room."""
        return self.short or self.title

    def narrowed(self, text: str) -> View:
        """The same view, of cases that contain ``text``."""
        return replace(self, text=text.strip())

    def sorted_by(self, sort: Sort, *, is_reversed: bool) -> View:
        """The same cases in another order."""
        return replace(self, sort=sort, is_reversed=is_reversed)

    @property
    def whole(self) -> View:
        """The same view without the words."""
        return self.narrowed("")


VIEWS = (
    View(
        "all-open",
        "All open",
        "Open",
        "Every open case, the most urgent first.",
        "No case is open. Press l to log one, i to import some, 9 to see those that are closed.",
    ),
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


def neighbour(view_id: str, step: int, order: Sequence[str] = tuple(BY_ID)) -> str:
    """The view ``step`` tabs to the right of another, going round at the ends."""
    return order[(order.index(view_id) + step) % len(order)]


def next_sort(sort: Sort) -> Sort:
    """The order after another, going round."""
    order = list(Sort)
    return order[(order.index(sort) + 1) % len(order)]
