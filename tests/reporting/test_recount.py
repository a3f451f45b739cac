"""Whatever the records, a summary agrees with a naive recount and with itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.reporting.catalogue import Measure
from caseapp.reporting.checks import check
from caseapp.reporting.render import FORMATS, render
from caseapp.reporting.summary import Line, summarise
from caseapp.rules.records import ContactRecord, StageRecord
from caseapp.rules.vocabulary import Ending, Kind, Outcome
from tests.reporting.builders import Q1, a_contact, a_stage

NAMES = st.sampled_from(["Waste", "Planning", "=SUM|x", "Multi-Service", "total", "Not yet allocated", "\x1b[31mRed"])
DAYS = st.integers(-40, 130).map(lambda days: Q1.first + timedelta(days=days))
KEYS = st.tuples(st.integers(1, 30).map(lambda n: f"C24-{n:05d}"), st.sampled_from([1, 2]), st.integers(1, 3))


@st.composite
def stages(draw: st.DrawFn) -> list[StageRecord]:
    """Records that the process could have produced, whether they overlap the quarter or not."""
    keys = draw(st.lists(KEYS, unique=True, max_size=25))
    return [draw(a_record(*key)) for key in keys]


@st.composite
def a_record(draw: st.DrawFn, reference: str, number: int, attempt: int) -> StageRecord:
    opened = draw(DAYS)
    due = opened + timedelta(days=14)
    after = draw(st.none() | st.integers(0, 60))
    ended = None if after is None else opened + timedelta(days=after)
    answered = draw(st.booleans())
    return a_stage(
        reference,
        number=number,
        attempt=attempt,
        service=draw(NAMES),
        multi_service=draw(st.booleans()),
        opened=opened,
        due=due,
        extended_to=draw(st.none() | st.just(due + timedelta(days=14))),
        answered=ended if answered else None,
        outcome=draw(st.sampled_from(Outcome)),
        ended=ended,
        ending=None if ended is None else draw(st.sampled_from([Ending.WITHDRAWN, Ending.RESOLVED, Ending.REFUSED])),
    )


CONTACTS = st.lists(
    st.builds(
        a_contact,
        st.integers(1, 99).map(lambda n: f"C24-{n:05d}"),
        st.sampled_from(Kind),
        service=NAMES,
        received=DAYS,
        multi_service=st.booleans(),
    ),
    unique_by=lambda contact: contact.reference,
    max_size=15,
)


@dataclass(frozen=True)
class Recount:
    """Counts one measure at a time, each by the plain words of its rule."""

    stages: list[StageRecord]
    contacts: list[ContactRecord]

    def of(self, measure: Measure) -> int:
        """One measure's count."""
        begun = [stage for stage in self.stages if Q1.first <= stage.opened_on <= Q1.last]
        answers = [stage for stage in begun if stage.ending == "answered"]
        recounts: dict[Measure, Callable[[], int]] = {
            Measure.STAGE1: lambda: sum(stage.number == 1 for stage in begun),
            Measure.STAGE2: lambda: sum(stage.number == 2 for stage in begun),
            Measure.TOTAL: lambda: len(begun),
            Measure.COMPLAINTS: lambda: self.received("complaint"),
            Measure.ANSWERED: lambda: len(answers),
            Measure.IN_TARGET: lambda: sum(not ended_after(stage, stage.answer_by) for stage in answers),
            Measure.EXTENDED: lambda: sum(stage.answer_by > stage.due_on for stage in begun),
            Measure.UPHELD: lambda: sum(stage.outcome == "upheld" for stage in answers),
            Measure.PARTLY_UPHELD: lambda: sum(stage.outcome == "partly-upheld" for stage in answers),
            Measure.NOT_UPHELD: lambda: sum(stage.outcome == "not-upheld" for stage in answers),
            Measure.ESCALATED: lambda: sum(stage.number == 2 for stage in begun),
            Measure.COMPLIMENTS: lambda: self.received("compliment"),
            Measure.BROUGHT_FORWARD: lambda: self.open_at_the_end_of(Q1.first - timedelta(days=1)),
            Measure.RECEIVED: lambda: len(begun),
            Measure.CLOSED: lambda: sum(
                stage.ended_on is not None and Q1.first <= stage.ended_on <= Q1.last for stage in self.stages
            ),
            Measure.CARRIED_FORWARD: lambda: self.open_at_the_end_of(Q1.last),
        }
        return recounts[measure]()

    def received(self, kind: str) -> int:
        """Unique contacts of a kind by date of receipt."""
        found = {
            each.reference for each in self.contacts if each.kind == kind and Q1.first <= each.received_on <= Q1.last
        }
        return len(found)

    def open_at_the_end_of(self, day: date) -> int:
        """Records begun by then and not yet ended."""
        return sum(stage.opened_on <= day and ended_after(stage, day) for stage in self.stages)


def ended_after(stage: StageRecord, day: date) -> bool:
    return stage.ended_on is None or stage.ended_on > day


def assert_line(line: Line, recount: Recount) -> None:
    counts = [measure for measure in Measure if measure is not Measure.IN_TARGET_PCT]

    assert {measure: recount.of(measure) for measure in counts} == {measure: line[measure].value for measure in counts}
    assert line[Measure.IN_TARGET_PCT].value == half_up(recount.of(Measure.IN_TARGET), recount.of(Measure.ANSWERED))


def half_up(part: int, whole: int) -> int | None:
    return None if whole == 0 else int((Decimal(100 * part) / whole).quantize(Decimal(1), ROUND_HALF_UP))


@given(stages(), CONTACTS)
def test_totals_agree_with_a_recount(records: list[StageRecord], received: list[ContactRecord]) -> None:
    """Every total is what a reader of its rule would count."""
    assert_line(summarise(Q1, records, received).totals, Recount(records, received))


@given(stages(), CONTACTS)
def test_lines_agree_with_a_recount(records: list[StageRecord], received: list[ContactRecord]) -> None:
    """Each service's line counts its own records; the Multi-Service line counts complaints with other services."""
    summary = summarise(Q1, records, received, services=["Multi-Service"])

    for line in summary.services:
        name = line.name.removesuffix(" (service)")
        mine = [each for each in records if each.service == name], [each for each in received if each.service == name]
        assert_line(line, Recount(*mine))
    assert summary.multi_service is not None
    several = [each for each in records if each.multi_service], [each for each in received if each.multi_service]
    assert_line(summary.multi_service, Recount(*several))


@given(stages(), CONTACTS)
def test_checks_pass_whatever_was_counted(records: list[StageRecord], received: list[ContactRecord]) -> None:
    """Records that the process can produce always make figures that agree, and every format can print them."""
    summary = summarise(Q1, records, received)

    check(summary)
    assert [] == [name for name in FORMATS if not render(summary, name).endswith("\n")]


@pytest.mark.parametrize("part", range(9))
def test_half_up_agrees_with_decimal(part: int) -> None:
    """The recount's own rounding is the schoolbook's: of eighths, 1, 3, 5 and 7 end in a half."""
    assert [0, 13, 25, 38, 50, 63, 75, 88, 100][part] == half_up(part, 8)
