"""The forms: what they ask of casework, what they say of a field, and that nothing typed is lost."""

from __future__ import annotations

from datetime import date

import pytest
from textual.screen import Screen
from textual.widgets import Button, Input, RadioSet, Select, TextArea

from caseapp.casework.requests import (
    Acknowledge,
    Allocate,
    Assign,
    Complainant,
    Escalate,
    Extend,
    Log,
    Note,
    Refuse,
    Reopen,
    Resolve,
    Respond,
    Withdraw,
)
from caseapp.rules.errors import Conflict, Refusal, RuleBroken
from caseapp.rules.vocabulary import Channel, Kind, Outcome, State
from caseapp.tui.dialogs.acknowledge import AcknowledgeDialog
from caseapp.tui.dialogs.assign import AssignDialog
from caseapp.tui.dialogs.error import ErrorDialog
from caseapp.tui.dialogs.escalate import EscalateDialog
from caseapp.tui.dialogs.extend import ExtendDialog
from caseapp.tui.dialogs.log import LogDialog
from caseapp.tui.dialogs.reason import ReasonDialog
from caseapp.tui.dialogs.respond import RespondDialog
from caseapp.tui.dialogs.why import WhyDialog
from tests.tui.fakes import JO, MORGAN, PRIYA, TODAY, FakeDesk, a_complaint
from tests.tui.stage import staged


def one(state: State = State.STAGE_1, due_in: int = 4, **desk: object) -> FakeDesk:
    """A desk with one case, the first of the year."""
    return FakeDesk([a_complaint(1, due_in, state)], **desk)  # type: ignore[arg-type]  # a builder takes any field


async def test_acknowledge_asks_for_the_date() -> None:
    """The date may be left out, which means today, or written in the past."""
    async with staged(one(State.NEW, 9)) as stage:
        await stage.press("a")
        await stage.fill(on="yesterday")
        await stage.press("enter")

        assert [Acknowledge("C26-00001", on=date(2026, 6, 3), expected_version=3)] == stage.desk.requests
        assert "WorklistScreen" == stage.dialog
        assert ["C26-00001: acknowledged."] == stage.toasts()


async def test_wrong_date_is_told_beside_its_field() -> None:
    """A date that is none is told where it was typed, what was typed stays, and nothing is asked of casework."""
    async with staged(one(State.NEW, 9)) as stage:
        await stage.press("a")
        await stage.fill(on="31/2/2026")
        await stage.press("ctrl+s")

        assert "▲ “31/2/2026” is not a date" in stage.problem("on")
        assert "31/2/2026" == stage.app.screen.query_one("#on", Input).value
        assert [] == stage.desk.requests


async def test_assign_offers_who_may_handle() -> None:
    """The list holds everybody who may handle the case; the one at hand is chosen."""
    async with staged(one()) as stage:
        await stage.press("s")
        stage.app.screen.query_one("#officer", Select).value = PRIYA.name
        await stage.press("ctrl+s")

    assert [Assign("C26-00001", PRIYA.name, expected_version=3)] == stage.desk.requests


async def test_stage_2_is_offered_to_reviewers_only() -> None:
    """At stage 2 only a senior officer other than the stage 1 decider may be chosen (R44d, R79)."""
    async with staged(one(State.STAGE_2)) as stage:
        await stage.press("s")
        offered = stage.app.screen.query_one("#officer", Select)

        assert [PRIYA.name] == [value for _words, value in offered._options if isinstance(value, str)]


async def test_exception_needs_its_reason() -> None:
    """An overseer may let the stage 1 decider review, with a reason; without one the rule is told (R44d)."""
    desk = one(State.STAGE_1_ANSWERED, actor=MORGAN)
    decider = desk.complaints[0].case.stages[0].decision
    assert decider is not None
    async with staged(desk) as stage:
        await stage.press("9", "x")
        reviewers = stage.app.screen.query_one("#reviewer", Select)
        assert {PRIYA.name} == {value for _words, value in reviewers._options if isinstance(value, str)}
        reviewers.value = PRIYA.name
        await stage.fill(reason="I disagree")
        await stage.press("ctrl+s")

    asked = Escalate("C26-00001", reason="I disagree", reviewer=PRIYA.name, expected_version=3)
    assert [asked] == stage.desk.requests


async def test_newcomer_may_be_named_in_an_open_store() -> None:
    """Where people may join, somebody who is not in the list yet can be named."""
    async with staged(one(may_join=True)) as stage:
        await stage.press("s")
        await stage.fill(newcomer="Robin Vale")
        await stage.press("ctrl+s")

    assert [Assign("C26-00001", "Robin Vale", expected_version=3)] == stage.desk.requests


async def test_extend_tells_the_new_date_first() -> None:
    """As days are typed the form says which date they make, and how many the policy allows (R76)."""
    async with staged(one(due_in=4)) as stage:
        await stage.press("e")
        await stage.fill(days="5")
        hint = stage.said("#field-days .note")
        await stage.fill(reason="The crew is away")
        await stage.press("ctrl+s")

    assert "→ Wed 17 Jun 2026, instead of Wed 10 Jun 2026; at most 10 working days" == hint
    assert [Extend("C26-00001", 5, "The crew is away", expected_version=3)] == stage.desk.requests


async def test_all_complaints_of_a_form_are_told_at_once() -> None:
    """Every field that is wrong says so, and the first of them gets the focus."""
    async with staged(one()) as stage:
        await stage.press("e")
        await stage.fill(days="many", on="never")
        await stage.press("ctrl+s")

        assert all(stage.problem(field) for field in ("days", "reason", "on"))
        assert "days" == getattr(stage.app.focused, "id", None)

        await stage.fill(reason="x")
        stage.app.screen.query_one("#days", Input).value = "3"
        stage.app.screen.query_one("#on", Input).value = ""
        await stage.press("ctrl+s")
    assert [Extend("C26-00001", 3, "x", expected_version=3)] == stage.desk.requests


async def test_respond_offers_the_policys_outcomes() -> None:
    """The outcomes of the case's policy are in sight; theme and root cause are words (R86)."""
    async with staged(one()) as stage:
        await stage.press("r")
        buttons = stage.app.screen.query_one("#outcome", RadioSet).children
        assert ["Upheld", "Partly upheld", "Not upheld"] == [str(button.label) for button in buttons]  # type: ignore[attr-defined]
        await stage.press("down", "space")
        await stage.fill(theme="Missed bins", cause="Staff", on="2026-06-03")
        await stage.press("ctrl+s")

    asked = Respond("C26-00001", Outcome.PARTLY_UPHELD, "Missed bins", "Staff", on=date(2026, 6, 3), expected_version=3)
    assert [asked] == stage.desk.requests


async def test_outcome_is_needed_and_shown_by_shape() -> None:
    """Without an outcome nothing is recorded; the chosen button is full and the others hollow, in any colour."""
    async with staged(one()) as stage:
        await stage.press("r", "ctrl+s")
        assert "Choose an outcome" in stage.problem("outcome")
        assert [] == stage.desk.requests

        await stage.press("down", "space")
        assert "" == stage.problem("outcome")
        lines = [line for line in stage.picture().splitlines() if "pheld" in line]

        assert ["○", "●", "○"] == [next(char for char in line if char in "○●") for line in lines]


async def test_answer_of_stage_2_is_the_reviewers() -> None:
    """An officer may record the answer of stage 2 for the reviewer who decided it, once they have said who that was."""
    async with staged(one(State.STAGE_2)) as stage:
        await stage.press("r", "space", "ctrl+s")
        assert [] == stage.desk.requests
        stage.app.screen.query_one("#decider", Select).value = PRIYA.name
        await stage.press("ctrl+s")

    (asked,) = stage.desk.requests
    assert isinstance(asked, Respond)
    assert PRIYA.name == asked.decided_by


async def test_log_takes_a_whole_contact() -> None:
    """What a caller says goes into one request; only the summary is needed."""
    async with staged() as stage:
        await stage.press("l")
        await stage.fill(summary="Bins", details="Not\nemptied", name="Sam Reed", email="s@example.org", received="1/6")
        stage.app.screen.query_one("#service", Select).value = "Housing [repairs]"
        await stage.press("ctrl+s")

    asked = Log(
        "Bins", "Housing [repairs]", Kind.COMPLAINT, Channel.TELEPHONE, date(2026, 6, 1), details="Not\nemptied",
        complainant=Complainant("Sam Reed", "s@example.org"),
    )  # fmt: skip
    assert [asked] == stage.desk.requests


async def test_log_needs_a_summary() -> None:
    """A contact without a summary is not logged."""
    async with staged() as stage:
        await stage.press("l", "ctrl+s")

        assert stage.problem("summary")
        assert "LogDialog" == stage.dialog


async def test_steps_that_need_only_words() -> None:
    """Notes, withdrawals, agreements, refusals and reopenings take words and a date."""
    desk = FakeDesk([a_complaint(1), a_complaint(2, 4, State.STAGE_1_ANSWERED)])
    async with staged(desk) as stage:
        await stage.press("9")
        for keys in (["n"], ["W"], ["A"], ["X"], ["j", "o"]):
            await stage.press(*keys)
            await stage.fill(words="words")
            await stage.press("ctrl+s")

    first = [kind("C26-00001", "words", expected_version=3) for kind in (Note, Withdraw, Resolve, Refuse)]
    assert [*first, Reopen("C26-00002", "words", expected_version=3)] == stage.desk.requests


async def test_refused_step_keeps_what_was_typed() -> None:
    """When a rule refuses, the form stays with everything in it and shows the sentence; a second try may do."""
    refusals: list[Exception | None] = [RuleBroken(Refusal("An extension is too long.", "R76")), None]
    desk = one(refuse=lambda _request: refusals.pop(0))
    async with staged(desk) as stage:
        await stage.press("e")
        await stage.fill(days="30", reason="A long [/bold] story")
        await stage.press("ctrl+s")

        assert "ExtendDialog" == stage.dialog
        assert "▲ An extension is too long. (R76)" == stage.said("#refusal")
        assert "30" == stage.app.screen.query_one("#days", Input).value
        assert "A long [/bold] story" == stage.app.screen.query_one("#reason", TextArea).text

        await stage.press("ctrl+s")
        assert "WorklistScreen" == stage.dialog


async def test_conflict_reads_the_case_again() -> None:
    """When somebody else was first, the form says who, keeps the words, and saves against the case as it is now."""

    def refuse(request: object) -> Exception | None:
        if getattr(request, "expected_version", None) == 3:
            desk.complaints[:] = [a_complaint(1, 4, version=4)]
            return Conflict("Priya Nair changed C26-00001 first.")
        return None

    desk = one(refuse=refuse)
    async with staged(desk) as stage:
        await stage.press("n")
        await stage.fill(words="My note")
        await stage.press("ctrl+s")
        assert "Priya Nair changed C26-00001 first." in stage.said("#refusal")
        assert "save once more" in stage.said("#refusal")

        await stage.press("ctrl+s")
    assert Note("C26-00001", "My note", expected_version=4) == desk.requests[-1]


async def test_unexpected_failure_keeps_the_form() -> None:
    """A defect while recording is a sentence in the form, not the end of the application."""
    async with staged(one(refuse=lambda _request: OSError("disk full"))) as stage:
        await stage.press("n")
        await stage.fill(words="My note")
        await stage.press("ctrl+s")

        assert "OSError: disk full" in stage.said("#refusal")
        assert "ReasonDialog" == stage.dialog


async def test_saving_twice_records_once() -> None:
    """A second press while the first is under way does nothing."""
    async with staged(one()) as stage:
        await stage.press("n")
        await stage.fill(words="My note")
        await stage.pilot.press("ctrl+s", "ctrl+s")
        await stage.press("f5")

    assert 1 == len(stage.desk.requests)


async def test_escape_leaves_an_untouched_form() -> None:
    """Esc closes a form in which nothing was typed, and nothing is recorded."""
    async with staged(one()) as stage:
        await stage.press("r", "escape")

        assert "WorklistScreen" == stage.dialog
    assert [] == stage.desk.requests


async def test_escape_asks_before_losing_words() -> None:
    """Esc on a form with words asks first: staying keeps them, leaving drops them."""
    async with staged(one()) as stage:
        await stage.press("n")
        await stage.fill(words="My note")
        await stage.press("escape")
        assert "ConfirmDialog" == stage.dialog

        await stage.press("enter")
        assert "My note" == stage.app.screen.query_one("#words", TextArea).text

        await stage.press("escape", "ctrl+s")
        assert "WorklistScreen" == stage.dialog
    assert [] == stage.desk.requests


async def test_list_is_read_again_after_a_step() -> None:
    """After a step the list and the case are as the store has them now."""

    def change(_request: object) -> None:
        desk.complaints[:] = [a_complaint(1, 9, summary="Changed")]

    desk = one(refuse=change)
    async with staged(desk) as stage:
        await stage.press("n")
        await stage.fill(words="My note")
        await stage.press("ctrl+s")

        assert "○ 9 days" in stage.lines()[1]
        assert "Changed" in stage.pane()


async def test_why_counts_day_by_day() -> None:
    """``w`` lists every day from receipt to the due date with what it was; the counted ones number the days."""
    async with staged(one(due_in=4)) as stage:
        await stage.press("w")
        text = stage.said("#message Static")

    assert "Answer stage 1: by Wed 10 Jun 2026" in text
    assert "10 working days from receipt of the complaint (R75)" in text
    assert "–  Sat 30 May 2026  Saturday" in text
    assert "10  Wed 10 Jun 2026" in text


async def test_why_names_the_bank_holiday() -> None:
    """A skipped bank holiday is named."""
    async with staged(one(due_in=-3)) as stage:
        await stage.press("w")

        assert "–  Mon 25 May 2026  Spring bank holiday" in stage.said("#message Static")


async def test_forms_fit_a_narrow_terminal() -> None:
    """At 80 by 24 the longest form shows its buttons."""
    async with staged(size=(80, 24)) as stage:
        await stage.press("l")
        button = stage.app.screen.query_one("#save", Button).region

        assert 0 < button.y < 24


@pytest.mark.parametrize(
    "form",
    [AcknowledgeDialog, AssignDialog, EscalateDialog, ExtendDialog, LogDialog, ReasonDialog, RespondDialog, WhyDialog],
)
def test_every_form_names_its_command_line_twin(form: type[Screen[object]]) -> None:
    """Each form's help names the command that does the same."""
    assert "caseapp " in (form.HELP or "")


async def test_form_explains_itself() -> None:
    """F1 in a form says what the form does and which keys it has; Esc goes back to it, with all that was typed."""
    async with staged(one()) as stage:
        await stage.press("n")
        await stage.fill(words="My note")
        await stage.press("f1")
        assert "caseapp note" in stage.said("#about")
        assert "Ctrl+S" in stage.said("#list")

        await stage.press("escape")
        assert "My note" == stage.app.screen.query_one("#words", TextArea).text


async def test_error_dialog_shows_text_as_it_is() -> None:
    """An error's words are never read as markup."""
    async with staged() as stage:
        stage.app.push_screen(ErrorDialog("Odd [/bold]", "path [/red] is gone"))
        await stage.press("j")

        assert "path [/red] is gone" in stage.picture()


def test_today_is_a_thursday() -> None:
    """The tests above count from a Thursday."""
    assert 3 == TODAY.weekday()
    assert JO.name != PRIYA.name


async def test_allocate_gives_the_case_to_a_service() -> None:
    """The services are the council's own, the case's own first; the part of one is free."""
    async with staged(one()) as stage:
        await stage.press("v")
        await stage.fill(**{"sub-service": "Bins"})
        await stage.press("ctrl+s")

        service = a_complaint(1, 4).case.service
        assert [Allocate("C26-00001", service or "", "Bins", expected_version=3)] == stage.desk.requests
        assert ["C26-00001: allocated."] == stage.toasts()
