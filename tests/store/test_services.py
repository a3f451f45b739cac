"""The list of services with their parts and open cases, on both engines."""

from __future__ import annotations

from caseapp.casework.services import add_service, add_sub_service
from caseapp.store.queries.services import ServiceLine, service_lines
from caseapp.store.store import Store
from tests.builders import ADA, MONDAY, Desk, noon


def test_services_are_listed_with_parts_and_open_cases(founded: Store) -> None:
    """By name whatever its capitals; parts by name; only open cases count."""
    desk = Desk(founded).staffed()
    with founded.writing() as work:
        ada = desk.actor(work, ADA)
        add_service(work, "allotments", by=ada, at=noon(MONDAY))
        for part in ("Water", "Gates"):
            add_sub_service(work, "Waste", part, by=ada, at=noon(MONDAY))
    desk.logged()
    desk.answered()
    with founded.reading() as reader:
        lines = {line.name: line for line in service_lines(reader)}

    assert ServiceLine("allotments", (), 0) == next(iter(lines.values()))
    assert ServiceLine("Waste", ("Gates", "Water"), 1) == lines["Waste"]
