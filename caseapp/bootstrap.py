"""The one place that wires settings, clock and store together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from caseapp.rules.errors import FileProblem, StoreProblem
from caseapp.rules.instants import london_date
from caseapp.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from caseapp.casework.export import Exported
    from caseapp.casework.steps import Done
    from caseapp.rules.case import Case
    from caseapp.rules.workflow import Actor
    from caseapp.store.reader import Reader
    from caseapp.store.store import Store
    from caseapp.store.work import Work


class Caseapp:
    """caseapp as one person uses it: a store, who acts in it, and what day it is."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def store(self) -> Store:
        """The store, opened at first use.

        Raises:
            StoreProblem: it is missing, not a store, or of another version.
        """
        from caseapp.store.store import Store

        return Store.open(self.settings.database, clock=_now)

    def found(self, *, shared: bool = False) -> Store:
        """Make the store, with whoever runs caseapp as its administrator; ``shared`` as in ``Store.create``."""
        from caseapp.casework.founding import found
        from caseapp.store.addresses import path_of

        path: Path | None = path_of(self.settings.database)
        if path is not None and not self.settings.database_was_named:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise FileProblem(f"The folder {path.parent} cannot be made: {error.strerror}.") from error
        self.__dict__["store"] = found(
            self.settings.database, founder=self.settings.user, at=self.at(), clock=_now, shared=shared
        )
        return self.store

    def found_if_missing(self) -> bool:
        """Make the store if there is none yet, for the verbs that bring cases in; says whether it did."""
        from caseapp.store.addresses import path_of

        path = path_of(self.settings.database)
        if path is None or path.exists():
            return False
        try:
            self.found()
        except StoreProblem:
            if path.exists():  # somebody else, at the same moment, was quicker
                return False
            raise
        return True

    @property
    def user(self) -> str:
        """The name of whoever acts."""
        return self.settings.user

    @property
    def today(self) -> date:
        """The date in Cambridge, or the one that was fixed."""
        return self.settings.today or london_date(_now())

    def at(self) -> datetime:
        """This instant; on a fixed date, the same time of that day. What is recorded is recorded now all the same."""
        now = _now()
        if self.settings.today is None:
            return now
        # Noon keeps the London date of the instant the date that was fixed, in summer and in winter.
        return datetime.combine(self.settings.today, now.time().replace(hour=12), tzinfo=UTC)

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """A consistent view of the store."""
        with self.store.reading() as reader:
            yield reader

    @contextmanager
    def looking(self) -> Iterator[Reader]:
        """A consistent view of the store for somebody who may see cases.

        Raises:
            NotFound: the store is closed and nobody on its list has that name.
            RuleBroken: a member, who sees figures and never a case (R54).
        """
        from caseapp.casework.sight import require_sight

        with self.store.reading() as reader:
            require_sight(reader, self.user)
            yield reader

    def look_at(self, case: Case, how: str) -> None:
        """Called with a case that was read and is about to be shown: a restricted one has the look recorded (R136).

        Raises:
            RuleBroken: the case is restricted and not for them to see.
            StoreProblem: the look cannot be recorded, so the case must not be shown.
        """
        if case.restricted:
            from caseapp.casework.restrict import note_view

            with self.acting() as (work, by, at):
                note_view(work, case.reference, how, by=by, at=at)

    @contextmanager
    def acting(self) -> Iterator[tuple[Work, Actor, datetime]]:
        """One transaction, whoever acts in it, and when."""
        from caseapp.casework.people import actor

        at = self.at()
        with self.store.writing() as work:
            yield work, actor(work, self.user, at=at), at

    def do(self, request: object) -> Done:
        """Carry out one request in one transaction.

        Raises:
            CaseappError: the process, the store or the request itself stood in the way; nothing was changed.
        """
        from caseapp.casework.verbs import carry_out

        with self.acting() as (work, by, at):
            return carry_out(work, request, by=by, at=at)

    def export(self, folder: Path, *, personal: bool) -> Exported:
        """Write every case to a folder, and record that.

        Raises:
            RuleBroken: whoever acts may not.
            FileProblem: the folder holds something or cannot be written.
        """
        from caseapp.casework.export import export

        return export(self.store, folder, personal=personal, name=self.user, at=self.at())

    def close(self) -> None:
        """Let go of the store."""
        if "store" in self.__dict__:
            self.store.close()


def _now() -> datetime:
    """The clock of the machine: what every event is recorded by, and today unless a date was fixed."""
    return datetime.now(UTC)
