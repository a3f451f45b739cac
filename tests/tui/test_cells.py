"""Text fitted to cells, days in words, dates as typed, columns and blocks: the pure parts."""

from __future__ import annotations

import unicodedata
from array import array
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from caseapp.rules.errors import InvalidInput
from caseapp.rules.instants import short_date
from caseapp.rules.urgency import Urgency, days_left
from caseapp.tui.dialogs.dates import read_date
from caseapp.tui.widgets.blocks import Blocks, position_of
from caseapp.tui.widgets.cells import fitted
from caseapp.tui.widgets.columns import GAP, GUTTER, Cell, Column, place
from caseapp.tui.widgets.worklist_columns import WorklistColumns
from tests.tui.fakes import CALENDAR, HOSTILE, TODAY, a_complaint


@given(st.text(), st.integers(0, 60))
def test_fitted_text_fills_its_cells(text: str, width: int) -> None:
    """Whatever the text, it takes exactly the cells that it was given, on one line."""
    assert width == cell_len(fitted(text, width))


@given(st.text(alphabet=st.characters(categories=["Cc", "Cf", "Lu"])), st.integers(1, 40))
def test_fitted_text_has_no_control_characters(text: str, width: int) -> None:
    """Nothing that steers a terminal is left."""
    assert not [char for char in fitted(text, width) if unicodedata.category(char) == "Cc"]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_fills_its_cells(text: str) -> None:
    """Escape codes, overrides, stacked marks and walls of text take no more room than others."""
    drawn = fitted(text, 20)

    assert 20 == cell_len(drawn)
    assert "\x1b" not in drawn
    assert len(drawn) <= 20 * 10


@pytest.mark.parametrize(
    ("text", "width", "drawn"),
    [
        ("abc", 5, "abc  "),
        ("abcdef", 5, "abcd…"),
        ("ゴミの収集", 6, "ゴミ… "),
        ("ゴミの", 6, "ゴミの"),
        ("cafe\u0301s", 5, "cafe\u0301s"),
        ("", 3, "   "),
        ("abc", 0, ""),
    ],
)
def test_text_is_cut_between_characters(text: str, width: int, drawn: str) -> None:
    """What does not fit ends in an ellipsis; a wide character is never halved; a mark stays on its letter."""
    shown = fitted(text, width)

    assert width == cell_len(shown)
    assert drawn.rstrip() == shown.rstrip()


@pytest.mark.parametrize(
    ("on", "words", "urgency"),
    [
        (date(2026, 6, 1), "▲ 3 late", Urgency.LATE),
        (date(2026, 6, 4), "● today", Urgency.TODAY),
        (date(2026, 6, 5), "◐ 1 day", Urgency.SOON),
        (date(2026, 6, 8), "◐ 2 days", Urgency.SOON),
        (date(2026, 6, 10), "○ 4 days", Urgency.LATER),
        (date(2035, 1, 1), "○ later", Urgency.LATER),
        (date(2020, 1, 1), "▲ late", Urgency.LATE),
    ],
)
def test_days_left_are_working_days(on: date, words: str, urgency: Urgency) -> None:
    """Days late and days left are counted in working days, and said in words and shape."""
    left = days_left(CALENDAR, TODAY, on)

    assert (words, urgency) == (left.words, left.urgency)


def test_friday_is_late_on_saturday() -> None:
    """A date passed over a weekend is late, though no working day has gone by."""
    assert "▲ late" == days_left(CALENDAR, date(2026, 6, 6), date(2026, 6, 5)).words


def test_shapes_differ() -> None:
    """Each urgency has a shape of its own, so that colour is never the only sign."""
    days = [days_left(CALENDAR, TODAY, TODAY + timedelta(days=n)) for n in (-1, 0, 1, 7)]

    assert 4 == len({left.shape for left in days}) == len({left.urgency for left in days})


def test_years_are_said_when_they_differ() -> None:
    """A date of this year is short; one of another year says which."""
    assert ("4 Jun", "4 Jun 25") == (short_date(TODAY, TODAY), short_date(date(2025, 6, 4), TODAY))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-06-01", date(2026, 6, 1)),
        ("1/6/2026", date(2026, 6, 1)),
        ("1/6/26", date(2026, 6, 1)),
        ("1 June", date(2026, 6, 1)),
        ("1 Jun 2026", date(2026, 6, 1)),
        ("31.12", date(2025, 12, 31)),
        ("29/2", date(2024, 2, 29)),
        ("Today", TODAY),
        (" yesterday ", date(2026, 6, 3)),
    ],
)
def test_date_is_read_as_it_is_meant(typed: str, meant: date) -> None:
    """Dates are day first; without a year the latest that is not in the future."""
    assert meant == read_date(typed, TODAY)


@pytest.mark.parametrize("typed", ["soon", "31/2/2026", "2026-13-01", "", "6", "1 smarch", "99999-01-01"])
def test_nonsense_is_not_a_date(typed: str) -> None:
    """What is no date is refused with examples."""
    with pytest.raises(InvalidInput, match="is not a date; write one such as"):
        read_date(typed, TODAY)


def _columns() -> list[Column[str]]:
    return [
        Column("A", 9, Cell),
        Column("B", 13, Cell, from_width=60),
        Column("C", 16, Cell, flexible=True),
    ]


@given(st.integers(31, 300))
def test_columns_fill_the_width(width: int) -> None:
    """However wide the grid, its columns and gaps take all of it, no more and no less."""
    placed = place(_columns(), width)

    assert width == GUTTER + sum(each.width for each in placed) + GAP * (len(placed) - 1)


def test_column_appears_with_width() -> None:
    """A column that needs room is left out where there is none."""
    assert [2, 3] == [len(place(_columns(), width)) for width in (59, 60)]


@pytest.mark.parametrize(("reference", "shown"), [("C26-00417", "C26-00417"), ("CFC-2023-0576", "…023-0576")])
def test_long_reference_shows_its_end(reference: str, shown: str) -> None:
    """References of an old tracker differ at their end; those given here are shown whole."""
    row = replace(a_complaint(1).row, reference=reference)

    assert shown == WorklistColumns().known["reference"].cell(row).text


def test_blocks_forget_what_was_not_looked_at() -> None:
    """Only so many blocks are held; the one not looked at for longest goes first."""
    blocks: Blocks[str] = Blocks(array("q", range(100)), block=10, most=3)
    for number in (0, 1, 2):
        blocks.put(number, {each: str(each) for each in blocks.ids_of(number)})
    blocks.touch(0, 5)
    blocks.put(5, {each: str(each) for each in blocks.ids_of(5)})

    assert ("0", None, "29", "50") == tuple(map(blocks.row_at, (0, 10, 29, 50)))
    assert [1, 3, 4, 6] == blocks.missing(0, 69)


@given(st.lists(st.integers(), unique=True, max_size=20), st.integers(0, 30))
def test_position_follows_the_id(ids: list[int], otherwise: int) -> None:
    """The cursor stays with its row; when the row is gone, at the nearest place that there is."""
    listed = array("q", [each % 2**62 for each in ids])

    for identity in set(listed):
        assert listed[position_of(listed, identity, otherwise)] == identity
    assert 0 <= position_of(listed, -1, otherwise) <= max(0, len(listed) - 1)
