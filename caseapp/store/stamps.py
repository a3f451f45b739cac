"""A number that goes up whenever people, settings, policies or days off are changed, by whatever program.

One look at it tells whether what a process remembers of them still holds, which is much less than reading them again
for each verb. Triggers keep it: no stray script changes a bank holiday behind the back of a running caseapp.
"""

from __future__ import annotations

from dataclasses import dataclass

STAMP = "registers"
"""The counter that holds it."""

_COUNT = f"UPDATE counters SET value = value + 1 WHERE name = '{STAMP}';"


@dataclass(frozen=True, slots=True)
class Tally:
    """The trigger that counts one kind of change of one table."""

    table: str
    verb: str

    @property
    def name(self) -> str:
        """The trigger's name, and that of its function on PostgreSQL."""
        return f"{self.table}_counted_on_{self.verb.lower()}"

    @property
    def body(self) -> str:
        """What PostgreSQL runs after each statement."""
        return f" BEGIN {_COUNT} RETURN NULL; END "

    def create(self, dialect: str) -> list[str]:
        """The statements that put it in place."""
        if dialect == "sqlite":
            return [f"CREATE TRIGGER {self.name} AFTER {self.verb} ON {self.table} FOR EACH ROW BEGIN {_COUNT} END"]
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $tally${self.body}$tally$",
            f"CREATE TRIGGER {self.name} AFTER {self.verb} ON {self.table} EXECUTE FUNCTION {self.name}()",
        ]


TALLIES = tuple(
    Tally(table, verb)
    for table in ("bank_holidays", "closure_days", "officers", "policies", "settings")
    for verb in ("INSERT", "UPDATE", "DELETE")
)
"""Every trigger that counts."""
