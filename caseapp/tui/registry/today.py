"""The commands of the opening screen: each number's key shows the list behind it, as the worklist's own keys do.

A complaint can be logged from it too: that is where the day begins.
"""

from __future__ import annotations

from caseapp.tui.registry.command import Command, Context, Group
from caseapp.tui.views import VIEWS

COMMANDS = (
    Command(
        "log-now", ("l",), "Log a complaint", "Record a new complaint, or another contact.",
        Context.TODAY, Group.CASE, label="Log", twin="caseapp log",
    ),
    *(
        Command(
            f"list-{view.id}", (str(number),), f"List: {view.title}", view.help, Context.TODAY, Group.TODAY,
            twin="caseapp today", argument=view.id,
        )
        for number, view in enumerate(VIEWS, start=1)
    ),
)  # fmt: skip
"""In the order of the help screen."""
