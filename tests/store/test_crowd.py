"""Many officers at once, for a second; ``python -m tests.store.crowd`` does it for a minute."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import postgres
from tests.store.crowd import misfits
from tests.store.places import ENGINES, SERVER

CHECKOUT = Path(__file__).resolve().parents[2]
HERE = ENGINES if postgres.SERVER else ENGINES[:1]
"""The engines that there are here."""
SAID = ("C26-00001", 1, "log", "new", None)


def test_nothing_is_lost_when_many_work_on_the_same_cases(tmp_path: Path) -> None:
    """Each confirmed verb is one event, each event a confirmed verb; conflicts say who; nobody is told of a lock."""
    command = [sys.executable, "-m", "tests.store.crowd", "--writers", "4", "--seconds", "1", "--engine", *HERE]
    ran = subprocess.run(
        [*command, "--folder", str(tmp_path)],
        cwd=CHECKOUT,
        env={**os.environ, SERVER: postgres.SERVER or ""},
        text=True,
        capture_output=True,
        timeout=110,
        check=False,
    )

    assert "" == ran.stderr
    assert len(HERE) == ran.stdout.count(": 0 misfits")
    assert 0 == ran.returncode


@pytest.mark.parametrize(
    ("confirmed", "found", "sentence"),
    [
        ([SAID], {}, "not as it is"),
        ([SAID], {("C26-00001", 1): ("log", "stage-1", None)}, "not as it is"),
        ([SAID, SAID], {("C26-00001", 1): SAID[2:]}, "was confirmed 2 times"),
        ([SAID, ("C26-00001", 2, "log", "new", None)], {("C26-00001", 1): SAID[2:]}, "was given 2 times"),
        ([], {("C26-00001", 1): SAID[2:]}, "never confirmed"),
    ],
)
def test_crowd_test_sees_what_does_not_fit(
    confirmed: list[tuple[object, ...]], found: dict[tuple[str, int], tuple[str, str, None]], sentence: str
) -> None:
    """What is lost, changed, confirmed twice, given twice or there without having been confirmed is said."""
    assert any(sentence in said for said in misfits(confirmed, found))
    assert [] == misfits([SAID], {("C26-00001", 1): SAID[2:]})
