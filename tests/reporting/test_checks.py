"""Each check refuses the wrong figure that it is there to refuse, and names it with its value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from caseapp.reporting.catalogue import Measure, Population
from caseapp.reporting.checks import check
from caseapp.reporting.figures import Figure
from caseapp.reporting.render import FORMATS, render
from caseapp.reporting.summary import Line, Summary, summarise
from caseapp.rules.errors import Imbalance
from tests.reporting.builders import Q1, a_stage, april
from tests.reporting.samples import a_quarter

Wrong = Callable[[Figure], Figure]


def valued(value: int | None) -> Wrong:
    """A change of a count's value, with as many cases behind it."""
    return lambda figure: replace(figure, value=value, references=("C24-99999",) * (value or 0))


def with_line(line: Line, measure: Measure, wrong: Wrong) -> Line:
    return Line(line.name, {each: wrong(line[each]) if each is measure else line[each] for each in Measure})


def with_total(measure: Measure, wrong: Wrong) -> Summary:
    summary = a_quarter()
    return replace(summary, totals=with_line(summary.totals, measure, wrong))


def with_waste(measure: Measure, wrong: Wrong) -> Summary:
    """The sample with one figure of Waste, its last service, changed."""
    summary = a_quarter()
    *others, waste = summary.services
    return replace(summary, services=(*others, with_line(waste, measure, wrong)))


def test_check_passes_the_sample() -> None:
    """Figures that agree are let through."""
    check(a_quarter())


@pytest.mark.parametrize("measure", [measure for measure in Measure if measure is not Measure.IN_TARGET_PCT])
def test_check_refuses_a_total_that_is_not_its_services(measure: Measure) -> None:
    """A total is what the lead services add up to (S8, S9)."""
    right = a_quarter().totals.count(measure)
    with pytest.raises(Imbalance, match=f"{measure}.total {right + 1} is not the {right} that its services add up to"):
        check(with_total(measure, valued(right + 1)))


@pytest.mark.parametrize(
    ("measure", "value", "sentence"),
    [
        (Measure.STAGE1, 8, "stage1.Waste 8 + stage2.Waste 1 = 9 is not total.Waste 8"),
        (Measure.UPHELD, 3, "upheld.Waste 3 + partly_upheld.Waste 1 + not_upheld.Waste 4 = 8 is not answered.Waste 7"),
        (Measure.CLOSED, 7, "received.Waste 8 = 9 is not closed.Waste 7 + carried_forward.Waste 1 = 8"),
        (Measure.RECEIVED, 9, "received.Waste 9 is not total.Waste 8"),
        (Measure.ESCALATED, 2, "escalated.Waste 2 is not stage2.Waste 1"),
        (Measure.IN_TARGET, 8, "in_target.Waste 8 is more than answered.Waste 7"),
        (Measure.ANSWERED, 9, "answered.Waste 9 is more than total.Waste 8"),
        (Measure.EXTENDED, 9, "extended.Waste 9 is more than total.Waste 8"),
    ],
)
def test_check_refuses_a_line_that_disagrees_with_itself(measure: Measure, value: int, sentence: str) -> None:
    """Stages make the total, outcomes the answers, and the balance closes, on every line (S10)."""
    with pytest.raises(Imbalance) as refused:
        check(with_waste(measure, valued(value)))

    assert sentence in refused.value.sentence


def test_check_refuses_complaints_added_to_stage_records() -> None:
    """Unique complaints and stage records are never mixed, whatever the total says (S1)."""
    mixed = with_waste(Measure.STAGE2, lambda figure: replace(figure, population=Population.COMPLAINTS))

    with pytest.raises(Imbalance) as refused:
        check(mixed)

    assert "stage1.Waste 7 and stage2.Waste 1 are stage records and complaints, which are never added together" in (
        refused.value.sentence
    )


def test_check_refuses_a_total_of_another_kind_than_its_parts() -> None:
    """A total of complaints cannot be made of services' compliments."""
    mixed = with_total(Measure.COMPLIMENTS, lambda figure: replace(figure, population=Population.COMPLAINTS))

    with pytest.raises(
        Imbalance, match=r"compliments\.total 2 and compliments\.Waste 1 are complaints and compliments"
    ):
        check(mixed)


def test_check_refuses_a_figure_of_another_population() -> None:
    """A figure counts the population of its measure, even among stage records."""
    wrong = with_waste(Measure.CLOSED, lambda figure: replace(figure, population=Population.BEGUN))

    with pytest.raises(
        Imbalance, match=r"closed\.Waste 8 counts stage records begun in the period and not stage .* ended"
    ):
        check(wrong)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"value": 87}, "in_target_pct.Waste 87% is not a possible proportion of 7"),
        ({"value": 114}, "in_target_pct.Waste 114% is not a possible proportion of 7"),
        ({"value": None}, "in_target_pct.Waste - is not a possible proportion of 7"),
        ({"value": 71}, "in_target_pct.Waste 71% is not 6 of 7"),
        ({"denominator": 8, "value": 75}, "in_target_pct.Waste is 6 of 8, not in_target.Waste 6 of answered.Waste 7"),
        ({"numerator": 5, "value": 71}, "in_target_pct.Waste is 5 of 7, not in_target.Waste 6 of answered.Waste 7"),
    ],
)
def test_check_refuses_a_wrong_percentage(wrong: dict[str, int | None], sentence: str) -> None:
    """A percentage is possible for its denominator and is that of its own parts (S16, S20, S21, S22)."""
    with pytest.raises(Imbalance) as refused:
        check(with_waste(Measure.IN_TARGET_PCT, lambda figure: replace(figure, **wrong)))  # type: ignore[arg-type]  # mypy cannot pair names with types

    assert sentence in refused.value.sentence


def test_check_refuses_a_percentage_of_nothing() -> None:
    """Nothing answered has no percentage, not even nought."""
    summary = summarise(Q1, [a_stage()], [])
    wrong = replace(
        summary, totals=with_line(summary.totals, Measure.IN_TARGET_PCT, lambda figure: replace(figure, value=0))
    )

    with pytest.raises(Imbalance, match=r"in_target_pct\.total 0% is not a possible proportion of 0"):
        check(wrong)


def test_check_refuses_a_figure_without_its_cases() -> None:
    """A figure has one case behind it for each record counted."""
    with pytest.raises(Imbalance, match=r"upheld\.Waste 2 has 0 records behind it and not 2"):
        check(with_waste(Measure.UPHELD, lambda figure: replace(figure, references=())))


def test_check_refuses_more_multi_service_records_than_records() -> None:
    """The Multi-Service line is a part of the whole, counted again."""
    summary = a_quarter()
    assert summary.multi_service is not None
    wrong = replace(summary, multi_service=with_line(summary.multi_service, Measure.COMPLIMENTS, valued(3)))

    with pytest.raises(Imbalance, match=r"compliments\.Multi-Service 3 is more than compliments\.total 2"):
        check(wrong)


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        (a_stage(number=3), "stage1.total 0 + stage2.total 0 = 0 is not total.total 1"),
        (a_stage(answered=april(9), outcome=None), "not_upheld.total 0 = 0 is not answered.total 1"),
        (
            a_stage(opened=april(9), answered=date(2024, 3, 1)),
            "received.total 1 = 1 is not closed.total 0 + carried_forward.total 0 = 0",
        ),
    ],
    ids=["a third stage", "an answer without outcome", "an ending before the beginning"],
)
def test_check_refuses_records_that_the_process_cannot_produce(record: object, sentence: str) -> None:
    """A damaged store makes a report that refuses to print, not one that is quietly wrong."""
    with pytest.raises(Imbalance) as refused:
        check(summarise(Q1, [record], []))  # type: ignore[list-item]  # parametrised

    assert sentence in refused.value.sentence


def test_check_says_what_to_do_and_keeps_to_the_first_five() -> None:
    """However much is wrong, the sentence stays readable."""
    summary = a_quarter()

    with pytest.raises(Imbalance) as refused:
        check(replace(summary, services=()))

    assert refused.value.sentence.count("is not the") == 5
    assert "; and 11 more. Run “caseapp verify”" in refused.value.sentence


@pytest.mark.parametrize("name", FORMATS)
def test_render_prints_nothing_that_disagrees(name: str) -> None:
    """No format gets past the checks."""
    with pytest.raises(Imbalance, match=r"closed\.total 99"):
        render(with_total(Measure.CLOSED, valued(99)), name)
