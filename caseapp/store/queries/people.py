"""Who works in the store, with what an administrator wants to know of each."""

from __future__ import annotations

from dataclasses import dataclass

from caseapp.rules.vocabulary import OPEN_STATES, Role
from caseapp.store.reader import Reader

_OPEN = ", ".join(f"'{state}'" for state in sorted(OPEN_STATES))
_PEOPLE = f"""
SELECT o.name, o.role, o.can_log_in, COALESCE(c.cases, 0) AS open_cases FROM officers o
LEFT JOIN (SELECT handler_id, COUNT(*) AS cases FROM complaints WHERE state IN ({_OPEN}) GROUP BY handler_id) c
  ON c.handler_id = o.id ORDER BY lower(o.name)
"""


@dataclass(frozen=True, slots=True)
class Colleague:
    """One person on the list."""

    name: str
    role: Role
    can_log_in: bool
    """Whether they may act; somebody who came with past cases, or who has left, may not."""
    open_cases: int
    """How many open cases they handle."""


def colleagues(reader: Reader) -> tuple[Colleague, ...]:
    """Everybody on the list, by name."""
    return tuple(
        Colleague(row["name"], Role(row["role"]), bool(row["can_log_in"]), row["open_cases"])
        for row in reader.rows(_PEOPLE)
    )
