"""What a search found, two lines a case: which case it is, and the words that matched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.content import Content
from textual.events import Resize
from textual.strip import Strip
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from caseapp.rules.instants import short_date
from caseapp.rules.text import one_line
from caseapp.tui.widgets.cells import fitted

if TYPE_CHECKING:
    from caseapp.store.queries.finding import Hit

_REFERENCE, _DATE, _STATE = 13, 9, 23
_BEFORE = _REFERENCE + _DATE + _STATE + 7
_LEAST = 8
_MATCH = "bold underline"
_LINES = 2
"""Of each case."""
_IN_FIRST_LINE = frozenset({"reference", "name"})
_MOST_SUMMARY = 400
_INDENT = "   "
_JOINERS = dict.fromkeys(map(ord, "\u200d\ufe0e\ufe0f\u00ad"))
"""Terminals disagree on the width of what they make."""


class HitList(OptionList, inherit_bindings=False):
    """Cases that were found; its screen moves the cursor, so that it can be moved while one types."""

    DEFAULT_CSS = """
    HitList {
        height: 1fr;
        border: none;
        padding: 0;
        background: $background;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;

        &:focus { border: none; background-tint: $background 0%; }
        & > .option-list--option-highlighted {
            color: $foreground;
            background: $block-cursor-blurred-background;
            text-style: none;
        }
        &:focus > .option-list--option-highlighted { background: $panel; text-style: none; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, compact=True, markup=False)
        self._hits: Sequence[Hit] = ()
        self._today: date | None = None

    @property
    def hit(self) -> Hit | None:
        """The one under the cursor."""
        place = self.highlighted
        return self._hits[place] if place is not None and place < len(self._hits) else None

    def show(self, hits: Sequence[Hit], today: date, *, keep: bool = False) -> None:
        """Other cases, with the cursor on the first, or where ``keep`` is set on the same case if it is there."""
        before = self.hit.id if keep and self.hit is not None else None
        self._hits, self._today = hits, today
        self._fill()
        places = [place for place, hit in enumerate(hits) if hit.id == before]
        self.highlighted = (places or [0])[0] if hits else None

    def _fill(self) -> None:
        self.clear_options()
        if self._today is not None:
            width = max(self.scrollable_content_region.width, 0)
            self.add_options([Option(lines_of(hit, self._today, width)) for hit in self._hits])

    def on_resize(self, _event: Resize) -> None:
        """Share the new width among the columns."""
        place = self.highlighted
        self._fill()
        self.highlighted = place

    def render_line(self, y: int) -> Strip:
        """A line of the list; the case under the cursor has a shape of its own, as in every list."""
        strip = super().render_line(y)
        if self.highlighted is None or self.scroll_offset.y + y != self.highlighted * _LINES:
            return strip
        style = next((segment.style for segment in strip), None)
        return Strip.join([Strip([Segment("›", style)]), strip.crop(1)])


def lines_of(hit: Hit, today: date, width: int) -> Content:
    """One case in two lines of a width: what it is, and where which words were found."""
    service = max((width - _BEFORE) * 2 // 5, _LEAST)
    person = max(width - _BEFORE - service - 2, _LEAST)
    state = hit.state.words.replace("awaiting acknowledgement", "to acknowledge")
    withheld = "$text-muted" if hit.restricted or not hit.complainant else ""
    return Content.assemble(
        " ",
        _cell(hit, "reference", hit.reference, _REFERENCE).stylize_before("bold $text-primary"),
        "  ",
        (fitted(short_date(hit.received_on, today), _DATE), "$text-muted"),
        "  ",
        fitted(state, _STATE),
        "  ",
        fitted(hit.service or "—", service),
        "  ",
        _cell(hit, "name", hit.complainant or "—", person).stylize_before(withheld),
        "\n",
        _words(hit).truncate(width, ellipsis=True),
    )


def _cell(hit: Hit, field: str, words: str, width: int) -> Content:
    """A cell of the first line, with the matches in it if it is what was found."""
    cell = Content(fitted(words, width))
    for first, last in hit.marks if hit.field == field else ():
        cell = cell.stylize(_MATCH, first, last)
    return cell


def _words(hit: Hit) -> Content:
    """The field and the excerpt with its matches; where those stand in the first line, what the case is about."""
    if hit.field in _IN_FIRST_LINE:
        return Content.styled(f"{_INDENT}{_safe(hit.summary[:_MOST_SUMMARY])}", "$text-muted" * hit.restricted)
    found_in = Content.styled(f"{_INDENT}{hit.field}: ", "$text-muted")
    return Content.assemble(found_in, *_pieces(hit.excerpt, hit.marks))


def _pieces(text: str, marks: Sequence[tuple[int, int]]) -> Iterator[Content]:
    """A text in turns outside and inside its matches, made safe piece by piece, so that no place moves."""
    at = 0
    for first, last in (*marks, (len(text), len(text))):
        yield Content(_safe(text[at:first]))
        yield Content.styled(_safe(text[first:last]), _MATCH)
        at = last


def _safe(text: str) -> str:
    """A piece of one line; the blanks at its ends stay."""
    head, tail = text[:1].isspace() and bool(text.strip()), text[-1:].isspace()
    return f"{' ' * head}{one_line(text).translate(_JOINERS)}{' ' * tail}"
