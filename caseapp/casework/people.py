"""Who may work in a store.

A new store is open: whoever first acts in it is its administrator, and anyone who acts or is named after that joins as
a reviewer, so that a small council can work at once. An administrator closes it with ``caseapp people --close``; from
then on only people on the list may act.
"""

from __future__ import annotations

from datetime import datetime

from caseapp.casework.sight import known_person, require_administrator, require_handler, require_log_in, tidy_name
from caseapp.rules.errors import InvalidInput, Refusal, RuleBroken
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
        RuleBroken: the person came with an old tracker's cases, or was stopped, and cannot log in.
    """
    tidied = tidy_name(name)
    known = known_person(work.officers, tidied)
    if known is None:
        return _newcomer(work, tidied, by=None, at=at)
    return require_log_in(work, known)


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
    require_administrator(by, "change who works here")
    tidied = tidy_name(name)
    known = known_person(work.officers, tidied)
    _require_others_administer(known, role, by)
    return work.add_officer(known.name if known else tidied, role, can_log_in=True, by=by, at=at)


def change_role(work: Work, name: str, role: Role, *, by: Actor, at: datetime) -> Actor:
    """Give somebody who is on the list another role; whether they may log in stays as it is. Administrators only.

    Raises:
        NotFound: nobody has that name.
        RuleBroken: somebody who is no administrator, or who would give up being one (R52).
        InvalidInput: they have that role already.
    """
    require_administrator(by, "change who works here")
    known = _listed(work, name)
    if known.role is role:
        raise InvalidInput(f"{known.name} has that role already: {role}.")
    _require_others_administer(known, role, by)
    return work.add_officer(known.name, role, can_log_in=work.may_log_in(known.name), by=by, at=at)


def set_log_in(work: Work, name: str, *, may_log_in: bool, by: Actor, at: datetime) -> Actor:
    """Let somebody on the list log in, or no longer; their role and their cases stay. Administrators only.

    Raises:
        NotFound: nobody has that name.
        RuleBroken: somebody who is no administrator, or who would lock themself out (R52).
        InvalidInput: it is so already.
    """
    require_administrator(by, "change who works here")
    known = _listed(work, name)
    if known.name == by.name and not may_log_in:
        raise RuleBroken(Refusal(f"{by.name} cannot lock themself out; let another administrator do it.", "R52"))
    if work.may_log_in(known.name) is may_log_in:
        raise InvalidInput(f"{known.name} {'may log in already' if may_log_in else 'cannot log in as it is'}.")
    return work.add_officer(known.name, known.role, can_log_in=may_log_in, by=by, at=at)


def _listed(work: Work, name: str) -> Actor:
    tidied = tidy_name(name)
    return known_person(work.officers, tidied) or work.person(tidied)


def _require_others_administer(known: Actor | None, role: Role, by: Actor) -> None:
    """Whoever acts is an administrator who may log in; as long as they stay one there is one."""
    if known is not None and known.name == by.name and role is not Role.ADMINISTRATOR:
        raise RuleBroken(
            Refusal(f"{by.name} cannot give up being administrator; let another administrator do it.", "R52")
        )


def handler_from_history(work: Work, name: str, role: Role, *, by: Actor, at: datetime) -> Actor:
    """A handler named in a past case: somebody known, or added as a person who cannot log in."""
    tidied = tidy_name(name)
    return known_person(work.officers, tidied) or work.add_officer(tidied, role, can_log_in=False, by=by, at=at)


def set_joining(work: Work, *, may_join: bool, by: Actor, at: datetime) -> None:
    """Open the store to newcomers, or close it; the chain says who did. Administrators only."""
    require_administrator(by, "change who works here")
    value = "open" if may_join else "closed"
    work.set(JOINING, value)
    work.note_occasion(Happening(Occasion.SETTING, london_date(at), {"name": JOINING, "value": value}), by=by, at=at)


def _newcomer(work: Work, name: str, *, by: Actor | None, at: datetime) -> Actor:
    if not work.officers:
        return work.add_officer(name, Role.ADMINISTRATOR, can_log_in=True, by=by, at=at)
    if not work.may_join:
        return work.person(name)
    return work.add_officer(name, Role.REVIEWER, can_log_in=True, by=by, at=at)
