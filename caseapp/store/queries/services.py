"""The services of the council with their parts, and how many open cases each has."""

from __future__ import annotations

from dataclasses import dataclass

from caseapp.rules.vocabulary import OPEN_STATES
from caseapp.store.reader import Reader

_OPEN = ", ".join(f"'{state}'" for state in sorted(OPEN_STATES))
_SERVICES = f"""
SELECT s.name, COALESCE(c.cases, 0) AS open_cases FROM services s
LEFT JOIN (SELECT service_id, COUNT(*) AS cases FROM complaints WHERE state IN ({_OPEN}) GROUP BY service_id) c
  ON c.service_id = s.id ORDER BY lower(s.name), s.name
"""
_PARTS = "SELECT s.name AS service, b.name FROM sub_services b JOIN services s ON s.id = b.service_id ORDER BY b.name"


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One service."""

    name: str
    parts: tuple[str, ...]
    """Its sub-services, by name."""
    open_cases: int


def service_lines(reader: Reader) -> tuple[ServiceLine, ...]:
    """Every service, by name; a case about several counts under its lead service alone."""
    parts: dict[str, list[str]] = {}
    for row in reader.rows(_PARTS):
        parts.setdefault(row["service"], []).append(row["name"])
    return tuple(
        ServiceLine(row["name"], tuple(parts.get(row["name"], ())), row["open_cases"]) for row in reader.rows(_SERVICES)
    )
