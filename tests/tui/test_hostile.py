"""Free text is hostile: shown as it is, or without what would harm, on every screen; never obeyed."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest

from caseapp.casework.requests import Complainant
from caseapp.rules.errors import NotFound
from caseapp.rules.vocabulary import Role, State
from caseapp.rules.workflow import Actor
from caseapp.tui.desk import Entry
from tests.tui.fakes import HOSTILE, TODAY, Complaint, FakeDesk, a_case
from tests.tui.stage import Stage, staged


def hostile_desk(text: str) -> FakeDesk:
    """Every free text of a case is the same hostile one."""
    case = a_case(1, 4, State.STAGE_1, service=text or None, handler=text or None, sub_service=text or None)
    stage = replace(case.stages[0], handler=text or None)
    complaint = Complaint(
        replace(case, stages=(stage,)),
        summary=text,
        complainant=Complainant(text, text, text, text, text),
        details=text,
        timeline=(Entry(TODAY, text, text, text),),
    )
    return FakeDesk([complaint], actor=Actor(text or "Jo", Role.OFFICER))


def assert_harmless(stage: Stage) -> None:
    """Nothing on the screen steers the terminal or turns the writing round."""
    picture = stage.picture().replace("\n", "")
    harmful = {char for char in picture if unicodedata.category(char) == "Cc" or char in "\u202e\u2066\u200e"}
    assert set() == harmful
    assert stage.app.is_running


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
async def test_worklist_shows_it(text: str, size: tuple[int, int]) -> None:
    """In the list, in the case beside it and in the first line."""
    async with staged(hostile_desk(text), size=size) as stage:
        assert_harmless(stage)
        if text.startswith("refund"):
            assert "refund [/bold] now" in stage.picture()


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
async def test_dialogs_show_it(text: str) -> None:
    """In the headings, lists and refusals of forms, and in the explanation of dates."""
    desk = hostile_desk(text)
    desk.refuse = lambda _request: NotFound(text)
    async with staged(desk, size=(80, 24)) as stage:
        for key in ("s", "w"):
            await stage.press(key)
            assert_harmless(stage)
            await stage.press("escape")
        await stage.press("n")
        await stage.fill(words=text or "words")
        await stage.press("ctrl+s")
        assert_harmless(stage)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
async def test_notifications_show_it(text: str) -> None:
    """A sentence with the text in it is shown as it is."""
    desk = hostile_desk(text)
    desk.complaints = [replace(desk.complaints[0], case=replace(desk.complaints[0].case, reference=text[:40] or "-"))]
    async with staged(desk, size=(80, 24)) as stage:
        await stage.press("x", "y")

        assert_harmless(stage)
        assert len(stage.toasts()) == 2


async def test_typed_filter_is_not_markup() -> None:
    """What is typed into the filter is shown as it was typed."""
    async with staged() as stage:
        await stage.press("slash")
        await stage.type("[@click=app.quit]x[/]")

        assert "[@click=app.quit]x[/]" in stage.pane()
        assert_harmless(stage)


async def test_long_story_is_cut_with_a_pointer() -> None:
    """A wall of text does not make the pane slow: the rest is a command away."""
    async with staged(hostile_desk("word " * 10_000)) as stage:
        assert "44,000 more characters: caseapp show C26-00001" in stage.pane()
