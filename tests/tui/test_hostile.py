"""Free text is hostile: shown as it is, or without what would harm, on every screen; never obeyed."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from rich.cells import cell_len
from textual.widgets import Input, TextArea

from caseapp.casework.requests import Complainant
from caseapp.rules.case import Point
from caseapp.rules.errors import Conflict, NotFound
from caseapp.rules.vocabulary import Action, Role, State
from caseapp.rules.workflow import Actor
from caseapp.store.queries.previous import Earlier
from caseapp.tui.commands import COMMANDS
from caseapp.tui.desk import Entry, Past, Sitting, SpecialNote
from caseapp.tui.dialogs.table import form_for
from caseapp.tui.run import settled
from tests.tui.at_case import at_case
from tests.tui.fakes import HOSTILE, TODAY, Complaint, FakeDesk, a_case
from tests.tui.stage import Stage, staged


def hostile(number: int, text: str) -> Complaint:
    """A case of which every free text is the same hostile one."""
    case = a_case(number, 4, State.STAGE_1, service=text or None, handler=text or None, sub_service=text or None)
    stage = replace(case.stages[0], handler=text or None)
    return Complaint(
        replace(case, stages=(stage,), points=(Point(1, text),)),
        summary=text,
        complainant=Complainant(text, text, text, text, text),
        details=text,
        adjustments=text,
        contact=text,
        timeline=(Entry(TODAY, text, text, text),),
    )


def hostile_desk() -> FakeDesk:
    """A desk that only has cases that mean harm."""
    return FakeDesk([hostile(number, text) for number, text in enumerate(HOSTILE, start=1)])


def is_harmful(char: str) -> bool:
    """Whether a character steers the terminal or turns the writing round."""
    return unicodedata.category(char) == "Cc" or char in "\u202e\u2066\u200e"


def assert_harmless(stage: Stage) -> None:
    """Nothing on the screen does harm."""
    assert set() == set(filter(is_harmful, stage.picture().replace("\n", "")))
    assert stage.app.is_running


SIZES = ((80, 24), (200, 60))


async def test_worklist_shows_it() -> None:
    """In the list and in the case beside it, at any size: each text as it is, or without what would harm."""
    desk = hostile_desk()
    desk.actor = Actor(HOSTILE[0], Role.LEAD)
    async with staged(desk, size=SIZES[0]) as stage:
        for width, height in SIZES:
            await stage.pilot.resize_terminal(width, height)
            await stage.press("g")
            for text in HOSTILE:
                assert_harmless(stage)
                if text in HOSTILE[:2]:
                    assert text[:30] in stage.picture()
                await stage.press("j")
            assert {width} == {cell_len(line) for line in stage.picture().splitlines()}
        assert "refund [/bold] now (lead)" in stage.picture()


SHORT = "".join(text for text in HOSTILE if len(text) < 1_000)


async def test_case_screen_shows_it() -> None:
    """In the heading, the banner, the points, the stories, the history and earlier complaints; each whole text too."""
    desk = FakeDesk([hostile(1, HOSTILE[0])])
    long = "".join(HOSTILE)
    desk.heard = Past((Earlier(long, State.STAGE_1, long, long, TODAY, long),), (SpecialNote(long, long, long),))
    async with at_case(desk, size=SIZES[0]) as stage:
        assert "[/bold] now" in stage.picture()
        desk.complaints = [replace(hostile(1, SHORT), details=long)]
        await stage.press("f5")
        assert_harmless(stage)
        await stage.press("v")
        assert_harmless(stage)
        assert "x" * 50_000 in stage.app.screen.query_one(TextArea).text
        await stage.press("escape", "S")
        assert_harmless(stage)
        await stage.press("escape")
        await stage.pilot.resize_terminal(*SIZES[1])
        await settled(stage.pilot)
        assert_harmless(stage)


class HostileLists(FakeDesk):
    """A desk at which everybody, and every service, has a name that means harm."""

    def sitting(self) -> Sitting:
        """The same lists of each."""
        people = tuple(Actor(text, Role.REVIEWER) for text in HOSTILE)
        return replace(super().sitting(), services=HOSTILE, people=people)


async def test_every_form_shows_it() -> None:
    """In the lists, fields, refusals and drafts of forms, in both sides of a conflict, and in the explanation."""
    desk = HostileLists([replace(hostile(1, SHORT), details="x" * 5_000)], actor=Actor(HOSTILE[0], Role.LEAD))
    refusals = iter([*map(NotFound, HOSTILE[1:3]), Conflict(SHORT)])
    desk.refuse = lambda _request: next(refusals)
    async with at_case(desk, size=SIZES[0]) as stage:
        for keys in (("b",), ("s", "enter"), ("r",), ("C",), ("w",)):
            await stage.press(*keys)
            assert_harmless(stage)
            assert (keys[0] in "bs") <= ("[@click=app.quit]x[/]" in stage.picture())
            while stage.dialog != "CaseScreen":
                await stage.press("escape")
        await stage.press("n")
        await stage.paste(SHORT)
        for _text in HOSTILE[:3]:
            await stage.press("ctrl+s")
            assert_harmless(stage)
        assert "SidesDialog" == stage.dialog
        await stage.press("escape", "escape", "enter")
        assert "CaseScreen" == stage.dialog
        for key in ("D", "enter"):
            await stage.press(key)
            assert_harmless(stage)
        assert "refund [/bold] now" in stage.app.screen.query_one("#words", TextArea).text


@pytest.mark.parametrize("action", [command.verb for command in COMMANDS if command.verb])
def test_headings_of_forms_show_it(action: Action) -> None:
    """A reference from elsewhere stands in the heading of each form, on one line and without what would harm."""
    text = "".join(HOSTILE[:8])
    case = hostile(1, "")
    desk = FakeDesk([replace(case, case=replace(case.case, reference=text))])
    words = form_for(action, desk, desk.sitting(), desk.case_file(text)).title_words

    assert "refund [/bold] now" in words
    assert not [char for char in words if is_harmful(char) or char == "\n"]


async def test_notices_show_it() -> None:
    """A sentence with the text in it is shown as it is."""
    desk = FakeDesk([])
    async with staged(desk, size=SIZES[0]) as stage:
        for text in ("".join(HOSTILE[:3]), "".join(HOSTILE[3:5])):
            case = hostile(1, text)
            desk.complaints = [replace(case, case=replace(case.case, reference=text))]
            await stage.press("f5", "x", "y")
            assert_harmless(stage)
        assert 4 == len(stage.toasts())
        assert "refund [/bold] now" in stage.toasts()[0]


async def test_pasted_text_is_made_safe() -> None:
    """What is pasted into a form or the filter loses what would steer a terminal, and is never markup."""
    async with staged(size=SIZES[0]) as stage:
        await stage.press("slash")
        await stage.paste(SHORT)
        assert_harmless(stage)
        pasted = stage.app.screen.query_one("#filter", Input).value
        assert pasted.startswith("refund [/bold] now")
        assert not list(filter(is_harmful, pasted))

        await stage.press("escape", "n")
        await stage.paste("".join(HOSTILE))
        assert_harmless(stage)
        pasted = stage.app.screen.query_one("#words", TextArea).text
        assert "refund [/bold] now" in pasted
        assert "x" * 50_000 in pasted
        assert not [char for char in pasted if is_harmful(char) and char not in "\n\t"]
