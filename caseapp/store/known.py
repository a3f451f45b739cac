"""What verbs count by, as it was at one stamp: people, settings, policies and days off.

It is remembered between transactions, so that a verb need not read it all again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from caseapp.rules.calendar import WorkingCalendar
from caseapp.rules.policy import Policies
from caseapp.rules.vocabulary import Division
from caseapp.rules.workflow import Actor
from caseapp.store import policy_rows
from caseapp.store.rows import as_date


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works on cases, as the store keeps them."""

    id: int
    actor: Actor
    can_log_in: bool


@dataclass(slots=True)
class Known:
    """People and settings at one stamp; policies and calendars once somebody asked for them."""

    stamp: int
    people: dict[str, Person]
    settings: dict[str, str]
    policies: Policies | None = None
    calendars: dict[tuple[Division, int], WorkingCalendar] = field(default_factory=dict)
    """By division and the last addition of a day off that counts in it."""
    additions: tuple[int, ...] | None = None
    """The events that added days off, in order."""

    @property
    def officers(self) -> Mapping[str, Actor]:
        """Everyone who works on cases, by name."""
        return {name: person.actor for name, person in self.people.items()}

    def apart(self) -> Known:
        """A copy for a transaction that changes it, which nobody else sees."""
        return replace(self, people=dict(self.people), settings=dict(self.settings), calendars=dict(self.calendars))

    def forget_rules(self) -> None:
        """Policies and calendars are read again when they are next asked for."""
        self.policies = self.additions = None
        self.calendars.clear()


@dataclass(slots=True)
class Shelf:
    """Where an open store keeps what is known, for the next transaction."""

    known: Known | None = None


@lru_cache(maxsize=8)
def policies_of(documents: tuple[str, ...], scheme: str) -> Policies:
    """The policies of those documents, made once for all the stores of a process."""
    return Policies(map(policy_rows.from_document, documents), scheme)


@lru_cache(maxsize=8)
def calendar_of(first: str, last: str, held: str, closed: str) -> WorkingCalendar:
    """The calendar of those days off, each list one JSON object of dates and names."""
    return WorkingCalendar(as_date(first), as_date(last), bank_holidays=_days(held), closures=_days(closed))


def _days(written: str) -> dict[date, str]:
    named: dict[str, str] = json.loads(written or "{}")
    return {as_date(on): name for on, name in named.items()}
