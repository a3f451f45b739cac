"""Adding a person, and giving somebody another role."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from textual.widget import Widget

from caseapp.rules.vocabulary import Role
from caseapp.rules.workflow import Actor
from caseapp.tui.desk import Sitting
from caseapp.tui.desks.administration import AdministrationDesk
from caseapp.tui.dialogs.entry import EntryDialog, radio_at, shortened
from caseapp.tui.dialogs.form import Field, FormReader, line

ROLES = {
    Role.OFFICER: "works on cases",
    Role.REVIEWER: "works on cases, and decides stage 2",
    Role.LEAD: "works on all cases, permits exceptions",
    Role.ADMINISTRATOR: "works on all cases, keeps these lists",
    Role.MEMBER: "sees figures, never a case",
}
"""What each role may do, in a few words (R52, R54, R79)."""

_TWIN = "On the command line: caseapp people --add NAME --role ROLE"


def role_words(role: Role) -> str:
    """``officer: works on cases``."""
    return f"{role}: {ROLES[role]}"


def _role_field(chosen: Role) -> Field:
    return Field("Role", radio_at("role", ((role_words(role), str(role)) for role in Role), chosen))


class AddPersonDialog(EntryDialog[Actor, Actor]):
    """Add a person, who may log in from then on."""

    HEADING = "Add a person"
    BUTTON = "Add"
    HELP = f"Puts a person on the list, with a role; they may log in under that name. {_TWIN}"

    def __init__(self, sitting: Sitting, desk: AdministrationDesk) -> None:
        super().__init__(sitting)
        self._desk = desk

    def fields(self) -> Iterator[Widget]:
        """Name and role."""
        yield Field("Name", line("name"), "as they will be known here: with --as NAME, or as they log in")
        yield _role_field(Role.OFFICER)

    def read(self, reader: FormReader) -> Callable[[], Actor] | None:
        """Add them."""
        name = reader.text("name", needed="Give the person's name.")
        role = reader.pressed("role", needed="Choose a role.")
        return (lambda: self._desk.add_person(name, Role(role))) if role else None

    def answered(self, answer: Actor) -> None:
        """Give back who was added."""
        self.dismiss(answer)


class RoleDialog(EntryDialog[Actor, Actor]):
    """Give somebody another role."""

    BUTTON = "Change"
    HELP = f"Gives a person another role; their cases stay theirs. {_TWIN}"

    def __init__(self, sitting: Sitting, desk: AdministrationDesk, person: Actor) -> None:
        super().__init__(sitting)
        self._desk, self._person = desk, person
        self.HEADING = f"Role of {shortened(person.name)}"

    def fields(self) -> Iterator[Widget]:
        """The roles, theirs chosen."""
        yield _role_field(self._person.role)

    def read(self, reader: FormReader) -> Callable[[], Actor] | None:
        """Change it."""
        role = reader.pressed("role", needed="Choose a role.")
        if role == self._person.role:
            reader.problems["role"] = f"They are {role} now; choose another role, or leave with Esc."
        return (lambda: self._desk.change_role(self._person.name, Role(role))) if role else None

    def answered(self, answer: Actor) -> None:
        """Give back who they are now."""
        self.dismiss(answer)
