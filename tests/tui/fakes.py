"""A desk in memory, with cases of every kind, and a few that mean harm."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from caseapp.casework.requests import Complainant
from caseapp.rules.calendar import WorkingCalendar
from caseapp.rules.case import Case, Decision, Stage
from caseapp.rules.errors import NotFound, Refusal, RuleBroken
from caseapp.rules.policy import Policy, StagePolicy, Window
from caseapp.rules.undoing import Latest
from caseapp.rules.vocabulary import ClockStart, DayRule, Division, Ending, Kind, Outcome, Role, State
from caseapp.rules.workflow import Actor
from caseapp.store.queries.today import Day, Today
from caseapp.store.queries.worklist import WorklistRow
from caseapp.tui.desk import CaseFile, Entry, Past, Pulse, Recorded, Sitting, WordsUsed
from caseapp.tui.views import VIEWS, Due, Sort, View

if TYPE_CHECKING:
    from caseapp.bootstrap import Caseapp
    from caseapp.tui.desk import Request

TODAY = date(2026, 6, 4)
"""A Thursday."""

CALENDAR = WorkingCalendar(
    date(2024, 1, 1), date(2027, 12, 31), bank_holidays={date(2026, 5, 25): "Spring bank holiday"}
)

POLICY = Policy(
    code="cambridge-2024",
    title="Cambridge City Council complaints policy, 2024",
    scheme="cambridge",
    applies_from=date(2024, 4, 1),
    applies_until=None,
    division=Division.ENGLAND_AND_WALES,
    day_rule=DayRule.NEXT,
    acknowledgement_days=5,
    clock_starts=ClockStart.RECEIPT,
    stages=(StagePolicy(10, 10, 1), StagePolicy(20, 10, 1)),
    outcomes=(Outcome.UPHELD, Outcome.PARTLY_UPHELD, Outcome.NOT_UPHELD),
    escalation_window=Window(6, "months"),
    reviewer_must_be_senior=True,
    extend_before_due=True,
    ombudsman="Local Government and Social Care Ombudsman",
)

JO = Actor("Jo Finch", Role.OFFICER)
PRIYA = Actor("Priya Nair", Role.REVIEWER)
MORGAN = Actor("Morgan Bell", Role.LEAD)
PEOPLE = (JO, MORGAN, PRIYA)

HOSTILE = (
    "refund [/bold] now",
    "[@click=app.quit]x[/] [link=https://example.com]y[/link]",
    "\x1b]52;c;aGVsbG8=\x07clipboard",
    "abc\u202egnp.exe",
    "\x1b[2J\x1b[31mred\x9b31m",
    "👩‍👩‍👧‍👦 ❤️ 🗑️ bins",
    "ゴミの収集が来ない、もう三週間です",
    "Zalgo " + "z" + "\u0301" * 400,
    "x" * 50_000,
    "line one\nline two\r\n\tthree",
    "",
    "$text-error {braces} %s \\[escaped]",
)
"""Free text that must be shown as it is, or without what would harm, and never be obeyed."""


SAM = Complainant("Sam Reed", "sam@example.org", "01223 000000")


@dataclass(frozen=True, slots=True)
class Complaint:
    """What the fake desk holds of one case."""

    case: Case
    summary: str
    complainant: Complainant = SAM
    details: str = ""
    timeline: tuple[Entry, ...] = ()
    adjustments: str = ""
    contact: str = ""
    latest: Latest | None = None

    @property
    def row(self) -> WorklistRow:
        """Its line in the worklist."""
        case, stage = self.case, self.case.stage
        return WorklistRow(
            id=case.id, reference=case.reference, state=case.state, service=case.service,
            summary="restricted" if case.restricted else self.summary,
            received_on=case.received_on, acknowledge_by=case.acknowledge_by, due_on=case.due_on,
            handler=case.handler, stage=stage.number if stage else None,
            complainant="restricted" if case.restricted else self.complainant.name,
            extended=bool(stage and stage.extensions), restricted=case.restricted,
        )  # fmt: skip


def a_case(number: int, due_in: int = 4, state: State = State.STAGE_1, **changes: object) -> Case:
    """A complaint whose answer is due ``due_in`` working days from today."""
    due_on = CALENDAR.add(TODAY, due_in) if due_in else TODAY
    opened_on = CALENDAR.add(due_on, -10)
    waiting = state in {State.NEW, State.STAGE_2_NEW}
    stage = Stage(
        number=2 if state.name.startswith("STAGE_2") else 1,
        attempt=1,
        opened_on=opened_on,
        acknowledge_by=CALENDAR.add(opened_on, 5),
        due_on=due_on,
        acknowledged_on=None if waiting else opened_on,
        handler=JO.name,
        decision=_decision(state, opened_on),
        stage1_decider=JO.name if state.name.startswith("STAGE_2") else None,
        stage1_attempt=1 if state.name.startswith("STAGE_2") else None,
    )
    case = Case(
        reference=f"C26-{number:05d}", kind=Kind.COMPLAINT, state=state, version=3, received_on=opened_on,
        policy=POLICY.code, service="Waste and recycling", handler=JO.name, stages=(stage,), id=number,
    )  # fmt: skip
    return replace(case, **changes)  # type: ignore[arg-type]  # a builder takes any field


def _decision(state: State, opened_on: date) -> Decision | None:
    if state not in {State.STAGE_1_ANSWERED, State.STAGE_2_ANSWERED}:
        return None
    return Decision(Ending.ANSWERED, Outcome.UPHELD, opened_on + timedelta(days=1), JO.name)


def a_complaint(number: int, due_in: int = 4, state: State = State.STAGE_1, **changes: object) -> Complaint:
    """One complaint with a summary of its own."""
    summary = str(changes.pop("summary", f"Bin number {number} was not collected"))
    return Complaint(a_case(number, due_in, state, **changes), summary)


def a_caseload() -> list[Complaint]:
    """One of each: late, today, soon, later, unacknowledged, unassigned, stage 2, closed."""
    return [
        a_complaint(1, -3),
        a_complaint(2, 0, summary="Noise from the depot at night"),
        a_complaint(3, 2),
        a_complaint(4, 9, State.NEW, handler=None, service=None),
        a_complaint(5, 8, handler=PRIYA.name),
        a_complaint(6, 6, State.STAGE_2, handler=PRIYA.name),
        a_complaint(7, 5, State.STAGE_1_ANSWERED, summary="Parking fine after a change of signs"),
    ]


@dataclass
class FakeDesk:
    """``Desk`` over a list of complaints."""

    complaints: list[Complaint] = field(default_factory=a_caseload)
    actor: Actor = JO
    refuse: Callable[[Request], Exception | None] = lambda _request: None
    """Raise this for a request, or do not."""
    may_join: bool = False
    people: tuple[Actor, ...] = PEOPLE
    requests: list[Request] = field(default_factory=list)
    """Everything asked, refused or not."""
    events: int = 1
    """The number of the newest event."""
    heard: Past = field(default_factory=Past)
    """What was heard before of anybody."""
    opened: list[str] = field(default_factory=list)
    """The cases that somebody meant to see."""

    def sitting(self) -> Sitting:
        """Jo's morning."""
        return Sitting(
            actor=self.actor, today=TODAY, calendar=CALENDAR, store="in memory", may_join=self.may_join,
            services=("Waste and recycling", "Housing [repairs]"), people=self.people,
            themes=("Missed collection",), root_causes=("Staff shortage",),
        )  # fmt: skip

    @property
    def caseapp(self) -> Caseapp:
        """There is no store."""
        raise NotImplementedError

    def numbers(self) -> Today:
        """Counted by hand."""
        counts = {view.id: len(self.ids(view)) for view in VIEWS}
        return Today(
            on=TODAY, open=counts["all-open"], overdue=counts["overdue"], due_today=counts["due-today"],
            this_week=counts["this-week"], unacknowledged=counts["awaiting-acknowledgement"],
            late_acknowledgements=0, unassigned=counts["unassigned"], mine=counts["mine"], stage_2=counts["stage-2"],
            since=CALENDAR.add(TODAY, -1), new=2, unallocated=1,
            ahead=tuple(Day(CALENDAR.add(TODAY, number), number % 4) for number in range(1, 11)),
        )  # fmt: skip

    def pulse(self) -> Pulse:
        """As often as somebody says so."""
        return Pulse(self.events, TODAY)

    def ids(self, view: View) -> array[int]:
        """Filtered and sorted by hand."""
        wanted = [each for each in self.complaints if _is_in(view, each, self.actor)]
        wanted.sort(key=_SORTS[view.sort], reverse=view.is_reversed)
        return array("q", (each.case.id for each in wanted))

    def rows(self, ids: Sequence[int]) -> Mapping[int, WorklistRow]:
        """Lines by id."""
        wanted = set(ids)
        return {each.case.id: each.row for each in self.complaints if each.case.id in wanted}

    def case_file(self, reference: str) -> CaseFile:
        """One case in passing."""
        file = self._file(reference)
        if file.case.restricted:
            raise RuleBroken(Refusal(f"{reference} is restricted. Press Enter in the list to open it.", "R136"))
        return file

    def open_case(self, reference: str) -> CaseFile:
        """One case that somebody means to see."""
        self.opened.append(reference)
        return self._file(reference)

    def _file(self, reference: str) -> CaseFile:
        for each in self.complaints:
            if each.case.reference == reference:
                return CaseFile(
                    case=each.case, policy=POLICY, calendar=CALENDAR, complainant=each.complainant,
                    summary=each.summary, details=each.details, timeline=each.timeline,
                    adjustments=each.adjustments, contact=each.contact, latest=each.latest,
                )  # fmt: skip
        raise NotFound(f"There is no case {reference}.")

    def past(self, sought: Complainant, *, exclude: str = "") -> Past:
        """What was heard before of somebody of whom anything is known."""
        del exclude
        return self.heard if any((sought.name, sought.email, sought.telephone)) else Past()

    def parts(self, service: str) -> tuple[str, ...]:
        """One of each service."""
        return (f"Part of {service}",)

    def words_used(self, service: str | None) -> WordsUsed:
        """One of each."""
        del service
        return WordsUsed(("Missed collection",), ("Staff shortage",))

    def prepare(self) -> None:
        """Nothing to bring in."""

    def do(self, request: Request) -> Recorded:
        """Keep the request; refuse it if told to."""
        self.requests.append(request)
        error = self.refuse(request)
        if error is not None:
            raise error
        reference = getattr(request, "reference", None) or "C26-00001"
        number = next((each.case.id for each in self.complaints if each.case.reference == reference), 0)
        return Recorded(request, reference, number)


_SORTS: dict[Sort, Callable[[Complaint], Any]] = {
    Sort.URGENCY: lambda each: (each.case.due_on is None, each.case.due_on or TODAY, each.case.id),
    Sort.RECEIVED: lambda each: (each.case.received_on, each.case.id),
    Sort.REFERENCE: lambda each: each.case.reference,
    Sort.SERVICE: lambda each: (each.case.service or "~", each.case.id),
    Sort.HANDLER: lambda each: (each.case.handler or "~", each.case.id),
    Sort.STATE: lambda each: (list(State).index(each.case.state), each.case.id),
}


def _is_in(view: View, each: Complaint, actor: Actor) -> bool:
    case = each.case
    due = case.due_on
    until = {Due.TODAY: TODAY, Due.THIS_WEEK: TODAY + timedelta(days=6 - TODAY.weekday())}
    checks = (
        view.include_closed or view.references is not None or case.state.is_open,
        view.references is None or case.reference in view.references,
        not view.overdue or (due is not None and due < TODAY),
        view.due is None or (due is not None and TODAY <= due <= until[view.due]),
        not view.unacknowledged or case.acknowledge_by is not None,
        not view.mine or case.handler == actor.name,
        not view.unassigned or case.handler is None,
        view.stage is None or (case.stage is not None and case.stage.number == view.stage),
        view.text.lower() in f"{case.reference} {each.summary}".lower(),
    )
    return all(checks)
