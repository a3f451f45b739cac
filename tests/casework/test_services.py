"""Services and their parts, and the lists that an administrator reads."""

from __future__ import annotations

import pytest

from caseapp.casework.requests import Assign
from caseapp.casework.services import add_service, add_sub_service
from caseapp.rules.errors import CaseappError, InvalidInput, NotFound, RuleBroken
from caseapp.rules.vocabulary import Occasion, Role
from caseapp.store.queries.people import Colleague, colleagues
from caseapp.store.queries.policies import policy_versions
from caseapp.store.verification import verify
from tests.builders import ADA, LEE, MONDAY, OLGA, Desk, a_log, contents, noon


def service(desk: Desk, name: str, *, part_of: str | None = None, by: str = ADA) -> str:
    with desk.store.writing() as work:
        person = desk.actor(work, by)
        if part_of is None:
            return add_service(work, name, by=person, at=noon(MONDAY))
        return " / ".join(add_sub_service(work, part_of, name, by=person, at=noon(MONDAY)))


def test_added_service_takes_cases_and_the_chain_says_by_whom(own_desk: Desk) -> None:
    """A service, and a part of it, are there for the next case; an event says who added them."""
    assert "Bereavement services" == service(own_desk, " Bereavement \n services ")
    assert "Bereavement services / Crematorium" == service(own_desk, "Crematorium", part_of="bereavement SERVICES")

    case = own_desk.do(a_log(service="Bereavement Services", sub_service="Crematorium"))
    with own_desk.store.reading() as reader:
        sql = "SELECT content FROM events WHERE action = :action ORDER BY seq"
        told = [row["content"] for row in reader.rows(sql, action=Occasion.SERVICE.value)]
        assert verify(reader).is_sound
    assert ("Bereavement services", "Crematorium") == (case.service, case.sub_service)
    assert [
        '{"service":"Bereavement services"}',
        '{"service":"Bereavement services","sub_service":"Crematorium"}',
    ] == told


@pytest.mark.parametrize(
    ("name", "part_of", "by", "error", "says"),
    [
        ("WASTE", None, ADA, InvalidInput, "“Waste” already"),
        ("  ", None, ADA, InvalidInput, "needs a name"),
        ("x" * 101, None, ADA, InvalidInput, "at most 100"),
        ("Bereavement", None, LEE, RuleBroken, "administrator"),
        ("Bins", "Nowhere", ADA, NotFound, "no service “Nowhere”"),
        ("Bins", "Waste", OLGA, RuleBroken, "administrator"),
    ],
)
def test_service_that_cannot_be_added_is_refused(
    desk: Desk, name: str, part_of: str | None, by: str, error: type[CaseappError], says: str
) -> None:
    """A second service of the same name would split its figures; only administrators add one (R52)."""
    before = contents(desk.store)
    with pytest.raises(error, match=says):
        service(desk, name, part_of=part_of, by=by)

    assert before == contents(desk.store)


def test_colleagues_are_listed_with_their_open_cases(own_desk: Desk) -> None:
    """Who is about to leave still holds cases; the list says how many."""
    own_desk.do(Assign(own_desk.logged().reference, OLGA))
    own_desk.answered()
    with own_desk.store.reading() as reader:
        found = {person.name: person for person in colleagues(reader)}

    assert Colleague(OLGA, Role.OFFICER, can_log_in=True, open_cases=1) == found[OLGA]
    assert 0 == found[ADA].open_cases
    assert sorted(found, key=str.lower) == list(found)


def test_policy_versions_are_listed_the_default_scheme_first(own_desk: Desk) -> None:
    """Each with its dates, its numbers and how many open cases keep it (R76)."""
    own_desk.logged(policy="lgsco-2024")
    with own_desk.store.reading() as reader:
        found = policy_versions(reader)

    assert ["cambridge-2024", "cambridge-2021"] == [each.policy.code for each in found if each.is_default]
    assert all(each.is_default for each in found[:2])
    assert {"lgsco-2024": 1} == {each.policy.code: each.open_cases for each in found if each.open_cases}
