"""Who works here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Role
from caseapp.rules.workflow import Actor
from caseapp.tui.background import in_background
from caseapp.tui.desks.administration import AdministrationDesk, Sheet
from caseapp.tui.dialogs.confirm import ConfirmDialog
from caseapp.tui.dialogs.entry import shortened
from caseapp.tui.dialogs.person import ROLES, AddPersonDialog, RoleDialog
from caseapp.tui.notices import tell
from caseapp.tui.screens.administration.panel import Panel, cases, counted
from caseapp.tui.widgets.case_text import labelled
from caseapp.tui.widgets.columns import Cell, Column

if TYPE_CHECKING:
    from caseapp.store.queries.people import Colleague


class PeoplePanel(Panel["Colleague"]):
    """Names and roles, who may log in, and how many open cases each handles."""

    NAME = "people"
    TITLE = "People"
    TWIN = "caseapp people"

    @property
    def columns(self) -> Sequence[Column[Colleague]]:
        """Name, role, log-in, cases."""
        return (
            Column("Name", 20, lambda each: Cell(each.name, "strong" if each.can_log_in else "muted"), flexible=True),
            Column("Role", 13, lambda each: Cell(each.role, "soon" if each.role is Role.ADMINISTRATOR else "")),
            Column("Logs in", 8, lambda each: Cell("● may" if each.can_log_in else "○ not", "")),
            Column("Open cases", 10, lambda each: counted(each.open_cases, 10)),
        )

    @property
    def deeds(self) -> Mapping[str, Callable[[], None]]:
        """Add, change the role, log-in, newcomers."""
        return {
            "add-entry": self._add,
            "change-role": self._change_role,
            "toggle-log-in": self._toggle_log_in,
            "toggle-joining": self._toggle_joining,
        }

    def key(self, row: Colleague) -> str:
        """The name."""
        return row.name

    def read(self, desk: AdministrationDesk) -> Sheet[Colleague]:
        """The list."""
        return desk.people()

    def about(self) -> str:
        """Whether newcomers may join."""
        if self.standing is None:
            return ""
        if self.standing.may_join:
            return "Open to newcomers: who acts or is named joins as a reviewer"
        return "Closed to newcomers: only people on this list may act"

    def words(self, row: Colleague, width: int) -> Iterator[Content]:
        """The person, what the role may do, and what stands against their name."""
        yield Content.styled(one_line(row.name), "bold $text-primary")
        yield labelled("Role", f"{row.role}: {ROLES[row.role]}", width)
        may = "may log in, and act" if row.can_log_in else "may not log in: stopped, or known from past cases only"
        yield labelled("Log-in", may, width)
        yield labelled("Handles", cases(row.open_cases), width)
        if row.open_cases and not row.can_log_in:
            yield Content.styled("▲ Somebody who can act should be given these cases.", "bold $text-warning")

    # What can be done.

    def _add(self) -> None:
        self.app.push_screen(AddPersonDialog(self.sitting, self.store), self._added)

    def _added(self, person: Actor | None) -> None:
        if person is not None:
            self._changed(person, f"{shortened(person.name)} was added as {person.role}.")

    def _change_role(self) -> None:
        if self.row is not None:
            person = Actor(self.row.name, self.row.role)
            self.app.push_screen(RoleDialog(self.sitting, self.store, person), self._role_changed)

    def _role_changed(self, person: Actor | None) -> None:
        if person is not None:
            self._changed(person, f"{shortened(person.name)} is {person.role} now.")

    def _toggle_log_in(self) -> None:
        row = self.row
        if row is None:
            return
        name = shortened(row.name)
        if row.can_log_in:
            title, yes = f"Stop {name} logging in?", "Stop them"
            theirs = f"They handle {cases(row.open_cases)}"
            question = f"{theirs}, which stay theirs until given to somebody else." if row.open_cases else f"{theirs}."
        else:
            title, yes = f"Let {name} log in?", "Let them"
            question = f"They can act as {row.role} from then on: {ROLES[row.role]}."

        def sure(answer: bool | None) -> None:  # noqa: FBT001  # Textual calls back with the answer
            if answer:
                self._set_log_in(row, may_log_in=not row.can_log_in)

        self.app.push_screen(ConfirmDialog(title, question, yes=yes, no="Leave it"), sure)

    def _set_log_in(self, row: Colleague, *, may_log_in: bool) -> None:
        store, words = self.store, "may log in now" if may_log_in else "may no longer log in"

        def done(person: Actor) -> None:
            self._changed(person, f"{shortened(person.name)} {words}.")

        in_background(
            self, lambda: store.set_log_in(row.name, may_log_in=may_log_in), done, self.not_done, name="log-in"
        )

    def _toggle_joining(self) -> None:
        if self.standing is None:
            return
        if self.standing.may_join:
            title, yes = "Close the list to newcomers?", "Close it"
            question = "From then on only people on this list may act or be named as handlers."
        else:
            title, yes = "Open the list to newcomers?", "Open it"
            question = "Whoever acts, or is named as a handler, joins the list as a reviewer."
        may_join = not self.standing.may_join

        def sure(answer: bool | None) -> None:  # noqa: FBT001  # Textual calls back with the answer
            if answer:
                self._set_joining(may_join=may_join)

        self.app.push_screen(ConfirmDialog(title, question, yes=yes, no="Leave it"), sure)

    def _set_joining(self, *, may_join: bool) -> None:
        store = self.store

        def done(is_open: bool) -> None:  # noqa: FBT001  # the answer of the store
            tell(self, f"The list is {'open' if is_open else 'closed'} to newcomers now.")
            self.changed()

        in_background(self, lambda: store.set_joining(may_join=may_join), done, self.not_done, name="joining")

    def _changed(self, person: Actor, words: str) -> None:
        tell(self, words)
        self.changed(keep=person.name)
