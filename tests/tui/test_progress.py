"""Long work shows how far it is, and stops when it is asked to."""

from __future__ import annotations

import threading

from caseapp.tui.dialogs.progress import Ending, ProgressDialog, Reached, Running, _words
from tests.tui.stage import staged


async def test_work_is_stopped_and_tells_how_far_it_came() -> None:
    """Esc asks the job to stop; what it gives then is the result, and the dialog closes by itself."""
    endings: list[Ending[int] | None] = []
    begun, go_on = threading.Event(), threading.Event()

    def job(running: Running) -> int:
        running.report(12, 340, "C26-00012 [/b]")
        begun.set()
        go_on.wait(10)
        return 12 if running.is_stopped else 340

    async with staged() as stage:
        stage.app.push_screen(ProgressDialog("Work", job), endings.append)
        await stage.pilot.pause()
        begun.wait(10)
        await stage.pilot.pause(0.15)
        assert "12 of 340 cases" in stage.picture()
        assert "C26-00012 [/b]" in stage.picture()

        await stage.pilot.press("escape")
        assert "Stopping …" in stage.picture()
        go_on.set()
        await stage.press("down")
        assert [Ending(12, None, was_stopped=True)] == endings
        assert "WorklistScreen" == stage.dialog


def test_progress_in_words() -> None:
    """A count, and after a second its rate and the time that is left."""
    assert "Getting ready …" == _words(Reached(), 0.0, "rows")
    assert "12 of 340 rows" == _words(Reached(12, 340), 0.5, "rows")
    assert "120 of 340 rows · 60 a second · 4 s left" == _words(Reached(120, 340), 2.0, "rows")
    assert "50 rows · 25 a second · 6 s left" == _words(Reached(50, part=0.25), 2.0, "rows")
    assert "50 rows · 25 a second" == _words(Reached(50), 2.0, "rows")
    assert "1 of 11 rows · 6 a minute · 2 minutes left" == _words(Reached(1, 11), 10.0, "rows")
