"""Work in threads: results and failures come back as messages, and nothing ends the application."""

from __future__ import annotations

import threading

from textual.app import App

from caseapp.rules.errors import NotFound
from caseapp.tui.background import Lane, in_background, sentence_of
from caseapp.tui.run import settled


async def test_result_comes_back_on_the_applications_thread() -> None:
    """The job runs elsewhere; what follows it runs here."""
    app: App[None] = App()
    threads: list[int] = []
    async with app.run_test() as pilot:
        in_background(
            app, threading.get_ident, lambda there: threads.extend([there, threading.get_ident()]), print, name="job"
        )
        await settled(pilot)

    job, after = threads
    assert threading.get_ident() == after != job


async def test_failure_comes_back_as_a_value() -> None:
    """A job that raises ends nothing: the error is handed over."""
    app: App[None] = App()
    errors: list[Exception] = []
    async with app.run_test() as pilot:
        in_background(app, lambda: 1 // 0, print, errors.append, name="job")
        await settled(pilot)

        assert app.is_running
    assert [ZeroDivisionError] == [type(error) for error in errors]


async def test_burst_costs_two_jobs() -> None:
    """Of twenty requests while one runs only the newest follows, and only its result is delivered."""
    app: App[None] = App()
    gate, ran, got = threading.Event(), list[int](), list[int]()

    def job(number: int) -> int:
        gate.wait(10)
        ran.append(number)
        return number

    async with app.run_test() as pilot:
        lane = Lane(app, "jobs", got.append, print)
        for number in range(20):
            lane.start(lambda number=number: job(number))  # type: ignore[misc]  # binds the number now
        assert lane.is_busy
        gate.set()
        await settled(pilot)

        assert not lane.is_busy
    assert [0, 19] == ran
    assert [19] == got


async def test_forgotten_job_delivers_nothing() -> None:
    """What was asked for and then given up does not come back."""
    app: App[None] = App()
    got: list[int] = []
    async with app.run_test() as pilot:
        lane = Lane(app, "jobs", got.append, print)
        lane.start(lambda: 1)
        lane.forget()
        await settled(pilot)

    assert [] == got


def test_known_errors_keep_their_sentence() -> None:
    """An error of caseapp says its own sentence; any other that it was not meant to happen."""
    assert "There is no case C26-00001." == sentence_of(NotFound("There is no case C26-00001."))
    assert "should not have: OSError: gone." in sentence_of(OSError("gone"))
