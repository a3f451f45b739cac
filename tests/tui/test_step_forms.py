"""The forms of single steps: whom and what they offer, what they say of a field, and what they ask of casework."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from textual.widgets import Input, Select, TextArea

from caseapp.casework.requests import (
    Acknowledge,
    AddPoint,
    Allocate,
    Assign,
    Escalate,
    Extend,
    Note,
    Refuse,
    Reopen,
    Resolve,
    Restrict,
    Undo,
    Unrestrict,
    Withdraw,
)
from caseapp.rules.errors import Refusal, RuleBroken
from caseapp.rules.undoing import Latest
from caseapp.rules.vocabulary import Action, Role, State
from caseapp.rules.workflow import Actor
from caseapp.tui.desk import Entry
from caseapp.tui.dialogs.form import put
from caseapp.tui.dialogs.people import excluded_words
from caseapp.tui.dialogs.reason import WORDINGS, ReasonDialog
from caseapp.tui.dialogs.table import form_for
from caseapp.tui.dialogs.undo import undo_words
from caseapp.tui.steps import Excluded, offered
from tests.tui.at_case import at_case, shown
from tests.tui.fakes import JO, MORGAN, PEOPLE, PRIYA, TODAY, FakeDesk, a_complaint
from tests.tui.stage import Stage

RITA = Actor("Rita [/bold] Rao", Role.REVIEWER)


def one(state: State = State.STAGE_1, due_in: int = 4, **desk: object) -> FakeDesk:
    """A desk with one case, the first of the year."""
    return FakeDesk([a_complaint(1, due_in, state)], **desk)  # type: ignore[arg-type]  # a builder takes any field


def choices(stage: Stage, identity: str) -> dict[str, str]:
    """What a list offers: its words by value."""
    options = stage.app.screen.query_one(f"#{identity}", Select)._options
    return {value: str(words) for words, value in options if isinstance(value, str)}


def choose(stage: Stage, identity: str, value: str) -> None:
    stage.app.screen.query_one(f"#{identity}", Select).value = value


async def test_acknowledge_takes_a_date_as_people_write_it() -> None:
    """A date that is none is told where it was typed, and stays; one in words is understood."""
    async with at_case(one(State.NEW, 9), size=(80, 24)) as stage:
        await stage.press("a")
        await stage.fill(on="31/2/2026")
        await stage.press("ctrl+s")
        assert "▲ “31/2/2026” is not a date" in stage.problem("on")
        assert "31/2/2026" == stage.app.screen.query_one("#on", Input).value
        assert [] == stage.desk.requests

        await stage.fill(on="yesterday")
        await stage.press("enter")
        assert "CaseScreen" == stage.dialog
        assert "C26-00001: acknowledged. z takes it back within 15 minutes." == stage.toasts()[-1]
    assert [Acknowledge("C26-00001", on=date(2026, 6, 3), expected_version=3)] == stage.desk.requests


async def test_case_goes_to_an_officer_and_a_service() -> None:
    """The officer at hand is chosen; where people may join, a newcomer can be named; services are the council's."""
    async with at_case(one(may_join=True), size=(80, 24)) as stage:
        await stage.press("s")
        assert JO.name == stage.app.screen.query_one("#officer", Select).value
        assert {JO.name, MORGAN.name, PRIYA.name} == set(choices(stage, "officer"))
        choose(stage, "officer", PRIYA.name)
        await stage.press("ctrl+s", "s")
        await stage.fill(newcomer="Robin Vale")
        await stage.press("ctrl+s", "b")
        await stage.fill(**{"sub-service": "Bins"})
        await stage.press("ctrl+s")
        assert "C26-00001: allocated. z takes it back within 15 minutes." == stage.toasts()[-1]

    assert [
        Assign("C26-00001", PRIYA.name, expected_version=3),
        Assign("C26-00001", "Robin Vale", expected_version=3),
        Allocate("C26-00001", "Waste and recycling", "Bins", expected_version=3),
    ] == stage.desk.requests


def test_stage_2_is_offered_to_reviewers_only() -> None:
    """At stage 2 only a senior officer other than the stage 1 decider may be chosen (R44d, R79)."""
    desk = one(State.STAGE_2)
    candidates = offered(Action.ASSIGN, desk.case_file("C26-00001"), desk.sitting())

    assert [(PRIYA.name, None)] == [(each.person.name, each.objection) for each in candidates]


async def test_exception_needs_its_reason() -> None:
    """An overseer may let the stage 1 decider review, marked and with a reason; without one the rule is told (R44d)."""
    desk = FakeDesk(actor=MORGAN, people=(*PEOPLE, RITA))
    answered = a_complaint(1, 4, State.STAGE_1_ANSWERED, handler=PRIYA.name)
    (stage_1,) = answered.case.stages
    assert stage_1.decision is not None
    decided = replace(stage_1, handler=PRIYA.name, decision=replace(stage_1.decision, decided_by=PRIYA.name))
    desk.complaints = [replace(answered, case=replace(answered.case, stages=(decided,)))]
    async with at_case(desk, size=(80, 24)) as stage:
        await stage.press("x")
        assert {
            PRIYA.name: "Priya Nair (reviewer) — needs an exception",
            RITA.name: "Rita [/bold] Rao (reviewer)",
        } == choices(stage, "reviewer")
        assert not stage.app.screen.query("#newcomer"), "nobody joins a store that is closed"

        choose(stage, "reviewer", PRIYA.name)
        await stage.fill(reason="I disagree")
        await stage.press("ctrl+s")
        assert "Priya Nair handled or decided stage 1" in stage.problem("reviewer")
        assert "(R44d)" in stage.problem("reviewer")
        assert "Give the reason for the exception" in stage.problem("override")
        assert [] == stage.desk.requests

        await stage.fill(override="There is nobody else")
        await stage.press("ctrl+s", "x")
        choose(stage, "reviewer", RITA.name)
        await stage.press("ctrl+s")

    assert [
        Escalate("C26-00001", "I disagree", PRIYA.name, override="There is nobody else", expected_version=3),
        Escalate("C26-00001", reviewer=RITA.name, expected_version=3),
    ] == stage.desk.requests


async def test_extension_is_seen_before_it_is_agreed_to() -> None:
    """Every field that is wrong says so at once; the new date is told first; a refusal keeps it all (R40, R76)."""
    answers: Iterator[Exception | None] = iter([RuleBroken(Refusal("An extension is too long.", "R76")), None])
    async with at_case(one(refuse=lambda _request: next(answers)), size=(80, 24)) as stage:
        await stage.press("e")
        await stage.fill(days="many", on="never")
        await stage.press("ctrl+s")
        assert all(stage.problem(field) for field in ("days", "reason", "on"))
        assert "the Ombudsman's details were given" in stage.problem("ombudsman")
        assert "days" == getattr(stage.app.focused, "id", None)

        await stage.fill(days="5", reason="The [/bold] crew", on="")
        hint = stage.said("#field-days .note")
        assert "→ Wed 17 Jun 2026, instead of Wed 10 Jun 2026; at most 10 working days" == hint
        put(stage.app.screen.query_one("#ombudsman"), "yes")
        await stage.press("ctrl+s")
        assert "▲ An extension is too long. (R76)" == stage.said("#refusal")
        assert "ExtendDialog" == stage.dialog
        assert "5" == stage.app.screen.query_one("#days", Input).value
        assert "The [/bold] crew" == stage.app.screen.query_one("#reason", TextArea).text

        put(stage.app.screen.query_one("#ombudsman"), "no")
        await stage.press("ctrl+s")
        assert "CaseScreen" == stage.dialog

    asked = Extend("C26-00001", 5, "The [/bold] crew", expected_version=3, ombudsman_told=True)
    assert [asked, replace(asked, ombudsman_told=False)] == stage.desk.requests


def test_steps_that_need_only_words() -> None:
    """Each of them has a form that asks for words, says what they are needed for, and makes its request of them."""
    on = date(2026, 6, 2)
    made = {
        Action.NOTE: Note("C26-00001", "words", expected_version=3),
        Action.POINT: AddPoint("C26-00001", "words", expected_version=3),
        Action.REOPEN: Reopen("C26-00001", "words", on=on, expected_version=3),
        Action.WITHDRAW: Withdraw("C26-00001", "words", on=on, expected_version=3),
        Action.RESOLVE: Resolve("C26-00001", "words", on=on, expected_version=3),
        Action.REFUSE: Refuse("C26-00001", "words", on=on, expected_version=3),
        Action.RESTRICT: Restrict("C26-00001", "words", expected_version=3),
        Action.UNRESTRICT: Unrestrict("C26-00001", "words", expected_version=3),
    }
    desk = one()
    for action, request in made.items():
        form = form_for(action, desk, desk.sitting(), desk.case_file("C26-00001"))
        assert isinstance(form, ReasonDialog)
        assert action == form.FORM
        assert request == WORDINGS[action].build("C26-00001", "words", on, 3)
        assert bool(WORDINGS[action].needed) is (action not in {Action.WITHDRAW, Action.RESOLVE})
    assert made.keys() == WORDINGS.keys()


async def test_refused_reopened_and_taken_back() -> None:
    """Refusing says whom to tell what (R17); reopening needs its reason; Enter takes back what was recorded last."""
    latest = Latest(Action.ACKNOWLEDGE, JO.name, datetime.now(UTC), 3)
    desk = FakeDesk([replace(a_complaint(1), latest=latest), a_complaint(2, 4, State.STAGE_1_ANSWERED)])
    async with at_case(desk, size=(80, 24)) as stage:
        await stage.press("X")
        await stage.fill(words="Decided in court")
        assert "may take this decision to the Ombudsman (R17)" in shown(stage)
        await stage.press("ctrl+s", "z")
        assert "The acknowledgement will be taken back" in shown(stage)
        await stage.press("enter")
        assert "C26-00001: taken back." == stage.toasts()[-1]
        stage.app.open_case("C26-00002")
        await stage.press("f5", "o", "ctrl+s")
        assert "Say why it is reopened." in stage.problem("words")
        assert "R17" not in shown(stage)
        await stage.fill(words="More came", on="2/6")
        await stage.press("ctrl+s")

    assert [
        Refuse("C26-00001", "Decided in court", expected_version=3),
        Undo("C26-00001", expected_version=3),
        Reopen("C26-00002", "More came", on=date(2026, 6, 2), expected_version=3),
    ] == stage.desk.requests


def test_undo_says_what_it_takes_back() -> None:
    """What, who and for how long stands in the question."""
    at = datetime(2026, 6, 4, 9, 55, tzinfo=UTC)
    done = Entry(TODAY, "Acknowledged [/b]", JO.name, "", 3, at)
    complaint = replace(a_complaint(1), latest=Latest(Action.ACKNOWLEDGE, JO.name, at, 3), timeline=(done,))
    file = FakeDesk([complaint]).case_file("C26-00001")

    said = undo_words(file, at + timedelta(minutes=5, seconds=30))
    assert "The acknowledgement will be taken back, and the case will be as it was before. Acknowledged [/b]." in said
    assert "Jo Finch recorded it at 10:55. It can be taken back until 11:10, 9 minutes more." in said
    assert "until 11:10, less than a minute more" in undo_words(file, at + timedelta(minutes=14, seconds=30))
    assert "There is nothing to take back." == undo_words(replace(file, latest=None), at)


def test_excluded_reviewers_are_named_with_the_reason() -> None:
    """Reviewers and whoever had a part in stage 1 by name and rule, everybody else by their number (R44d, R79)."""
    clerk, other = (Actor(name, Role.OFFICER) for name in ("Clerk [/bold]", "Other"))
    refusal = Refusal("Clerk [/bold] is not a stage 2 reviewer.", "R79")
    excluded = [Excluded(PRIYA, Refusal("Priya Nair decided stage 1.", "R44d")), Excluded(clerk, refusal)]

    words = excluded_words([*excluded, Excluded(other, refusal)], {clerk.name})

    assert [
        "Not to be chosen:",
        "– Priya Nair decided stage 1. (R44d)",
        "– Clerk [/bold] is not a stage 2 reviewer. (R79)",
        "– 1 person is no reviewer at stage 2 (R79).",
    ] == words.splitlines()
