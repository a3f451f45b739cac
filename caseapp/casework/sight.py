"""Who somebody is by the name they give, and what they may see. Light, because every look begins here."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from caseapp.rules.case import Case
from caseapp.rules.errors import InvalidInput, NotFound, Refusal, RuleBroken
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Role
from caseapp.rules.workflow import HANDLERS, OVERSEERS, Actor
from caseapp.store.reader import Reader

LONGEST_NAME = 100


def tidy_name(name: str) -> str:
    """A name as it is kept: one line, one way of writing each letter, nothing that cannot be seen.

    Raises:
        NotFound: nothing is left of it.
        InvalidInput: it is too long for a name.
    """
    composed = unicodedata.normalize("NFKC", name)
    tidied = one_line("".join(char for char in composed if unicodedata.category(char) != "Cf"))
    if not tidied:
        raise NotFound("Nobody was named; give a name with --as, or set CASEAPP_USER.")
    if len(tidied) > LONGEST_NAME:
        raise InvalidInput(f"A name of {len(tidied)} characters is too long; use at most {LONGEST_NAME}.")
    return tidied


def known_person(officers: Mapping[str, Actor], name: str) -> Actor | None:
    """The person of a tidy name, however its capitals are typed: one person is not two, or could review themself."""
    if name in officers:
        return officers[name]
    wanted = name.casefold()
    return next((person for known, person in officers.items() if known.casefold() == wanted), None)


def require_sight(reader: Reader, name: str) -> Actor:
    """Whoever looks at cases, with the role that acting would give a newcomer.

    Raises:
        NotFound: the store is closed and nobody on its list has that name.
        RuleBroken: a member, who sees figures and never a case (R54), or somebody who may not log in (R52).
    """
    return require_handler(require_visitor(reader, name))


def require_visitor(reader: Reader, name: str) -> Actor:
    """Whoever opens the application: as ``require_sight``, but a member too, who is shown figures alone (R54).

    Raises:
        NotFound: the store is closed and nobody on its list has that name.
        RuleBroken: somebody who may not log in (R52).
    """
    tidied = tidy_name(name)
    officers = reader.officers
    person = known_person(officers, tidied)
    if person is None and reader.may_join:
        return Actor(tidied, Role.REVIEWER if officers else Role.ADMINISTRATOR)
    return require_log_in(reader, person or reader.person(tidied))


def require_log_in(reader: Reader, person: Actor) -> Actor:
    """The person, if they may log in.

    Raises:
        RuleBroken: they came with an old tracker's cases, or an administrator stopped them (R52).
    """
    if reader.may_log_in(person.name):
        return person
    raise RuleBroken(
        Refusal(f"{person.name} may not log in here, and so cannot act; an administrator may let them.", "R52")
    )


def require_handler(person: Actor) -> Actor:
    """The person, if their role works on cases.

    Raises:
        RuleBroken: it does not (R54).
    """
    if person.role in HANDLERS:
        return person
    raise RuleBroken(Refusal(f"{person.name} is a {person.role}, who sees figures and never a case.", "R54"))


def require_administrator(person: Actor, deed: str) -> None:
    """See to it that the person administers the store; ``deed`` is what they are about to do, such as ``add services``.

    Raises:
        RuleBroken: they do not (R52).
    """
    if person.role is not Role.ADMINISTRATOR:
        raise RuleBroken(Refusal(f"{person.name} ({person.role}) may not {deed}; ask an administrator.", "R52"))


def require_sight_of(case: Case, person: Actor) -> None:
    """See to it that the person may see that case.

    A restricted one is seen by whoever handles it or its open stage, and by those who oversee (R136). The refusal
    says nothing but what every list shows.

    Raises:
        RuleBroken: it is restricted and not theirs, or they see no case at all (R54).
    """
    require_handler(person)
    stage = case.stage
    handlers = [case.handler, stage.handler if stage and stage.is_open else None]
    if not case.restricted or person.role in OVERSEERS or person.name in handlers:
        return
    known = next((f"{name}, who handles it, or " for name in reversed(handlers) if name), "")
    raise RuleBroken(
        Refusal(
            f"{case.reference} is restricted: only whoever handles it, lead officers and administrators see it; "
            f"ask {known}a lead officer.",
            "R136",
        )
    )
