"""Who may work in a store.

A new store is open: whoever first acts in it is its administrator, and anyone who acts or is named after that joins as
a reviewer, so that a small council can work at once. An administrator closes it with ``caseapp people --close``; from
then on only people on the list may act.
"""

from __future__ import annotations

from datetime import datetime

from caseapp.casework.sight import known_person, require_handler, tidy_name
from caseapp.rules.errors import Refusal, RuleBroken
from caseapp.rules.instants import london_date
from caseapp.rules.vocabulary import Occasion, Role
from caseapp.rules.workflow import Actor
from caseapp.store.audit import Happening
from caseapp.store.reader import JOINING
from caseapp.store.work import Work


def actor(work: Work, name: str, *, at: datetime) -> Actor:
    """Whoever acts, joining if the store is open.

    Raises:
        NotFound: the store is closed and nobody on its list has that name.
        RuleBroken: the person came with an old tracker's cases and cannot log in.
    """
    tidied = tidy_name(name)
    known = known_person(work.officers, tidied)
    if known is None:
        return _newcomer(work, tidied, by=None, at=at)
    if not work.may_log_in(known.name):
        raise RuleBroken(
            Refusal(f"{known.name} is known only from past cases and cannot act; an administrator may add them.", "R52")
        )
    return known


def colleague(work: Work, name: str, *, by: Actor, at: datetime) -> Actor:
    """Whoever is named to handle a case, joining if the store is open.

    Raises:
        NotFound: the store is closed and nobody on its list has that name.
        RuleBroken: the person does not handle cases.
    """
    tidied = tidy_name(name)
    return require_handler(known_person(work.officers, tidied) or _newcomer(work, tidied, by=by, at=at))


def decider(work: Work, name: str) -> Actor:
    """Whoever is named as having decided a stage, somebody known from past cases among them.

    Raises:
        NotFound: there is nobody of that name.
        RuleBroken: the person does not handle cases.
    """
    tidied = tidy_name(name)
    return require_handler(known_person(work.officers, tidied) or work.person(tidied))


def add_person(work: Work, name: str, role: Role, *, by: Actor, at: datetime) -> Actor:
    """Add a person, or give one who is there another role. Administrators only, and one of them stays one."""
    _require_administrator(by)
    tidied = tidy_name(name)
    known = known_person(work.officers, tidied)
    if known is not None and known.name == by.name and role is not Role.ADMINISTRATOR:
        raise RuleBroken(
            Refusal(f"{by.name} cannot give up being administrator; let another administrator do it.", "R52")
        )
    return work.add_officer(known.name if known else tidied, role, can_log_in=True, by=by, at=at)


def handler_from_history(work: Work, name: str, role: Role, *, by: Actor, at: datetime) -> Actor:
    """A handler named in a past case: somebody known, or added as a person who cannot log in."""
    tidied = tidy_name(name)
    return known_person(work.officers, tidied) or work.add_officer(tidied, role, can_log_in=False, by=by, at=at)


def set_joining(work: Work, *, may_join: bool, by: Actor, at: datetime) -> None:
    """Open the store to newcomers, or close it; the chain says who did. Administrators only."""
    _require_administrator(by)
    value = "open" if may_join else "closed"
    work.set(JOINING, value)
    work.note_occasion(Happening(Occasion.SETTING, london_date(at), {"name": JOINING, "value": value}), by=by, at=at)


def _newcomer(work: Work, name: str, *, by: Actor | None, at: datetime) -> Actor:
    if not work.officers:
        return work.add_officer(name, Role.ADMINISTRATOR, can_log_in=True, by=by, at=at)
    if not work.may_join:
        return work.person(name)
    return work.add_officer(name, Role.REVIEWER, can_log_in=True, by=by, at=at)


def _require_administrator(by: Actor) -> None:
    if by.role is not Role.ADMINISTRATOR:
        raise RuleBroken(Refusal(f"{by.name} ({by.role}) may not change who works here; ask an administrator.", "R52"))
