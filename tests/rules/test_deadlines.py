"""Due dates: the test vectors of the rules, and what must hold of every deadline."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.casework.bank_holidays import calendar_for
from caseapp.casework.policies import read_policies
from caseapp.resources import fixtures_dir
from caseapp.rules import deadlines
from caseapp.rules.calendar import WorkingCalendar
from caseapp.rules.case import Extension, Stage
from caseapp.rules.policy import Policy
from caseapp.rules.vocabulary import DayRule, Division

POLICIES = read_policies(fixtures_dir() / "policies")
CAMBRIDGE, CODE, HOUSING = (POLICIES.get(code) for code in ("cambridge-2024", "lgsco-2024", "housing-ombudsman-2024"))
ENGLAND = calendar_for(Division.ENGLAND_AND_WALES)
CLOSED = calendar_for(
    Division.ENGLAND_AND_WALES, closures={date(2023, 12, day): "Christmas closure" for day in (27, 28, 29)}
)

policies = st.builds(replace, st.sampled_from(list(POLICIES)), day_rule=st.sampled_from(DayRule))
receipts = st.dates(date(2023, 1, 1), date(2026, 6, 30))
numbers = st.sampled_from([1, 2])
waits = st.none() | st.integers(0, 60).map(lambda days: timedelta(days=days))
"""How long after it began a stage was acknowledged, if it was."""


def begun(number: int, opened_on: date, wait: timedelta | None, extensions: tuple[int, ...] = ()) -> Stage:
    """A stage with those extensions; the dates kept in it do not matter to its explanation."""
    return Stage(
        number=number,
        attempt=1,
        opened_on=opened_on,
        acknowledge_by=opened_on,
        due_on=opened_on,
        acknowledged_on=None if wait is None else opened_on + wait,
        extensions=tuple(
            Extension(ordinal, days, opened_on, opened_on, "Large file") for ordinal, days in enumerate(extensions, 1)
        ),
    )


stages = st.builds(begun, numbers, receipts, waits, st.lists(st.integers(1, 40), max_size=3).map(tuple))


@pytest.mark.parametrize(
    ("calendar", "received", "acknowledge_by", "answer_by", "extended_to"),
    [
        (ENGLAND, "2024-04-02", "2024-04-09", "2024-04-23", "2024-05-08"),
        (ENGLAND, "2023-12-22", "2024-01-03", "2024-01-17", "2024-01-31"),
        (ENGLAND, "2024-03-28", "2024-04-08", "2024-04-22", "2024-05-07"),
        (ENGLAND, "2022-09-16", "2022-09-26", "2022-10-10", "2022-10-24"),
        (ENGLAND, "2023-04-28", "2023-05-09", "2023-05-23", "2023-06-07"),
        (ENGLAND, "2023-05-06", "2023-05-15", "2023-05-30", "2023-06-13"),
        (ENGLAND, "2022-05-27", "2022-06-07", "2022-06-21", "2022-07-05"),
        (ENGLAND, "2021-12-24", "2022-01-05", "2022-01-19", "2022-02-02"),
        (ENGLAND, "2020-05-07", "2020-05-15", "2020-06-01", "2020-06-15"),
        (ENGLAND, "2026-12-24", "2027-01-05", "2027-01-19", "2027-02-02"),
        (ENGLAND, "2027-12-24", "2028-01-05", "2028-01-19", "2028-02-02"),
        (CLOSED, "2023-12-22", "2024-01-08", "2024-01-22", "2024-02-05"),
    ],
)
def test_the_chain_of_dates_under_the_code(
    calendar: WorkingCalendar, received: str, acknowledge_by: str, answer_by: str, extended_to: str
) -> None:
    """Acknowledge in 5, answer in 10 of that, extend by 10: as computed in the rules, section 5 (R37 to R39, R115)."""
    received_on, acknowledged_on = date.fromisoformat(received), date.fromisoformat(acknowledge_by)
    acknowledgement = deadlines.acknowledgement(CODE, calendar, 1, received_on)
    answer = deadlines.response(CODE, calendar, 1, received_on, acknowledged_on)
    extended = deadlines.extended(CODE, calendar, 1, answer.on, 10)

    assert acknowledge_by == acknowledgement.on.isoformat()
    assert answer_by == answer.on.isoformat()
    assert extended_to == extended.on.isoformat()


def test_an_acknowledgement_on_the_day_of_receipt() -> None:
    """The Code's clock starts at the acknowledgement, whenever that was (R38, R44b, R44c)."""
    maundy_thursday = date(2024, 3, 28)
    second = deadlines.response(CODE, ENGLAND, 2, maundy_thursday, maundy_thursday).on

    assert date(2024, 4, 15) == deadlines.response(CODE, ENGLAND, 1, maundy_thursday, maundy_thursday).on
    assert date(2024, 4, 29) == second
    assert date(2024, 5, 29) == deadlines.extended(CODE, ENGLAND, 2, second, 20).on


def test_the_choice_of_clock() -> None:
    """From receipt at Cambridge, from the acknowledgement by the Codes (R38, R62, R75)."""
    received_on, acknowledged_on = date(2024, 7, 1), date(2024, 7, 8)

    assert date(2024, 7, 15) == deadlines.response(CAMBRIDGE, ENGLAND, 1, received_on, acknowledged_on).on
    assert date(2024, 7, 22) == deadlines.response(CODE, ENGLAND, 1, received_on, acknowledged_on).on
    assert date(2024, 7, 22) == deadlines.response(HOUSING, ENGLAND, 1, received_on, acknowledged_on).on


def test_the_longest_chain_that_the_code_allows() -> None:
    """Both acknowledgements on their last day and both stages extended: 70 working days, 99 days (R45)."""
    received_on, escalated_on = date(2024, 7, 1), date(2024, 8, 5)
    acknowledged_on = deadlines.acknowledgement(CODE, ENGLAND, 1, received_on).on
    first = deadlines.response(CODE, ENGLAND, 1, received_on, acknowledged_on).on
    second_acknowledged_on = deadlines.acknowledgement(CODE, ENGLAND, 2, escalated_on).on
    second = deadlines.response(CODE, ENGLAND, 2, escalated_on, second_acknowledged_on).on
    last = deadlines.extended(CODE, ENGLAND, 2, second, 20).on

    assert date(2024, 7, 8) == acknowledged_on
    assert escalated_on == deadlines.extended(CODE, ENGLAND, 1, first, 10).on
    assert date(2024, 8, 12) == second_acknowledged_on
    assert date(2024, 10, 8) == last
    assert (70, 99) == (ENGLAND.count(received_on, last), (last - received_on).days)


@given(policies, stages)
def test_the_steps_add_up_to_the_date(policy: Policy, stage: Stage) -> None:
    """The counted steps number the days of the deadline, in order, and the last of them is its date."""
    for deadline in deadlines.explain(policy, ENGLAND, stage):
        counted = [step for step in deadline.steps if step.counted]

        assert deadline.days == len(counted)
        assert [f"working day {number}" for number in range(1, deadline.days + 1)] == [step.why for step in counted]
        assert deadline.on == deadline.steps[-1].on == counted[-1].on


@given(policies, stages)
def test_a_deadline_is_a_working_day(policy: Policy, stage: Stage) -> None:
    """Nothing falls due on a weekend, a bank holiday or a closure day."""
    for deadline in deadlines.explain(policy, CLOSED, stage):
        assert CLOSED.is_working(deadline.on)


@given(policies, stages, st.sets(st.dates(date(2023, 1, 1), date(2026, 12, 31)), min_size=1, max_size=4))
def test_an_added_holiday_never_makes_a_deadline_earlier(policy: Policy, stage: Stage, holidays: set[date]) -> None:
    """A proclaimed holiday gives the council more time or changes nothing (R124)."""
    added = dict.fromkeys(holidays, "A day proclaimed")
    with_more = calendar_for(Division.ENGLAND_AND_WALES, first_year=2023, last_year=2028, added=added)
    before = deadlines.explain(policy, ENGLAND, stage)
    after = deadlines.explain(policy, with_more, stage)

    assert [True] * len(before) == [late.on >= early.on for early, late in zip(before, after, strict=True)]


@given(policies, numbers, receipts, waits)
def test_an_acknowledgement_never_lengthens_a_stage(
    policy: Policy, number: int, opened_on: date, wait: timedelta | None
) -> None:
    """The latest that an answer can fall due is known from the start; a late acknowledgement is no help (R125)."""
    latest = deadlines.response(policy, ENGLAND, number, opened_on, None).on
    acknowledged_on = None if wait is None else opened_on + wait

    assert latest >= deadlines.response(policy, ENGLAND, number, opened_on, acknowledged_on).on


def test_a_late_acknowledgement_is_said_to_be_late() -> None:
    """The explanation says why the clock did not wait for a late acknowledgement (R125)."""
    late = deadlines.response(CODE, ENGLAND, 1, date(2024, 7, 1), date(2024, 7, 20))
    none_yet = deadlines.response(CODE, ENGLAND, 1, date(2024, 7, 1), None)

    assert date(2024, 7, 22) == late.on == none_yet.on
    assert "the last day to acknowledge" == late.event == none_yet.event
    assert "Acknowledged late, which does not lengthen the stage (R125)." == late.note
    assert "Not acknowledged yet, so this is the latest it can be." == none_yet.note


@given(policies, stages)
def test_an_explanation_is_one_chain(policy: Policy, stage: Stage) -> None:
    """Acknowledgement, answer, then each extension from the date that stood before it."""
    chain = deadlines.explain(policy, ENGLAND, stage)
    acknowledgement, answer, *extensions = chain

    assert stage.opened_on == acknowledgement.start
    assert [before.on for before in chain[1:-1]] == [extension.start for extension in extensions]
    assert [extension.days for extension in stage.extensions] == [deadline.days for deadline in extensions]
    assert policy.acknowledgement_days == acknowledgement.days
    assert policy.stage(stage.number).response_days == answer.days


@pytest.mark.parametrize(
    ("policy", "number", "sources"),
    [
        (CAMBRIDGE, 1, ["R37", "R75", "R76"]),
        (CAMBRIDGE, 2, ["R44a", "R75", "R76"]),
        (CODE, 1, ["R37", "R38", "R39"]),
        (CODE, 2, ["R44a", "R44b", "R44c"]),
    ],
)
def test_a_deadline_names_its_rule(policy: Policy, number: int, sources: list[str]) -> None:
    """Each date cites the clause that made it: the council's own, or the Code's."""
    stage = begun(number, date(2024, 7, 1), timedelta(0), (10,))

    assert sources == [deadline.source for deadline in deadlines.explain(policy, ENGLAND, stage)]


def test_titles_and_events_name_the_stage() -> None:
    """An explanation can be read on its own: what is due, and what started the count."""
    stage = begun(2, date(2024, 7, 1), None, (10,))

    assert [
        ("Acknowledge stage 2", "receipt of the escalation request"),
        ("Answer stage 2", "receipt of the escalation request"),
        ("Answer stage 2, extended", "the date before the extension"),
    ] == [(deadline.title, deadline.event) for deadline in deadlines.explain(CAMBRIDGE, ENGLAND, stage)]
