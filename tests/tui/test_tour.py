"""A whole case without a mouse, through the real process in a real terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from caseapp.cli.main import main
from tests.tui.in_tmux import CASEAPP, Tmux, require_tmux

TODAY = "2026-06-04"
"""A Thursday."""
REFERENCE = "C26-00001"


@pytest.fixture
def closed_store(founded_sqlite_address: str, capsys: pytest.CaptureFixture[str]) -> str:
    """A store in which roles count: one officer, one reviewer."""
    for name, role, *rest in (("Olga Officer", "officer"), ("Rhea Reviewer", "reviewer", "--close")):
        arguments = ["--database", founded_sqlite_address, "--as", "Ada Admin", "people", "--add", name]
        assert not main([*arguments, "--role", role, *rest]), capsys.readouterr().err
    capsys.readouterr()
    return founded_sqlite_address


def at_work(store: str, name: str, home: Path) -> Tmux:
    """The application as one person begins it."""
    command = (*CASEAPP, "--database", store, "--today", TODAY, "--as", name)
    return Tmux(command, {"HOME": str(home)})


def test_tour_of_a_whole_case(closed_store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Logged, answered, taken back, answered again, escalated, reviewed and found, by keys alone; then it verifies."""
    require_tmux()
    with at_work(closed_store, "Olga Officer", tmp_path) as terminal:
        terminal.until("Stage 2 +0")
        _log(terminal)
        _handle(terminal)
        _answer_twice(terminal)
        _escalate(terminal)
        terminal.press("q")
        terminal.until("ended with 0")
    with at_work(closed_store, "Rhea Reviewer", tmp_path) as terminal:
        terminal.until("Stage 2 +1")
        _review(terminal)
        _count(terminal)
        _find_help(terminal)
        terminal.press("q")
        terminal.until("ended with 0")

    assert not main(["--database", closed_store, "verify"]), capsys.readouterr()
    capsys.readouterr()
    assert not main(["--database", closed_store, "--as", "Ada Admin", "show", REFERENCE, "--json"])
    _require_story(json.loads(capsys.readouterr().out))


def _log(terminal: Tmux) -> None:
    """The guided form, typed at one go: each word stands in its own field. Then the case itself."""
    terminal.press("F3")
    terminal.until("press l to log one|No case is under the cursor")
    terminal.press("l")
    terminal.type("Bins missed three weeks running")
    terminal.press("Tab")
    terminal.type("wast")
    terminal.press("Enter", "Tab")  # Enter takes the service and goes on
    terminal.press("Tab")
    terminal.type("The crew passed the lane by.")
    terminal.press("Tab")
    terminal.type("The bin was not emptied")
    terminal.press("Enter")
    terminal.type("Nobody called back")
    terminal.press("Tab", "Tab")
    terminal.type("Sam Reed")
    terminal.until(r"Service +Waste", r"happened +The crew", r"Points +The bin", "Nobody called", r"Name +Sam Reed")
    terminal.press("C-s")
    terminal.until(f"› {REFERENCE}", f"{REFERENCE}: logged")
    terminal.press("Enter")
    terminal.until("1  The bin was not emptied", "2  Nobody called back", r"Complainant +Sam Reed")


def _handle(terminal: Tmux) -> None:
    """Acknowledge; extend, with the new date in sight first; and why it is due then."""
    terminal.press("a")
    terminal.until(f"Acknowledge {REFERENCE}", "by Thu 11 Jun 2026")
    terminal.press("C-s")
    terminal.until("acknowledged", gone=r"Esc cancel|awaiting acknowledgement")
    terminal.press("e")
    terminal.type("5")
    terminal.until("Thu 25 Jun 2026, instead of Thu 18 Jun 2026")
    terminal.press("Tab")
    terminal.type("Waiting for the contractor")
    terminal.press("Tab", "Space")
    terminal.until("● *▌? Yes|▐●▌ Yes", r"Reason +Waiting for the contractor")
    terminal.press("C-s")
    terminal.until("Answer by +Thu 25 Jun 2026", gone="Esc cancel")
    terminal.press("w")
    terminal.until(f"Why these dates: {REFERENCE}", "1  Fri 5 Jun 2026")
    terminal.press("Escape")
    terminal.until(gone="Why these dates")


def _answer_twice(terminal: Tmux) -> None:
    """With a finding on each point, from which the outcome follows; taken back, and given again."""
    _find_on_both_points(terminal)
    terminal.press("z")
    terminal.until(f"Take back on {REFERENCE}", "The answer will be taken back")
    terminal.press("C-s")
    terminal.until("stage 1, open", "taken back", gone="Esc cancel")
    _find_on_both_points(terminal)


def _find_on_both_points(terminal: Tmux) -> None:
    terminal.press("r")
    terminal.until("2 of 2 still to be given")
    terminal.press("Space", "Tab", "Down", "Down", "Space")
    terminal.until("→ Partly upheld, from 2 findings")
    terminal.press("C-s")
    terminal.until("stage 1, answered", "stage 1: upheld", "stage 1: not upheld", gone="Esc cancel")


def _escalate(terminal: Tmux) -> None:
    """Whoever may not review is not offered, with the reason; the reviewer is found by the first letters."""
    terminal.press("x")
    terminal.until(f"Escalate {REFERENCE}", "Olga Officer is not a stage 2 reviewer")
    terminal.press("Tab", "Enter")
    terminal.until(r"Rhea Reviewer \(reviewer\)")
    terminal.type("Rhea")
    terminal.press("Enter")
    terminal.until(r"Reviewer +Rhea Reviewer", gone=r"Ada Admin \(")
    terminal.press("C-s")
    terminal.until("stage 2, awaiting acknowledgement", r"Handler +Rhea Reviewer", gone="Esc cancel")


def _review(terminal: Tmux) -> None:
    """The reviewer finds the case by a word of it, and answers stage 2."""
    terminal.press("F7")
    terminal.type("lane")
    terminal.until(f"› ?{REFERENCE}.+Sam Reed")
    terminal.press("Enter")
    terminal.until("Next steps", "1  The bin was not emptied")
    terminal.press("a")
    terminal.until(f"Acknowledge {REFERENCE}")
    terminal.press("C-s")
    terminal.until("stage 2, open", gone="Esc cancel")
    terminal.press("r")
    terminal.until("2 of 2 still to be given")
    terminal.press("Space", "Tab", "Space")
    terminal.until("→ Upheld, from 2 findings")
    terminal.press("C-s")
    terminal.until("stage 2, answered", gone="Esc cancel")


def _count(terminal: Tmux) -> None:
    """It is in the figures of its quarter, and opened from there."""
    terminal.press("F4")
    terminal.until("2025-26-Q4", "Nothing was received", gone="counting")
    terminal.press("]")
    terminal.until("2026-27-Q1", r"Waste +2 +1 +1 +2", "Enter shows the one case", gone="counting")
    terminal.press("Enter")
    terminal.until(f"› {REFERENCE}", "0 Stage records", r"Decision +upheld")


def _find_help(terminal: Tmux) -> None:
    """A jump by reference as people say it, the keys of the screen, and the palette."""
    terminal.press("F2")
    terminal.until("New since")
    terminal.press(":")
    terminal.type("c26-1")
    terminal.until("Jump to a case", "c26-1")
    terminal.press("Enter")
    terminal.until("stage 2, answered", "Next steps")
    terminal.press("?")
    terminal.until("One case: by when", "Why these dates")
    terminal.type("undo")
    terminal.until("caseapp undo REF", gone="Why these dates")
    terminal.press("Escape")
    terminal.until("Next steps", gone="caseapp undo REF")
    terminal.press("C-p")
    terminal.type("light")
    terminal.until("Look: Light colours")
    terminal.press("Enter")
    terminal.until("Next steps", gone="Look: Light colours")


def _require_story(case: Any) -> None:
    """What the command line says of it: both stages, and everything that was done, nothing of it lost or twice."""
    assert ("stage-2-answered", "Waste", TODAY) == (case["state"], case["service"], case["received_on"])
    stages, timeline = case["stages"], case["events"]
    said = ("number", "acknowledged_on", "extended_to", "responded_on", "outcome", "handler")
    assert [
        (1, TODAY, "2026-06-25", TODAY, "partly-upheld", "Olga Officer"),
        (2, TODAY, None, TODAY, "upheld", "Rhea Reviewer"),
    ] == [tuple(stage[name] for name in said) for stage in stages]
    assert [
        *(("Olga Officer", action) for action in ("log", "point", "point", "acknowledge", "extend")),
        *(("Olga Officer", action) for action in ("respond", "undo", "respond", "escalate")),
        *(("Rhea Reviewer", action) for action in ("acknowledge", "respond")),
    ] == [(event["by"], event["action"]) for event in timeline]
