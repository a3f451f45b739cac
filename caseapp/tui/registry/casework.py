"""What can be done with the case at hand, in the worklist and on its own screen."""

from __future__ import annotations

from caseapp.rules.vocabulary import Action
from caseapp.tui.registry.command import Command, Context, Group, step

COMMANDS = (
    Command(
        "log-complaint", ("l",), "Log a complaint", "Record a new complaint, or another contact.",
        Context.CASEWORK, Group.CASE, label="Log", twin="caseapp log",
    ),
    Command(
        "log-compliment", ("L",), "Log a compliment", "Record a compliment, with only what a compliment needs.",
        Context.CASEWORK, Group.CASE, twin="caseapp log --kind compliment",
    ),
    step(
        Action.ACKNOWLEDGE, "a", "Acknowledge", "Record that the complainant was told that the complaint came in.",
        "acknowledge REF",
    ),
    step(Action.ALLOCATE, "b", "Allocate", "Say which service the case belongs to.", "allocate REF SERVICE"),
    step(Action.ASSIGN, "s", "Assign", "Give the case to an officer.", "assign REF OFFICER"),
    step(
        Action.EXTEND, "e", "Extend", "Give the open stage more working days, with a reason.",
        "extend REF --days N --reason TEXT",
    ),
    step(
        Action.RESPOND, "r", "Respond", "Record the answer and its outcome.", "respond REF --outcome OUTCOME",
    ),
    step(Action.ESCALATE, "x", "Escalate", "Record the request for stage 2.", "escalate REF"),
    Command(
        "explain-dates", ("w",), "Why these dates", "Show day by day how each due date was worked out.",
        Context.CASEWORK, Group.CASE, label="Why", twin="caseapp why REF",
    ),
    Command(
        "all-steps", ("S",), "All steps", "List every step, with the reason why the others are not possible now.",
        Context.CASEWORK, Group.CASE,
    ),
    step(
        Action.POINT, "P", "Add a point", "Add one thing that they complain of; the answer finds on it.",
        "point REF TEXT",
    ),
    step(Action.NOTE, "n", "Add a note", "Add words to the case's history.", "note REF TEXT"),
    step(
        Action.REOPEN, "o", "Reopen", "Begin a closed stage again, with a reason.", "reopen REF --reason TEXT"
    ),
    step(Action.WITHDRAW, "W", "Withdraw", "Record that the complainant withdraws.", "withdraw REF"),
    step(
        Action.RESOLVE, "A", "Resolve by agreement", "Record that the complaint was settled with the complainant.",
        "resolve REF",
    ),
    step(
        Action.REFUSE, "X", "Refuse", "Record that the council will not consider the complaint, and why.",
        "refuse REF --reason TEXT",
    ),
    step(
        Action.CORRECT, "C", "Correct", "Put right what was taken down wrongly; the old value is kept.",
        "correct REF --reason TEXT",
    ),
    step(
        Action.RESTRICT, "R", "Restrict", "Let only whoever handles the case and those who oversee see it.",
        "restrict REF --reason TEXT",
    ),
    step(
        Action.UNRESTRICT, "U", "No longer restrict", "Let everybody who works on cases see it again.",
        "unrestrict REF --reason TEXT",
    ),
    step(Action.UNDO, "z", "Undo", "Take back what you recorded last, within minutes.", "undo REF"),
    Command(
        "drafts", ("D",), "Drafts", "List the forms that you did not finish, to take one up again.",
        Context.AREA, Group.CASE,
    ),
    Command(
        "copy-reference", ("y",), "Copy the reference", "Put the case's reference on the clipboard.",
        Context.CASEWORK, Group.CASE,
    ),
)  # fmt: skip
