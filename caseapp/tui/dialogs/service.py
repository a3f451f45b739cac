"""Adding a service, and a part of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from textual.widget import Widget

from caseapp.tui.desk import Sitting
from caseapp.tui.desks.administration import AdministrationDesk
from caseapp.tui.dialogs.entry import EntryDialog
from caseapp.tui.dialogs.form import Field, FormReader, choice, line

_FOR_GOOD = "for good: figures are counted by it, so it is never renamed or taken away"


class AddServiceDialog(EntryDialog[str, str]):
    """Add a service."""

    HEADING = "Add a service"
    BUTTON = "Add"
    HELP = (
        "Adds a service that cases can belong to and figures are counted by. "
        "On the command line: caseapp services --add NAME"
    )

    def __init__(self, sitting: Sitting, desk: AdministrationDesk) -> None:
        super().__init__(sitting)
        self._desk = desk

    def fields(self) -> Iterator[Widget]:
        """Its name."""
        yield Field("Name", line("name"), _FOR_GOOD)

    def read(self, reader: FormReader) -> Callable[[], str] | None:
        """Add it."""
        name = reader.text("name", needed="Give the service's name.")
        return lambda: self._desk.add_service(name)

    def answered(self, answer: str) -> None:
        """Give back its name."""
        self.dismiss(answer)


class AddPartDialog(EntryDialog[tuple[str, str], tuple[str, str]]):
    """Add a part of a service."""

    HEADING = "Add a part of a service"
    BUTTON = "Add"
    HELP = (
        "Adds a part, such as one kind of collection, to a service. "
        "On the command line: caseapp services --add NAME --part-of SERVICE"
    )
    AUTO_FOCUS = "#name"

    def __init__(self, sitting: Sitting, desk: AdministrationDesk, services: tuple[str, ...], service: str) -> None:
        super().__init__(sitting)
        self._desk, self._services, self._service = desk, services, service

    def fields(self) -> Iterator[Widget]:
        """Which service, and the part's name."""
        options = ((name, name) for name in self._services)
        yield Field("Service", choice("service", options, value=self._service))
        yield Field("Part", line("name"), _FOR_GOOD)

    def read(self, reader: FormReader) -> Callable[[], tuple[str, str]] | None:
        """Add it."""
        service = reader.chosen("service", needed="Choose the service that it is a part of.")
        name = reader.text("name", needed="Give the part's name.")
        return (lambda: self._desk.add_part(service, name)) if service else None

    def answered(self, answer: tuple[str, str]) -> None:
        """Give back both names."""
        self.dismiss(answer)
