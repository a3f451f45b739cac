"""Selecting cases and taking one step of all of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.widgets import Button

from caseapp.casework.requests import Acknowledge, Assign
from caseapp.rules.errors import Conflict
from caseapp.rules.vocabulary import State
from caseapp.tui.widgets import selection
from tests.tui.fakes import JO, PRIYA, FakeDesk, a_complaint
from tests.tui.stage import Stage, staged


def marked(stage: Stage) -> list[str]:
    """The references of the rows with the mark of the selection."""
    return [line[2:11] for line in stage.lines()[1:] if line[1] == "✓"]


def waiting(*numbers: int, **changes: object) -> list[object]:
    """Cases that nobody has acknowledged."""
    return [a_complaint(number, number, State.NEW, **changes) for number in numbers]


async def test_selecting_by_row_by_range_and_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Space selects and moves on, ``v`` begins and ends a range, ``*`` takes all; Esc lets go, and then goes back.

    There is a bound on what is selected at once; going over it changes nothing and is told.
    """
    async with staged(size=(80, 24)) as stage:
        await stage.press("space", "j", "space")
        assert ["C26-00001", "C26-00003"] == marked(stage)
        assert "✓ 2 selected" == stage.said("#selected-count")

        await stage.press("v", "j", "j", "k")
        assert ["C26-00001", "C26-00003", "C26-00006", "C26-00005"] == marked(stage)
        await stage.press("v", "g", "space")
        assert ["C26-00003", "C26-00006", "C26-00005"] == marked(stage)

        with monkeypatch.context() as few:
            few.setattr(selection, "MOST", 5)
            await stage.press("asterisk")
            assert ["C26-00003", "C26-00006", "C26-00005"] == marked(stage)
            assert "narrow the list first" in stage.toasts()[-1]
        await stage.press("asterisk")
        assert "✓ 6 selected" == stage.said("#selected-count")
        await stage.press("escape")
        assert [] == marked(stage)
        assert "" == stage.said("#selected-count")
        await stage.press("escape")
        assert "TodayScreen" == stage.dialog


async def test_what_leaves_the_list_is_no_longer_selected() -> None:
    """Nobody acts upon what cannot be seen: a narrower list, or another officer's work, takes rows out of it."""
    async with staged(size=(80, 24)) as stage:
        await stage.press("*", "slash")
        await stage.type("noise")
        await stage.press("enter")
        assert "✓ 1 selected" == stage.said("#selected-count")

        await stage.press("escape", "escape", "*")
        stage.desk.complaints.pop(0)
        stage.app.feel_pulse()
        await stage.press("j")
        stage.desk.events += 1
        stage.app.feel_pulse()
        await stage.press("j")
        assert "✓ 5 selected" == stage.said("#selected-count")
        assert "C26-00006" in stage.pane(), "the cursor stays with its case"


async def test_acknowledging_many_says_what_and_what_not() -> None:
    """How many, how many not and why, a yes, and at the end what was not done, which stays selected."""
    cases = [*waiting(1, 2, 3), a_complaint(4, 4)]
    refuse: Callable[[object], Exception | None] = lambda request: (  # noqa: E731  # one line is what the desk takes
        Conflict("Sam changed C26-00002 at 10:00.") if getattr(request, "reference", "") == "C26-00002" else None
    )
    async with staged(FakeDesk(cases, refuse=refuse), size=(80, 24)) as stage:  # type: ignore[arg-type]  # builders
        await stage.press("*", "a")
        assert "BulkDialog" == stage.dialog
        assert "✓ 3 cases will be acknowledged." == stage.said("#possible")
        assert "▲ 1 case will be left alone:" in stage.said("#refused")
        assert "(C26-00004)" in stage.said("#refused")

        await stage.type("31/2")
        assert stage.app.screen.query_one("#save", Button).disabled
        assert "is not a date" in stage.problem("on")
        await stage.press("ctrl+u", "ctrl+s")
        assert "ToldDialog" == stage.dialog
        assert "✓ 2 cases acknowledged." in stage.picture()
        assert "1 × Sam changed the case at 10:00. (C26-00002)" in stage.picture()

        await stage.press("escape")
        assert ["C26-00002", "C26-00004"] == marked(stage)
        wanted = [Acknowledge(f"C26-0000{number}", expected_version=3) for number in (1, 2, 3)]
        assert wanted == stage.desk.requests


async def test_assigning_many_asks_for_whom() -> None:
    """The plan follows the officer that is chosen; only acknowledge and assign are for many; no is no."""
    cases = [a_complaint(1, 1), a_complaint(2, 2, State.STAGE_2, handler=None), a_complaint(3, 3, handler=None)]
    async with staged(FakeDesk(cases), size=(80, 24)) as stage:
        await stage.press("*", "r")
        assert "Only acknowledge and assign are for many cases at once" in stage.toasts()[-1]

        await stage.press("s", "escape")
        assert [] == stage.desk.requests
        await stage.press("s")
        stage.app.screen.query_one("#officer").value = JO.name  # type: ignore[attr-defined]  # a list to choose from
        await stage.press("tab")
        assert "✓ 1 case will be assigned." == stage.said("#possible")
        assert "Jo Finch handles the case already. (C26-00001)" in stage.said("#refused")
        assert "R79" in stage.said("#refused")

        stage.app.screen.query_one("#officer").value = PRIYA.name  # type: ignore[attr-defined]  # the same
        await stage.press("tab", "ctrl+s")
        assert {"C26-00001", "C26-00002", "C26-00003"} == {
            request.reference for request in stage.desk.requests if isinstance(request, Assign)
        }
        assert "3 cases assigned." == stage.toasts()[-1]
        assert [] == marked(stage)
