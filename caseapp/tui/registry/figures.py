"""The commands of the service-level screen."""

from __future__ import annotations

from caseapp.tui.registry.command import Command, Context, Group

_SPANS = (
    ("months", "1", "Months", "Show a calendar month.", "--month 2026-05"),
    ("quarters", "2", "Quarters", "Show a quarter; the year begins in April.", "--quarter 2026-27-Q1"),
    ("years", "3", "Years", "Show a financial year, April to March.", "--year 2026-27"),
)
"""Last word of the id, key, title, what it does, and its twin."""

COMMANDS = (
    Command(
        "previous-period", ("[",), "Period before", "Show the month, quarter or year before.",
        Context.FIGURES, Group.FIGURES, label="Before", twin="caseapp summary --quarter Q",
    ),
    Command(
        "next-period", ("]",), "Period after", "Show the month, quarter or year after.",
        Context.FIGURES, Group.FIGURES, label="After",
    ),
    Command(
        "latest-period", ("0",), "Last complete period", "Show the latest period that is over.",
        Context.FIGURES, Group.FIGURES, twin="caseapp summary",
    ),
    *(
        Command(
            f"show-{span}", (key,), title, text, Context.FIGURES, Group.FIGURES, label=title,
            twin=f"caseapp summary {twin}",
        )
        for span, key, title, text, twin in _SPANS
    ),
    Command(
        "previous-column", ("left", "h"), "Figure to the left", "Move to the figure to the left.",
        Context.FIGURES, Group.FIGURES, in_palette=False,
    ),
    Command(
        "next-column", ("right", "l"), "Figure to the right", "Move to the figure to the right.",
        Context.FIGURES, Group.FIGURES, in_palette=False,
    ),
    Command(
        "sort-column", ("s",), "Sort", "Sort by the column under the cursor; again, the other way round.",
        Context.FIGURES, Group.FIGURES, label="Sort",
    ),
    Command(
        "show-late", ("o",), "Answered out of target",
        "Open the cases of the service under the cursor that were answered after their due date.",
        Context.FIGURES, Group.FIGURES, label="Out of target",
    ),
    Command(
        "copy-figure", ("y",), "Copy the figure", "Put what is said of the figure on the clipboard.",
        Context.FIGURES, Group.FIGURES,
    ),
)  # fmt: skip
"""In the order of the help screen. Enter, a key of every list, opens the cases of the figure under the cursor."""
