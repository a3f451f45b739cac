"""Found a store: the policies, services, channels and bank holidays that a council begins with."""

from __future__ import annotations

import os
import tomllib
from datetime import date, datetime
from pathlib import Path

from caseapp.casework.bank_holidays import VOUCHED_YEARS, bank_holidays
from caseapp.casework.people import actor
from caseapp.casework.policies import read_policies
from caseapp.casework.sight import tidy_name
from caseapp.resources import fixtures_dir
from caseapp.rules.instants import london_date
from caseapp.rules.vocabulary import Channel, Division, Occasion
from caseapp.rules.workflow import Actor
from caseapp.store.addresses import path_of
from caseapp.store.audit import Happening
from caseapp.store.backup import SIDE_FILES
from caseapp.store.reader import JOINING
from caseapp.store.store import Clock, Store, require_free
from caseapp.store.work import Work

SCHEME = "cambridge"
"""The scheme whose versions complaints fall under unless something else is said."""


def found(
    address: str,
    *,
    founder: str,
    at: datetime,
    folder: Path | None = None,
    clock: Clock | None = None,
    shared: bool = False,
) -> Store:
    """Make a store and fill in what a council begins with; the founder becomes its administrator.

    ``clock`` is that of the store, as in ``Store.open``, and ``shared`` that of ``Store.create``.

    Raises:
        StoreProblem: there is a store already, or it cannot be made there.
    """
    tidy_name(founder)
    path = path_of(address)
    if path is None:
        return _furnished(Store.create(address, clock=clock), founder=founder, at=at, folder=folder)
    require_free(path)
    # Made beside its place and put there whole, so that there is never half a store, nor two at once.
    draft = path.with_name(f".{path.name}.{os.getpid()}.founding")
    try:
        made = Store.create(str(draft), clock=clock, shared=shared)
        _furnished(made, founder=founder, at=at, folder=folder).close()
        _put_in_place(draft, path)
    finally:
        for side in ("", *SIDE_FILES):
            draft.with_name(draft.name + side).unlink(missing_ok=True)
    return Store.open(address, clock=clock)


def _furnished(store: Store, *, founder: str, at: datetime, folder: Path | None) -> Store:
    with store.writing() as work:
        furnish(work, founder=founder, at=at, folder=folder or fixtures_dir())
    return store


def _put_in_place(draft: Path, path: Path) -> None:
    try:
        if path.exists():  # an empty file that somebody made to reserve the name
            draft.replace(path)
        else:
            os.link(draft, path)  # unlike a rename, refuses when somebody else was quicker
    except FileExistsError:
        require_free(path)
    except OSError:
        draft.replace(path)  # a file system without links


def furnish(work: Work, *, founder: str, at: datetime, folder: Path) -> Actor:
    """Policies, services, channels, days off and the first person, in an empty store."""
    for name, value in (
        ("scheme", SCHEME),
        (JOINING, "open"),
        ("calendar_from", date(VOUCHED_YEARS[0], 1, 1).isoformat()),
        ("calendar_to", date(VOUCHED_YEARS[-1], 12, 31).isoformat()),
    ):
        work.set(name, value)
    work.add_channels(Channel)
    for policy in read_policies(folder / "policies", SCHEME):
        work.add_policy(policy)
    for division in Division:
        days = bank_holidays(division, VOUCHED_YEARS[0], VOUCHED_YEARS[-1])
        work.add_bank_holidays(division.value, days)
    for service in tomllib.loads((folder / "services.toml").read_text(encoding="utf-8"))["services"]:
        work.add_service(service)
    by = actor(work, founder, at=at)
    work.note_occasion(Happening(Occasion.FOUNDED, london_date(at), {"scheme": SCHEME, JOINING: "open"}), by=by, at=at)
    return by
