"""The arithmetic of figures."""

from __future__ import annotations

import doctest
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from caseapp.rules import measures
from caseapp.rules.measures import nearest_count, percentage

denominators = st.integers(1, 100_000)


@given(denominators.flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_a_percentage_is_whole_and_rounds_half_up(share: tuple[int, int]) -> None:
    """Rounding half up is said of every figure; Python's own rounding is another (S24)."""
    part, whole = share
    exact = Decimal(100 * part) / Decimal(whole)

    assert int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)) == percentage(part, whole)


def test_a_half_rounds_up_where_python_would_round_to_even() -> None:
    """3 of 24 is 12.5 %, which is printed as 13 (S24)."""
    assert (13, 13, 3) == (percentage(3, 24), percentage(1, 8), percentage(1, 40))
    assert 12 == round(100 * 3 / 24)


def test_a_percentage_of_nothing_is_nothing() -> None:
    """No answers means no percentage, not 0 % and not 100 %."""
    assert percentage(0, 0) is None


@given(st.integers(0, 100), denominators)
def test_no_other_count_is_nearer_to_a_percentage(percent: int, whole: int) -> None:
    """The count given back is as near to the percentage as a count can be."""
    count = nearest_count(percent, whole)

    def distance(number: int) -> int:
        return abs(100 * number - percent * whole)

    assert 0 <= count <= whole
    assert distance(count) <= min(distance(count - 1), distance(count + 1))


@given(st.integers(0, 100), st.integers(100, 100_000))
def test_the_nearest_count_has_the_percentage(percent: int, whole: int) -> None:
    """Of a hundred or more, every whole percentage is the percentage of some count."""
    assert percent == percentage(nearest_count(percent, whole), whole)


def test_the_examples_in_the_words_are_true() -> None:
    """What the documentation shows is what happens."""
    assert 0 == doctest.testmod(measures).failed
    assert doctest.testmod(measures).attempted
