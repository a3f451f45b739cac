"""The worklist's own commands: filter, order, columns, selection, views, the case beside the list."""

from __future__ import annotations

from caseapp.tui.registry.command import Command, Context, Group
from caseapp.tui.views import VIEWS

_FIND = (
    Command(
        "filter", ("/",), "Filter", "Narrow the list to cases that contain what you type.",
        Context.WORKLIST, Group.FIND, label="Filter", twin="caseapp search WORDS",
    ),
    Command(
        "toggle-pane", ("p",), "Show or hide the case", "Show or hide the case beside the list.",
        Context.WORKLIST, Group.FIND, twin="caseapp show REF",
    ),
)  # fmt: skip

_ARRANGE = (
    Command(
        "sort-next", (">",), "Sort by the next column",
        "Sort by urgency, then received, reference, service, handler, state.", Context.WORKLIST, Group.FIND,
    ),
    Command("sort-reverse", ("<",), "Turn the order round", "Sort the other way round.", Context.WORKLIST, Group.FIND),
    Command(
        "choose-columns", ("=",), "Columns", "Choose the columns of the list and their order.",
        Context.WORKLIST, Group.FIND,
    ),
)  # fmt: skip

_SELECT = (
    Command(
        "select-row", ("space",), "Select", "Select the case under the cursor, or let go of it, and move on.",
        Context.WORKLIST, Group.SELECT, label="Select",
    ),
    Command(
        "select-range", ("v",), "Select a range", "Begin a range at the cursor; once more ends it there.",
        Context.WORKLIST, Group.SELECT,
    ),
    Command(
        "select-all", ("*", "ctrl+a"), "Select all", "Select every case in the list.", Context.WORKLIST, Group.SELECT,
    ),
)  # fmt: skip

_VIEW_TWINS = {
    "all-open": "list", "due-today": "list --due-within 0", "overdue": "list --overdue", "mine": "list --mine",
    "this-week": "list --due-within N", "awaiting-acknowledgement": "list --unacknowledged",
    "unassigned": "list --unassigned", "stage-2": "list --stage 2",
}  # fmt: skip

_VIEWS = (
    *(
        Command(
            f"view-{view.id}", (str(number),), view.title, view.help, Context.WORKLIST, Group.VIEW,
            twin=f"caseapp {_VIEW_TWINS[view.id]}" if view.id in _VIEW_TWINS else "", argument=view.id,
        )
        for number, view in enumerate(VIEWS, start=1)
    ),
    Command("previous-view", ("[",), "Previous view", "Show the view to the left.", Context.WORKLIST, Group.VIEW),
    Command("next-view", ("]",), "Next view", "Show the view to the right.", Context.WORKLIST, Group.VIEW),
    Command(
        "tenth-view", ("0",), "The tenth view", "Show the first view of your own.", Context.WORKLIST, Group.VIEW,
        in_palette=False,
    ),
    Command(
        "save-view", ("+",), "Save this view", "Keep the filter, order and columns under a name, as a tab.",
        Context.WORKLIST, Group.VIEW,
    ),
    Command("rename-view", (), "Rename this view", "Give the own view that is shown another name.",
            Context.WORKLIST, Group.VIEW),
    Command("delete-view", ("delete",), "Delete this view", "Let go of the own view that is shown; its cases stay.",
            Context.WORKLIST, Group.VIEW),
)  # fmt: skip

COMMANDS = (*_FIND, *_ARRANGE, *_SELECT, *_VIEWS)
"""In the order of the help screen."""
