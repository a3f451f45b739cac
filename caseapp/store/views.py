"""What a member may see of a store: counts by service and month, never a case, a name or a word of anybody's (R54).

The views are for a reader of the database itself, such as a spreadsheet or the ``psql`` shell under the member's role.
They count by the rules of the summary: a stage record belongs to the month in which it began, every attempt is a record
of its own, and a complaint about several services is under its lead service alone. Small counts are neither left out
nor merged: they are the figures of ``caseapp summary --month``, and totals must add up. So they are for the member
responsible for complaints, and a table made from them is not for publication until counts of a few are merged (R135).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import Connection, inspect

from caseapp.rules.vocabulary import State
from caseapp.store.queries.figures import UNALLOCATED

_FROM_STAGES = """
FROM stages t JOIN complaints c ON c.id = t.complaint_id LEFT JOIN services s ON s.id = c.service_id
LEFT JOIN decisions d ON d.complaint_id = t.complaint_id AND d.stage = t.number AND d.attempt = t.attempt
LEFT JOIN (SELECT complaint_id, stage, attempt, MAX(extended_to) AS extended_to FROM extensions
           GROUP BY complaint_id, stage, attempt) x
  ON x.complaint_id = t.complaint_id AND x.stage = t.number AND x.attempt = t.attempt
"""
_SERVICE = f"COALESCE(s.name, '{UNALLOCATED}') AS service"
_ANSWER_BY = "COALESCE(x.extended_to, t.due_on)"


def _counted(condition: str) -> str:
    return f"COUNT(CASE WHEN {condition} THEN 1 END)"


_STAGES = f"""
SELECT {{month}} AS month, {_SERVICE}, t.number AS stage, COUNT(*) AS records,
       {_counted("d.ending = 'answered'")} AS answered,
       {_counted(f"d.ending = 'answered' AND d.decided_on <= {_ANSWER_BY}")} AS in_target,
       {_counted("x.extended_to IS NOT NULL")} AS extended,
       {_counted("d.outcome = 'upheld'")} AS upheld,
       {_counted("d.outcome = 'partly-upheld'")} AS partly_upheld,
       {_counted("d.outcome = 'not-upheld'")} AS not_upheld,
       {_counted("d.ending = 'withdrawn'")} AS withdrawn,
       {_counted("d.ending = 'resolved-by-agreement'")} AS resolved_by_agreement,
       {_counted("d.ending = 'refused'")} AS refused,
       {_counted("d.ending IS NULL")} AS still_open
{_FROM_STAGES} GROUP BY 1, 2, 3
"""
_CONTACTS = f"""
SELECT {{month}} AS month, {_SERVICE}, c.kind, c.channel, COUNT(*) AS contacts
FROM complaints c LEFT JOIN services s ON s.id = c.service_id WHERE c.state <> '{State.ANNULLED}' GROUP BY 1, 2, 3, 4
"""
_OPEN = f"""
SELECT {{month}} AS month, {_SERVICE}, t.number AS stage, COUNT(*) AS still_open
{_FROM_STAGES} WHERE d.ending IS NULL GROUP BY 1, 2, 3
"""

_YEAR = "CAST(substr(month, 1, 4) AS INTEGER) - CASE WHEN substr(month, 6, 2) < '04' THEN 1 ELSE 0 END"
# Named one by one: a view of * keeps the columns that it had when it was made.
_BY_YEAR = f"""
SELECT first_year || '-' || substr(CAST(first_year + 1 AS TEXT), 3, 2) AS financial_year, {{columns}}
FROM (SELECT {_YEAR} AS first_year, by_month.* FROM ({{counts}}) by_month) by_year
"""

_MONTH = {"sqlite": "substr({date}, 1, 7)", "postgresql": "to_char({date}, 'YYYY-MM')"}
"""The month of a date as text, such as ``2024-04``, whatever the reader's session says of dates."""


@dataclass(frozen=True, slots=True)
class View:
    """One table of counts."""

    counts: str
    """The query; ``{month}`` in it is the month of ``date``."""
    date: str
    """The date by which a record falls into a month."""
    columns: tuple[str, ...]
    """What is shown after the financial year."""

    def create(self, name: str, dialect: str) -> str:
        """The statement that makes the view."""
        # With a barrier no condition of whoever reads is tried on a row before it is counted.
        barrier = " WITH (security_barrier = true)" if dialect == "postgresql" else ""
        counts = self.counts.format(month=_MONTH[dialect].format(date=self.date))
        return f"CREATE VIEW {name}{barrier} AS {_BY_YEAR.format(columns=', '.join(self.columns), counts=counts)}"


_OUTCOMES = ("upheld", "partly_upheld", "not_upheld", "withdrawn", "resolved_by_agreement", "refused", "still_open")

VIEWS: Mapping[str, View] = MappingProxyType(
    {
        "figures_stages": View(
            _STAGES,
            "t.opened_on",
            ("month", "service", "stage", "records", "answered", "in_target", "extended", *_OUTCOMES),
        ),
        "figures_contacts": View(_CONTACTS, "c.received_on", ("month", "service", "kind", "channel", "contacts")),
        "figures_open": View(_OPEN, _ANSWER_BY, ("month", "service", "stage", "still_open")),
    }
)
"""``figures_stages`` goes by the month in which a stage record began, ``figures_contacts`` by the month of receipt, and
``figures_open`` by the month in which the answer to an open stage is due, an extension included.
"""


def apply(connection: Connection) -> None:
    """Make every view, anew if it is there."""
    remove(connection)
    for name, view in VIEWS.items():
        connection.exec_driver_sql(view.create(name, connection.dialect.name))


def remove(connection: Connection) -> None:
    """Take every view away, for the time that a migration rebuilds tables."""
    there = set(inspect(connection).get_view_names())
    for name in VIEWS.keys() & there:
        connection.exec_driver_sql(f"DROP VIEW {name}")
