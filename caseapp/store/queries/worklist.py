"""The worklist: ids in order of urgency, and rows for the few that are on show."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import partial

from caseapp.rules.calendar import WorkingCalendar
from caseapp.rules.vocabulary import OPEN_STATES, State
from caseapp.store.reader import Reader
from caseapp.store.rows import Row, as_date, maybe_date

_OPEN = ", ".join(f"'{state}'" for state in sorted(OPEN_STATES))
_NOT_ANNULLED = f"c.state <> '{State.ANNULLED}'"
"""A case that went with its import is in no list."""
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


class Order(StrEnum):
    """What a list is sorted by. Within the same value the most urgent comes first."""

    URGENCY = "urgency"
    """Open cases by due date, then closed ones, newest first."""
    RECEIVED = "received"
    """Newest first."""
    REFERENCE = "reference"
    SERVICE = "service"
    HANDLER = "handler"
    STATE = "state"
    """In the order in which a case goes through them."""


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
    references: tuple[str, ...] | None = None
    """These cases and no others; ``None`` sets no such bound."""
    order: Order = Order.URGENCY
    reverse: bool = False
    """Whether the order is turned round."""


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
    """The ids of the cases wanted, in their order: open ones by due date, then closed ones, unless told otherwise."""
    values: dict[str, object] = {"today": today.isoformat()}
    conditions = [*_standing(wanted), *_clock(wanted, today, calendar, values), *_belonging(reader, wanted, values)]
    conditions += _named(reader, wanted, values)
    conditions += _wording(reader, wanted, values)
    # Conditions are constants; values are bound.
    which = f"WHERE {' AND '.join(conditions) or '1 = 1'} ORDER BY {_order(wanted)}"
    joins = (join for alias, join in _JOINS.items() if f"{alias}." in which)
    return array("q", reader.numbers(f"SELECT c.id FROM complaints c {' '.join(joins)} {which}", **values))


LOOKED_AT = 4_000
"""Of the most urgent cases, how many are looked at for the first that hold some words."""


def first_ids(reader: Reader, wanted: WorklistFilter, today: date, calendar: WorkingCalendar, most: int) -> array[int]:
    """The first of ``worklist_ids``, at most so many, as far as an index gives them at once.

    None where there is no such index, and with words only those among the most urgent thousands: so fewer than
    ``most`` says nothing of how many there are.
    """
    if wanted.order is not Order.URGENCY or not _has_open_only(wanted):
        return array("q")
    values: dict[str, object] = {"today": today.isoformat()}
    conditions = [*_standing(wanted), *_clock(wanted, today, calendar, values), *_belonging(reader, wanted, values)]
    which = " AND ".join(conditions)
    joins = " ".join(join for alias, join in _JOINS.items() if f"{alias}." in which)
    order = _order(replace(wanted, text=""))
    looked_at = LOOKED_AT if wanted.text else int(most)
    urgent = f"SELECT c.* FROM complaints c {joins} WHERE {which} ORDER BY {order} LIMIT {looked_at}"
    wording = " AND ".join(_wording(reader, wanted, values, one_by_one=True)) or "1 = 1"
    sql = f"SELECT c.id FROM ({urgent}) c WHERE {wording} ORDER BY {order} LIMIT {int(most)}"
    return array("q", reader.numbers(sql, **values))


_JOINS = {
    "s": "LEFT JOIN services s ON s.id = c.service_id",
    "o": "LEFT JOIN officers o ON o.id = c.handler_id",
}
"""By their short names; each is joined where it is spoken of."""


def worklist_rows(reader: Reader, ids: Sequence[int]) -> Mapping[int, WorklistRow]:
    """The rows of some cases by their id."""
    if not ids:
        return {}
    listed = ", ".join(str(int(number)) for number in ids)
    return {row["id"]: _row(row) for row in reader.rows(_ROWS.format(ids=listed))}


_STATES = " ".join(f"WHEN '{state}' THEN {number}" for number, state in enumerate(State))
_URGENCY = (("c.due_on IS NULL", False), ("c.due_on", False), ("c.received_on", True), ("c.id", True))
_ORDERS: Mapping[Order, tuple[tuple[str, bool], ...]] = {
    Order.URGENCY: _URGENCY,
    # Put so that SQLite does not walk the index of dates, whose rows lie scattered: sorting takes half the time.
    Order.RECEIVED: (("COALESCE(c.received_on, c.received_on)", True), ("c.id", True)),
    Order.REFERENCE: (("c.reference", False),),
    Order.SERVICE: (("s.name IS NULL", False), ("s.name", False), *_URGENCY),
    Order.HANDLER: (("o.name IS NULL", False), ("o.name", False), *_URGENCY),
    Order.STATE: ((f"CASE c.state {_STATES} END", False), *_URGENCY),
}
"""Expressions, each with whether it goes down."""


def _has_open_only(wanted: WorklistFilter) -> bool:
    return not wanted.include_closed and wanted.state is None and wanted.references is None


def _order(wanted: WorklistFilter) -> str:
    terms = _ORDERS[wanted.order]
    if terms is _URGENCY and _has_open_only(wanted) and not wanted.text:
        terms = _URGENCY[1:]  # as the index of open cases is, so that nothing has to be sorted
    return ", ".join(f"{term} DESC" if down != wanted.reverse else term for term, down in terms)


_LISTED = {"sqlite": "SELECT value FROM json_each(:wanted)",
           "postgresql": "SELECT json_array_elements_text(CAST(:wanted AS json))"}  # fmt: skip


def _named(reader: Reader, wanted: WorklistFilter, values: dict[str, object]) -> list[str]:
    if wanted.references is None:
        return []
    values["wanted"] = json.dumps(wanted.references)
    return [f"c.reference IN ({_LISTED[reader.engine]})"]


def _standing(wanted: WorklistFilter) -> list[str]:
    # Where words are looked for, the rows are read as they lie: one after another is quicker than by an index.
    is_open = f"c.state IN ({_OPEN})" if wanted.text else "c.due_on IS NOT NULL"
    conditions = [is_open if _has_open_only(wanted) else _NOT_ANNULLED]
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


def _wording(
    reader: Reader, wanted: WorklistFilter, values: dict[str, object], *, one_by_one: bool = False
) -> list[str]:
    """What the words ask of a case; ``one_by_one`` looks each person up, which is the quicker way for few cases."""
    conditions = []
    for number, word in enumerate(wanted.text.lower().split()):
        values[f"word{number}"] = f"%{_literal(word)}%"
        like = partial(_like, reader, word, f":word{number}")
        people = f"c.complainant_id IN (SELECT id FROM complainants WHERE {like('name')})"
        if one_by_one:
            people = f"EXISTS (SELECT 1 FROM complainants p WHERE p.id = c.complainant_id AND {like('p.name')})"
        # Names of services and officers are few: they are looked through once, and not for each case.
        withheld = like(f"'{RESTRICTED}'")
        ways = [like("c.reference"), *_of_named(like), f"(c.restricted AND {withheld})"]
        theirs = [like("c.summary"), people, *([like(_NARRATIVE)] if wanted.in_details else [])]
        conditions.append(f"({' OR '.join(ways)} OR (NOT c.restricted AND ({' OR '.join(theirs)})))")
    return conditions


def _of_named(like: Callable[[str], str]) -> Iterator[str]:
    for column, table in (("service_id", "services"), ("handler_id", "officers")):
        yield f"c.{column} IN (SELECT id FROM {table} WHERE {like('name')})"


def _like(reader: Reader, word: str, bound: str, column: str) -> str:
    """That a column holds a word, whatever its capitals.

    SQLite's own LIKE knows the capitals of English alone and is quick; for other letters they are lowered by Python.
    """
    if reader.engine == "sqlite" and word.isascii():
        return f"{column} LIKE {bound} ESCAPE '!'"
    return f"{reader.lower_of_any_letter}({column}) LIKE {bound} ESCAPE '!'"


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
