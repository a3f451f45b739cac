"""Who may work in a store."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from caseapp.casework import people
from caseapp.casework.founding import found
from caseapp.casework.requests import Assign, Note
from caseapp.casework.sight import require_sight
from caseapp.rules.errors import CaseappError, InvalidInput, NotFound, RuleBroken, StoreProblem
from caseapp.rules.vocabulary import Occasion, Role
from caseapp.store.store import Store
from caseapp.store.verification import verify
from tests.builders import ADA, LEE, MEL, MONDAY, OLGA, RITA, Desk, a_log, noon


def roles(desk: Desk) -> dict[str, Role]:
    with desk.store.reading() as reader:
        return {name: person.role for name, person in reader.officers.items()}


def closed(desk: Desk) -> Desk:
    with desk.store.writing() as work:
        people.set_joining(work, may_join=False, by=desk.actor(work, ADA), at=noon(MONDAY))
    return desk


def test_whoever_founds_a_store_is_its_administrator(founded: Store) -> None:
    """A person alone needs no set-up (R52)."""
    assert {ADA: Role.ADMINISTRATOR} == roles(Desk(founded))


def test_first_to_act_in_an_empty_store_is_its_administrator(store: Store) -> None:
    """Even where nobody founded it, somebody must be able to add others; nobody else joins unasked."""
    with store.writing() as work:
        assert Role.ADMINISTRATOR is people.actor(work, "Fern First", at=noon(MONDAY)).role
        with pytest.raises(NotFound):
            people.actor(work, "Sol Second", at=noon(MONDAY))


def test_newcomer_joins_an_open_store_by_acting(own_desk: Desk) -> None:
    """A store is open until an administrator closes it; whoever acts joins as a reviewer, and the chain says so."""
    own_desk.do(a_log(), by="Nia Newcomer")

    assert Role.REVIEWER is roles(own_desk)["Nia Newcomer"]
    with own_desk.store.reading() as reader:
        sql = "SELECT action, o.name FROM events e JOIN officers o ON o.id = e.officer_id WHERE complaint_id IS NULL"
        assert (Occasion.JOINED, "Nia Newcomer") in [tuple(dict(row).values()) for row in reader.rows(sql)]


def test_newcomer_whose_step_is_refused_has_not_joined(own_desk: Desk) -> None:
    """Joining and acting are one transaction."""
    own_desk.failed(Note("C24-00099", "Hello"), by="Nia Newcomer")

    assert "Nia Newcomer" not in roles(own_desk)


def test_closed_store_takes_no_newcomers(own_desk: Desk) -> None:
    """From then on only people on the list act or are named; the sentence says who they are."""
    reference = closed(own_desk).logged().reference

    acting = own_desk.failed(Note(reference, "Hello"), by="Nia Newcomer")
    named = own_desk.failed(Assign(reference, "Nia Newcomer"))

    assert [NotFound, NotFound] == [type(acting), type(named)]
    assert OLGA in acting.sentence
    assert reference == own_desk.do(Assign(reference, LEE)).reference


def test_closed_store_opens_again(own_desk: Desk) -> None:
    """An administrator opens it as they closed it."""
    closed(own_desk)
    with own_desk.store.writing() as work:
        people.set_joining(work, may_join=True, by=own_desk.actor(work, ADA), at=noon(MONDAY))

    assert 1 == own_desk.do(a_log(), by="Nia Newcomer").version


def test_the_chain_says_whether_newcomers_may_join(own_desk: Desk) -> None:
    """A store begins open, and who closed or opened it since is an event of its own (R52)."""
    closed(own_desk)
    sql = "SELECT action, content FROM events WHERE action IN ('founded', 'setting') ORDER BY seq"
    with own_desk.store.reading() as reader:
        founded_, setting = [(row["action"], json.loads(row["content"])) for row in reader.rows(sql)]

    assert ("founded", "open") == (founded_[0], founded_[1]["joining"])
    assert ("setting", {"name": "joining", "value": "closed"}) == setting


@pytest.mark.parametrize("by", [OLGA, RITA, LEE, MEL])
def test_only_an_administrator_says_who_works_here(own_desk: Desk, by: str) -> None:
    """Nobody gives themselves a role, nor opens the door (R52)."""
    before = roles(own_desk)
    with pytest.raises(RuleBroken, match="R52"), own_desk.store.writing() as work:
        people.add_person(work, by, Role.ADMINISTRATOR, by=own_desk.actor(work, by), at=noon(MONDAY))
    with pytest.raises(RuleBroken, match="R52"), own_desk.store.writing() as work:
        people.set_joining(work, may_join=False, by=own_desk.actor(work, by), at=noon(MONDAY))

    assert before == roles(own_desk)
    assert 1 == own_desk.do(a_log(), by="Nia Newcomer").version


def test_role_is_changed_and_the_name_stays(own_desk: Desk) -> None:
    """Somebody who is there gets another role, however their name is typed; nobody is there twice."""
    with own_desk.store.writing() as work:
        people.add_person(work, "olga officer", Role.LEAD, by=own_desk.actor(work, ADA), at=noon(MONDAY))

    assert Role.LEAD is roles(own_desk)[OLGA]
    assert 5 == len(roles(own_desk))


def test_administrator_stays_one(own_desk: Desk) -> None:
    """A store without an administrator could not be helped any more (R52)."""
    with pytest.raises(RuleBroken, match="another administrator"), own_desk.store.writing() as work:
        people.add_person(work, ADA, Role.MEMBER, by=own_desk.actor(work, ADA), at=noon(MONDAY))

    assert Role.ADMINISTRATOR is roles(own_desk)[ADA]


def test_capitals_do_not_make_another_person(own_desk: Desk) -> None:
    """Somebody who signs in with other capitals is who they are, with the role that they have."""
    own_desk.logged()
    own_desk.do(a_log(), by="OLGA OFFICER")

    assert 5 == len(roles(own_desk))


def test_person_of_past_cases_cannot_act(own_desk: Desk) -> None:
    """A handler whom an old tracker names is known, and does not act until an administrator adds them (R52)."""
    with own_desk.store.writing() as work:
        ada = own_desk.actor(work, ADA)
        past = people.handler_from_history(work, " Gwen Gone", Role.OFFICER, by=ada, at=noon(MONDAY))
        again = people.handler_from_history(work, "Gwen Gone", Role.REVIEWER, by=ada, at=noon(MONDAY))
    assert past == again

    refused = own_desk.refused(a_log(), by="Gwen Gone")
    assert "R52" == refused.refusal.rule

    with own_desk.store.writing() as work:
        people.add_person(work, "Gwen Gone", Role.OFFICER, by=own_desk.actor(work, ADA), at=noon(MONDAY))
    assert 1 == own_desk.do(a_log(), by="Gwen Gone").version


@pytest.mark.parametrize("name", ["", "  \t", "\x1b[31m"])
def test_somebody_must_act(desk: Desk, name: str) -> None:
    """A nameless person is told how to say who they are."""
    error = desk.failed(a_log(), by=name)

    assert isinstance(error, NotFound)
    assert "--as" in error.sentence


def test_name_of_any_length_is_not_taken(desk: Desk) -> None:
    """A name is at most 100 characters, so that it can be shown."""
    assert isinstance(desk.failed(a_log(), by="N" * 101), InvalidInput)


def test_founding_furnishes_the_store(founded: Store) -> None:
    """Policies, services, channels and days off are there from the start, and the chain begins with the founding."""
    with founded.reading() as reader:
        codes = {policy.code for policy in reader.policies}
        actions = [row["action"] for row in reader.rows("SELECT action FROM events ORDER BY seq")]
        services = reader.service_names()

    assert {"cambridge-2021", "cambridge-2024", "lgsco-2024", "housing-ombudsman-2024"} == codes
    assert [Occasion.JOINED, Occasion.FOUNDED] == actions
    assert 20 == len(services)
    assert sorted(services) == services


def test_founding_twice_is_refused(founded: Store) -> None:
    """A store is founded once."""
    with pytest.raises(StoreProblem, match="already"):
        found(founded.address, founder="Eve Early", at=noon(MONDAY))

    assert {ADA} == set(roles(Desk(founded)))


def changed_role(desk: Desk, name: str, role: Role, *, by: str = ADA) -> None:
    with desk.store.writing() as work:
        people.change_role(work, name, role, by=desk.actor(work, by), at=noon(MONDAY))


def may_log_in(desk: Desk, name: str, *, may: bool, by: str = ADA) -> None:
    with desk.store.writing() as work:
        people.set_log_in(work, name, may_log_in=may, by=desk.actor(work, by), at=noon(MONDAY))


def test_role_is_changed_without_letting_anybody_in(own_desk: Desk) -> None:
    """Somebody who may not log in gets another role and still may not; the chain explains both."""
    may_log_in(own_desk, OLGA, may=False)
    changed_role(own_desk, "olga OFFICER", Role.LEAD)

    assert Role.LEAD is roles(own_desk)[OLGA]
    with own_desk.store.reading() as reader:
        assert not reader.may_log_in(OLGA)
        assert verify(reader).is_sound


def test_whoever_is_stopped_neither_acts_nor_looks(own_desk: Desk) -> None:
    """They left: their name stays on what they did, and an administrator lets them in again."""
    reference = own_desk.do(Assign(own_desk.logged().reference, OLGA)).reference
    may_log_in(own_desk, OLGA, may=False)

    assert "may not log in" in own_desk.refused(Note(reference, "Hello")).sentence
    with own_desk.store.reading() as reader, pytest.raises(RuleBroken, match="may not log in"):
        require_sight(reader, OLGA)
    assert OLGA == own_desk.case(reference).handler
    may_log_in(own_desk, OLGA, may=True)
    assert own_desk.do(Note(reference, "Back again")).version


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        (lambda desk: changed_role(desk, ADA, Role.LEAD), RuleBroken, "give up being administrator"),
        (lambda desk: changed_role(desk, OLGA, Role.OFFICER), InvalidInput, "already"),
        (lambda desk: changed_role(desk, "Nobody", Role.LEAD), NotFound, "no officer “Nobody”"),
        (lambda desk: changed_role(desk, OLGA, Role.LEAD, by=LEE), RuleBroken, "administrator"),
        (lambda desk: may_log_in(desk, ADA, may=False), RuleBroken, "lock themself out"),
        (lambda desk: may_log_in(desk, OLGA, may=True), InvalidInput, "already"),
        (lambda desk: may_log_in(desk, OLGA, may=False, by=LEE), RuleBroken, "administrator"),
    ],
)
def test_an_administrator_who_may_log_in_stays(
    desk: Desk, change: Callable[[Desk], None], error: type[CaseappError], says: str
) -> None:
    """R52: whoever changes people is one and cannot stop being one, so that there always is one."""
    before = roles(desk)
    with pytest.raises(error, match=says):
        change(desk)

    assert before == roles(desk)
