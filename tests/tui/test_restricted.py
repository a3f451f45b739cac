"""Restricted cases and corrections in the terminal: opened on purpose, refused in words, corrected where wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import date

import pytest
from textual.widgets import Select

from caseapp.bootstrap import Caseapp
from caseapp.casework.people import add_person
from caseapp.casework.requests import Assign, Correct, Log, Restrict, Unrestrict
from caseapp.rules.errors import Conflict, RuleBroken
from caseapp.rules.vocabulary import Channel, Role
from caseapp.settings import read_settings
from caseapp.tui.store_desk import StoreDesk
from tests.builders import ADA
from tests.tui.at_case import shown
from tests.tui.fakes import MORGAN, FakeDesk, a_complaint
from tests.tui.stage import staged


def a_desk(**desk: object) -> FakeDesk:
    """A restricted case, the more urgent one, and one that is not."""
    cases = [a_complaint(1, 2, summary="Rude at the counter", restricted=True), a_complaint(2, 4)]
    return FakeDesk(cases, **desk)  # type: ignore[arg-type]  # a builder takes any field


async def test_restricted_case_is_opened_on_purpose() -> None:
    """What the cursor passes is not opened, and nothing of it is drawn; Enter opens it, one look each time.

    A dialog over it is no other look; a step is, for the case is read again. Restricting and opening to all ask for a
    reason alone, where they would do something.
    """
    async with staged(a_desk(actor=MORGAN), size=(220, 24)) as stage:
        await stage.press("down", "up")
        assert [] == stage.desk.opened
        assert "C26-00001 is restricted. Press Enter in the list to open it." in stage.pane()
        assert "Rude" not in stage.picture()
        assert stage.lines()[1].count("restricted") == 2
        assert "Bin number 2 was not collected" in stage.lines()[2]

        await stage.press("enter")
        assert ["C26-00001"] == stage.desk.opened
        assert "Rude at the counter" in shown(stage)
        assert "· restricted" in shown(stage)
        await stage.press("w", "escape", "R")
        assert "C26-00001 is restricted already" in stage.toasts()[-1]
        await stage.press("U", "ctrl+s")
        assert "▲ Say why it need not be restricted." in stage.problem("words")
        assert ["C26-00001"] == stage.desk.opened

        await stage.fill(words="The colleague has left")
        await stage.press("ctrl+s")
        assert "C26-00001: no longer restricted." == stage.toasts()[-1]
        assert ["C26-00001", "C26-00001"] == stage.desk.opened

        await stage.press("escape", "down", "up", "down")
        assert "WorklistScreen" == stage.dialog
        assert ["C26-00001", "C26-00001"] == stage.desk.opened
        assert "Rude" not in stage.picture()
        await stage.press("R")
        await stage.fill(words="About a colleague")
        await stage.press("ctrl+s")
        assert "C26-00002: restricted." == stage.toasts()[-1]

    assert [
        Unrestrict("C26-00001", "The colleague has left", expected_version=3),
        Restrict("C26-00002", "About a colleague", expected_version=3),
    ] == stage.desk.requests


async def test_correction_of_a_restricted_case() -> None:
    """Its form would show it, so it waits until the case is opened; what is wrong is told beside the fields.

    The fields say what the case says, and those left as they are are not corrected. A case that changed meanwhile is
    opened again, which is another look; what was typed stays.
    """
    refusals: Iterator[Exception | None] = iter([Conflict("Priya answered it."), None])
    desk = a_desk(actor=MORGAN, refuse=lambda _request: next(refusals))
    async with staged(desk, size=(80, 24)) as stage:
        await stage.press("C")
        assert "WorklistScreen" == stage.dialog
        assert ["C26-00001 is restricted. Press Enter in the list to open it. (R136)"] == stage.toasts()

        await stage.press("enter", "C")
        await stage.fill(summary=" ", received_on="31/2")
        await stage.press("ctrl+s")
        assert "Say why it is corrected." in stage.problem("reason")
        assert "Say in a few words what it is about." in stage.problem("summary")
        assert "“31/2” is not a date" in stage.problem("received_on")
        assert [] == stage.desk.requests

        stage.app.screen.query_one("#channel", Select).value = Channel.LETTER
        await stage.fill(reason="Misheard", summary="Rude at the counter", name="Sam Read", telephone="")
        await stage.fill(details="A whole street", received_on="20 May 2026", issue_on="18/5/2026")
        await stage.press("ctrl+s")
        assert "SidesDialog" == stage.dialog
        assert ["C26-00001", "C26-00001"] == desk.opened
        await stage.press("ctrl+s")
        assert "C26-00001: corrected." == stage.toasts()[-1]

    asked = Correct(
        "C26-00001", "Misheard", name="Sam Read", telephone="", details="A whole street", channel=Channel.LETTER,
        received_on=date(2026, 5, 20), issue_on=date(2026, 5, 18), expected_version=3,
    )  # fmt: skip
    assert [asked, asked] == stage.desk.requests


# Over a real store.


@pytest.fixture
def connect(founded_sqlite_address: str) -> Iterator[Callable[[str], Caseapp]]:
    """Opens one store as anybody: Ada founded it, Olga is an officer, Lee the lead; Handler has a restricted case."""
    with ExitStack() as until_the_end:

        def opened(user: str) -> Caseapp:
            settings = read_settings(database=founded_sqlite_address, user=user, today="2026-06-04", environment={})
            return until_the_end.enter_context(closing(Caseapp(settings)))

        ada = opened(ADA)
        with ada.acting() as (work, by, at):
            for name, role in (("Olga", Role.OFFICER), ("Lee", Role.LEAD), ("Handler", Role.OFFICER)):
                add_person(work, name, role, by=by, at=at)
        ada.do(Log(summary="Rude at the counter", service="Waste"))
        ada.do(Assign("C26-1", "Handler"))
        ada.do(Restrict("C26-1", "About a colleague"))
        yield opened


def looks(app: Caseapp) -> int:
    with app.reading() as reader:
        return int(reader.value("SELECT COUNT(*) FROM events WHERE action = 'viewed'"))


def test_desk_opens_a_restricted_case_for_those_it_is_for(connect: Callable[[str], Caseapp]) -> None:
    """In passing it is not shown to them either; opening it is an event, each time."""
    for number, user in enumerate(("Handler", "Lee", ADA), start=1):
        desk = StoreDesk(connect(user))
        with pytest.raises(RuleBroken, match="Press Enter in the list to open it"):
            desk.case_file("C26-00001")

        assert "Rude at the counter" == desk.open_case("C26-00001").summary
        assert number == looks(connect(ADA))


def test_desk_shows_a_restricted_case_to_nobody_else(connect: Callable[[str], Caseapp]) -> None:
    """They are told whom to ask, whether the cursor passes it or they open it."""
    for user in ("Olga", "Nia New"):
        desk = StoreDesk(connect(user))
        for way in (desk.case_file, desk.open_case):
            with pytest.raises(RuleBroken, match="ask Handler, who handles it, or a lead officer"):
                way("C26-00001")

    assert 0 == looks(connect(ADA))
