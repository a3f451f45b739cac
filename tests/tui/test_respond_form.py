"""The form of an answer: an outcome, or a finding on each point from which it follows, and who decided."""

from __future__ import annotations

from datetime import date

from textual.widgets import RadioSet, Select

from caseapp.casework.requests import Respond
from caseapp.rules.case import Point
from caseapp.rules.vocabulary import Outcome, State
from caseapp.tui.dialogs.form import put
from tests.tui.at_case import at_case
from tests.tui.fakes import PRIYA, FakeDesk, a_complaint


async def test_outcome_is_one_of_the_policys() -> None:
    """The policy's outcomes are in sight, the chosen one full and the others hollow; without one nothing is recorded.

    Theme and root cause are words (R86).
    """
    async with at_case(FakeDesk([a_complaint(1)]), size=(80, 24)) as stage:
        await stage.press("r", "ctrl+s")
        assert "Choose an outcome" in stage.problem("outcome")
        assert [] == stage.desk.requests

        buttons = stage.app.screen.query_one("#outcome", RadioSet).children
        assert ["Upheld", "Partly upheld", "Not upheld"] == [str(button.label) for button in buttons]  # type: ignore[attr-defined]
        await stage.press("down", "space")
        assert "" == stage.problem("outcome")
        lines = [line for line in stage.picture().splitlines() if "pheld" in line]
        assert ["○", "●", "○"] == [next(char for char in line if char in "○●") for line in lines]

        await stage.fill(theme="Missed bins", cause="Staff", on="2026-06-03")
        await stage.press("ctrl+s")

    asked = Respond("C26-00001", Outcome.PARTLY_UPHELD, "Missed bins", "Staff", on=date(2026, 6, 3), expected_version=3)
    assert [asked] == stage.desk.requests


async def test_answer_follows_from_its_findings() -> None:
    """Each point needs a finding, and what follows is told live (R42); stage 2 is the reviewer's, who must be named."""
    points = (Point(1, "Missed [/bold]"), Point(2, "Rude"))
    async with at_case(FakeDesk([a_complaint(1, 4, State.STAGE_2, points=points)]), size=(80, 24)) as stage:
        await stage.press("r", "space")
        assert "1 of 2 still to be given" in stage.said("#follows")
        await stage.press("ctrl+s")
        assert "Choose a finding" in stage.problem("finding-2")
        assert "Choose who decided." in stage.problem("decider")

        await stage.press("end", "down", "down", "space")
        put(stage.app.screen.query_one("#finding-2"), "not-upheld")
        await stage.pilot.pause()
        assert "→ Partly upheld, from 2 findings (R42)" in stage.said("#follows")
        await stage.press("ctrl+s")
        assert [] == stage.desk.requests, "it is not clear whose answer it is"

        stage.app.screen.query_one("#decider", Select).value = PRIYA.name
        await stage.press("ctrl+s")

    (asked,) = stage.desk.requests
    assert isinstance(asked, Respond)
    assert (None, ((1, Outcome.UPHELD), (2, Outcome.NOT_UPHELD))) == (asked.outcome, asked.findings)
    assert PRIYA.name == asked.decided_by
