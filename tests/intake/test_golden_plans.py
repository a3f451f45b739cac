"""What becomes of every sample file, row by row, as it is written down under ``golden``.

With CASEAPP_UPDATE_GOLDEN=1 the plans are written anew. Look at every line before you keep it.
"""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

import pytest

from caseapp.intake import profiles
from caseapp.intake.plan import Plan, PlannedRow
from caseapp.rules.text import one_line
from tests.intake.office import SAMPLES, Office

UPDATING = os.environ.get("CASEAPP_UPDATE_GOLDEN") == "1"
"""Read here, because no test sees the environment."""
GOLDEN = Path(__file__).parent / "golden"
FILES = sorted(path.name for path in SAMPLES.iterdir())
PROFILES = [profile.name for profile in profiles()]
OLD_NAMES = {"case_history_": "case-history", "govuk_forms_": "govuk-forms"}
GOOD = ["-good.", "_good.", "_2026-03-31."]
BAD = ["-bad.", "_bad."]


def profile_of(name: str) -> str:
    """The profile that a sample is of, by the beginning of its name."""
    beginnings = {**{f"{profile}-": profile for profile in PROFILES}, **OLD_NAMES}
    return beginnings[max((start for start in beginnings if name.startswith(start)), key=len)]


def lines(plan: Plan) -> str:
    """A plan as text: a line a row, and a line of counts."""
    counts = ", ".join(f"{number} {verdict}" for verdict, number in asdict(plan.counts).items())
    return "\n".join([*map(line, plan.rows), f"{plan.profile.name}, {plan.rows_read} rows: {counts}", ""])


def line(row: PlannedRow) -> str:
    """Its number, the verdict, which submission it is, and every reason and note."""
    reference = row.key.reference if row.key else "-"
    return one_line(f"{row.number} | {row.verdict} | {reference} | {' '.join((*row.reasons, *row.notes))}").rstrip(" |")


@pytest.mark.parametrize("name", FILES)
def test_plan_of_sample_is_the_golden_one(office: Office, name: str) -> None:
    """Nothing about any row of a sample changes unseen: its verdict, its reference, its reasons."""
    plan = office.plan(SAMPLES / name)
    golden = GOLDEN / f"{name}.txt"
    if UPDATING:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(lines(plan), encoding="utf-8")

    assert golden.read_text(encoding="utf-8") == lines(plan)
    assert profile_of(name) == plan.profile.name, "a sample is recognised, and as what it is"
    assert plan.rows_read == plan.counts.total


@pytest.mark.parametrize("name", [name for name in FILES if any(mark in name for mark in GOOD)])
def test_good_sample_goes_in_whole(office: Office, name: str) -> None:
    """What a good sample shows as new, casework and every guard of the store take."""
    batch = office.take(SAMPLES / name)

    assert 0 == batch.counts.rejected == batch.counts.changed
    assert batch.counts.new == len(batch.cases) > 0


@pytest.mark.parametrize("profile", PROFILES)
def test_profile_has_a_good_and_a_bad_sample(profile: str) -> None:
    """A profile without samples is one that nobody has tried."""
    mine = [name for name in FILES if profile_of(name) == profile]

    assert [name for name in mine if any(mark in name for mark in GOOD)]
    assert [name for name in mine if any(mark in name for mark in BAD)]


def test_golden_plans_are_of_samples_that_exist() -> None:
    """A plan that outlived its sample would go on being believed."""
    assert {f"{name}.txt" for name in FILES} == {path.name for path in GOLDEN.iterdir()}
