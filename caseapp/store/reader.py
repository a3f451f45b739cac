"""What can be asked of a store inside one transaction: cases, people, policies and the calendar."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from caseapp.rules.calendar import WorkingCalendar
from caseapp.rules.case import Case, Decision, Extension, Finding, Override, Point, Stage
from caseapp.rules.errors import NotFound
from caseapp.rules.policy import Policies
from caseapp.rules.references import tidy
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Division, Ending, Kind, Outcome, Role, State
from caseapp.rules.workflow import Actor
from caseapp.store.file_connections import UNICODE_LOWER, wrapped
from caseapp.store.known import Known, Person, Shelf, calendar_of, policies_of
from caseapp.store.rows import Row, as_date, maybe_date
from caseapp.store.stamps import STAMP

if TYPE_CHECKING:
    from sqlalchemy import Connection, TextClause

JOINING = "joining"
"""The setting that says whether newcomers may join: ``open`` or ``closed``."""

CASES = """
SELECT c.*, s.name AS service, b.name AS sub_service, o.name AS handler FROM complaints c
LEFT JOIN services s ON s.id = c.service_id LEFT JOIN sub_services b ON b.id = c.sub_service_id
LEFT JOIN officers o ON o.id = c.handler_id
"""
"""The rows that ``case_of`` reads; whoever asks adds which."""
_GAVE_BACK = f"""
{CASES} WHERE c.reference IN (SELECT CAST(:reference AS TEXT) || '/annulled-' || i.id FROM import_batches i
                              WHERE i.undone_at IS NOT NULL) ORDER BY c.id DESC LIMIT 1
"""
_STAGES = """
SELECT t.*, h.name AS handler, p.name AS prior_decider, w.name AS overrider, d.ending, d.outcome, d.decided_on,
       d.resolution_theme, d.root_cause, b.name AS decider
FROM stages t LEFT JOIN decisions d ON d.complaint_id = t.complaint_id AND d.stage = t.number AND d.attempt = t.attempt
LEFT JOIN officers h ON h.id = t.handler_id LEFT JOIN officers p ON p.id = t.stage1_decider
LEFT JOIN officers w ON w.id = t.override_by LEFT JOIN officers b ON b.id = d.decided_by
WHERE t.complaint_id BETWEEN :first AND :last ORDER BY t.complaint_id, t.number, t.attempt
"""
_EXTENSIONS = """
SELECT * FROM extensions WHERE complaint_id BETWEEN :first AND :last ORDER BY complaint_id, stage, ordinal
"""
_POINTS = """
SELECT complaint_id, ordinal, text FROM points WHERE complaint_id BETWEEN :first AND :last
ORDER BY complaint_id, ordinal
"""
_FINDINGS = """
SELECT complaint_id, stage, attempt, point, finding FROM findings WHERE complaint_id BETWEEN :first AND :last
ORDER BY complaint_id, stage, attempt, point
"""

_DAYS_OFF = """
SELECT (SELECT CAST({days}(held_on, name) AS TEXT) FROM bank_holidays
        WHERE division = :division AND COALESCE(added_seq, 0) <= :until) AS held,
       (SELECT CAST({days}(closed_on, name) AS TEXT) FROM closure_days WHERE COALESCE(added_seq, 0) <= :until) AS closed
"""
"""Every day off as one text, which is as quick to read as its bytes, and tells whether a calendar still holds."""
_ADDITIONS = """
SELECT added_seq FROM bank_holidays WHERE added_seq IS NOT NULL
UNION SELECT added_seq FROM closure_days WHERE added_seq IS NOT NULL ORDER BY 1
"""
_AS_JSON = {"sqlite": "json_group_object", "postgresql": "json_object_agg"}
"""The function that makes one JSON object of dates and names."""


@lru_cache(maxsize=256)
def _statement(sql: str) -> TextClause:
    """A query, read once: that takes as long as asking it."""
    from sqlalchemy import text

    return text(sql)


class Reader:
    """Questions to one store, all answered from the same moment."""

    def __init__(self, connection: Connection | sqlite3.Connection, shelf: Shelf | None = None) -> None:
        self._given = connection
        self._shelf = shelf or Shelf()

    @cached_property
    def connection(self) -> Connection:
        """The connection as SQLAlchemy knows it, which few questions need."""
        given = self._given
        return wrapped(given) if isinstance(given, sqlite3.Connection) else given

    @cached_property
    def engine(self) -> str:
        """``sqlite`` or ``postgresql``."""
        given = self._given
        return "sqlite" if isinstance(given, sqlite3.Connection) else given.dialect.name

    @cached_property
    def _driver(self) -> sqlite3.Connection:
        """SQLite's own connection."""
        given = self._given
        driver: Any = given if isinstance(given, sqlite3.Connection) else given.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection), "only asked for of a store in a file"
        return driver

    def interrupt(self) -> None:
        """From another thread: end the question that is being answered, which then fails. A server is let be."""
        if isinstance(self._given, sqlite3.Connection):
            self._given.interrupt()

    def rows(self, sql: str, **values: object) -> Iterator[Row]:
        """The rows of a query, by column name."""
        if self.engine != "sqlite":
            return iter(self.connection.execute(_statement(sql), values).mappings())
        return self._file_cursor(sql, values)

    def numbers(self, sql: str, **values: object) -> Iterator[int]:
        """The first column of a query that gives numbers, quick for as many as there are cases."""
        if self.engine != "sqlite":
            return iter(self.connection.execute(_statement(sql), values).scalars())
        cursor = self._file_cursor(sql, values)
        cursor.row_factory = None
        return (row[0] for row in cursor)

    def value(self, sql: str, **values: object) -> Any:
        """The first column of a query's first row, or ``None``."""
        if self.engine != "sqlite":
            return self.connection.execute(_statement(sql), values).scalar()
        row = self._file_cursor(sql, values).fetchone()
        return row[0] if row else None

    def _file_cursor(self, sql: str, values: Mapping[str, object]) -> sqlite3.Cursor:
        """The driver's own cursor: it takes ``:name`` as it stands, and halves the time of a small query."""
        cursor = self._driver.cursor()
        cursor.row_factory = sqlite3.Row
        plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
        return cursor.execute(sql, plain)

    @property
    def lower_of_any_letter(self) -> str:
        """The SQL function that lowers every letter: SQLite's own leaves accented ones as they are."""
        return UNICODE_LOWER if self.engine == "sqlite" else "lower"

    def case(self, reference: str) -> Case:
        """The case with that reference, however it was typed; if none has it, the last that gave it back.

        Raises:
            NotFound: there is none.
        """
        wanted = tidy(one_line(reference))
        row = next(self.rows(f"{CASES} WHERE c.reference = :reference", reference=wanted), None)
        row = row or next(self.rows(_GAVE_BACK, reference=wanted), None)
        if row is None:
            raise NotFound(f"There is no case {wanted}; look for it with caseapp search.")
        number = row["id"]
        points = self.points_between(number, number).get(number, ())
        return case_of(row, self.stages_between(number, number).get(number, ()), points)

    def stages_between(self, first: int, last: int) -> Mapping[int, tuple[Stage, ...]]:
        """Every attempt at every stage of the cases from one number to another, by the number of the case."""
        extensions: dict[tuple[int, int, int], list[Extension]] = {}
        for row in self.rows(_EXTENSIONS, first=first, last=last):
            extensions.setdefault((row["complaint_id"], row["stage"], row["attempt"]), []).append(extension_of(row))
        findings: dict[tuple[int, int, int], list[Finding]] = {}
        for row in self.rows(_FINDINGS, first=first, last=last):
            found = Finding(row["point"], Outcome(row["finding"]))
            findings.setdefault((row["complaint_id"], row["stage"], row["attempt"]), []).append(found)
        stages: dict[int, tuple[Stage, ...]] = {}
        for row in self.rows(_STAGES, first=first, last=last):
            case = row["complaint_id"]
            attempt = (case, row["number"], row["attempt"])
            stage = stage_of(row, tuple(extensions.get(attempt, ())), tuple(findings.get(attempt, ())))
            stages[case] = (*stages.get(case, ()), stage)
        return stages

    def points_between(self, first: int, last: int) -> Mapping[int, tuple[Point, ...]]:
        """The points of complaint of the cases from one number to another, by the number of the case."""
        points: dict[int, tuple[Point, ...]] = {}
        for row in self.rows(_POINTS, first=first, last=last):
            case = row["complaint_id"]
            points[case] = (*points.get(case, ()), Point(row["ordinal"], row["text"]))
        return points

    @property
    def policies(self) -> Policies:
        """Every policy version in the store."""
        known = self._known
        if known.policies is None:
            documents = tuple(row["document"] for row in self.rows("SELECT document FROM policies ORDER BY code"))
            known.policies = policies_of(documents, self.setting("scheme"))
        return known.policies

    def calendar(self, division: Division, *, known_by: int | None = None) -> WorkingCalendar:
        """The working days of a division as this store counts them: its bank holidays and the council's closures.

        ``known_by`` is the number of an event: days off that were added after it do not count (R124).
        """
        calendars, until = self._known.calendars, self._last_addition(known_by)
        if (division, until) not in calendars:
            calendars[division, until] = self._built_calendar(division, until)
        return calendars[division, until]

    def calendars_until(self, division: Division, known_by: int) -> Iterator[WorkingCalendar]:
        """The calendar as it was known by some event, and then as it was before each addition, the latest first."""
        yield self.calendar(division, known_by=known_by)
        for seq in reversed(self._additions):
            if seq <= known_by:
                yield self.calendar(division, known_by=seq - 1)

    @property
    def _additions(self) -> tuple[int, ...]:
        """The events that added days off, in order."""
        known = self._known
        if known.additions is None:
            known.additions = tuple(row["added_seq"] for row in self.rows(_ADDITIONS))
        return known.additions

    def _last_addition(self, known_by: int | None) -> int:
        """The last event that added a day off, or the last before some event; 0 for the days off from the start."""
        return max((seq for seq in self._additions if known_by is None or seq <= known_by), default=0)

    def _built_calendar(self, division: Division, until: int) -> WorkingCalendar:
        sql = _DAYS_OFF.format(days=_AS_JSON[self.engine])
        row = next(self.rows(sql, division=division.value, until=until))
        days = (str(row["held"] or ""), str(row["closed"] or ""))
        return calendar_of(self.setting("calendar_from"), self.setting("calendar_to"), *days)

    def setting(self, name: str) -> str:
        """What the store was told under a name; blank if nothing."""
        return self._known.settings.get(name, "")

    @property
    def may_join(self) -> bool:
        """Whether somebody who is not on the list joins by acting or being named."""
        return self.setting(JOINING) == "open"

    @property
    def officers(self) -> Mapping[str, Actor]:
        """Everyone who works on cases, by name."""
        return self._known.officers

    def may_log_in(self, name: str) -> bool:
        """Whether an officer, by their name as it is kept, may act; somebody who came with past cases may not."""
        return self._known.people[name].can_log_in

    @cached_property
    def _known(self) -> Known:
        """What was known at this stamp, or else is read now and kept for the transactions to come."""
        stamp = int(self.value("SELECT value FROM counters WHERE name = :name", name=STAMP))
        known = self._shelf.known
        if known is None or known.stamp != stamp:
            known = self._shelf.known = Known(stamp, self._read_people(), self._read_settings())
        return known

    def _read_settings(self) -> dict[str, str]:
        return {row["name"]: row["value"] for row in self.rows("SELECT name, value FROM settings")}

    def _read_people(self) -> dict[str, Person]:
        rows = self.rows("SELECT id, name, role, can_log_in FROM officers ORDER BY name")
        return {
            row["name"]: Person(row["id"], Actor(row["name"], Role(row["role"])), bool(row["can_log_in"]))
            for row in rows
        }

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


def _nearest(name: str, names: Iterable[str]) -> str:
    from difflib import get_close_matches

    known = list(names)
    near = known if len(known) <= 6 else get_close_matches(name, known, n=3, cutoff=0.5)
    return f"the nearest are {', '.join(near)}" if near else "the list is long"


def case_of(row: Row, stages: tuple[Stage, ...], points: tuple[Point, ...]) -> Case:
    """A case from its row, its stages and its points of complaint."""
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
        restricted=bool(row["restricted"]),
        stages=stages,
        points=points,
    )


def extension_of(row: Row) -> Extension:
    """One extension from its row."""
    return Extension(
        ordinal=row["ordinal"],
        days=row["days"],
        extended_on=as_date(row["extended_on"]),
        extended_to=as_date(row["extended_to"]),
        reason=row["reason"],
    )


def stage_of(row: Row, extensions: tuple[Extension, ...], findings: tuple[Finding, ...] = ()) -> Stage:
    """One attempt at a stage from its row with its decision."""
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
        findings=findings,
    )


def _decision(row: Row) -> Decision:
    return Decision(
        ending=Ending(row["ending"]),
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        decided_on=as_date(row["decided_on"]),
        decided_by=row["decider"],
        resolution_theme=row["resolution_theme"],
        root_cause=row["root_cause"],
    )
