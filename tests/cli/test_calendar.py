"""Working days by command, without a store."""

from __future__ import annotations

import json
from typing import Any

import pytest


def test_due_gives_the_contract_s_shape(anywhere: Any) -> None:
    """Steps run from the day after the start to the due date, each counted or named."""
    answer = anywhere("calendar", "due", "2024-03-28", "5", "--json").json

    assert {"start", "days", "rule", "due", "steps"} == answer.keys()
    assert ("2024-03-28", 5, "next", "2024-04-08") == tuple(answer[key] for key in ("start", "days", "rule", "due"))
    assert {"date": "2024-03-29", "counted": False, "why": "Good Friday"} == answer["steps"][0]
    assert {"date": "2024-04-08", "counted": True, "why": "working day 5"} == answer["steps"][-1]


@pytest.mark.parametrize(
    ("arguments", "due"),
    [
        (("2023-05-06", "10"), "2023-05-22"),
        (("2023-05-06", "10", "--rule", "roll"), "2023-05-23"),
        (("2024-04-08", "-5"), "2024-03-28"),
        (("2026-07-10", "1", "--division", "northern-ireland"), "2026-07-14"),
        (("2026-07-10", "1", "--division", "none"), "2026-07-13"),
        (("2024-06-03", "1", "--holiday", "2024-06-04", "--holiday", "2024-06-05"), "2024-06-06"),
    ],
)
def test_due_heeds_its_options(anywhere: Any, arguments: tuple[str, ...], due: str) -> None:
    """Rules, divisions, further holidays, and counting back."""
    assert due == anywhere("calendar", "due", *arguments, "--json").json["due"]


def test_count_is_after_the_first_day_up_to_the_last(anywhere: Any) -> None:
    """And negative the other way round."""
    assert {"working_days": 5} == anywhere("calendar", "count", "2024-03-28", "2024-04-08", "--json").json
    assert {"working_days": -5} == anywhere("calendar", "count", "2024-04-08", "2024-03-28", "--json").json


def test_count_heeds_the_rule(anywhere: Any) -> None:
    """A Saturday that rolls to Monday makes Monday day zero."""
    given = ("calendar", "count", "2023-05-13", "2023-05-15", "--json")

    assert {"working_days": 1} == anywhere(*given).json
    assert {"working_days": 0} == anywhere(*given, "--rule", "roll").json


def test_check_says_why_not(anywhere: Any) -> None:
    """A bank holiday has a name."""
    assert {"date": "2024-05-06", "working": False, "why": "Early May bank holiday"} == json.loads(
        anywhere("calendar", "check", "2024-05-06", "--json").out
    )
    assert anywhere("calendar", "check", "2024-05-07", "--json").json["working"]


@pytest.mark.parametrize(
    "arguments", [("due", "1970-01-05", "3"), ("due", "yesterday", "3"), ("count", "2024-04-01", "2150-01-01")]
)
def test_a_date_that_cannot_be_answered_is_refused_in_a_sentence(anywhere: Any, arguments: tuple[str, ...]) -> None:
    """Outside the years that are vouched for, and what is no date at all."""
    said = anywhere("calendar", *arguments)

    assert (1, "", 1) == (said.code, said.out, said.words.count("\n"))
