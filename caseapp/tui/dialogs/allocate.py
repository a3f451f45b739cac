"""The case goes to a service."""

from __future__ import annotations

from collections.abc import Iterator

from textual.widget import Widget

from caseapp.casework.requests import Allocate
from caseapp.rules.vocabulary import Action
from caseapp.tui.dialogs.base import CaseDialog
from caseapp.tui.dialogs.form import Field, FormReader, line
from caseapp.tui.dialogs.picker import Picker, PickerField, service_in


class AllocateDialog(CaseDialog):
    """Say which service the case belongs to; imported ones may come without."""

    HEADING = "Allocate"
    BUTTON = "Allocate"
    FORM = Action.ALLOCATE
    HELP = "Gives the case to a service, under which it is counted. On the command line: caseapp allocate REF SERVICE"

    def fields(self) -> Iterator[Widget]:
        """The service and the part of it."""
        picker = Picker("service", self.sitting.services, self.file.case.service or "")
        yield PickerField("Service", picker, "type a part of its name")
        yield Field("Part of it", line("sub-service", self.file.case.sub_service or ""), "if it is known")

    def read(self, reader: FormReader) -> Allocate | None:
        """The request."""
        needed = "Choose the service that the case belongs to."
        service = service_in(reader, "service", self.sitting.services, needed=needed)
        if service is None:
            return None
        return Allocate(self.reference, service, reader.text("sub-service") or None, expected_version=self.version)
