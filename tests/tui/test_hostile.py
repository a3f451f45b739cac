"""Free text is hostile: shown as it is, or without what would harm, on every screen; never obeyed."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from rich.cells import cell_len

from caseapp.casework.requests import Complainant
from caseapp.rules.errors import NotFound
from caseapp.rules.vocabulary import Role, State
from caseapp.rules.workflow import Actor
from caseapp.tui.desk import Entry
from tests.tui.fakes import HOSTILE, TODAY, Complaint, FakeDesk, a_case
from tests.tui.stage import Stage, staged


def hostile(number: int, text: str) -> Complaint:
    """A case of which every free text is the same hostile one."""
    case = a_case(number, 4, State.STAGE_1, service=text or None, handler=text or None, sub_service=text or None)
    stage = replace(case.stages[0], handler=text or None)
    return Complaint(
        replace(case, stages=(stage,)),
        summary=text,
        complainant=Complainant(text, text, text, text, text),
        details=text,
        timeline=(Entry(TODAY, text, text, text),),
    )


def hostile_desk() -> FakeDesk:
    """A desk that only has cases that mean harm."""
    return FakeDesk([hostile(number, text) for number, text in enumerate(HOSTILE, start=1)])


def assert_harmless(stage: Stage) -> None:
    """Nothing on the screen steers the terminal or turns the writing round."""
    picture = stage.picture().replace("\n", "")
    harmful = {char for char in picture if unicodedata.category(char) == "Cc" or char in "\u202e\u2066\u200e"}
    assert set() == harmful
    assert stage.app.is_running


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_worklist_shows_it(size: tuple[int, int]) -> None:
    """In the list and in the case beside it: each text as it is, or without what would harm."""
    async with staged(hostile_desk(), size=size) as stage:
        assert "refund [/bold] now" in stage.picture()
        assert "[@click=app.quit]x[/]" in stage.picture()
        for _text in HOSTILE:
            assert_harmless(stage)
            await stage.press("j")
        assert {size[0]} == {cell_len(line) for line in stage.picture().splitlines()}


async def test_forms_and_explanations_show_it() -> None:
    """In the headings, lists and refusals of forms, and in the explanation of dates."""
    desk = hostile_desk()
    refusals = iter(HOSTILE)
    desk.refuse = lambda _request: NotFound(next(refusals))
    async with staged(desk, size=(80, 24)) as stage:
        await stage.press("n")
        await stage.fill(words="words")
        for _text in HOSTILE[:5]:
            await stage.press("ctrl+s")
            assert_harmless(stage)
        await stage.press("escape", "ctrl+s")
        desk.complaints = [hostile(1, "".join(HOSTILE))]
        for key in ("f5", "s", "escape", "w", "escape"):
            await stage.press(key)
            assert_harmless(stage)


async def test_people_and_services_are_words() -> None:
    """Names of people and services are data too: the lists to choose from show them as they are."""
    desk = FakeDesk(actor=Actor(HOSTILE[0], Role.LEAD), people=tuple(Actor(text, Role.REVIEWER) for text in HOSTILE))
    async with staged(desk, size=(120, 40)) as stage:
        assert "refund [/bold] now (lead)" in stage.picture()
        await stage.press("s", "enter")
        assert "[@click=app.quit]x[/]" in stage.picture()
        assert_harmless(stage)


async def test_notices_show_it() -> None:
    """A sentence with the text in it is shown as it is."""
    desk = FakeDesk([])
    async with staged(desk, size=(80, 24)) as stage:
        for text in HOSTILE[:5]:
            case = hostile(1, text)
            desk.complaints = [replace(case, case=replace(case.case, reference=text[:40]))]
            await stage.press("f5", "x", "y")
            assert_harmless(stage)
        assert 10 == len(stage.toasts())


async def test_pasted_text_is_made_safe() -> None:
    """What is pasted into a form or the filter loses what would steer a terminal, and is never markup."""
    async with staged() as stage:
        for key in ("slash", "escape", "n"):
            await stage.press(key)
            await stage.paste("".join(HOSTILE))
            assert_harmless(stage)


async def test_typed_filter_is_not_markup() -> None:
    """What is typed into the filter is shown as it was typed."""
    async with staged() as stage:
        await stage.press("slash")
        await stage.type("[@click=app.quit]x[/]")

        assert "contains “[@click=app.quit]x[/]”" in stage.picture()
        assert_harmless(stage)


async def test_long_story_is_cut_with_a_pointer() -> None:
    """A wall of text does not make the pane slow: the rest is a command away."""
    async with staged(FakeDesk([hostile(1, "word " * 10_000)])) as stage:
        assert "44,000 more characters: caseapp show C26-00001" in stage.pane()
