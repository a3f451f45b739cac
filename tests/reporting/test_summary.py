"""A summary counts what its rules say, worked out by hand."""

from __future__ import annotations

import random
from datetime import date

import pytest

from caseapp.reporting.catalogue import Measure, Population
from caseapp.reporting.figures import Figure
from caseapp.reporting.summary import Summary, summarise
from caseapp.rules.errors import Imbalance
from caseapp.rules.records import ContactRecord, StageRecord
from caseapp.rules.vocabulary import Ending, Kind, Outcome
from tests.reporting.builders import Q1, a_compliment, a_contact, a_stage, april, day_after, day_before
from tests.reporting.samples import ANCHOR, REPAIRS, STREETS, a_quarter, contacts, stage_records

FLOW = (Measure.BROUGHT_FORWARD, Measure.RECEIVED, Measure.CLOSED, Measure.CARRIED_FORWARD)


def totals(*records: StageRecord | ContactRecord) -> dict[str, int | None]:
    """The totals of the quarter that are not nought."""
    summary = of(*records)
    return {measure.value: summary.totals[measure].value for measure in Measure if summary.totals[measure].value}


def of(*records: StageRecord | ContactRecord) -> Summary:
    stages = [record for record in records if isinstance(record, StageRecord)]
    return summarise(Q1, stages, [record for record in records if isinstance(record, ContactRecord)])


def flow(record: StageRecord) -> list[int]:
    """Brought forward, received, closed, carried forward."""
    summary = of(record)
    return [summary.totals.count(measure) for measure in FLOW]


def figure(summary: Summary, name: str) -> Figure:
    return next(each for each in summary.figures if each.id == name)


def test_summarise_counts_the_sample_quarter() -> None:
    """The totals of the sample, counted by hand from its thirteen stage records and ten contacts."""
    summary = a_quarter()

    assert {
        "stage1": 9,
        "stage2": 1,
        "total": 10,
        "complaints": 8,
        "answered": 7,
        "in_target": 6,
        "in_target_pct": 86,
        "extended": 1,
        "upheld": 2,
        "partly_upheld": 1,
        "not_upheld": 4,
        "escalated": 1,
        "compliments": 2,
        "brought_forward": 3,
        "received": 10,
        "closed": 10,
        "carried_forward": 3,
    } == {measure.value: summary.totals[measure].value for measure in Measure}


def test_services_are_in_alphabetical_order_with_those_asked_for() -> None:
    """A service with nothing to count is shown only when it is asked for."""
    assert ["Customer Services", REPAIRS, STREETS, "Waste"] == [line.name for line in a_quarter().services]
    assert ["waste", "Zoo"] == [
        line.name for line in summarise(Q1, [a_stage(service="waste")], [], services=["Zoo"]).services
    ]


def test_service_without_anything_in_the_period_is_left_out() -> None:
    """Records that do not overlap the period make no line for their service."""
    early = a_stage(opened=date(2024, 1, 2), answered=day_before(Q1))
    late = a_stage("C24-00002", service=STREETS, opened=day_after(Q1))

    assert () == of(early, late, a_contact(kind=Kind.SERVICE_REQUEST, service=REPAIRS)).services


def test_every_attempt_is_a_stage_record_and_the_complaint_is_counted_once() -> None:
    """A complaint answered, reopened and escalated is one complaint and three stage records (S1)."""
    counted = totals(
        a_stage(opened=april(2), answered=april(9)),
        a_stage(attempt=2, opened=april(10), answered=april(11)),
        a_stage(number=2, opened=april(12)),
        a_contact(),
    )

    assert (2, 1, 3, 1, 1) == tuple(counted[name] for name in ("stage1", "stage2", "total", "escalated", "complaints"))


def test_complaint_given_twice_is_counted_once() -> None:
    """Complaints are unique complaints."""
    assert {"complaints": 1} == totals(a_contact(), a_contact())


def test_stage_record_given_twice_is_refused() -> None:
    """A stage record cannot be counted twice by mistake; the sentence names it."""
    with pytest.raises(Imbalance, match="Attempt 1 at stage 2 of C24-00007 was given twice"):
        of(a_stage("C24-00007", number=2), a_stage("C24-00007", number=2))


@pytest.mark.parametrize(
    ("kind", "counted"),
    [
        (Kind.COMPLAINT, {"complaints": 1}),
        (Kind.COMPLIMENT, {"compliments": 1}),
        (Kind.SERVICE_REQUEST, {}),
        (Kind.NOT_OURS, {}),
    ],
)
def test_contact_is_counted_by_kind(kind: Kind, counted: dict[str, int]) -> None:
    """A request for service or another body's business is neither complaint nor compliment (R6, R7)."""
    assert counted == totals(a_contact(kind=kind))


@pytest.mark.parametrize(
    ("received", "counted"),
    [(day_before(Q1), {}), (Q1.first, {"compliments": 1}), (Q1.last, {"compliments": 1}), (day_after(Q1), {})],
)
def test_contact_is_counted_by_date_of_receipt(received: date, counted: dict[str, int]) -> None:
    """The first and the last day are in the period; their neighbours are not."""
    assert counted == totals(a_compliment(received=received))


def test_answer_after_the_period_counts_for_the_period_of_the_beginning() -> None:
    """What became of a record belongs to the period in which it began; the balance goes by dates (R107)."""
    counted = totals(a_stage(opened=Q1.last, answered=day_after(Q1), outcome=Outcome.UPHELD))

    assert {
        "stage1": 1,
        "total": 1,
        "answered": 1,
        "in_target": 1,
        "in_target_pct": 100,
        "upheld": 1,
        "received": 1,
        "carried_forward": 1,
    } == counted


def test_answer_to_a_record_brought_forward_is_only_closed() -> None:
    """A record of an earlier period adds nothing but to the balance."""
    assert {"brought_forward": 1, "closed": 1} == totals(a_stage(opened=day_before(Q1), answered=april(9)))


@pytest.mark.parametrize(
    ("answered", "in_target"), [(april(15), 1), (april(16), 1), (april(17), 0)], ids=["before", "on", "after"]
)
def test_in_target_means_on_or_before_the_due_date(answered: date, in_target: int) -> None:
    """The due date itself is in target."""
    assert in_target == of(a_stage(due=april(16), answered=answered)).totals.count(Measure.IN_TARGET)


@pytest.mark.parametrize(("answered", "in_target"), [(april(30), 1), (date(2024, 5, 1), 0)], ids=["on", "after"])
def test_extension_moves_the_date_that_counts(answered: date, in_target: int) -> None:
    """An extended record is in target up to the extended date."""
    line = of(a_stage(due=april(16), extended_to=april(30), answered=answered)).totals

    assert (1, in_target) == (line.count(Measure.EXTENDED), line.count(Measure.IN_TARGET))


@pytest.mark.parametrize("ending", [Ending.WITHDRAWN, Ending.RESOLVED, Ending.REFUSED])
def test_ending_without_an_answer_is_closed_and_not_answered(ending: Ending) -> None:
    """Withdrawal, agreement and refusal end a record and decide nothing."""
    assert {"stage1": 1, "total": 1, "received": 1, "closed": 1} == totals(a_stage(ended=april(4), ending=ending))


@pytest.mark.parametrize(
    ("opened", "ended", "expected"),
    [
        (date(2024, 1, 2), day_before(Q1), [0, 0, 0, 0]),
        (day_before(Q1), Q1.first, [1, 0, 1, 0]),
        (day_before(Q1), Q1.last, [1, 0, 1, 0]),
        (day_before(Q1), day_after(Q1), [1, 0, 0, 1]),
        (day_before(Q1), None, [1, 0, 0, 1]),
        (Q1.first, Q1.first, [0, 1, 1, 0]),
        (Q1.last, Q1.last, [0, 1, 1, 0]),
        (Q1.last, day_after(Q1), [0, 1, 0, 1]),
        (Q1.last, None, [0, 1, 0, 1]),
        (day_after(Q1), None, [0, 0, 0, 0]),
    ],
)
def test_balance_at_the_edges_of_the_period(opened: date, ended: date | None, expected: list[int]) -> None:
    """Both ends of the period belong to it, for beginnings and for endings."""
    assert expected == flow(a_stage(opened=opened, answered=ended))


def test_percentage_rounds_half_up() -> None:
    """One of eight is 12.5 and prints 13, where rounding half to even would print 12 (S24)."""
    records = [a_stage(f"C24-0000{n}", due=april(16), answered=april(16 if n == 1 else 17)) for n in range(1, 9)]

    share = of(*records).totals[Measure.IN_TARGET_PCT]

    assert (13, 1, 8, "13%") == (share.value, share.numerator, share.denominator, share.shown)


def test_percentage_of_nothing_answered_is_none() -> None:
    """Nothing answered gives no percentage: neither 0 nor 100."""
    share = of(a_stage()).totals[Measure.IN_TARGET_PCT]

    assert (None, 0, 0, "-") == (share.value, share.numerator, share.denominator, share.shown)


def test_multi_service_line_stays_out_of_the_totals() -> None:
    """A complaint about several services is counted once under its lead service and again in a line of its own."""
    summary = of(a_stage(multi_service=True, answered=april(3)), a_contact(multi_service=True), a_stage("C24-00002"))

    assert summary.multi_service is not None
    assert (1, 1, 1) == tuple(
        summary.multi_service.count(measure) for measure in (Measure.TOTAL, Measure.ANSWERED, Measure.COMPLAINTS)
    )
    assert (2, 2) == (summary.totals.count(Measure.TOTAL), summary.services[0].count(Measure.TOTAL))
    assert ["Waste", "Multi-Service"] == [line.name for line in summary.lines]


def test_multi_service_line_is_shown_when_there_are_any_or_when_asked_for() -> None:
    """Without such complaints the line appears only when it is named among the services."""
    assert of(a_stage()).multi_service is None
    asked = summarise(Q1, [a_stage()], [], services=["Multi-Service"])
    assert asked.multi_service is not None
    assert 0 == asked.multi_service.count(Measure.TOTAL)
    assert ["Waste"] == [line.name for line in asked.services]


@pytest.mark.parametrize("name", ["Multi-Service", "multi-service", "total", "Total"])
def test_service_named_like_another_line_is_told_apart(name: str) -> None:
    """A service may not pass for the totals or for the Multi-Service line, and is still counted."""
    summary = of(a_stage(service=name), a_stage("C24-00002", multi_service=True))

    assert f"{name} (service)" in [line.name for line in summary.services]
    assert 2 == summary.totals.count(Measure.TOTAL)
    ids = [each.id for each in summary.figures]
    assert len(ids) == len(set(ids))


def test_figure_says_what_was_counted() -> None:
    """A figure carries its measure, line, population, period, rule and cases."""
    summary = a_quarter()
    upheld = figure(summary, "upheld.Waste")

    assert ("Upheld, Waste", 2, None, None) == (upheld.title, upheld.value, upheld.numerator, upheld.denominator)
    assert (Population.ANSWERED, Q1) == (upheld.population, summary.period)
    assert ("C24-00004", "C24-00006") == upheld.references
    assert "stage records begun in the period" in upheld.rule


def test_percentage_figure_has_the_cases_of_its_denominator() -> None:
    """A share is defended with everything it is a share of, an entry for each record."""
    share = figure(a_quarter(), "in_target_pct.Waste")

    assert (86, 6, 7) == (share.value, share.numerator, share.denominator)
    assert [f"C24-0000{n}" for n in (4, 5, 6, 6, 7, 7, 8)] == list(share.references)


def test_every_rule_is_one_sentence() -> None:
    """Each figure's rule is a single sentence, in the Multi-Service line too."""
    rules = {each.rule for each in a_quarter().figures}

    assert [] == [rule for rule in rules if not rule.endswith(".") or ". " in rule or rule.count(".") != 1]


def test_multi_service_rule_says_that_it_is_a_second_count() -> None:
    """The line's own figures say that their records are counted elsewhere too."""
    assert "also counted under their lead service" in figure(a_quarter(), "total.Multi-Service").rule
    assert "also counted under their lead service" not in figure(a_quarter(), "total.Waste").rule


def test_summary_does_not_depend_on_the_order_of_records() -> None:
    """The same records in another order make the same summary, references included."""
    stages, received = stage_records(), contacts()
    shuffled = random.Random(7)  # noqa: S311 - an order, not a secret
    shuffled.shuffle(stages)
    shuffled.shuffle(received)

    assert a_quarter() == summarise(Q1, stages, received, services=["Customer Services"], anchor=ANCHOR)


def test_summarise_reads_its_records_once() -> None:
    """Rows may come from a cursor."""
    assert a_quarter().totals == summarise(Q1, iter(stage_records()), iter(contacts())).totals
