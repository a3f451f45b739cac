"""The worklist: ids in order of urgency, and rows for the few that are on show."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from caseapp.rules.calendar import WorkingCalendar
from caseapp.rules.vocabulary import OPEN_STATES, State
from caseapp.store.reader import Reader
from caseapp.store.rows import Row, as_date, maybe_date

_OPEN = ", ".join(f"'{state}'" for state in sorted(OPEN_STATES))
_NARRATIVE = "(SELECT n.details FROM narratives n WHERE n.complaint_id = c.id)"
RESTRICTED = "restricted"
"""What a list shows, and search finds, in the place of what a restricted case says and who it is from (R136)."""


def _unless_restricted(column: str) -> str:
    return f"CASE WHEN c.restricted THEN '{RESTRICTED}' ELSE {column} END"


_ROWS = f"""
SELECT c.id, c.reference, c.state, s.name AS service, c.received_on, c.acknowledge_by, c.due_on, c.restricted,
       o.name AS handler, {_unless_restricted("c.summary")} AS summary, {_unless_restricted("p.name")} AS complainant,
       CASE WHEN c.state LIKE 'stage-2%' THEN 2 WHEN c.state = 'new' OR c.state LIKE 'stage-1%' THEN 1 END AS stage,
       EXISTS (SELECT 1 FROM extensions x JOIN stages t ON t.complaint_id = x.complaint_id AND t.number = x.stage
               AND t.attempt = x.attempt WHERE x.complaint_id = c.id AND NOT EXISTS (SELECT 1 FROM decisions d
               WHERE d.complaint_id = x.complaint_id AND d.stage = x.stage AND d.attempt = x.attempt)) AS extended
FROM complaints c LEFT JOIN services s ON s.id = c.service_id LEFT JOIN officers o ON o.id = c.handler_id
LEFT JOIN complainants p ON p.id = c.complainant_id WHERE c.id IN ({{ids}})
"""


@dataclass(frozen=True, slots=True)
class WorklistFilter:
    """Which cases to list. Values are combined with *and*; nothing set means every open case."""

    overdue: bool = False
    due_within: int | None = None
    """Working days from today; 0 is due today. Overdue cases are not among them."""
    unacknowledged: bool = False
    mine: str | None = None
    unassigned: bool = False
    stage: int | None = None
    service: str | None = None
    state: State | None = None
    include_closed: bool = False
    text: str = ""
    """Words that the reference, summary, service, handler or complainant must hold, whatever their case.

    Of a restricted case only the reference, service and handler are looked at, whoever asks."""
    in_details: bool = False
    """Whether words are looked for in the narrative too."""


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """What a list shows of one case."""

    id: int
    reference: str
    state: State
    service: str | None
    summary: str
    received_on: date
    acknowledge_by: date | None
    due_on: date | None
    handler: str | None
    stage: int | None
    complainant: str
    extended: bool
    restricted: bool = False
    """Summary and complainant are withheld, from everybody: a list is no look at the case, and is not recorded."""


def worklist_ids(reader: Reader, wanted: WorklistFilter, today: date, calendar: WorkingCalendar) -> array[int]:
    """The ids of the cases wanted: open ones by due date, then closed ones, newest first."""
    values: dict[str, object] = {"today": today.isoformat()}
    conditions = [*_standing(wanted), *_clock(wanted, today, calendar, values), *_belonging(reader, wanted, values)]
    conditions += _wording(reader, wanted, values)
    sql = (
        "SELECT c.id FROM complaints c LEFT JOIN services s ON s.id = c.service_id "
        "LEFT JOIN officers o ON o.id = c.handler_id LEFT JOIN complainants p ON p.id = c.complainant_id "
        f"WHERE {' AND '.join(conditions) or '1 = 1'} "  # conditions are constants; values are bound
        "ORDER BY c.due_on IS NULL, c.due_on, c.received_on DESC, c.id DESC"
    )
    return array("q", (row["id"] for row in reader.rows(sql, **values)))


def worklist_rows(reader: Reader, ids: Sequence[int]) -> Mapping[int, WorklistRow]:
    """The rows of some cases by their id."""
    if not ids:
        return {}
    listed = ", ".join(str(int(number)) for number in ids)
    return {row["id"]: _row(row) for row in reader.rows(_ROWS.format(ids=listed))}


def _standing(wanted: WorklistFilter) -> list[str]:
    conditions = [] if wanted.include_closed or wanted.state else [f"c.state IN ({_OPEN})"]
    if wanted.state is not None:
        conditions.append(f"c.state = '{wanted.state.value}'")
    if wanted.unacknowledged:
        conditions.append("c.acknowledge_by IS NOT NULL")
    if wanted.stage == 1:
        conditions.append("(c.state = 'new' OR c.state LIKE 'stage-1%')")
    elif wanted.stage is not None:
        conditions.append(f"c.state LIKE 'stage-{int(wanted.stage)}%'")
    return conditions


def _clock(wanted: WorklistFilter, today: date, calendar: WorkingCalendar, values: dict[str, object]) -> list[str]:
    conditions = []
    if wanted.overdue:
        conditions.append("c.due_on < :today")
    if wanted.due_within is not None:
        values["until"] = (calendar.add(today, wanted.due_within) if wanted.due_within else today).isoformat()
        conditions.append("c.due_on BETWEEN :today AND :until")
    return conditions


def _belonging(reader: Reader, wanted: WorklistFilter, values: dict[str, object]) -> list[str]:
    conditions = ["c.handler_id IS NULL"] if wanted.unassigned else []
    if wanted.mine is not None:
        # One person, whatever capitals are typed.
        conditions.append(f"{reader.lower_of_any_letter}(COALESCE(o.name, '')) = :mine")
        values["mine"] = wanted.mine.lower()
    if wanted.service is not None:
        conditions.append("lower(s.name) = lower(:service)")
        values["service"] = wanted.service
    return conditions


def _wording(reader: Reader, wanted: WorklistFilter, values: dict[str, object]) -> list[str]:
    conditions = []
    theirs = map(_unless_restricted, ("c.summary", "p.name", *((_NARRATIVE,) if wanted.in_details else ())))
    columns = ("c.reference", "s.name", "o.name", *theirs)
    for number, word in enumerate(wanted.text.lower().split()):
        values[f"word{number}"] = f"%{_literal(word)}%"
        # SQLite's own lower() knows only the letters of English; Python's is slower, so it is kept for the rest.
        lower = "lower" if word.isascii() else reader.lower_of_any_letter
        like = (f"{lower}(COALESCE({column}, '')) LIKE :word{number} ESCAPE '!'" for column in columns)
        conditions.append(f"({' OR '.join(like)})")
    return conditions


def _literal(word: str) -> str:
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _row(row: Row) -> WorklistRow:
    return WorklistRow(
        id=row["id"],
        reference=row["reference"],
        state=State(row["state"]),
        service=row["service"],
        summary=row["summary"],
        received_on=as_date(row["received_on"]),
        acknowledge_by=maybe_date(row["acknowledge_by"]),
        due_on=maybe_date(row["due_on"]),
        handler=row["handler"],
        stage=row["stage"],
        complainant=row["complainant"] or "",
        extended=bool(row["extended"]),
        restricted=bool(row["restricted"]),
    )
