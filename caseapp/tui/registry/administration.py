"""The commands of the administration screen."""

from __future__ import annotations

from caseapp.tui.registry.command import Command, Context, Group

_LISTS = (
    ("people", "1", "People", "Show who works here, and in which role.", "caseapp people"),
    ("services", "2", "Services", "Show the services and their parts.", "caseapp services"),
    ("days-off", "3", "Days off", "Show bank holidays and closure days.", "caseapp days-off"),
    ("policies", "4", "Policies", "Show the policy versions and what each allows.", "caseapp policies"),
)
"""Id, key, title, what it does, and its twin."""


def _deed(identity: str, key: str, title: str, text: str, label: str, twin: str = "") -> Command:
    return Command(identity, (key,), title, text, Context.ADMINISTRATION, Group.ADMINISTRATION, label, twin=twin)


COMMANDS: tuple[Command, ...] = (
    _deed(
        "add-entry", "a", "Add", "Add a person, a service or a closure day, whichever list is shown.", "Add",
        "caseapp people --add NAME --role ROLE",
    ),
    _deed(
        "change-role", "r", "Change a role", "Give the person under the cursor another role.", "Role",
        "caseapp people --add NAME --role ROLE",
    ),
    _deed(
        "toggle-log-in", "x", "Stop or allow logging in", "Say whether the person under the cursor may log in.",
        "Log-in", "caseapp people --stop NAME",
    ),
    _deed(
        "toggle-joining", "o", "Open or close to newcomers",
        "Say whether somebody who is not on the list joins it by acting or being named.", "Newcomers",
        "caseapp people --close",
    ),
    _deed(
        "add-part", "p", "Add a part", "Add a part to the service under the cursor.", "Part",
        "caseapp services --add NAME --part-of SERVICE",
    ),
    _deed(
        "add-bank-holiday", "b", "Add a bank holiday", "Add a bank holiday proclaimed late, and see what it moves.",
        "Bank holiday", "caseapp days-off DAY --name NAME --bank-holiday",
    ),
    *(
        Command(f"show-{name}", (key,), title, text, Context.ADMINISTRATION, Group.ADMINISTRATION, twin=twin)
        for name, key, title, text, twin in _LISTS
    ),
    Command(
        "previous-list", ("[",), "Previous list", "Show the list to the left.",
        Context.ADMINISTRATION, Group.ADMINISTRATION,
    ),
    Command(
        "next-list", ("]",), "Next list", "Show the list to the right.",
        Context.ADMINISTRATION, Group.ADMINISTRATION,
    ),
)  # fmt: skip
"""In the order of the help screen."""
