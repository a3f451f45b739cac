"""``caseapp demo``: the council's own table, a live worklist, and a store that stands up to inspection."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from caseapp.cli.main import main
from caseapp.resources import fixtures_dir
from caseapp.rules.measures import nearest_count, percentage

TODAY = "2026-11-20"
MULTI_SERVICE = "Multi-Service"


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of a demonstration store as of a fixed day."""
    path = str(tmp_path_factory.mktemp("demo") / "demo.db")
    assert 0 == main(["--database", path, "--as", "Ada Admin", "--today", TODAY, "demo", "--no-tui"])
    return path


def _published(year: str) -> Mapping[str, Mapping[str, str]]:
    with (fixtures_dir() / "demonstration" / "published_services.csv").open(encoding="utf-8", newline="") as file:
        return {row["service"]: row for row in csv.DictReader(file) if row["year"] == year}


@pytest.fixture(params=["2022-23", "2023-24"])
def year(request: pytest.FixtureRequest) -> str:
    """Each year that the council published."""
    return str(request.param)


@pytest.fixture
def summary(demonstration: str, year: str, capsys: pytest.CaptureFixture[str]) -> Any:
    """The summary of that year as JSON."""
    capsys.readouterr()
    main(["--database", demonstration, "--today", TODAY, "summary", "--year", year, "--format", "json"])
    return json.loads(capsys.readouterr().out)


def test_summary_of_a_published_year_is_the_council_s_own_table(summary: Any, year: str) -> None:
    """Stage 1, stage 2, total and compliments of every service, cell by cell."""
    published = _published(year)
    found = {line["service"]: line for line in summary["services"]}

    assert published.keys() == found.keys()
    for service, row in published.items():
        assert [int(row[key]) for key in ("stage1", "stage2", "printed_total")] == [
            found[service][key] for key in ("stage1", "stage2", "total")
        ]
        assert int(row["compliments"] or 0) == found[service]["compliments"]


def test_share_in_target_is_the_printed_one_wherever_it_is_possible(summary: Any, year: str) -> None:
    """Elsewhere it is that of the nearest possible count, and the printed one was no proportion of the total."""
    for line in summary["services"]:
        printed = int(_published(year)[line["service"]]["printed_in_target_pct"])
        possible = {percentage(count, line["answered"]) for count in range(line["answered"] + 1)}
        if printed in possible:
            assert printed == line["in_target_pct"]
        else:
            assert nearest_count(printed, line["answered"]) == line["in_target"]


def test_multi_service_stays_out_of_the_totals(summary: Any) -> None:
    """Its records are counted under their lead services already."""
    services = [line for line in summary["services"] if line["service"] != MULTI_SERVICE]

    for key in ("stage1", "stage2", "total", "answered", "in_target", "compliments"):
        assert sum(line[key] for line in services) == summary["totals"][key]


def test_the_balance_holds(summary: Any) -> None:
    """Brought forward and received less closed is carried forward."""
    totals = summary["totals"]

    assert totals["brought_forward"] + totals["received"] - totals["closed"] == totals["carried_forward"]


@pytest.mark.parametrize("option", [("--overdue",), ("--due-within", "0"), ("--unacknowledged",), ("--stage", "2")])
def test_every_part_of_the_worklist_has_something_in_it(
    demonstration: str, option: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Overdue, due today, unacknowledged and at stage 2."""
    capsys.readouterr()
    main(["--database", demonstration, "--today", TODAY, "list", *option, "--json"])

    assert json.loads(capsys.readouterr().out)


def test_the_chain_of_the_demonstration_holds(demonstration: str) -> None:
    """Every event of every case."""
    assert 0 == main(["--database", demonstration, "verify"])


def test_without_a_terminal_it_prints_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """The first command of the README, as a script runs it: worklist and summary on stdout, exit code 0."""
    done = subprocess.run(
        [sys.executable, "-m", "caseapp", "demo"],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        cwd=tmp_path,
        env={"PATH": "", "TMPDIR": str(tmp_path), "CASEAPP_USER": "Ada Admin", "PYTHONUTF8": "1"},
    )

    assert (0, []) == (done.returncode, list(tmp_path.iterdir()))
    assert "Reference" in done.stdout
    assert "Complaints summary" in done.stdout
