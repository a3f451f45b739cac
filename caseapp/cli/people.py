"""Who works in the store."""

from __future__ import annotations

from typing import Annotated

import typer

from caseapp.cli.session import Session, session, show, show_json, table
from caseapp.rules.errors import InvalidInput
from caseapp.rules.vocabulary import Role


def people(
    context: typer.Context,
    add: Annotated[str | None, typer.Option(metavar="NAME", help="Add somebody, or change their role.")] = None,
    role: Annotated[Role, typer.Option(help="The role of whoever is added.")] = Role.OFFICER,
    close: Annotated[bool, typer.Option("--close", help="From now on only people on the list may act.")] = False,
    open_: Annotated[bool, typer.Option("--open", help="Newcomers join by acting or being named.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
) -> None:
    """List who works in the store, add people, and say whether newcomers may join.

    Example: caseapp people --add "Priya Raman" --role reviewer
    """
    running = session(context)
    if close and open_:
        raise InvalidInput("--close and --open contradict each other; give one.")
    if add is not None or close or open_:
        _change(running, add, role, may_join=open_ if (open_ or close) else None)
    with running.caseapp.reading() as reader:
        found = list(reader.officers.values())
    if as_json:
        show_json([{"name": person.name, "role": person.role} for person in found])
    else:
        show(table(("Name", "Role"), ((person.name, person.role) for person in found)))


def _change(running: Session, add: str | None, role: Role, *, may_join: bool | None) -> None:
    from caseapp.casework.people import add_person, set_joining

    with running.caseapp.acting() as (work, by, at):
        if add is not None:
            add_person(work, add, role, by=by, at=at)
        if may_join is not None:
            set_joining(work, may_join=may_join, by=by, at=at)
