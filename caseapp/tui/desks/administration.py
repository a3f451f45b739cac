"""The administration screen's way to the store. Its methods are called in threads, and import the store only there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Generic, TypeVar

from caseapp.rules.days_off import DayOff, DayOffKind
from caseapp.rules.errors import InvalidInput
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Role
from caseapp.rules.workflow import Actor

if TYPE_CHECKING:
    from caseapp.bootstrap import Caseapp
    from caseapp.casework.days_off import Added, Preview
    from caseapp.store.queries.people import Colleague
    from caseapp.store.queries.policies import PolicyVersion
    from caseapp.store.queries.services import ServiceLine
    from caseapp.store.reader import Reader

R = TypeVar("R")

YEARS_AHEAD = 2
"""Bank holidays are listed for the current year and so many after it."""
MOST_NAMED = 3
"""Administrators named in a sentence; a council has few, and a sentence has an end."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Who sits at the desk, and who may change these lists (R52)."""

    person: Actor
    administrators: tuple[str, ...]
    """Those who may log in, by name."""
    may_join: bool
    """Whether newcomers join by acting or being named."""

    @property
    def may_change(self) -> bool:
        """Whether the person administers the store."""
        return self.person.role is Role.ADMINISTRATOR

    @property
    def why_not(self) -> str:
        """Why the person may not change anything here, and whom to ask."""
        name, role = one_line(self.person.name), self.person.role
        return f"{name} ({role}) may look here and change nothing; ask {_alternatives(self.administrators)}."


def _alternatives(names: tuple[str, ...]) -> str:
    """``Ada``, ``Ada or Bo``, ``Ada, Bo, Cy or 2 more administrators``."""
    if not names:
        return "an administrator"
    named = [one_line(name)[:60] for name in names[:MOST_NAMED]]
    left = len(names) - len(named)
    if left:
        named.append(f"{left} more {'administrator' if left == 1 else 'administrators'}")
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} or {named[-1]}"


@dataclass(frozen=True, slots=True)
class Sheet(Generic[R]):
    """One list, and who may change it, both of the same moment."""

    rows: tuple[R, ...]
    standing: Standing


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day off in the list."""

    day_off: DayOff
    added_on: date | None = None
    """``None`` for a day that the store was founded with."""
    added_by: str | None = None
    is_added: bool = False
    """Whether somebody added it, rather than its being published."""

    @property
    def counts(self) -> bool:
        """Whether it makes a difference: on a weekend it makes none (R122)."""
        return self.day_off.day.weekday() < 5


class AdministrationDesk:
    """People, services, days off and policies: read by anybody who sees cases, changed by administrators."""

    def __init__(self, caseapp: Caseapp) -> None:
        self._app = caseapp

    # Looking.

    def people(self) -> Sheet[Colleague]:
        """Everybody on the list, by name."""
        from caseapp.store.queries.people import colleagues

        return self._sheet(colleagues)

    def services(self) -> Sheet[ServiceLine]:
        """Every service, by name."""
        from caseapp.store.queries.services import service_lines

        return self._sheet(service_lines)

    def policies(self) -> Sheet[PolicyVersion]:
        """Every version: those of the default scheme first, the newest first."""
        from caseapp.store.queries.policies import policy_versions

        return self._sheet(policy_versions)

    def days_off(self) -> Sheet[DayLine]:
        """Bank holidays of this year and the next two, and every day that was added, by date."""
        return self._sheet(lambda reader: day_lines(reader, self._app.today))

    def preview(self, day_off: DayOff) -> Preview:
        """What adding a day off would do (R124).

        Raises:
            InvalidInput: it is a day off already, or is not said in full.
        """
        from caseapp.casework.days_off import preview

        with self._app.reading() as reader:
            return preview(reader, day_off)

    # Changing. Each is one transaction, and raises what casework raises.

    def add_person(self, name: str, role: Role) -> Actor:
        """Add somebody who is not on the list.

        Raises:
            InvalidInput: they are on it already; their role is changed in another way.
            RuleBroken: whoever asks is no administrator.
        """
        from caseapp.casework.people import add_person
        from caseapp.casework.sight import known_person, tidy_name

        with self._app.acting() as (work, by, at):
            known = known_person(work.officers, tidy_name(name))
            if known is not None:
                raise InvalidInput(f"{known.name} is on the list already, as {known.role}; change their role instead.")
            return add_person(work, name, role, by=by, at=at)

    def change_role(self, name: str, role: Role) -> Actor:
        """Give somebody on the list another role."""
        from caseapp.casework.people import change_role

        with self._app.acting() as (work, by, at):
            return change_role(work, name, role, by=by, at=at)

    def set_log_in(self, name: str, *, may_log_in: bool) -> Actor:
        """Let somebody on the list log in, or no longer."""
        from caseapp.casework.people import set_log_in

        with self._app.acting() as (work, by, at):
            return set_log_in(work, name, may_log_in=may_log_in, by=by, at=at)

    def set_joining(self, *, may_join: bool) -> bool:
        """Open the list to newcomers, or close it; gives how it is then."""
        from caseapp.casework.people import set_joining

        with self._app.acting() as (work, by, at):
            set_joining(work, may_join=may_join, by=by, at=at)
        return may_join

    def add_service(self, name: str) -> str:
        """Add a service; gives its name as it is kept."""
        from caseapp.casework.services import add_service

        with self._app.acting() as (work, by, at):
            return add_service(work, name, by=by, at=at)

    def add_part(self, service: str, name: str) -> tuple[str, str]:
        """Add a part of a service; gives both names as they are kept."""
        from caseapp.casework.services import add_sub_service

        with self._app.acting() as (work, by, at):
            return add_sub_service(work, service, name, by=by, at=at)

    def add_day_off(self, day_off: DayOff, *, move_promised: bool) -> Added:
        """Add a day off and move what it touches, as one transaction."""
        from caseapp.casework.days_off import add_day_off

        with self._app.acting() as (work, by, at):
            return add_day_off(work, day_off, move_promised=move_promised, by=by, at=at)

    # Inside.

    def _sheet(self, read: Callable[[Reader], tuple[R, ...]]) -> Sheet[R]:
        with self._app.reading() as reader:
            return Sheet(read(reader), standing(reader, self._app.user))


def standing(reader: Reader, name: str) -> Standing:
    """Who somebody is here.

    Raises:
        NotFound, RuleBroken: they may not see cases, nor these lists (R52, R54).
    """
    from caseapp.casework.sight import require_sight

    administrators = (person.name for person in reader.officers.values() if person.role is Role.ADMINISTRATOR)
    able = tuple(sorted((each for each in administrators if reader.may_log_in(each)), key=str.casefold))
    return Standing(require_sight(reader, name), able, reader.may_join)


def day_lines(reader: Reader, today: date) -> tuple[DayLine, ...]:
    """The days off that an administrator looks at, by date: published ones for three years, added ones for ever."""
    from caseapp.rules.instants import london_date
    from caseapp.store.queries.days_off import added_days

    added = [
        DayLine(each.day_off, london_date(each.added_at) if each.added_at else None, each.added_by, is_added=True)
        for each in added_days(reader)
    ]
    division = reader.policies.on(today).division
    taken = {line.day_off.day for line in added if line.day_off.division in {None, division}}
    published = (
        DayLine(DayOff(DayOffKind.BANK_HOLIDAY, day, name, division))
        for day, name in reader.calendar(division).closed_days.items()
        if today.year <= day.year <= today.year + YEARS_AHEAD and day not in taken
    )
    return tuple(sorted((*added, *published), key=lambda line: (line.day_off.day, str(line.day_off.division))))
