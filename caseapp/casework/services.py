"""The services that cases and figures go by, and their parts: added by an administrator, never renamed."""

from __future__ import annotations

from datetime import datetime

from caseapp.casework.sight import LONGEST_NAME, require_administrator
from caseapp.rules.errors import InvalidInput, NotFound
from caseapp.rules.instants import london_date
from caseapp.rules.text import folded, one_line
from caseapp.rules.vocabulary import Occasion
from caseapp.rules.workflow import Actor
from caseapp.store.audit import Happening
from caseapp.store.work import Work


def add_service(work: Work, name: str, *, by: Actor, at: datetime) -> str:
    """Add a service; gives its name as it is kept. Administrators only (R52).

    Raises:
        RuleBroken: somebody else.
        InvalidInput: the name is blank, too long, or means a service that is there already.
    """
    require_administrator(by, "add services")
    tidied = _tidied(name)
    known = work.service_called(tidied)
    if known is not None:
        raise InvalidInput(f"There is a service “{known}” already; figures are counted by it.")
    work.add_service(tidied)
    work.note_occasion(Happening(Occasion.SERVICE, london_date(at), {"service": tidied}), by=by, at=at)
    return tidied


def add_sub_service(work: Work, service: str, name: str, *, by: Actor, at: datetime) -> tuple[str, str]:
    """Add a part of a service; gives both names as they are kept. Administrators only (R52).

    Raises:
        RuleBroken: somebody else.
        NotFound: there is no such service.
        InvalidInput: the name is blank, too long, or means a part that is there already.
    """
    require_administrator(by, "add services")
    whole, part = work.service_called(one_line(service)), _tidied(name)
    if whole is None:
        raise NotFound(f"There is no service “{one_line(service)}”; see caseapp services.")
    known = next((each for each in work.sub_service_names(whole) if folded(each) == folded(part)), None)
    if known is not None:
        raise InvalidInput(f"{whole} has a part “{known}” already.")
    work.add_sub_service(whole, part)
    content = {"service": whole, "sub_service": part}
    work.note_occasion(Happening(Occasion.SERVICE, london_date(at), content), by=by, at=at)
    return whole, part


def _tidied(name: str) -> str:
    tidied = one_line(name)
    if not folded(tidied):
        raise InvalidInput("A service needs a name; give it letters or numbers that reports can show.")
    if len(tidied) > LONGEST_NAME:
        raise InvalidInput(f"A name of {len(tidied)} characters is too long; use at most {LONGEST_NAME}.")
    return tidied
