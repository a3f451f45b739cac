"""The commands of the import screen."""

from __future__ import annotations

from caseapp.rules.vocabulary import Verdict
from caseapp.tui.registry.command import Command, Context, Group

COMMANDS = (
    Command(
        "type-path", ("/",), "Type a path", "Type where the file is; Tab completes folders and files.",
        Context.IMPORTS, Group.IMPORT, label="Path", twin="caseapp import FILE --dry-run",
    ),
    Command(
        "folder-up", ("backspace", "u"), "Folder above", "Go to the folder above.",
        Context.IMPORTS, Group.IMPORT, in_palette=False,
    ),
    Command(
        "choose-profile", ("p",), "Profile", "Say what kind of file it is, instead of letting its columns tell.",
        Context.IMPORTS, Group.IMPORT, label="Profile", twin="caseapp import FILE --profile NAME",
    ),
    Command(
        "say-written", ("w",), "How the file is written", "Say in which encoding the file is and what stands between "
        "its cells, where it was found out wrongly.", Context.IMPORTS, Group.IMPORT,
        twin="caseapp import FILE --encoding NAME --delimiter CHARACTER",
    ),
    Command(
        "commit-plan", ("ctrl+s",), "Import the new rows", "Take in every new row of the plan, all of them or none.",
        Context.IMPORTS, Group.IMPORT, label="Import", twin="caseapp import FILE",
    ),
    Command(
        "accept-columns", ("a",), "Read columns as proposed", "Read every column that is likely a question in other "
        "words as that question; it is remembered when the file is imported.", Context.IMPORTS, Group.IMPORT,
        twin="caseapp import FILE --accept",
    ),
    Command(
        "write-rejects", ("r",), "Write the rejected rows", "Write the rejected rows with their reasons to a new file.",
        Context.IMPORTS, Group.IMPORT, label="Rejects", twin="caseapp import FILE --rejects FILE",
    ),
    Command(
        "all-rows", ("1",), "All rows", "Show every row of the plan.", Context.IMPORTS, Group.IMPORT, argument="all",
    ),
    *(
        Command(
            f"{verdict}-rows", (str(number),), f"{verdict.value.capitalize()} rows",
            f"Show the rows of the plan that are {verdict}.", Context.IMPORTS, Group.IMPORT, argument=verdict.value,
        )
        for number, verdict in enumerate(Verdict, start=2)
    ),
    Command(
        "previous-verdict", ("[",), "Verdict before", "Show the rows of the verdict to the left.",
        Context.IMPORTS, Group.IMPORT, in_palette=False,
    ),
    Command(
        "next-verdict", ("]",), "Verdict after", "Show the rows of the verdict to the right.",
        Context.IMPORTS, Group.IMPORT, in_palette=False,
    ),
    Command(
        "open-named", ("o",), "Open the case of a row", "Open the case that is named of the row: the one that has it "
        "already, or a related one.", Context.IMPORTS, Group.IMPORT, twin="caseapp show REF",
    ),
    Command(
        "past-imports", ("b",), "Past imports", "Go to the list of imports; Enter shows the cases of one.",
        Context.IMPORTS, Group.IMPORT, label="Past",
    ),
    Command(
        "undo-import", ("z",), "Take an import back", "Take back the import under the cursor, as long as nobody has "
        "worked on its cases.", Context.IMPORTS, Group.IMPORT, label="Take back", twin="caseapp import undo BATCH",
    ),
)  # fmt: skip
"""In the order of the help screen."""
