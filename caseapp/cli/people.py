"""Who works in the store."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from caseapp.cli.session import Session, session, show, show_json, table
from caseapp.rules.errors import InvalidInput
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Role

if TYPE_CHECKING:
    from caseapp.store.queries.people import Colleague


def people(
    context: typer.Context,
    add: Annotated[str | None, typer.Option(metavar="NAME", help="Add somebody, or change their role.")] = None,
    role: Annotated[Role, typer.Option(help="The role of whoever is added.")] = Role.OFFICER,
    stop: Annotated[str | None, typer.Option(metavar="NAME", help="Somebody no longer logs in.")] = None,
    let: Annotated[str | None, typer.Option(metavar="NAME", help="Somebody on the list logs in again.")] = None,
    close: Annotated[bool, typer.Option("--close", help="From now on only people on the list may act.")] = False,
    open_: Annotated[bool, typer.Option("--open", help="Newcomers join by acting or being named.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
) -> None:
    """List who works in the store, add people, and say whether newcomers may join.

    Whoever is stopped stays on the list with their cases and their name on what they did.

    Example: caseapp people --add "Priya Raman" --role reviewer
    """
    running = session(context)
    if close and open_:
        raise InvalidInput("--close and --open contradict each other; give one.")
    changes = _Changes(add, role, stop, let, may_join=open_ if (open_ or close) else None)
    if changes.any:
        _change(running, changes)
    from caseapp.store.queries.people import colleagues

    with running.caseapp.reading() as reader:
        found = colleagues(reader)
    if as_json:
        show_json([asdict(person) for person in found])
    else:
        show(table(("Name", "Role", "Logs in", "Open cases"), map(_row, found)))


@dataclass(frozen=True, slots=True)
class _Changes:
    add: str | None
    role: Role
    stop: str | None
    let: str | None
    may_join: bool | None

    @property
    def any(self) -> bool:
        return any(each is not None for each in (self.add, self.stop, self.let, self.may_join))


def _row(person: Colleague) -> tuple[str, ...]:
    return one_line(person.name), person.role, "yes" if person.can_log_in else "no", str(person.open_cases)


def _change(running: Session, changes: _Changes) -> None:
    from caseapp.casework.people import add_person, set_joining, set_log_in

    with running.caseapp.acting() as (work, by, at):
        if changes.add is not None:
            add_person(work, changes.add, changes.role, by=by, at=at)
        for name, may_log_in in ((changes.stop, False), (changes.let, True)):
            if name is not None:
                set_log_in(work, name, may_log_in=may_log_in, by=by, at=at)
        if changes.may_join is not None:
            set_joining(work, may_join=changes.may_join, by=by, at=at)
