"""Find: what was typed is found as one types, with the words that match, and is opened from there."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Input

from caseapp.bootstrap import Caseapp
from caseapp.casework.people import add_person
from caseapp.casework.requests import Complainant, Log, Respond, Restrict
from caseapp.rules.errors import RuleBroken
from caseapp.rules.vocabulary import Outcome, Role, State
from caseapp.settings import read_settings
from caseapp.store.queries.finding import Hit
from caseapp.tui.desks import find as find_desk
from caseapp.tui.store_desk import StoreDesk
from caseapp.tui.widgets.hit_list import HitList, lines_of
from tests.tui.fakes import HOSTILE
from tests.tui.places import alone
from tests.tui.stage import Stage, staged

TODAY = date(2024, 8, 20)


@pytest.fixture(scope="module")
def lamps(founded_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with lamps in five cases, of which one is answered, and a restricted sixth case; tests copy it."""
    store = shutil.copy(founded_sqlite_template, tmp_path_factory.mktemp("lamps") / "lamps.db")
    with closing(seated(store, "Ada Admin")) as ada:
        for summary, details in (
            ("Lamp out", "Dark since Friday"),
            ("Street dark", "The lamp by our gate"),
            ("Lamp answered", ""),
            ("Lamp [/bold]\u202e red", HOSTILE[0]),
            ("Bins", f"{'wet ' * 12_000}lamp"),
        ):
            ada.do(Log(summary, "Waste", details=details, complainant=Complainant("Zoë Quill")))
        ada.do(Respond("C24-00003", Outcome.UPHELD))
        ada.do(Restrict(ada.do(Log("Lamp of the mayor", "Waste")).case.reference, "About a colleague"))
        with ada.acting() as (work, by, at):
            add_person(work, "Mel Member", Role.MEMBER, by=by, at=at)
    return alone(store)


def seated(store: str | Path, user: str) -> Caseapp:
    """The store as somebody uses it on that day."""
    return Caseapp(read_settings(database=str(store), user=user, today=str(TODAY), environment={}))


@pytest.fixture
def connect(lamps: Path, tmp_path: Path) -> Iterator[Callable[[str], Caseapp]]:
    """Opens one store as anybody."""
    store = shutil.copy(lamps, tmp_path / "lamps.db")
    with ExitStack() as until_the_end:
        yield lambda user: until_the_end.enter_context(closing(seated(store, user)))


def listed(stage: Stage) -> list[str]:
    hits = stage.app.screen.query_one(HitList)
    return [hit.reference[-1] for hit in hits._hits] if hits.display else []


def chosen(stage: Stage) -> str:
    hit = stage.app.screen.query_one(HitList).hit
    return hit.reference if hit else ""


def line(stage: Stage) -> Input:
    return stage.app.screen.query_one("#search", Input)


async def test_find_as_one_types(connect: Callable[[str], Caseapp]) -> None:
    """A case is found by its words, chosen with the arrows while one types, opened with Enter; Esc always goes back.

    A restricted case is found by its reference alone, and says nothing (R136).
    """
    async with staged(StoreDesk(connect("Ada Admin")), size=(80, 24), start="find") as stage:  # type: ignore[arg-type]  # any desk
        assert "Type what you remember" in stage.picture()

        await stage.press("l", "a", "m")
        assert ["5", "4", "3", "2", "1"] == listed(stage)
        assert "5 cases" == stage.said("#found-count")
        assert "newest first, open and closed cases" in stage.said("#find-order")
        assert "details: The lamp by our gate" in stage.picture()
        assert "Lamp [/bold] red" in stage.picture()
        assert "\u202e" not in stage.picture()
        assert "mayor" not in stage.picture()

        await stage.press("ctrl+o")
        assert {"1", "2", "3", "4", "5"} == set(listed(stage))
        assert "5" == listed(stage)[-1]  # the word is lost in the longest narrative
        await stage.press("ctrl+o", "ctrl+t")
        assert ["5", "4", "2", "1"] == listed(stage)
        assert "open cases only" in stage.said("#find-order")
        await stage.press("ctrl+t", "down", "down")
        assert "C24-00003" == chosen(stage)
        assert "›C24-00003" in stage.picture()
        await stage.press("enter")
        assert "CaseScreen" == stage.dialog

        await stage.press("escape")
        assert ("C24-00003", ["5", "4", "3", "2", "1"]) == (chosen(stage), listed(stage))
        await stage.press("tab", "G", "k", "y")
        assert "C24-00002" == stage.app.clipboard
        await stage.press("escape")
        assert line(stage).has_focus
        await stage.press(*" zz")
        assert [] == listed(stage)
        assert "No case holds “lam zz”" in stage.picture()
        await stage.press("escape")
        assert ("", "Type what you remember" in stage.picture()) == (line(stage).value, True)
        await stage.type("C24-00006")
        assert ["6"] == listed(stage)
        assert 2 == stage.picture().count("restricted")
        assert "mayor" not in stage.picture()
        await stage.press("escape", "escape")
        assert "TodayScreen" == stage.dialog


async def test_newest_request_wins(connect: Callable[[str], Caseapp], monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that comes late, to words that are no longer there, is never shown; nor does anything wait for it."""
    held, going = threading.Event(), threading.Event()
    asked: list[str] = []
    truly = find_desk.FindDesk.find

    def slowly(desk: find_desk.FindDesk, question: find_desk.Question) -> find_desk.Answer:
        asked.append(question.words)
        if question.words == "l":
            held.set()
            assert going.wait(10)
        return truly(desk, question)

    monkeypatch.setattr(find_desk.FindDesk, "find", slowly)
    async with staged(StoreDesk(connect("Ada Admin")), size=(80, 24), start="find") as stage:  # type: ignore[arg-type]  # any desk
        await stage.pilot.press("l")
        assert held.wait(10)
        await stage.pilot.press("a", "m", "p", " ", "o", "u", "t")
        assert [] == listed(stage)
        going.set()
        await stage.press("down")
        assert ["1"] == listed(stage)

    assert ["l", "lamp out"] == asked


def test_member_finds_no_case(connect: Callable[[str], Caseapp]) -> None:
    """A member sees figures and never a case (R54)."""
    with pytest.raises(RuleBroken, match="R54"):
        find_desk.FindDesk(connect("Mel Member")).find(find_desk.Question("lamp"))


def a_hit(text: str, marks: tuple[tuple[int, int], ...] = ()) -> Hit:
    return Hit(1, text or "C24-00001", State.NEW, text, TODAY, text, text, False, "details", text, marks)  # noqa: FBT003  # a row


@pytest.mark.parametrize("width", [0, 1, 40, 80, 200])
@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_lines_fit_whatever_was_written(text: str, width: int) -> None:
    """Two lines, no wider than the list once it has room for its columns, and nothing in them that would harm."""
    drawn = lines_of(a_hit(text[:300], ((0, 3),)), TODAY, width).plain
    first, second = drawn.split("\n")

    assert cell_len(first) <= max(width, 70)
    assert cell_len(second) <= width
    assert not set(drawn) & set("\x1b\x07\x9b\u202e")


def test_matches_are_bold_and_underlined() -> None:
    """In their places, whatever stands before them; colour is not what tells them."""
    content = lines_of(a_hit("a 🗑 missed bin", ((4, 10), (11, 14))), TODAY, 100)

    assert ["missed", "bin"] == [
        content.plain[span.start : span.end] for span in content.spans if "underline" in str(span.style)
    ]
    assert isinstance(content, Content)
