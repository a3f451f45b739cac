"""Sudden death, a few times; ``python -m tests.store.kills`` does it hundreds of times."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import postgres
from tests.store.children import Heard
from tests.store.copies import not_whole
from tests.store.labour import Verbs
from tests.store.places import ENGINES, SERVER, Files
from tests.store.wreckage import head_of

CHECKOUT = Path(__file__).resolve().parents[2]
HERE = ENGINES if postgres.SERVER else ENGINES[:1]
"""The engines that there are here."""
CLEAN = re.compile(r"^all +\d+ +(\d+) +\d+ +\d+ +0 +0 +0$", re.MULTILINE)
"""The last line of a tally: kills in the middle, and nothing lost, halved or damaged."""
KILLS = 5
"""On each engine."""


def test_nothing_is_lost_when_whoever_works_is_killed(tmp_path: Path) -> None:
    """After each kill in the middle of a piece of work everything confirmed is there, whole and proven."""
    command = [sys.executable, "-m", "tests.store.kills", "--kills", str(KILLS), "--rows", "20", "--engine", *HERE]
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
    tallies = CLEAN.findall(ran.stdout)
    assert len(HERE) == len(tallies), ran.stdout
    assert all(int(in_the_middle) >= KILLS for in_the_middle in tallies)
    assert 0 == ran.returncode


@pytest.fixture(scope="module")
def files(founded_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Places whose founded store is made already."""
    made = Files(tmp_path_factory.mktemp("places"))
    made._templates["founded"] = founded_sqlite_template
    return made


def test_kill_test_sees_what_is_lost_or_unexplained(files: Files) -> None:
    """A verb that was confirmed and is not there is lost; two that nobody confirmed cannot both have been under way."""
    verbs = Verbs(files)
    verbs.ready(0)
    for _name, do in zip(range(2), verbs.pieces(0, random.Random(1)), strict=False):  # noqa: S311  # a test's dice
        do[1]()

    wreck = verbs.examined(Heard(confirmed=[("C26-00099", 1, "log", "new", None)]))

    assert 1 == len(wreck.lost)
    assert "C26-00099" in wreck.lost[0]
    assert 1 == len(wreck.halves)
    assert [] == wreck.damaged


def test_kill_test_sees_half_a_backup(files: Files, tmp_path: Path) -> None:
    """A file that is cut off, or is another store than the one that was copied, is not taken for its backup."""
    address = files.founded()
    events, head = head_of(address)
    half = Path(shutil.copy(address, tmp_path / "half.db"))
    os.truncate(half, half.stat().st_size // 2)

    assert [] == not_whole(Path(address), (events, head))
    assert 1 == len(not_whole(Path(address), (events + 1, head)))
    assert 1 == len(not_whole(half, (events, head)))
