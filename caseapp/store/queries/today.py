"""The numbers of one day: what is due, what is late, what came in, and what the next days hold.

Each number is the length of the worklist's view of that name. They are counted in indexes that hold open cases alone,
so that the closed ones of many years cost nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from caseapp.rules.calendar import WorkingCalendar
from caseapp.rules.errors import OutsideCalendar
from caseapp.rules.vocabulary import Kind, State
from caseapp.store.reader import Reader
from caseapp.store.rows import as_date

DAYS_AHEAD = 10
"""How many working days ahead are looked at."""

_OPEN = "SELECT COUNT(*) FROM complaints WHERE due_on IS NOT NULL"
_NUMBERS = f"""
SELECT ({_OPEN}) AS open,
       ({_OPEN} AND due_on < :today) AS overdue,
       ({_OPEN} AND due_on = :today) AS due_today,
       ({_OPEN} AND due_on BETWEEN :today AND :sunday) AS this_week,
       ({_OPEN} AND acknowledge_by IS NOT NULL) AS unacknowledged,
       ({_OPEN} AND acknowledge_by < :today) AS late_acknowledgements,
       ({_OPEN} AND handler_id IS NULL) AS unassigned,
       ({_OPEN} AND state IN ('{State.STAGE_2_NEW}', '{State.STAGE_2}')) AS stage_2
"""
_MINE = f"{_OPEN} AND handler_id IN ({{ids}})"
_NEW = f"""
SELECT COUNT(*) AS new, COUNT(CASE WHEN service_id IS NULL THEN 1 END) AS unallocated
FROM complaints WHERE received_on BETWEEN :since AND :today
AND kind = '{Kind.COMPLAINT}' AND state <> '{State.ANNULLED}'
"""
_AHEAD = """
SELECT due_on, COUNT(*) AS due FROM complaints WHERE due_on > :today AND due_on <= :last GROUP BY due_on ORDER BY due_on
"""


@dataclass(frozen=True, slots=True)
class Day:
    """One working day to come."""

    on: date
    due: int
    """How many answers fall due on it, or on a day after it on which nobody works."""


@dataclass(frozen=True, slots=True)
class Today:
    """The numbers of one day."""

    on: date
    open: int
    overdue: int
    due_today: int
    this_week: int
    """Due from today to Sunday; what is late already is not among them."""
    unacknowledged: int
    late_acknowledgements: int
    """Those of the unacknowledged whose day of acknowledgement has gone by."""
    unassigned: int
    mine: int
    stage_2: int
    since: date
    """The working day before."""
    new: int
    """Complaints received since then, that day included."""
    unallocated: int
    """Those of the new ones that no service has yet."""
    ahead: tuple[Day, ...]
    """The next ``DAYS_AHEAD`` working days, today not among them; fewer at the end of the calendar."""


def today(reader: Reader, name: str, today: date, calendar: WorkingCalendar) -> Today:
    """The numbers of a day for an officer, whatever capitals the name is written in; working days are ``calendar``'s.

    Raises:
        OutsideCalendar: the calendar does not reach the day before.
    """
    since = calendar.previous_working(today)
    numbers = next(reader.rows(_NUMBERS, today=today, sunday=_end_of_week(today, calendar)))
    new = next(reader.rows(_NEW, since=since, today=today))
    return Today(
        on=today,
        mine=_mine(reader, name),
        since=since,
        ahead=_ahead(reader, today, calendar),
        **{column: int(numbers[column]) for column in _COLUMNS},
        **{column: int(new[column]) for column in ("new", "unallocated")},
    )


_COLUMNS = (
    *("open", "overdue", "due_today", "this_week", "unacknowledged", "late_acknowledgements", "unassigned"),
    "stage_2",
)


def _end_of_week(today: date, calendar: WorkingCalendar) -> date:
    """The last working day until Sunday, as the worklist's view counts; today if there is none."""
    days = calendar.count(today, today + timedelta(days=6 - today.weekday()))
    return calendar.add(today, days) if days else today


def _mine(reader: Reader, name: str) -> int:
    found = reader.rows("SELECT id, name FROM officers")
    ids = [str(row["id"]) for row in found if row["name"].lower() == name.lower()]
    return int(reader.value(_MINE.format(ids=", ".join(ids)))) if ids else 0


def _ahead(reader: Reader, today: date, calendar: WorkingCalendar) -> tuple[Day, ...]:
    days = _days_after(today, calendar)
    if len(days) < 2:
        return ()
    due = [0] * (len(days) - 1)
    for row in reader.rows(_AHEAD, today=today, last=days[-1] - timedelta(days=1)):
        number = bisect_right(days, as_date(row["due_on"])) - 1
        if number >= 0:  # a day before the next working day is a day on which nobody works: it is this week's
            due[number] += row["due"]
    return tuple(Day(on, count) for on, count in zip(days, due, strict=False))


def _days_after(today: date, calendar: WorkingCalendar) -> Sequence[date]:
    """The working days after a day, one more than are shown, as far as the calendar goes."""
    days: list[date] = []
    with suppress(OutsideCalendar):
        days.extend(calendar.add(today, number) for number in range(1, DAYS_AHEAD + 2))
    return days
