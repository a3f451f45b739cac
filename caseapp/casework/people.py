"""Who may work in a store.

A new store is open: whoever first acts in it is its administrator, and anyone who acts or is named after that joins as
a reviewer, so that a small council can work at once. An administrator closes it with ``caseapp people close``; from
then on only people on the list may act.
"""

from __future__ import annotations

from datetime import datetime

from caseapp.rules.errors import InvalidInput, NotFound, Refusal, RuleBroken
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Role
from caseapp.rules.workflow import Actor
from caseapp.store.work import Work

JOINING = "joining"
"""The setting that says whether newcomers may join: ``open`` or ``closed``."""

LONGEST_NAME = 100


def actor(work: Work, name: str, *, at: datetime) -> Actor:
    """Whoever acts, joining if the store is open.

    Raises:
        NotFound: the store is closed and nobody on its list has that name.
        RuleBroken: the person came with an old tracker's cases and cannot log in.
    """
    tidied = _tidy(name)
    if tidied not in work.officers:
        return _newcomer(work, tidied, by=None, at=at)
    if not work.value("SELECT can_log_in FROM officers WHERE name = :name", name=tidied):
        raise RuleBroken(
            Refusal(f"{tidied} is known only from past cases and cannot act; an administrator may add them.", "R52")
        )
    return work.officers[tidied]


def colleague(work: Work, name: str, *, by: Actor, at: datetime) -> Actor:
    """Whoever is named to handle a case, joining if the store is open."""
    tidied = _tidy(name)
    return work.officers.get(tidied) or _newcomer(work, tidied, by=by, at=at)


def add_person(work: Work, name: str, role: Role, *, by: Actor, at: datetime) -> Actor:
    """Add a person, or give one who is there another role. Administrators only."""
    _require_administrator(by)
    return work.add_officer(_tidy(name), role, can_log_in=True, by=by, at=at)


def handler_from_history(work: Work, name: str, role: Role, *, by: Actor, at: datetime) -> Actor:
    """A handler named in a past case: somebody known, or added as a person who cannot log in."""
    tidied = _tidy(name)
    known = work.officers.get(tidied)
    return known or work.add_officer(tidied, role, can_log_in=False, by=by, at=at)


def set_joining(work: Work, *, may_join: bool, by: Actor) -> None:
    """Open the store to newcomers, or close it. Administrators only."""
    _require_administrator(by)
    work.set(JOINING, "open" if may_join else "closed")


def _newcomer(work: Work, name: str, *, by: Actor | None, at: datetime) -> Actor:
    if not work.officers:
        return work.add_officer(name, Role.ADMINISTRATOR, can_log_in=True, by=by, at=at)
    if work.setting(JOINING) != "open":
        return work.person(name)
    return work.add_officer(name, Role.REVIEWER, can_log_in=True, by=by, at=at)


def _require_administrator(by: Actor) -> None:
    if by.role is not Role.ADMINISTRATOR:
        raise RuleBroken(Refusal(f"{by.name} ({by.role}) may not change who works here; ask an administrator.", "R52"))


def _tidy(name: str) -> str:
    tidied = one_line(name)
    if not tidied:
        raise NotFound("Nobody was named; give a name with --as, or set CASEAPP_USER.")
    if len(tidied) > LONGEST_NAME:
        raise InvalidInput(f"A name of {len(tidied)} characters is too long; use at most {LONGEST_NAME}.")
    return tidied
