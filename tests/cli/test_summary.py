"""The summary by command: periods, formats and files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from caseapp.store.audit import anchors_in

TOTALS = [
    "stage1",
    "stage2",
    "total",
    "complaints",
    "answered",
    "in_target",
    "in_target_pct",
    "extended",
    "upheld",
    "partly_upheld",
    "not_upheld",
    "escalated",
    "compliments",
    "brought_forward",
    "received",
    "closed",
    "carried_forward",
]


@pytest.fixture
def answered(caseapp: Any) -> Any:
    """One complaint answered in the quarter before 8 July 2024, and a compliment."""
    caseapp("log", "--service", "Waste", "--summary", "Bin missed")
    caseapp("log", "--service", "Waste", "--summary", "Thank you", "--kind", "compliment")
    caseapp("respond", "C24-1", "--outcome", "upheld", today="2024-04-22")

    def run(*arguments: str) -> Any:
        return caseapp("summary", *arguments, today="2024-07-08")

    return run


def test_json_has_the_contract_s_keys_in_order(answered: Any) -> None:
    """Outside checks read them."""
    found = answered("--year", "2024-25", "--format", "json").json

    assert ["period", "totals", "services", "figures", "anchor"] == list(found)
    assert {"label": "2024-25", "from": "2024-04-01", "to": "2025-03-31"} == found["period"]
    assert TOTALS == list(found["totals"])
    assert (1, 1, 100, 1) == tuple(
        found["services"][0][key] for key in ("stage1", "in_target", "in_target_pct", "compliments")
    )


def test_the_default_is_the_last_complete_quarter(answered: Any) -> None:
    """Seen in July, April to June."""
    assert "2024-25-Q1" == answered("--format", "json").json["period"]["label"]


@pytest.mark.parametrize(
    ("arguments", "label"),
    [
        (("--month", "2024-05"), "2024-05"),
        (("--quarter", "2023-24-Q4"), "2023-24-Q4"),
        (("--from", "2024-04-02", "--to", "2024-04-30"), "2024-04-02 to 2024-04-30"),
    ],
)
def test_periods(answered: Any, arguments: tuple[str, ...], label: str) -> None:
    """Month, quarter and any dates."""
    assert label == answered(*arguments, "--format", "json").json["period"]["label"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--quarter", "2024-25-Q5"),
        ("--year", "2024-26"),
        ("--month", "2024-13"),
        ("--from", "2024-05-01"),
        ("--from", "2024-05-01", "--to", "2024-04-01"),
        ("--year", "2024-25", "--month", "2024-05"),
        ("--format", "papyrus"),
    ],
)
def test_a_period_or_format_that_makes_no_sense_is_refused(answered: Any, arguments: tuple[str, ...]) -> None:
    """In a sentence."""
    said = answered(*arguments)

    assert (1, "", 1) == (said.code, said.out, said.words.count("\n"))


@pytest.mark.parametrize("form", ["table", "markdown", "csv"])
def test_every_format_names_the_service(answered: Any, form: str) -> None:
    """They are made from the same figures."""
    assert "Waste" in answered("--format", form).out


def test_output_never_overwrites_without_being_told(answered: Any, tmp_path: Path) -> None:
    """``--force`` is the word."""
    target = tmp_path / "summary.md"
    assert 0 == answered("--format", "markdown", "--output", str(target)).code
    target.write_text("mine")

    assert 1 == answered("--format", "markdown", "--output", str(target)).code
    assert "mine" == target.read_text()
    assert 0 == answered("--format", "markdown", "--output", str(target), "--force").code
    assert "Waste" in target.read_text()


def test_references_lead_back_to_the_cases(answered: Any) -> None:
    """The figure and the cases behind it."""
    figures = {figure["id"]: figure for figure in answered("--format", "json", "--with-references").json["figures"]}

    assert ["C24-00001"] == figures["in_target.Waste"]["references"]
    assert (100, 1, 1) == tuple(figures["in_target_pct.Waste"][key] for key in ("value", "numerator", "denominator"))


@pytest.mark.parametrize("form", ["table", "markdown", "csv", "json"])
def test_summary_carries_the_anchor_of_the_store(answered: Any, caseapp: Any, form: str) -> None:
    """The summary is what shows later that no event was cut off: it names the end of the chain as it was counted."""
    (anchor,) = anchors_in(answered("--year", "2024-25", "--format", form).out)

    assert anchor.hash == caseapp("verify", "--json").json["head"]
    assert anchor.seq == caseapp("verify", "--json").json["events"]


def test_member_reads_figures_without_the_cases_behind_them(caseapp: Any) -> None:
    """Aggregates only, never a case: not even its number (R54)."""
    caseapp("log", "--service", "Waste", "--summary", "Bin missed")
    caseapp("people", "--add", "Mel Member", "--role", "member")

    assert 0 == caseapp("--as", "Mel Member", "summary", "--year", "2024-25").code
    refused = caseapp("--as", "Mel Member", "summary", "--year", "2024-25", "--format", "json", "--with-references")

    assert (1, "") == (refused.code, refused.out)
    assert "R54" in refused.words
