"""Case references as people type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.rules.references import reference, series, tidy

received = st.dates(date(2000, 1, 1), date(2099, 12, 31))
serials = st.integers(1, 999_999)


def test_a_reference_has_its_year_and_number() -> None:
    """The 417th case received in 2026 is C26-00417, of the series C26."""
    assert "C26-00417" == reference(date(2026, 7, 9), 417)
    assert "C26" == series(date(2026, 7, 9))


@given(received, serials)
def test_a_reference_is_tidy(received_on: date, serial: int) -> None:
    """What caseapp gives out it takes back unchanged."""
    given_out = reference(received_on, serial)

    assert given_out == tidy(given_out)
    assert given_out.startswith(f"{series(received_on)}-")


@given(
    received, serials, st.sampled_from(["C{}-{}", "c{}-{}", "c{}{:05d}", " C{}-{} ", "C{}-{:06d}", "\tc{}-{:05d}\n"])
)
def test_a_reference_typed_carelessly_is_understood(received_on: date, serial: int, typed: str) -> None:
    """Small letters, no hyphen, leading zeros left out or added, blanks around it."""
    written = typed.format(f"{received_on.year % 100:02d}", serial)

    assert reference(received_on, serial) == tidy(written)


@given(received, serials, received, serials)
def test_two_cases_never_share_a_reference(one: date, first: int, two: date, second: int) -> None:
    """Year and number together tell cases apart within a century."""
    assert ((one.year, first) == (two.year, second)) == (reference(one, first) == reference(two, second))


@pytest.mark.parametrize("old", ["1402", "CT/2019/17", "C26-0000417", "X26-00417", "C26-", "", "C2-417", "20 010 732"])
def test_another_systems_reference_is_only_trimmed(old: str) -> None:
    """References brought from an old tracker keep their shape."""
    assert old == tidy(f"  {old} ")
