"""Takes what a planned row asks for through casework, for real or in a rehearsal. The only way from here to there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from caseapp.casework import verbs
from caseapp.casework.requests import Log, SubmissionKey
from caseapp.intake.past_cases import HistoryTaker
from caseapp.intake.prepared import Request
from caseapp.rules.case import Case
from caseapp.rules.workflow import Actor
from caseapp.store.work import Work


class Taker:
    """Takes requests one after another in one transaction."""

    def __init__(self, work: Work, *, by: Actor, at: datetime, batch: int | None = None) -> None:
        self._work, self._by, self._at, self._batch = work, by, at, batch
        self._history = HistoryTaker(work, by=by, at=at)

    def take(self, request: Request, key: SubmissionKey) -> Case:
        """Do what a row asks for; gives the case as it is then.

        Raises:
            RuleBroken: the process does not allow it.
            InvalidInput: the reference is taken, or a name cannot be used.
            NotFound: there is no such policy.
        """
        if isinstance(request, Log):
            is_complete = request.submission is not None and request.batch == self._batch
            log = request if is_complete else replace(request, submission=key, batch=self._batch)
            return verbs.log(self._work, log, by=self._by, at=self._at).case
        return self._history.take(request, key=key, batch=self._batch)
