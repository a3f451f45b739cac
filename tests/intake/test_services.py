"""Services by mapping, then by close name with the score shown, else left for an officer."""

from __future__ import annotations

import pytest

from caseapp.intake.services import Placed, Services, services_of
from tests.intake.office import Office, a_submission

NAMES = ["Waste", "Planning", "Community Centres", "Community Safety", "Zone 1", "Zone 2", "Housing, advice"]


def services(**renamed: str) -> Services:
    """Those of a small council; the keywords are what a source calls them."""
    return Services(
        NAMES, {theirs.replace("_", " "): ours for theirs, ours in renamed.items()}, {"Waste": ["Missed bin"]}
    )


@pytest.mark.parametrize("typed", ["Waste", " waste ", "WASTE!", "Bins and recycling"])
def test_service_is_read_without_remark_when_its_name_is_known(typed: str) -> None:
    """Case, accents and punctuation are no difference, and a mapping is as good as the name."""
    assert Placed(("Waste",)) == services(Bins_and_recycling="Waste").place(typed)


@pytest.mark.parametrize(
    ("typed", "name", "score"),
    [("Wase", "Waste", 89), ("Planing", "Planning", 93), ("Bins and recyling", "Waste", 97)],
)
def test_service_is_read_by_close_name_with_its_score(typed: str, name: str, score: int) -> None:
    """A slip of the keyboard names a service, and whoever imports sees how sure that is."""
    placed = services(Bins_and_recycling="Waste").place(typed)

    assert (name,) == placed.services
    assert [("service", typed, name, score)] == [
        (field, one.typed, one.name, one.score) for field, one in placed.likened
    ]


@pytest.mark.parametrize("typed", ["", "Trees", "Parking", "Community", "Zone 3", "Waste and trees", "w" * 5_000])
def test_service_is_left_for_an_officer_when_no_name_is_close(typed: str) -> None:
    """What is not nearly a name is not read as one; names with other numbers are never close."""
    assert () == services().place(typed).services


def test_service_is_left_for_an_officer_when_two_are_as_close() -> None:
    """The nearest must be clearly ahead of the next."""
    assert () == Services(["Park east", "Park west"], {}).place("Park est").services


def test_service_with_another_number_is_never_close() -> None:
    """Zone 2 is not Zone 1 mistyped, even where there is no other."""
    assert () == Services(["Neighbourhood 1"], {}).place("Neighbourhood 2").services


def test_several_services_are_each_read_by_close_name() -> None:
    """Each part of an answer is a service of its own; those that were not written so are told."""
    placed = services().place("Planing, Waste", separator=", ")

    assert ("Planning", "Waste") == placed.services
    assert ["Planing"] == [likened.typed for _, likened in placed.likened]


def test_no_service_is_read_when_one_of_several_is_none() -> None:
    """Half an answer would send a complaint to half of those it is about."""
    assert () == services().place("Waste, Trees", separator=", ").services


def test_name_that_holds_the_separator_is_one_service() -> None:
    """A name that is known as a whole is not taken apart, nearly written or not."""
    assert ("Housing, advice",) == services().place("Housing, advice", separator=", ").services
    assert ("Housing, advice",) == services().place("Housing, advise", separator=", ").services


@pytest.mark.parametrize(
    ("typed", "name", "remarks"),
    [("missed bin", "Missed bin", 0), ("Mised bin", "Missed bin", 1), ("Skips", "Skips", 0)],
)
def test_sub_service_is_read_as_the_service_has_it(typed: str, name: str, remarks: int) -> None:
    """By its name or nearly so; another one stays as it was typed."""
    placed = services().place("Waste", typed)

    assert name == placed.sub_service
    assert remarks == len(placed.likened)


def test_close_service_is_shown_in_the_plan_and_what_was_typed_is_kept(office: Office) -> None:
    """The note says what was made of which words, and the words stay in the details of the case."""
    path = office.submissions(a_submission(service="Wase"))

    assert ("service “Wase” was read as Waste, 89 of 100 alike.",) == office.only_row(path).notes
    case = office.only_case(path)
    assert "Waste" == case.case.service
    assert "service: Wase" in case.details


def test_services_of_a_store_have_their_parts(office: Office) -> None:
    """Sub-services are compared with those that cases have had."""
    office.take(office.submissions(a_submission(sub_service="Missed bin")))

    with office.store.reading() as reader:
        assert "Missed bin" == services_of(reader, {}).place("Waste", "Misssed bin").sub_service
