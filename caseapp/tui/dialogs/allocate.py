"""The case goes to a service."""

from __future__ import annotations

from collections.abc import Iterator

from textual.widget import Widget

from caseapp.casework.requests import Allocate
from caseapp.tui.dialogs.base import CaseDialog
from caseapp.tui.dialogs.form import Field, FormReader, choice, line


class AllocateDialog(CaseDialog):
    """Say which service the case belongs to; imported ones may come without."""

    HEADING = "Allocate"
    BUTTON = "Allocate"
    HELP = "Gives the case to a service, under which it is counted. On the command line: caseapp allocate REF SERVICE"

    def fields(self) -> Iterator[Widget]:
        """The service and the part of it."""
        services = ((name, name) for name in self.sitting.services)
        yield Field("Service", choice("service", services, value=self.file.case.service, prompt="Choose a service"))
        yield Field("Part of it", line("sub-service", self.file.case.sub_service or ""), "if it is known")

    def read(self, reader: FormReader) -> Allocate | None:
        """The request."""
        service = reader.chosen("service", needed="Choose the service that the case belongs to.")
        if service is None:
            return None
        return Allocate(self.reference, service, reader.text("sub-service") or None, expected_version=self.version)
