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
from caseapp.rules.workflow import HANDLERS, Actor
from caseapp.store.reader import JOINING
from caseapp.store.work import Work

LONGEST_NAME = 100


def actor(work: Work, name: str, *, at: datetime) -> Actor:
    """Whoever acts, joining if the store is open.

    Raises:
        NotFound: the store is closed and nobody on its list has that name.
        RuleBroken: the person came with an old tracker's cases and cannot log in.
    """
    tidied = _tidy(name)
    known = _known(work, tidied)
    if known is None:
        return _newcomer(work, tidied, by=None, at=at)
    if not work.value("SELECT can_log_in FROM officers WHERE name = :name", name=known.name):
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
    tidied = _tidy(name)
    return _handler(_known(work, tidied) or _newcomer(work, tidied, by=by, at=at))


def decider(work: Work, name: str) -> Actor:
    """Whoever is named as having decided a stage, somebody known from past cases among them.

    Raises:
        NotFound: there is nobody of that name.
        RuleBroken: the person does not handle cases.
    """
    tidied = _tidy(name)
    return _handler(_known(work, tidied) or work.person(tidied))


def add_person(work: Work, name: str, role: Role, *, by: Actor, at: datetime) -> Actor:
    """Add a person, or give one who is there another role. Administrators only, and one of them stays one."""
    _require_administrator(by)
    tidied = _tidy(name)
    known = _known(work, tidied)
    if known is not None and known.name == by.name and role is not Role.ADMINISTRATOR:
        raise RuleBroken(
            Refusal(f"{by.name} cannot give up being administrator; let another administrator do it.", "R52")
        )
    return work.add_officer(known.name if known else tidied, role, can_log_in=True, by=by, at=at)


def handler_from_history(work: Work, name: str, role: Role, *, by: Actor, at: datetime) -> Actor:
    """A handler named in a past case: somebody known, or added as a person who cannot log in."""
    tidied = _tidy(name)
    return _known(work, tidied) or work.add_officer(tidied, role, can_log_in=False, by=by, at=at)


def set_joining(work: Work, *, may_join: bool, by: Actor) -> None:
    """Open the store to newcomers, or close it. Administrators only."""
    _require_administrator(by)
    work.set(JOINING, "open" if may_join else "closed")


def _newcomer(work: Work, name: str, *, by: Actor | None, at: datetime) -> Actor:
    if not work.officers:
        return work.add_officer(name, Role.ADMINISTRATOR, can_log_in=True, by=by, at=at)
    if not work.may_join:
        return work.person(name)
    return work.add_officer(name, Role.REVIEWER, can_log_in=True, by=by, at=at)


def _known(work: Work, name: str) -> Actor | None:
    """The person of that name, however its capitals are typed: one person is not two, or could review themself."""
    if name in work.officers:
        return work.officers[name]
    wanted = name.casefold()
    return next((person for known, person in work.officers.items() if known.casefold() == wanted), None)


def _handler(person: Actor) -> Actor:
    if person.role in HANDLERS:
        return person
    raise RuleBroken(Refusal(f"{person.name} is a {person.role} and does not handle cases.", "R54"))


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
