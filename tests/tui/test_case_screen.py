"""The screen of one case: everything in reach, the way back, and what somebody else does to it meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from textual.widgets import OptionList, TextArea

from caseapp.rules.case import Point
from caseapp.rules.errors import StoreProblem
from caseapp.rules.vocabulary import State
from caseapp.store.queries.previous import Earlier
from caseapp.tui.desk import CaseFile, Entry, Past, SpecialNote
from caseapp.tui.run import settled
from caseapp.tui.widgets.earlier_list import EarlierList
from tests.tui.at_case import at_case
from tests.tui.fakes import PRIYA, TODAY, FakeDesk, a_complaint
from tests.tui.stage import Stage

NOON = datetime(2026, 6, 4, 11, tzinfo=UTC)


async def beat(stage: Stage) -> None:
    """The application asks whether anything was recorded."""
    stage.app.feel_pulse()
    await stage.pilot.pause()
    await settled(stage.pilot)


async def test_everything_of_a_case_is_in_reach() -> None:
    """Notes, clocks, steps, points, earlier complaints; all steps with reasons, the whole text, and Esc to go back.

    A case at the foot of the other is opened from its line; a step is taken from the list of all of them.
    """
    earlier = Earlier("C26-00002", State.STAGE_1, "Waste", "Noise [/bold]", TODAY, "same e-mail")
    first = a_complaint(1, points=(Point(1, "Missed"),))
    first = replace(first, details="A long [/b] story", adjustments="Large print")
    desk = FakeDesk([first, a_complaint(2)], heard=Past((earlier,), (SpecialNote("C26-00002", "", "By letter"),)))
    async with at_case(desk, size=(110, 30)) as stage:
        drawn = stage.picture()
        for words in (
            "▲ ADJUSTMENTS  Large print", "▲ CONTACT NOTED ON C26-00002  By letter", "Answer by     Wed 10 Jun 2026",
            "r respond", "1  Missed", "A long [/b] story", "Previous complaints", "Noise [/bold]",
        ):  # fmt: skip
            assert words in drawn, words
        await stage.press("y")
        assert "C26-00001" == stage.app.clipboard

        await stage.press("v")
        assert "A long [/b] story" in stage.app.screen.query_one(TextArea).text
        await stage.press("escape", "S")
        options = stage.app.screen.query_one(OptionList)
        said = [str(options.get_option_at_index(number).prompt) for number in range(options.option_count)]
        (escalate,) = [line for line in said if line.startswith("○ x")]
        assert "stage 2 comes after stage 1 was answered. (R28)" in escalate
        await stage.press("G", "enter")
        assert "AllStepsDialog" == stage.dialog, "that step is not possible"
        options.highlighted = next(number for number, line in enumerate(said) if line.startswith("● n"))
        await stage.press("enter")
        assert "ReasonDialog" == stage.dialog

        await stage.press("escape")
        stage.app.screen.query_one(EarlierList).focus()
        await stage.press("down", "enter")
        assert ["C26-00001", "C26-00002"] == list(dict.fromkeys(desk.opened))
        assert "Bin number 2" in stage.picture()
        await stage.press("escape")
        assert "A long [/b] story" in stage.picture()
        await stage.press("escape")
        assert "TodayScreen" == stage.dialog


async def test_colleague_changes_the_open_case() -> None:
    """The case is read again and says who did what, behind an open form as well; what is typed there stays.

    Nothing is said twice, nor of what happened elsewhere. A store that fails then leaves in sight what was read.
    """
    desk = FakeDesk([a_complaint(1), a_complaint(2)])
    async with at_case(desk, size=(80, 24)) as stage:
        await beat(stage)
        assert "Handler       Jo Finch" in stage.picture()
        done = Entry(TODAY, "Assigned to Priya Nair", PRIYA.name, "", 4, NOON)
        desk.complaints[0] = replace(a_complaint(1, version=4, handler=PRIYA.name), timeline=(done,))
        await beat(stage)
        assert [] == stage.toasts(), "nothing was recorded as far as one can know"

        desk.events += 1
        await beat(stage)
        assert ["Priya Nair at 12:00: Assigned to Priya Nair."] == stage.toasts()
        assert "Handler       Priya Nair" in stage.picture()

        desk.complaints[1] = a_complaint(2, version=9)
        desk.events += 1
        await beat(stage)
        assert 1 == len(stage.toasts())

        await stage.press("n")
        await stage.fill(words="Half a note")
        again = Entry(TODAY, "Extended [/b]", PRIYA.name, "", 5, NOON)
        desk.complaints[0] = replace(a_complaint(1, version=5), timeline=(done, again))
        desk.events += 1
        await beat(stage)
        assert "Priya Nair at 12:00: Extended [/b]." == stage.toasts()[-1]
        assert ("ReasonDialog", "Half a note") == (stage.dialog, stage.app.screen.query_one("#words", TextArea).text)


async def test_case_that_can_no_longer_be_read_stays_in_sight(monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure is told; what was read before is still there. A case that never could be read says why in its place."""

    def fail(_reference: str) -> CaseFile:
        raise StoreProblem("The store [/b] is gone; put it back.")

    async with at_case(FakeDesk([a_complaint(1)]), size=(80, 24)) as stage:
        with monkeypatch.context() as gone:
            gone.setattr(stage.desk, "open_case", fail)
            await stage.press("f5")
            assert "The store [/b] is gone; put it back." == stage.toasts()[-1]
            assert "Handler       Jo Finch" in stage.picture()
        stage.app.open_case("C26-04711")
        await stage.press("f5")
        assert "▲ There is no case C26-04711. F7 looks for it here." == stage.said("#standing")
        await stage.press("r", "w", "v", "S", "escape")
        assert "Handler       Jo Finch" in stage.picture()
