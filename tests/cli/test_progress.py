"""How far long work has come: for a person at a terminal, and for nobody else."""

from __future__ import annotations

from io import StringIO

from caseapp.cli.progress import Progress, pace


class Screen(StringIO):
    """A terminal that remembers."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def test_pace_says_rows_rate_and_time_left() -> None:
    """A rate once there is one to speak of, the time left once the end is known."""
    assert "500 rows" == pace(500, None, 1.0)
    assert "9,500 rows, 1,900 a second" == pace(9_500, None, 5.0)
    assert "9,500 rows, 25% of the file, 1,900 a second, about 15 seconds left" == pace(9_500, None, 5.0, 0.25)
    assert "0 of 80 rows" == pace(0, 80, 9.0)
    assert "9,500 of 19,000 rows, 1,900 a second, about 5 seconds left" == pace(9_500, 19_000, 5.0)
    assert "100 of 100,000 rows, 10 a second, about 166 minutes left" == pace(100, 100_000, 10.0)


def test_line_is_written_over_and_taken_away() -> None:
    """Now and then, not for every row; what is left is the line before."""
    screen, time = Screen(), [0.0]
    with Progress("Reading", 10, to=screen, clock=lambda: time[0]) as progress:
        for done, at in enumerate((0.0, 0.1, 4.0)):
            time[0] = at
            progress(done)

    lines = screen.getvalue().split("\r\x1b[K")
    assert ["", "Reading: 0 of 10 rows", "Reading: 2 of 10 rows, 0.5 a second, about 16 seconds left", ""] == lines


def test_nothing_is_written_to_a_log() -> None:
    """Where there is no terminal, progress would only fill a file."""
    log = StringIO()
    with Progress("Reading", to=log) as progress:
        progress(5)

    assert "" == log.getvalue()
