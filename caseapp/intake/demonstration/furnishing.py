"""Furnish a fresh store with the demonstration: its people, then every case through casework."""

from __future__ import annotations

from datetime import datetime
from itertools import chain
from pathlib import Path

from caseapp.intake.demonstration import generate
from caseapp.intake.demonstration.people import read_cast
from caseapp.intake.past_cases import take_history
from caseapp.resources import fixtures_dir
from caseapp.rules.instants import london_date
from caseapp.rules.vocabulary import Role
from caseapp.rules.workflow import Actor
from caseapp.store.work import Work


def furnish(work: Work, *, by: Actor, at: datetime, folder: Path | None = None) -> int:
    """Bring in the demonstration's people and cases as of the London date of ``at``; gives how many cases.

    Raises:
        InvalidInput: that date is before the demonstration begins.
    """
    data = folder or fixtures_dir() / "demonstration"
    today = london_date(at)
    cast = read_cast(data)
    officers = chain.from_iterable(cast.officers.values())
    for role, names in ((Role.REVIEWER, cast.reviewers), (Role.OFFICER, officers)):
        for name in names:
            work.add_officer(name, role, can_log_in=True, by=by, at=at)
    calendar = work.calendar(work.policies.on(today).division)
    return take_history(work, generate(today, calendar, work.policies, data=data), by=by, at=at)
