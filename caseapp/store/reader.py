"""What can be asked of a store inside one transaction: cases, people, policies and the calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import Connection, RowMapping, text

from caseapp.rules.calendar import WorkingCalendar
from caseapp.rules.case import Case, Decision, Extension, Override, Stage
from caseapp.rules.errors import NotFound
from caseapp.rules.policy import Policies
from caseapp.rules.references import tidy
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Division, Ending, Kind, Outcome, Role, State
from caseapp.rules.workflow import Actor
from caseapp.store import policy_rows
from caseapp.store.rows import as_date, maybe_date

JOINING = "joining"
"""The setting that says whether newcomers may join: ``open`` or ``closed``."""

UNICODE_LOWER = "unicode_lower"
"""The name under which SQLite connections know Python's ``str.lower``."""

_CASE = """
SELECT c.id, c.reference, c.kind, c.state, c.version, c.received_on, c.policy, s.name AS service,
       b.name AS sub_service, o.name AS handler
FROM complaints c LEFT JOIN services s ON s.id = c.service_id LEFT JOIN sub_services b ON b.id = c.sub_service_id
LEFT JOIN officers o ON o.id = c.handler_id WHERE c.reference = :reference
"""
_STAGES = """
SELECT t.*, h.name AS handler, p.name AS prior_decider, w.name AS overrider, d.ending, d.outcome, d.decided_on,
       d.resolution_theme, d.root_cause, b.name AS decider
FROM stages t LEFT JOIN decisions d ON d.complaint_id = t.complaint_id AND d.stage = t.number AND d.attempt = t.attempt
LEFT JOIN officers h ON h.id = t.handler_id LEFT JOIN officers p ON p.id = t.stage1_decider
LEFT JOIN officers w ON w.id = t.override_by LEFT JOIN officers b ON b.id = d.decided_by
WHERE t.complaint_id = :id ORDER BY t.number, t.attempt
"""
_EXTENSIONS = "SELECT * FROM extensions WHERE complaint_id = :id ORDER BY stage, ordinal"


_Days = tuple[tuple[str | date, str], ...]
"""Dates as an engine gives them, each with its name."""


class Reader:
    """Questions to one store, all answered from the same moment."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._calendars: dict[Division, WorkingCalendar] = {}

    def rows(self, sql: str, **values: object) -> Iterable[RowMapping]:
        """The rows of a query, by column name."""
        return self.connection.execute(text(sql), values).mappings()

    def value(self, sql: str, **values: object) -> Any:
        """The first column of a query's first row, or ``None``."""
        return self.connection.execute(text(sql), values).scalar()

    @property
    def lower_of_any_letter(self) -> str:
        """The SQL function that lowers every letter: SQLite's own leaves accented ones as they are."""
        return UNICODE_LOWER if self.connection.dialect.name == "sqlite" else "lower"

    def case(self, reference: str) -> Case:
        """The case with that reference, however it was typed.

        Raises:
            NotFound: there is none.
        """
        wanted = tidy(one_line(reference))
        row = next(iter(self.rows(_CASE, reference=wanted)), None)
        if row is None:
            raise NotFound(f"There is no case {wanted}; look for it with caseapp search.")
        return Case(
            id=row["id"],
            reference=row["reference"],
            kind=Kind(row["kind"]),
            state=State(row["state"]),
            version=row["version"],
            received_on=as_date(row["received_on"]),
            policy=row["policy"],
            service=row["service"],
            sub_service=row["sub_service"],
            handler=row["handler"],
            stages=self._stages(row["id"]),
        )

    def _stages(self, case_id: int) -> tuple[Stage, ...]:
        extensions: dict[tuple[int, int], list[Extension]] = {}
        for row in self.rows(_EXTENSIONS, id=case_id):
            extensions.setdefault((row["stage"], row["attempt"]), []).append(_extension(row))
        return tuple(
            _stage(row, tuple(extensions.get((row["number"], row["attempt"]), ())))
            for row in self.rows(_STAGES, id=case_id)
        )

    @cached_property
    def policies(self) -> Policies:
        """Every policy version in the store."""
        documents = (row["document"] for row in self.rows("SELECT document FROM policies ORDER BY code"))
        return Policies(map(policy_rows.from_document, documents), self.setting("scheme"))

    def calendar(self, division: Division) -> WorkingCalendar:
        """The working days of a division as this store counts them: its bank holidays and the council's closures."""
        if division not in self._calendars:
            self._calendars[division] = self._built_calendar(division)
        return self._calendars[division]

    def _built_calendar(self, division: Division) -> WorkingCalendar:
        held = self.rows("SELECT held_on, name FROM bank_holidays WHERE division = :division", division=division.value)
        closed = self.rows("SELECT closed_on, name FROM closure_days")
        return _calendar(
            self.setting("calendar_from"),
            self.setting("calendar_to"),
            tuple((row["held_on"], row["name"]) for row in held),
            tuple((row["closed_on"], row["name"]) for row in closed),
        )

    def setting(self, name: str) -> str:
        """What the store was told under a name; blank if nothing."""
        return self.value("SELECT value FROM settings WHERE name = :name", name=name) or ""

    @property
    def may_join(self) -> bool:
        """Whether somebody who is not on the list joins by acting or being named."""
        return self.setting(JOINING) == "open"

    @property
    def officers(self) -> Mapping[str, Actor]:
        """Everyone who works on cases, by name."""
        rows = self.rows("SELECT name, role FROM officers ORDER BY name")
        return {row["name"]: Actor(row["name"], Role(row["role"])) for row in rows}

    def person(self, name: str) -> Actor:
        """The officer with that name.

        Raises:
            NotFound: there is none; the sentence lists who there is, or the nearest names if they are many.
        """
        officers = self.officers
        if name in officers:
            return officers[name]
        raise NotFound(f"There is no officer “{name}”; {_nearest(name, officers)}. See caseapp people.")

    def service_names(self) -> list[str]:
        """The services in the order of their names."""
        return [row["name"] for row in self.rows("SELECT name FROM services ORDER BY name")]

    def sub_service_names(self, service: str) -> list[str]:
        """The parts of a service in the order of their names."""
        sql = "SELECT b.name FROM sub_services b JOIN services s ON s.id = b.service_id WHERE s.name = :service"
        return [row["name"] for row in self.rows(f"{sql} ORDER BY b.name", service=service)]


@lru_cache(maxsize=8)
def _calendar(first: str, last: str, held: _Days, closed: _Days) -> WorkingCalendar:
    """The calendar of those days, kept because making it takes longer than everything else that a verb does."""
    return WorkingCalendar(
        as_date(first),
        as_date(last),
        bank_holidays={as_date(on): name for on, name in held},
        closures={as_date(on): name for on, name in closed},
    )


def _nearest(name: str, names: Iterable[str]) -> str:
    from difflib import get_close_matches

    known = list(names)
    near = known if len(known) <= 6 else get_close_matches(name, known, n=3, cutoff=0.5)
    return f"the nearest are {', '.join(near)}" if near else "the list is long"


def _extension(row: RowMapping) -> Extension:
    return Extension(
        ordinal=row["ordinal"],
        days=row["days"],
        extended_on=as_date(row["extended_on"]),
        extended_to=as_date(row["extended_to"]),
        reason=row["reason"],
    )


def _stage(row: RowMapping, extensions: tuple[Extension, ...]) -> Stage:
    return Stage(
        number=row["number"],
        attempt=row["attempt"],
        opened_on=as_date(row["opened_on"]),
        acknowledge_by=as_date(row["acknowledge_by"]),
        due_on=as_date(row["due_on"]),
        acknowledged_on=maybe_date(row["acknowledged_on"]),
        handler=row["handler"],
        extensions=extensions,
        decision=_decision(row) if row["ending"] else None,
        stage1_attempt=row["stage1_attempt"],
        stage1_decider=row["prior_decider"],
        override=Override(row["override_reason"], row["overrider"]) if row["override_reason"] else None,
    )


def _decision(row: RowMapping) -> Decision:
    return Decision(
        ending=Ending(row["ending"]),
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        decided_on=as_date(row["decided_on"]),
        decided_by=row["decider"],
        resolution_theme=row["resolution_theme"],
        root_cause=row["root_cause"],
    )
