"""Policy versions: which one a complaint falls under, and what two of them may not both do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.casework.policies import read_policies
from caseapp.resources import fixtures_dir
from caseapp.rules.errors import InvalidPolicy, NotFound
from caseapp.rules.policy import Policies, Policy, first_overlap

SHIPPED = read_policies(fixtures_dir() / "policies")
CAMBRIDGE = SHIPPED.get("cambridge-2024")


def version(code: str, first: date, last: date | None, scheme: str = "cambridge") -> Policy:
    return replace(CAMBRIDGE, code=code, scheme=scheme, applies_from=first, applies_until=last)


@pytest.mark.parametrize(
    ("received_on", "code"),
    [
        (date(2000, 1, 1), "cambridge-2021"),
        (date(2024, 3, 31), "cambridge-2021"),
        (date(2024, 4, 1), "cambridge-2024"),
        (date(2090, 1, 1), "cambridge-2024"),
    ],
)
def test_a_complaint_falls_under_the_version_of_its_date_of_receipt(received_on: date, code: str) -> None:
    """The change of 1 April 2024 applies to what was received from that day (R76)."""
    assert code == SHIPPED.on(received_on).code


def test_a_date_before_every_version_is_refused() -> None:
    """A date of receipt that no version covers is a mistake, and the sentence says so."""
    with pytest.raises(NotFound, match="No policy of the scheme “cambridge” covers 1999-12-31; check the date"):
        SHIPPED.on(date(1999, 12, 31))


def test_an_unknown_code_is_refused_with_the_codes_there_are() -> None:
    """The sentence lists what could have been meant."""
    with pytest.raises(NotFound, match="no policy “cambridge”; the policies are cambridge-2021, cambridge-2024"):
        SHIPPED.get("cambridge")


def test_schemes_stand_side_by_side() -> None:
    """Two schemes may cover the same dates; only the default one is chosen by date."""
    other = version("other", date(2000, 1, 1), None, "other")
    policies = Policies([*SHIPPED, other], "other")

    assert other == policies.on(date(2024, 5, 1))
    assert {"other", *SHIPPED.by_code} == policies.by_code.keys()


def test_versions_that_cover_one_date_are_refused() -> None:
    """Which targets a complaint has must never depend on chance."""
    earlier = version("old", date(2020, 1, 1), date(2024, 4, 1))

    with pytest.raises(InvalidPolicy, match="old and cambridge-2024 of the scheme “cambridge” both cover 2024-04-01"):
        Policies([CAMBRIDGE, earlier], "cambridge")


days = st.dates(date(2000, 1, 1), date(2000, 3, 1))
versions = st.lists(
    st.builds(
        lambda first, length, scheme: version("", first, length and first + timedelta(days=length), scheme),
        days,
        st.none() | st.integers(1, 30),
        st.sampled_from(["cambridge", "other"]),
    ),
    max_size=5,
).map(lambda drawn: [replace(policy, code=f"v{number}") for number, policy in enumerate(drawn)])


@given(versions)
def test_an_overlap_is_found_exactly_when_two_versions_cover_a_date(drawn: list[Policy]) -> None:
    """Every pair of versions of a scheme that shares a date is refused, and no other."""
    shared = [
        (one, two)
        for one in drawn
        for two in drawn
        if one.code < two.code
        and one.scheme == two.scheme
        and (one.covers(two.applies_from) or two.covers(one.applies_from))
    ]
    found = first_overlap(drawn)

    assert bool(shared) == (found is not None)
    assert found is None or (found in shared or found[::-1] in shared)
    assert found is None or found[0].applies_from <= found[1].applies_from


@given(versions, days)
def test_at_most_one_version_covers_a_date(drawn: list[Policy], received_on: date) -> None:
    """Where versions do not overlap, the one chosen is the only one that covers the date."""
    if first_overlap(drawn):
        return
    covering = [policy for policy in drawn if policy.scheme == "cambridge" and policy.covers(received_on)]
    if covering:
        assert covering == [Policies(drawn, "cambridge").on(received_on)]
    else:
        with pytest.raises(NotFound):
            Policies(drawn, "cambridge").on(received_on)
