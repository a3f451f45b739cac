"""What all forms have in common: nothing typed is lost, nothing is recorded twice, and each explains itself."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from textual.screen import Screen
from textual.widgets import TextArea

from caseapp.casework.requests import Note
from caseapp.rules.errors import Refusal, RuleBroken
from caseapp.tui.dialogs.acknowledge import AcknowledgeDialog
from caseapp.tui.dialogs.allocate import AllocateDialog
from caseapp.tui.dialogs.assign import AssignDialog
from caseapp.tui.dialogs.correct import CorrectDialog
from caseapp.tui.dialogs.error import ErrorDialog
from caseapp.tui.dialogs.escalate import EscalateDialog
from caseapp.tui.dialogs.extend import ExtendDialog
from caseapp.tui.dialogs.log import ComplimentDialog, LogDialog
from caseapp.tui.dialogs.reason import ReasonDialog
from caseapp.tui.dialogs.respond import RespondDialog
from caseapp.tui.dialogs.sides import SidesDialog
from caseapp.tui.dialogs.undo import UndoDialog
from caseapp.tui.dialogs.whole_text import WholeTextDialog
from caseapp.tui.dialogs.why import WhyDialog
from tests.tui.at_case import at_case
from tests.tui.fakes import FakeDesk, a_complaint
from tests.tui.stage import Stage, staged

NOTE = "A long [/bold] story"


def words(stage: Stage) -> str:
    """What the note says."""
    return stage.app.screen.query_one("#words", TextArea).text


async def test_words_stay_until_they_are_recorded() -> None:
    """Help, second thoughts, a refusal and a defect leave the form as it was typed; saving twice records once."""
    answers: Iterator[Exception | None] = iter(
        [RuleBroken(Refusal("Not [/bold] now.", "R28")), OSError("disk full"), None]
    )
    gate = threading.Event()

    def answer(_request: object) -> Exception | None:
        gate.wait(10)
        return next(answers)

    gate.set()
    async with at_case(FakeDesk([a_complaint(1)], refuse=answer), size=(80, 24)) as stage:
        await stage.press("n")
        await stage.fill(words=NOTE)
        await stage.press("f1")
        assert "caseapp note" in stage.said("#about")
        assert "Ctrl+S" in stage.said("#list")
        await stage.press("escape")
        assert NOTE == words(stage)

        await stage.press("escape")
        assert "ChoiceDialog" == stage.dialog
        await stage.press("escape")
        assert ("ReasonDialog", NOTE) == (stage.dialog, words(stage))

        await stage.press("ctrl+s")
        assert ("▲ Not [/bold] now. (R28)", NOTE) == (stage.said("#refusal"), words(stage))
        await stage.press("ctrl+s")
        assert "OSError: disk full" in stage.said("#refusal")
        assert ("ReasonDialog", NOTE) == (stage.dialog, words(stage))

        gate.clear()
        await stage.pilot.press("ctrl+s", "ctrl+s", "escape")
        assert 3 == len(stage.desk.requests), "the first is still under way"
        assert ("ReasonDialog", NOTE) == (stage.dialog, words(stage)), "and cannot be left"
        gate.set()
        await stage.press("f5")
        assert "CaseScreen" == stage.dialog
    assert [Note("C26-00001", NOTE, expected_version=3)] * 3 == stage.desk.requests


async def test_escape_leaves_and_asks_only_where_words_would_be_lost() -> None:
    """Esc closes a form in which nothing was typed; discarded words are gone, and offered to nobody again."""
    async with at_case(FakeDesk([a_complaint(1)]), size=(80, 24)) as stage:
        await stage.press("n", "escape")
        assert "CaseScreen" == stage.dialog

        await stage.press("n")
        await stage.fill(words="My note")
        await stage.press("escape", "right", "enter")
        assert "CaseScreen" == stage.dialog
        await stage.press("n")
        assert ("ReasonDialog", "") == (stage.dialog, words(stage))

        stage.app.push_screen(ErrorDialog("Odd [/bold]", "path [/red] is gone"))
        await stage.press("j")
        assert "path [/red] is gone" in stage.picture()
    assert [] == stage.desk.requests


FORMS: tuple[type[Screen[Any]], ...] = (
    AcknowledgeDialog, AllocateDialog, AssignDialog, ComplimentDialog, CorrectDialog, EscalateDialog, ExtendDialog,
    LogDialog, ReasonDialog, RespondDialog, SidesDialog, UndoDialog, WholeTextDialog, WhyDialog,
)  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_every_form_names_its_command_line_twin(form: type[Screen[Any]]) -> None:
    """Each form's help names the command that does the same."""
    assert "caseapp " in (form.HELP or "")


async def test_form_opens_clear_of_notices() -> None:
    """A notice of what was done before does not stand over the buttons of the next form."""
    async with staged() as stage:
        await stage.press("y")
        assert stage.toasts()

        await stage.press("l")

        assert [] == stage.toasts()
