"""The worklist and search by command."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def busy(caseapp: Any) -> Any:
    """Four cases: one overdue, one due today, one answered, one unassigned and new, seen on Monday 22 April 2024."""
    caseapp("log", "--service", "Waste", "--summary", "Overdue", today="2024-04-05")
    caseapp("log", "--service", "Planning", "--summary", "Due today", "--name", "Łucja Żak", today="2024-04-08")
    caseapp("log", "--service", "Waste", "--summary", "Answered", today="2024-04-08")
    caseapp("log", "--service", "Waste", "--summary", "New", "--details", "behind the mill", today="2024-04-22")
    caseapp("respond", "C24-3", "--outcome", "upheld", today="2024-04-10")
    caseapp("assign", "C24-1", "Sam Okafor", today="2024-04-10")

    def run(*arguments: str, user: str = "Ada Admin") -> Any:
        return caseapp(*arguments, user=user, today="2024-04-22")

    return run


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ((), ["C24-00001", "C24-00002", "C24-00004"]),
        (("--overdue",), ["C24-00001"]),
        (("--due-within", "0"), ["C24-00002"]),
        (("--due-within", "10"), ["C24-00002", "C24-00004"]),
        (("--unassigned",), ["C24-00002", "C24-00004"]),
        (("--unacknowledged", "--service", "waste"), ["C24-00001", "C24-00004"]),
        (("--stage", "2"), []),
        (("--state", "stage-1-answered"), ["C24-00003"]),
        (("--all",), ["C24-00001", "C24-00002", "C24-00004", "C24-00003"]),
    ],
)
def test_list_narrows_by_its_options(busy: Any, arguments: tuple[str, ...], found: list[str]) -> None:
    """Open cases by due date, the most urgent first; closed ones only when asked for."""
    assert found == [row["reference"] for row in busy("list", *arguments, "--json").json]


def test_list_mine_is_whoever_acts(busy: Any) -> None:
    """``--as`` says whose list it is."""
    assert ["C24-00001"] == [row["reference"] for row in busy("list", "--mine", "--json", user="Sam Okafor").json]


def test_list_says_how_late_in_shape_and_words(busy: Any) -> None:
    """Colour is never the only signal."""
    overdue, today, *_ = busy("list").out.splitlines()[2:]

    assert "▲ 1 late" in overdue
    assert "● today" in today


@pytest.mark.parametrize("words", [("łucja",), ("planning",), ("C24-00002",), ("due", "today")])
def test_search_finds_by_any_word_of_a_case(busy: Any, words: tuple[str, ...]) -> None:
    """By complainant, service, reference and summary, whatever the case of the letters."""
    assert "C24-00002" in [row["reference"] for row in busy("search", *words, "--json").json]


def test_search_reads_the_details(busy: Any) -> None:
    """The narrative is searched as well."""
    assert ["C24-00004"] == [row["reference"] for row in busy("search", "mill", "--json").json]


@pytest.mark.parametrize("words", ["%", "_", "'; DROP TABLE complaints; --", "!"])
def test_search_takes_every_character_literally(busy: Any, words: str) -> None:
    """A wildcard or a quote is a character like any other."""
    assert [] == busy("search", words, "--json").json


def test_services_lists_the_council_s_own(caseapp: Any) -> None:
    """The names that ``--service`` takes."""
    assert "Streets & Open Spaces" in caseapp("services").out.splitlines()


def test_search_shows_the_match_and_how_many(busy: Any) -> None:
    """The newest case first, or the best; each with the field and the words in which the match stands."""
    found = busy("search", "wast", "--json").json

    assert ["C24-00004", "C24-00003", "C24-00001"] == [row["reference"] for row in found]
    assert {"service", "due_on", "days_left", "restricted"} <= found[0].keys()
    (best,) = busy("search", "behind", "mi", "--best", "--json").json
    assert ("details", "behind the mill") == (best["field"], best["match"])
    said = busy("search", "mill")
    assert "details   behind the mill" in said.out
    assert "1 case\n" == said.words
