"""Takes whole cases through casework: the verbs in the order in which things happened, by the same rules as today.

Nothing here decides what is allowed. A row that the process could not have produced is refused by the verb that it
would need, and the sentence names the column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from caseapp.casework import verbs
from caseapp.casework.people import handler_from_history
from caseapp.casework.requests import (
    Acknowledge,
    Assign,
    Complainant,
    Escalate,
    Extend,
    Log,
    Respond,
    SubmissionKey,
)
from caseapp.intake.history import HistoryRow
from caseapp.intake.stage_history import StageHistory, stage_of
from caseapp.rules.case import Case
from caseapp.rules.errors import CaseappError, InvalidInput, NotFound, Refusal, RuleBroken
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Role
from caseapp.rules.workflow import Actor
from caseapp.store.queries.intake import past_people
from caseapp.store.work import Work

_REFUSALS = (RuleBroken, InvalidInput, NotFound)
_ROLES = {1: Role.OFFICER, 2: Role.REVIEWER}


@dataclass(frozen=True, slots=True)
class _Step:
    """One thing that happened to a case."""

    column: str
    """Which says that it did."""
    request: Callable[[Case], object]


class HistoryTaker:
    """Takes rows of history in one transaction, or in a rehearsal of one."""

    def __init__(self, work: Work, *, by: Actor, at: datetime) -> None:
        self._work, self._by, self._at = work, by, at
        self._past = set(past_people(work))

    def take(self, row: HistoryRow, *, key: SubmissionKey | None = None, batch: int | None = None) -> Case:
        """Log the case and do to it everything that the row says was done.

        Raises:
            RuleBroken: the process could not have produced the row.
            InvalidInput: the reference is taken, or a name is too long.
            NotFound: there is no such policy.
        """
        case = verbs.log(self._work, self._log(row, key, batch), by=self._by, at=self._at).case
        for step in self._steps(row):
            case = self._do(step, case)
        return case

    def _do(self, step: _Step, case: Case) -> Case:
        try:
            return verbs.carry_out(self._work, step.request(case), by=self._by, at=self._at).case
        except _REFUSALS as refused:
            raise _about(step.column, refused) from None

    def _log(self, row: HistoryRow, key: SubmissionKey | None, batch: int | None) -> Log:
        return Log(
            summary=row.summary,
            service=self._service(row.service),
            kind=row.kind,
            channel=row.channel,
            received_on=row.received_on,
            sub_service=row.sub_service,
            other_services=tuple(self._work.add_service(one_line(name)) for name in row.other_services),
            details=row.details,
            complainant=Complainant(name=row.name, email=row.email),
            policy=row.policy,
            reference=row.reference,
            submission=key,
            batch=batch,
        )

    def _service(self, name: str | None) -> str | None:
        return self._work.add_service(one_line(name)) if name else None

    # What happened, in order.

    def _steps(self, row: HistoryRow) -> Iterator[_Step]:
        yield from self._stage_steps(row, stage_of(row, 1))
        if row.stage2_requested_on is not None:
            yield self._escalation(row, row.stage2_requested_on)
            yield from self._stage_steps(row, stage_of(row, 2))
        yield from self._allocation(row)

    def _stage_steps(self, row: HistoryRow, stage: StageHistory) -> list[_Step]:
        """Acknowledgement, extension and answer by date; on one day in this order."""
        dated: list[tuple[date, _Step]] = []
        if stage.acknowledged_on is not None:
            dated.append((stage.acknowledged_on, self._acknowledgement(stage, stage.acknowledged_on)))
        if stage.extended_on is not None and stage.extended_to is not None:
            dated.append((stage.extended_on, self._extension(stage, stage.extended_on, stage.extended_to)))
        if stage.responded_on is not None:
            dated.append((stage.responded_on, self._answer(row, stage, stage.responded_on)))
        return [step for _, step in sorted(dated, key=lambda pair: pair[0])]

    def _acknowledgement(self, stage: StageHistory, on: date) -> _Step:
        return _Step(stage.column("acknowledged_on"), lambda case: Acknowledge(case.reference, on=on))

    def _extension(self, stage: StageHistory, on: date, until: date) -> _Step:
        reason = stage.extension_reason or ""
        return _Step(
            stage.column("extended_to"), lambda case: Extend(case.reference, self._days(case, until), reason, on=on)
        )

    def _days(self, case: Case, until: date) -> int:
        """The working days that move the answer to ``until``."""
        policy = self._work.policies.get(case.policy)
        calendar = self._work.calendar(policy.division)
        closed = calendar.why_not_working(until)
        if closed is not None:
            raise RuleBroken(Refusal(f"{until} is no working day ({closed}); an extension ends on one."))
        if case.stage is None:
            return 0  # a compliment has no date to move, and the verb says so
        return calendar.count(case.stage.answer_by, until)

    def _answer(self, row: HistoryRow, stage: StageHistory, on: date) -> _Step:
        def request(case: Case) -> object:
            assert stage.outcome is not None, "an answered stage has an outcome: see history_rows.gaps"
            return Respond(
                case.reference,
                stage.outcome,
                resolution_theme=row.resolution_theme,
                root_cause=row.root_cause,
                on=on,
                decided_by=self._handler(stage.number, stage.decider),
            )

        return _Step(stage.column("responded_on"), request)

    def _escalation(self, row: HistoryRow, on: date) -> _Step:
        stage = stage_of(row, 2)
        return _Step(
            "stage2_requested_on",
            lambda case: Escalate(case.reference, reviewer=self._handler(2, stage.handler or stage.decider), on=on),
        )

    def _allocation(self, row: HistoryRow) -> Iterator[_Step]:
        """Who holds a case that came in open. Stage 2 was given to its reviewer as it began."""
        number = 1 if row.stage2_requested_on is None else 2
        stage = stage_of(row, number)
        holder = row.handler or stage.handler
        if holder is not None and stage.responded_on is None and (number == 1 or holder != stage.handler):
            yield _Step(
                stage.column("handler"), lambda case: Assign(case.reference, self._handler(number, holder) or "")
            )

    def _handler(self, number: int, name: str | None) -> str | None:
        """The name as casework knows it, the person added if need be.

        Somebody known only from past cases is a reviewer once a case says that they reviewed (R79).
        """
        if name is None:
            return None
        people = len(self._work.officers)
        person = handler_from_history(self._work, name, _ROLES[number], by=self._by, at=self._at)
        if len(self._work.officers) > people:
            self._past.add(person.name)
        elif number == 2 and person.role is Role.OFFICER and person.name in self._past:
            self._work.add_officer(person.name, Role.REVIEWER, can_log_in=False, by=self._by, at=self._at)
        return person.name


def _about(column: str, refused: CaseappError) -> CaseappError:
    """The same refusal with the column that asked for it."""
    if isinstance(refused, RuleBroken):
        return RuleBroken(Refusal(f"{column}: {refused.refusal.reason}", refused.refusal.rule))
    return type(refused)(f"{column}: {refused.sentence}")


def take_history(work: Work, rows: Iterable[HistoryRow], *, by: Actor, at: datetime) -> int:
    """Take cases that are known to be good, such as the demonstration's; gives how many.

    Raises:
        CaseappError: the first refusal, with the number of its row, counted from 1. Nothing is taken in then, if the
            transaction is left to undo itself.
    """
    taker = HistoryTaker(work, by=by, at=at)
    number = 0
    for number, row in enumerate(rows, start=1):
        try:
            taker.take(row)
        except _REFUSALS as refused:
            raise _about(f"Row {number}", refused) from refused
    return number
