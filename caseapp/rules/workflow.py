"""The two-stage process as a table: state and action give the next state, who may, and what must hold.

Nothing else in caseapp decides whether a step is allowed. Casework asks here before it writes, the terminal asks
here which steps to offer, and both get the same reason, with its rule, when the answer is no.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from caseapp.rules import findings as points_found
from caseapp.rules import undoing
from caseapp.rules.calendar import WorkingCalendar
from caseapp.rules.case import Case, Stage
from caseapp.rules.errors import Refusal
from caseapp.rules.instants import long_date
from caseapp.rules.policy import Policy, Window
from caseapp.rules.undoing import Latest as Latest  # noqa: PLC0414  # had from where the question is had from
from caseapp.rules.vocabulary import Action, ClockStart, Ending, Outcome, Role, State


@dataclass(frozen=True, slots=True)
class Actor:
    """A person with the role that decides what they may do."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Asked:
    """One request put to the table, with what its guards need to know."""

    case: Case
    policy: Policy
    calendar: WorkingCalendar
    actor: Actor
    on: date
    """When it happened, or is to be recorded as having happened."""
    today: date
    days: int | None = None
    """For an extension: its length in working days."""
    outcome: Outcome | None = None
    reason: str | None = None
    """For verbs that need one; ``None`` asks only whether the step could be taken."""
    candidate: Actor | None = None
    """Whoever would handle or decide the stage; the actor if not given."""
    override: str | None = None
    """The reason for letting the stage 1 decider take stage 2 as well."""
    findings: points_found.Findings | None = None
    """For an answer: what was found on each point; ``None`` asks only whether the stage could be answered."""
    latest: Latest | None = None
    """What was recorded last and stands, which is what would be taken back."""
    now: datetime | None = None
    """By the machine's clock, which ``today`` need not follow; ``None`` does not ask whether it is too late to undo."""

    @property
    def stage(self) -> Stage:
        """The current stage; only asked for in states that have one."""
        if self.case.stage is None:
            raise LookupError(f"{self.case.reference} has no stage.")
        return self.case.stage


Guard = Callable[[Asked], Refusal | None]


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table."""

    to: State | None
    """The next state; ``None`` is the state that awaits acknowledgement of the current stage."""
    roles: frozenset[Role]
    guards: tuple[Guard, ...] = ()

    def next_state(self, case: Case) -> State:
        """The state after the step."""
        if self.to is not None:
            return self.to
        return State.NEW if case.stage is None or case.stage.number == 1 else State.STAGE_2_NEW


def permitted(action: Action, asked: Asked) -> Transition | Refusal:
    """The row that allows the step, or the reason why there is none or it does not apply."""
    transition = TABLE.get((asked.case.state, action))
    if transition is None:
        return _impossible(asked.case, action)
    if asked.actor.role not in transition.roles:
        return _wrong_role(asked.actor, action)
    for guard in transition.guards:
        refusal = guard(asked)
        if refusal is not None:
            return refusal
    return transition


@dataclass(frozen=True, slots=True)
class Option:
    """One action and, if it may not be taken now, why not."""

    action: Action
    refusal: Refusal | None

    @property
    def is_legal(self) -> bool:
        """Whether the step may be taken now."""
        return self.refusal is None


def options(asked: Asked) -> tuple[Option, ...]:
    """Every action on a case, each legal or with its refusal, in the order in which officers meet them."""
    answers = ((action, permitted(action, asked)) for action in Action if action not in _NOT_OFFERED)
    return tuple(Option(action, answer if isinstance(answer, Refusal) else None) for action, answer in answers)


# Guards: each returns None when it has no objection.


def _dated_since_receipt(asked: Asked) -> Refusal | None:
    """What is noted moves nothing, so it may be of any day that the case was here."""
    if asked.on > asked.today:
        return Refusal(f"{asked.on} is in the future; today is {asked.today}.")
    if asked.on < asked.case.received_on:
        return Refusal(f"{asked.on} is before {asked.case.received_on}, the date of receipt; check the date.")
    return None


def _dated_in_order(asked: Asked) -> Refusal | None:
    if asked.on > asked.today:
        return Refusal(f"{asked.on} is in the future; today is {asked.today}.")
    last_on = asked.case.last_on
    if asked.on < last_on:
        return Refusal(f"{asked.on} is before {last_on}, the last date on {asked.case.reference}; check the date.")
    return None


def _extension_left(asked: Asked) -> Refusal | None:
    number = asked.stage.number
    most = asked.policy.stage(number).most_extensions
    if most is None or asked.case.extensions_of(number) < most:
        return None
    already = f"Stage {number} has been extended already; " if most else ""
    allowed = {0: "no extension", 1: "a single extension"}.get(most, f"{most} extensions")
    return Refusal(
        f"{already}{asked.policy.title} allows {allowed} of stage {number}.", asked.policy.extension_clause(number)
    )


def _extension_length(asked: Asked) -> Refusal | None:
    if asked.days is None:
        return None
    clause = asked.policy.extension_clause(asked.stage.number)
    if asked.days < 1:
        return Refusal("An extension is at least one working day.", clause)
    longest = asked.policy.stage(asked.stage.number).longest_extension_days
    if longest is None or asked.days <= longest:
        return None
    return Refusal(f"An extension of {asked.days} working days is too long; the longest is {longest}.", clause)


def _extension_in_time(asked: Asked) -> Refusal | None:
    answer_by = asked.stage.answer_by
    if not asked.policy.extend_before_due or asked.on <= answer_by:
        return None
    return Refusal(
        f"The answer was due on {answer_by}; an extension must be made on or before the date that it moves.", "R-L2"
    )


def _extension_ends_later(asked: Asked) -> Refusal | None:
    """Where a policy lets a date be moved after it has passed, it must still move to a day that is to come."""
    if asked.days is None:
        return None
    until = asked.calendar.due(asked.stage.answer_by, asked.days, asked.policy.day_rule)
    if until > asked.on:
        return None
    return Refusal(f"{asked.days} more working days end on {until}, not after {asked.on}; it would extend nothing.")


def _clock_running(asked: Asked) -> Refusal | None:
    """Under a clock that starts at the acknowledgement there is nothing to extend before it (R38)."""
    waits = asked.policy.clock_starts is ClockStart.ACKNOWLEDGEMENT and asked.stage.acknowledged_on is None
    return Refusal("The clock starts at the acknowledgement; acknowledge first, then extend.", "R38") if waits else None


def _reason_given(asked: Asked) -> Refusal | None:
    if asked.reason is None or asked.reason.strip():
        return None
    return Refusal("A reason in words is needed.", "R18")


def _outcome_allowed(asked: Asked) -> Refusal | None:
    if asked.outcome is None or asked.outcome in asked.policy.outcomes:
        return None
    allowed = ", ".join(asked.policy.outcomes)
    return Refusal(f"{asked.policy.title} does not use “{asked.outcome}”; its outcomes are {allowed}.")


def _findings_follow(asked: Asked) -> Refusal | None:
    """Every point has a finding, and the outcome is what follows from them (R42)."""
    if asked.findings is None:
        return None
    return points_found.objection(asked.case, asked.findings, asked.outcome, asked.policy.outcomes)


def _point_worded(asked: Asked) -> Refusal | None:
    if asked.reason is None or asked.reason.strip():
        return None
    return Refusal("A point of complaint needs words; say what the person complains of.", "R42")


def _undoable(asked: Asked) -> Refusal | None:
    return undoing.objection(asked.case.reference, asked.actor.name, asked.latest, asked.now)


def _in_escalation_window(asked: Asked) -> Refusal | None:
    window, decision = asked.policy.escalation_window, asked.stage.decision
    if window is None or decision is None:
        return None
    last = _window_closes(window, decision.decided_on, asked.calendar)
    if asked.on <= last:
        return None
    return Refusal(
        f"Stage 2 could be asked for until {last}; tell the person why not and record it in a note, or reopen stage 1.",
        "R32",
    )


def _window_closes(window: Window, answered_on: date, calendar: WorkingCalendar) -> date:
    if window.unit == "working-days":
        return calendar.add(answered_on, window.length)
    if window.unit == "months":
        return answered_on + relativedelta(months=window.length)
    return answered_on + timedelta(days=window.length)


def _reviewer_may(asked: Asked) -> Refusal | None:
    """Stage 2 belongs to somebody senior who had no part in stage 1 (R44d, R79)."""
    return may_review(asked) if asked.stage.number == 2 else None


def _named_reviewer_may(asked: Asked) -> Refusal | None:
    return may_review(asked) if asked.candidate is not None else None


def may_review(asked: Asked) -> Refusal | None:
    """Whether the candidate, or else the actor, may handle and decide stage 2."""
    reviewer = asked.candidate or asked.actor
    if asked.policy.reviewer_must_be_senior and reviewer.role not in REVIEWERS:
        return Refusal(
            f"{reviewer.name} is not a stage 2 reviewer; stage 2 belongs to a member of the Corporate Management Team.",
            "R79",
        )
    if reviewer.name not in asked.case.stage1_people or _overridden(asked, reviewer):
        return None
    return Refusal(
        f"{reviewer.name} handled or decided stage 1, so someone else must review it; name another reviewer.", "R44d"
    )


def _overridden(asked: Asked, reviewer: Actor) -> bool:
    if asked.override is not None and asked.override.strip():
        return asked.actor.role in OVERSEERS
    stage = asked.stage
    return stage.number == 2 and stage.override is not None and stage.handler == reviewer.name


def _not_restricted(asked: Asked) -> Refusal | None:
    if not asked.case.restricted:
        return None
    return Refusal(f"{asked.case.reference} is restricted already.", "R136")


def _restricted(asked: Asked) -> Refusal | None:
    if asked.case.restricted:
        return None
    return Refusal(f"{asked.case.reference} is not restricted.", "R136")


HANDLERS = frozenset({Role.OFFICER, Role.REVIEWER, Role.LEAD, Role.ADMINISTRATOR})
"""Who works on cases. A member sees aggregates only, never a case (R54)."""
REVIEWERS = frozenset({Role.REVIEWER, Role.ADMINISTRATOR})
"""Who may decide stage 2 where the policy wants somebody senior (R79)."""
OVERSEERS = frozenset({Role.LEAD, Role.ADMINISTRATOR})
"""Who may permit an exception and reopen what was final (R52)."""

_RESPOND = (_dated_in_order, _outcome_allowed, _findings_follow, _reviewer_may)
_EXTEND = (
    _clock_running,
    _extension_left,
    _extension_length,
    _extension_in_time,
    _extension_ends_later,
    _reason_given,
    _dated_in_order,
)
_END = (_reason_given, _dated_in_order)


def _rows() -> dict[tuple[State, Action], Transition]:
    rows: dict[tuple[State, Action], Transition] = {}
    for state, acknowledged, answered in (
        (State.NEW, State.STAGE_1, State.STAGE_1_ANSWERED),
        (State.STAGE_1, None, State.STAGE_1_ANSWERED),
        (State.STAGE_2_NEW, State.STAGE_2, State.STAGE_2_ANSWERED),
        (State.STAGE_2, None, State.STAGE_2_ANSWERED),
    ):
        if acknowledged is not None:
            rows[state, Action.ACKNOWLEDGE] = Transition(acknowledged, HANDLERS, (_dated_in_order,))
        rows[state, Action.ASSIGN] = Transition(state, HANDLERS, (_reviewer_may,))
        rows[state, Action.EXTEND] = Transition(state, HANDLERS, _EXTEND)
        rows[state, Action.RESPOND] = Transition(answered, HANDLERS, _RESPOND)
        rows[state, Action.POINT] = Transition(state, HANDLERS, (_point_worded,))
        rows[state, Action.WITHDRAW] = Transition(State.WITHDRAWN, HANDLERS, (_dated_in_order,))
        rows[state, Action.RESOLVE] = Transition(State.RESOLVED, HANDLERS, (_dated_in_order,))
        rows[state, Action.REFUSE] = Transition(State.REFUSED, HANDLERS, (*_END, _reviewer_may))
    rows[State.STAGE_1_ANSWERED, Action.ESCALATE] = Transition(
        State.STAGE_2_NEW, HANDLERS, (_dated_in_order, _in_escalation_window, _named_reviewer_may)
    )
    rows[State.STAGE_1_ANSWERED, Action.REOPEN] = Transition(None, HANDLERS, _END)
    rows[State.STAGE_2_ANSWERED, Action.REOPEN] = Transition(None, OVERSEERS, _END)
    for state in (State.WITHDRAWN, State.RESOLVED, State.REFUSED):
        rows[state, Action.REOPEN] = Transition(None, HANDLERS, _END)
    for state in State:
        if state is State.ANNULLED:  # it was never the council's case
            continue
        rows[state, Action.ALLOCATE] = Transition(state, HANDLERS)
        rows[state, Action.NOTE] = Transition(state, HANDLERS, (_reason_given, _dated_since_receipt))
        rows[state, Action.CORRECT] = Transition(state, HANDLERS, (_reason_given,))
        rows[state, Action.RESTRICT] = Transition(state, HANDLERS, (_reason_given, _not_restricted))
        rows[state, Action.UNRESTRICT] = Transition(state, OVERSEERS, (_reason_given, _restricted))
        # The state after it is that of the case before what is taken back, which the table cannot know.
        rows[state, Action.UNDO] = Transition(state, HANDLERS, (_undoable,))
    return rows


TABLE = _rows()
"""(state, action) -> the row that allows it. What is not here is not allowed."""

_NOT_OFFERED = frozenset({Action.LOG, Action.RECOUNT})
"""What is not done to a case that exists, and what the store does by itself when its calendar changes."""

_PAST = {
    Action.LOG: "logged again",
    Action.ACKNOWLEDGE: "acknowledged",
    Action.ASSIGN: "assigned",
    Action.EXTEND: "extended",
    Action.RESPOND: "answered",
    Action.ESCALATE: "escalated",
    Action.REOPEN: "reopened",
    Action.WITHDRAW: "withdrawn",
    Action.RESOLVE: "resolved by agreement",
    Action.REFUSE: "refused",
    Action.POINT: "given another point of complaint",
}


def _impossible(case: Case, action: Action) -> Refusal:
    subject = f"{case.reference} is {case.state.words}, so it cannot be {_PAST.get(action, action)}"
    if case.state in {State.ANNULLED, State.RECORDED}:
        return _without_stages(case)
    if action is Action.ESCALATE:
        if case.stage is not None and case.stage.number == 2:
            return Refusal(f"{subject}; there are two stages, and the next step is the Ombudsman.", "R28")
        return Refusal(f"{subject}; stage 2 comes after stage 1 was answered.", "R28")
    if action is Action.ACKNOWLEDGE and case.state.is_open:
        return Refusal(f"{subject}; it was acknowledged on {case.stage and case.stage.acknowledged_on}.", "R37")
    if action is Action.REOPEN:
        return Refusal(f"{subject}; it is open already.", "R77")
    return Refusal(f"{subject}; reopen it first if it was closed by mistake.{_ended(case)}", "R77")


def _without_stages(case: Case) -> Refusal:
    if case.state is State.ANNULLED:
        return Refusal(f"{case.reference} was taken back with the import that brought it; log the case anew.")
    return Refusal(f"{case.reference} is a {case.kind}, not a complaint; it has no stages.", "R6")


def _ended(case: Case) -> str:
    """Who ended the stage and when, for whoever finds that somebody else was quicker."""
    decision = case.stage.decision if case.stage else None
    if decision is None:
        return ""
    did = "answered" if decision.ending is Ending.ANSWERED else "closed"
    return f" {decision.decided_by} {did} it on {long_date(decision.decided_on)}."


def _wrong_role(actor: Actor, action: Action) -> Refusal:
    if actor.role is Role.MEMBER:
        return Refusal(f"{actor.name} is a member, who sees figures and never a case.", "R54")
    return Refusal(f"{actor.name} ({actor.role}) may not {action} this case; ask the lead officer.", "R52")
