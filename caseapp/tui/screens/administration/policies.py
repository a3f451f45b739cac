"""Policy versions, to be read: a complaint keeps the one that it was opened under (R76)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content

from caseapp.rules.instants import long_date, short_date
from caseapp.rules.policy import Policy, StagePolicy, Window
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import ClockStart, DayRule
from caseapp.tui.desks.administration import AdministrationDesk, Sheet
from caseapp.tui.screens.administration.panel import Panel, cases, counted, division_words
from caseapp.tui.widgets.case_text import labelled
from caseapp.tui.widgets.columns import Cell, Column

if TYPE_CHECKING:
    from caseapp.store.queries.policies import PolicyVersion


class PoliciesPanel(Panel["PolicyVersion"]):
    """Every version with its dates, its days, and what it allows. Nothing is changed here."""

    NAME = "policies"
    TITLE = "Policies"
    TWIN = "caseapp policies"

    @property
    def columns(self) -> Sequence[Column[PolicyVersion]]:
        """Standing, title, dates, days, cases."""
        return (
            Column("Now", 12, self._standing),
            Column("Policy", 18, lambda each: Cell(each.policy.code, "strong"), flexible=True),
            Column("From", 9, lambda each: Cell(short_date(each.policy.applies_from))),
            Column("Until", 9, lambda each: Cell(_until(each.policy), "muted")),
            Column("Ack", 3, lambda each: counted(each.policy.acknowledgement_days, 3)),
            Column("St 1", 4, lambda each: counted(each.policy.stage(1).response_days, 4)),
            Column("St 2", 4, lambda each: counted(each.policy.stage(2).response_days, 4)),
            Column("Open", 6, lambda each: counted(each.open_cases, 6)),
        )

    def key(self, row: PolicyVersion) -> str:
        """The code."""
        return row.policy.code

    def read(self, desk: AdministrationDesk) -> Sheet[PolicyVersion]:
        """The list."""
        return desk.policies()

    def about(self) -> str:
        """Why nothing is changed here."""
        return "Read-only: a case keeps the policy it was opened under"

    def words(self, row: PolicyVersion, width: int) -> Iterator[Content]:
        """Everything that the version says."""
        yield Content.styled(one_line(row.policy.title), "bold $text-primary")
        yield labelled("Now", now_words(row, self.sitting.today), width)
        yield from (labelled(label, value, width) for label, value in terms(row.policy))
        yield labelled("Open cases", f"{cases(row.open_cases)} opened under it", width)

    def _standing(self, row: PolicyVersion) -> Cell:
        policy, today = row.policy, self.sitting.today
        if not policy.covers(today):
            return Cell("○ ended" if policy.applies_from <= today else "◌ to come", "muted")
        return Cell("● in force", "strong") if row.is_default else Cell("◇ on request", "muted")


def _until(policy: Policy) -> str:
    return short_date(policy.applies_until) if policy.applies_until else "–"


def now_words(row: PolicyVersion, today: date) -> str:
    """Whether a complaint received today falls under it."""
    policy = row.policy
    if not policy.covers(today):
        return "ended" if policy.applies_from <= today else "not in force yet"
    if row.is_default:
        return "in force: complaints received now fall under it"
    return "on request: a complaint falls under it only when that is said, as in a file of past cases"


def terms(policy: Policy) -> Iterator[tuple[str, str]]:
    """What a version says, as label and words."""
    at_receipt = policy.clock_starts is ClockStart.RECEIPT
    begins = ("receipt", "the request for it") if at_receipt else ("the acknowledgement", "its acknowledgement")
    until = f"until {long_date(policy.applies_until)}" if policy.applies_until else "with no end set"
    yield "Code", policy.code
    yield "Applies", f"from {long_date(policy.applies_from)} {until}"
    yield "Acknowledge", f"within {days(policy.acknowledgement_days)} of receipt"
    for number in (1, 2):
        answer = f"answer within {days(policy.stage(number).response_days)} of {begins[number - 1]}"
        yield f"Stage {number}", answer
        yield "", extension_words(policy.stage(number))
    yield "Clock starts", f"at {begins[0]}; {_DAY_RULES[policy.day_rule]}"
    yield "Extensions", "must be made before the date that they move" if policy.extend_before_due else "at any time"
    yield "Outcomes", ", ".join(outcome.replace("-", " ") for outcome in policy.outcomes)
    yield "Escalation", f"may be asked for {_window(policy.escalation_window)}; {_reviewer(policy)}"
    yield "Bank holidays", division_words(policy.division)
    yield "Ombudsman", policy.ombudsman


_DAY_RULES = {
    DayRule.NEXT: "the day itself is day zero, wherever it falls",
    DayRule.ROLL: "a start that is not a working day first moves to the next one",
}


def days(count: int) -> str:
    """``1 working day``, ``10 working days``."""
    return f"{count} working {'day' if count == 1 else 'days'}"


def extension_words(stage: StagePolicy) -> str:
    """How often and for how long a stage may be extended (R39, R44c, R76)."""
    longest = (
        "of any length" if stage.longest_extension_days is None else f"of at most {days(stage.longest_extension_days)}"
    )
    if stage.most_extensions is None:
        return f"extensions {longest}, any number by agreement"
    if stage.most_extensions == 0:
        return "no extension"
    return f"one extension {longest}" if stage.most_extensions == 1 else f"{stage.most_extensions} extensions {longest}"


def _window(window: Window | None) -> str:
    return f"within {window.length} {window.unit.replace('-', ' ')}" if window else "at any time"


def _reviewer(policy: Policy) -> str:
    return "a senior reviewer decides" if policy.reviewer_must_be_senior else "anybody but the stage 1 decider decides"
