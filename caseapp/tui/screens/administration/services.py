"""The services that cases belong to and figures are counted by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from caseapp.rules.text import one_line
from caseapp.tui.desks.administration import AdministrationDesk, Sheet
from caseapp.tui.dialogs.entry import shortened
from caseapp.tui.dialogs.service import AddPartDialog, AddServiceDialog
from caseapp.tui.notices import tell
from caseapp.tui.screens.administration.panel import Panel, cases, counted
from caseapp.tui.widgets.case_text import labelled
from caseapp.tui.widgets.columns import Cell, Column

if TYPE_CHECKING:
    from caseapp.store.queries.services import ServiceLine


class ServicesPanel(Panel["ServiceLine"]):
    """Names, parts, open cases."""

    NAME = "services"
    TITLE = "Services"
    TWIN = "caseapp services"

    @property
    def columns(self) -> Sequence[Column[ServiceLine]]:
        """Name, parts, cases."""
        return (
            Column("Service", 22, lambda each: Cell(each.name, "strong"), flexible=True),
            Column("Parts", 24, lambda each: Cell(", ".join(each.parts) or "–", "muted"), flexible=True),
            Column("Open cases", 10, lambda each: counted(each.open_cases, 10)),
        )

    @property
    def deeds(self) -> Mapping[str, Callable[[], None]]:
        """Add a service or a part of one."""
        return {"add-entry": self._add, "add-part": self._add_part}

    def key(self, row: ServiceLine) -> str:
        """The name."""
        return row.name

    def read(self, desk: AdministrationDesk) -> Sheet[ServiceLine]:
        """The list."""
        return desk.services()

    def about(self) -> str:
        """Why there is no renaming."""
        return "Services stay for good: figures are counted by them"

    def words(self, row: ServiceLine, width: int) -> Iterator[Content]:
        """The service and its parts, one a line."""
        yield Content.styled(one_line(row.name), "bold $text-primary")
        yield labelled("Open", cases(row.open_cases), width)
        if not row.parts:
            yield labelled("Parts", "none", width)
        for number, part in enumerate(row.parts):
            yield labelled("" if number else "Parts", part, width)

    # What can be done.

    def _add(self) -> None:
        self.app.push_screen(AddServiceDialog(self.sitting, self.store), self._added)

    def _added(self, name: str | None) -> None:
        if name is not None:
            tell(self, f"The service {shortened(name)} was added.")
            self.changed(keep=name)

    def _add_part(self) -> None:
        if self.row is not None:
            names = tuple(each.name for each in self.rows)
            self.app.push_screen(AddPartDialog(self.sitting, self.store, names, self.row.name), self._part_added)

    def _part_added(self, names: tuple[str, str] | None) -> None:
        if names is not None:
            tell(self, f"{shortened(names[0])} has the part {shortened(names[1])} now.")
            self.changed(keep=names[0])
