"""Days off, policies, services, people and past imports by command."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


def logged(caseapp: Any, *, acknowledged: bool = False) -> str:
    """The reference of a case received on 8 April 2024."""
    reference = str(caseapp("log", "--service", "Waste", "--summary", "Bin", "--json").json["reference"])
    if acknowledged:
        assert 0 == caseapp("acknowledge", reference).code
    return reference


def test_day_off_is_seen_first_and_then_added(caseapp: Any) -> None:
    """A dry run and the addition say the same; a date that a letter named is kept, and why explains both."""
    fresh, told = logged(caseapp), logged(caseapp, acknowledged=True)
    asked = ("days-off", "2024-04-18", "--name", "Flood")
    tried = caseapp(*asked, "--dry-run", "--json").json

    assert [[fresh], [told]] == [[move["reference"] for move in tried[each]] for each in ("moved", "kept")]
    assert "2024-04-22" == caseapp("show", fresh, "--json").json["due_on"]
    done = caseapp(*asked)
    assert "1 open case moved, 1 kept as promised (added)" in done.words
    assert ["moves", "is kept: acknowledged"] == [line.split("  ")[-1] for line in done.out.splitlines()[2:]]
    assert "2024-04-23" == caseapp("show", fresh, "--json").json["due_on"]
    assert "not counted: Flood" in caseapp("why", fresh).out
    assert "Kept: the person was told this date before Flood was added." in caseapp("why", told).out
    assert "Flood" in caseapp("days-off").out
    assert ["Ada Admin"] == [each["added_by"] for each in caseapp("days-off", "--json").json]


def test_promised_dates_move_when_that_is_said(caseapp: Any) -> None:
    """A proclaimed bank holiday is of the division of the policy in force, unless one is named."""
    told = logged(caseapp, acknowledged=True)
    done = caseapp("days-off", "2024-04-18", "--name", "Jubilee", "--bank-holiday", "--move-promised", "--json").json

    assert ("bank-holiday", "england-and-wales") == (done["kind"], done["division"])
    assert [(told, "2024-04-23")] == [(move["reference"], move["due_to"]) for move in done["moved"]]
    assert "2024-04-23" == caseapp("show", told, "--json").json["due_on"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("2024-04-20", "--name", "x"), "Saturday"),
        (("2024-04-18",), "needs a name"),
        (("18 April", "--name", "x"), "not a date"),
        (("2024-04-18", "--name", "x", "--division", "scotland"), "--bank-holiday"),
    ],
)
def test_day_off_that_cannot_be_added_is_refused_in_a_sentence(
    caseapp: Any, arguments: tuple[str, ...], says: str
) -> None:
    """And nothing is added."""
    said = caseapp("days-off", *arguments)

    assert 1 == said.code
    assert says in said.words
    assert [] == caseapp("days-off", "--json").json


def test_policies_are_listed_with_their_numbers(caseapp: Any) -> None:
    """The dates of each version, and the days that it gives."""
    logged(caseapp)
    first = caseapp("policies").out.splitlines()[2]

    assert first.startswith("cambridge-2024")
    assert "10 days, 1 extension of up to 10" in first
    assert [1, 0] == [each["open_cases"] for each in caseapp("policies", "--json").json][:2]


def test_service_and_a_part_of_it_are_added(caseapp: Any) -> None:
    """By an administrator; the part is named with its service."""
    assert "Bereavement" in caseapp("services", "--add", "Bereavement").out.splitlines()
    assert "a part of Bereavement" in caseapp("services", "--add", "Crematorium", "--part-of", "bereavement").words
    assert 1 == caseapp("services", "--add", "bereavement").code
    assert "--add" in caseapp("services", "--part-of", "Waste").words


def test_somebody_who_leaves_no_longer_logs_in(caseapp: Any) -> None:
    """They stay on the list, may not even look, and can be let in again."""
    caseapp("people", "--add", "Olga Officer")
    stopped = {each["name"]: each["can_log_in"] for each in caseapp("people", "--stop", "olga officer", "--json").json}

    assert {"Ada Admin": True, "Olga Officer": False} == stopped
    assert "may not log in" in caseapp("list", user="Olga Officer").words
    assert 0 == caseapp("people", "--let", "Olga Officer").code
    assert 0 == caseapp("list", user="Olga Officer").code


def test_import_is_listed_and_taken_back(caseapp: Any, tmp_path: Path) -> None:
    """Until somebody works on it; then the sentence names the case. The file can go in again."""
    path = tmp_path / "web.csv"
    path.write_text(
        "source,submission_id,submitted_at,service,summary\nweb,S-1,2024-04-08T09:00:00+01:00,Waste,The bin\n"
    )
    caseapp("import", str(path))
    (batch,) = caseapp("import", "list", "--json").json

    assert (1, "web.csv", "Ada Admin", 1, None) == tuple(
        batch[name] for name in ("id", "file_name", "by", "new", "why_not")
    )
    assert "1 case is annulled" in caseapp("import", "undo", "1").out
    assert [] == caseapp("list", "--all", "--json").json
    assert "is in no list" in caseapp("show", "C24-1").out
    assert "taken back already" in caseapp("import", "undo", "1").words
    assert "1 new" in caseapp("import", str(path)).out
    caseapp("note", "C24-2", "Telephoned")
    assert "worked on 1 case of it since: C24-00002" in caseapp("import", "undo", "2").words
    assert all("  no: " in line for line in caseapp("import", "list").out.splitlines()[2:])


@pytest.mark.parametrize("arguments", [("undo",), ("undo", "one"), ("undo", "1", "2")])
def test_undo_takes_the_number_of_one_import(caseapp: Any, arguments: tuple[str, ...]) -> None:
    """Anything else is wrong usage."""
    assert 2 == caseapp("import", *arguments).code
