"""The forms of a new contact: services found as one types, doubts that do not block, what was heard before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from textual.widgets import Button, Input

from caseapp.casework.requests import Complainant, Log
from caseapp.rules.vocabulary import Channel, Kind, State
from caseapp.store.queries.previous import Earlier
from caseapp.tui.desk import Past, SpecialNote
from caseapp.tui.dialogs.hints import email_doubt, lateness_doubt, postcode_doubt, telephone_doubt
from caseapp.tui.dialogs.picker import meant, narrowed
from caseapp.tui.widgets.earlier_list import EarlierList
from tests.tui.at_case import at_case
from tests.tui.fakes import TODAY, FakeDesk


async def test_log_takes_a_whole_contact() -> None:
    """What a caller says goes into one request; services are found by a part of their name; doubts do not block.

    What is needed and missing, and names that fit none or several, are told beside their fields. At 80 by 24 the
    buttons of this longest form are in sight.
    """
    async with at_case(size=(80, 24)) as stage:
        await stage.press("l")
        assert 0 < stage.app.screen.query_one("#save", Button).region.y < 24
        await stage.press("tab")
        assert "Housing [repairs]" in stage.said("#field-service .note")
        await stage.type("s")
        assert "› Waste and recycling\n  Housing [repairs]" == stage.said("#field-service .note")
        await stage.press("down", "enter")
        assert "Housing [repairs]" == stage.app.screen.query_one("#service", Input).value
        assert "sub-service" == getattr(stage.app.focused, "id", None)

        await stage.fill(service="s", others="nowhere")
        await stage.press("ctrl+s")
        assert "LogDialog" == stage.dialog
        assert stage.problem("summary")
        assert "There is no one service “s”" in stage.problem("service")
        assert "There is no one service “nowhere”" in stage.problem("others")
        assert [] == stage.desk.requests

        await stage.fill(
            summary="Bins", service="repairs", others="waste", details="Not\nemptied", points="Missed\n\nRude ",
            name="Sam Reed", email="sam", postcode="cb2 3qj", telephone="12", contact="By letter", received="1/6",
            issue="1/6/2024", aware="2/6/2024",
        )  # fmt: skip
        assert "one @" in stage.said("#field-email .note")
        assert "ten or eleven digits" in stage.said("#field-telephone .note")
        assert "R15" in stage.said("#field-aware .note")
        assert "→ Mon 1 Jun 2026" == stage.said("#field-received .note")
        assert "" == stage.said("#field-postcode .note")
        assert "such as Part of Housing [repairs]" == stage.said("#field-sub-service .note")
        await stage.press("ctrl+s")

    asked = Log(
        "Bins", "Housing [repairs]", Kind.COMPLAINT, Channel.TELEPHONE, date(2026, 6, 1), details="Not\nemptied",
        complainant=Complainant("Sam Reed", "sam", "12", "", "cb2 3qj"), other_services=("Waste and recycling",),
        points=("Missed", "Rude"), contact="By letter", issue_on=date(2024, 6, 1), aware_on=date(2024, 6, 2),
    )  # fmt: skip
    assert [asked] == stage.desk.requests


async def test_earlier_complaints_are_offered_while_one_types() -> None:
    """Whoever was heard before is listed beneath; a look at one, and the same matter goes into the form."""
    earlier = Earlier("C26-00002", State.STAGE_1, "Waste", "Noise [/bold]", TODAY, "same e-mail")
    desk = FakeDesk(heard=Past((earlier,), (SpecialNote("C26-00002", "Large print"),)))
    async with at_case(desk, size=(80, 24)) as stage:
        await stage.press("l")
        await stage.fill(name="Sam Reed")
        await stage.pilot.pause(0.4)
        await stage.press("f5")  # waits for the answer
        assert "Heard before: 1 earlier complaint" in stage.said("#heard-title")
        assert "▲ Noted on C26-00002: Large print" in stage.said("#heard-title")
        assert "Noise [/bold]" in str(stage.app.screen.query_one(EarlierList).get_option_at_index(0).prompt)

        stage.app.screen.query_one(EarlierList).focus()
        await stage.press("down", "enter")
        assert "LookDialog" == stage.dialog
        await stage.press("ctrl+s")
        assert "C26-00002: Noise from the depot at night" == stage.app.screen.query_one("#raised", Input).value


async def test_compliment_asks_for_little() -> None:
    """A compliment has a form of its own, without points, dates of the issue or adjustments (R7)."""
    async with at_case(size=(80, 24)) as stage:
        await stage.press("L")
        assert not stage.app.screen.query("#points, #adjustments, #issue, #kind")
        await stage.fill(summary="Thank you", service="waste", name="Sam Reed")
        await stage.press("ctrl+s")

    asked = Log(
        "Thank you", "Waste and recycling", Kind.COMPLIMENT, Channel.TELEPHONE, complainant=Complainant("Sam Reed")
    )
    assert [asked] == stage.desk.requests


@pytest.mark.parametrize(
    ("doubt", "fine", "odd"),
    [
        (email_doubt, ("", "a.b@c.org"), ("a", "a@b", "a b@c.org", "a@b@c.org")),
        (postcode_doubt, ("", "CB2 3QJ", "cb23qj", "W1A 0AX"), ("CB2", "2CB 3QJ", "somewhere")),
        (
            telephone_doubt,
            ("", "01223 457000", "+44 (0)1223-457000", "07700 900123 ext 4"),
            ("12", "call me", "1.2E+09"),
        ),
    ],
)
def test_doubts_are_about_what_is_odd(doubt: Callable[[str], str], fine: tuple[str, ...], odd: tuple[str, ...]) -> None:
    """An address, a postcode and a number as people write them raise no doubt; others do."""
    assert ["" for _ in fine] == [doubt(each) for each in fine]
    assert all(doubt(each) for each in odd)


def test_both_dates_must_be_old_to_be_late() -> None:
    """A complaint is late only when it happened and was known more than twelve months before (R15)."""
    received, old, new = date(2026, 6, 4), date(2025, 6, 3), date(2025, 6, 4)

    assert "R15" in lateness_doubt(received, old, old)
    assert "" == lateness_doubt(received, old, new) == lateness_doubt(received, new, old)
    assert "" == lateness_doubt(received, old, None) == lateness_doubt(received, None, old)


def test_names_narrow_by_every_word() -> None:
    """Words in any order, without case or accents; those that begin so come first; one left is meant."""
    names = ("Housing Repairs", "Repairs to roads", "Café licences")

    assert ["Repairs to roads", "Housing Repairs"] == narrowed(names, "rep")
    assert ["Housing Repairs"] == narrowed(names, "repairs HOUS")
    assert "Café licences" == meant(names, "cafe")
    assert meant(names, "rep") is None
    assert meant(names, " ") is None
