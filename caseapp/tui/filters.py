"""The last look at every line before it goes to the terminal.

Each screen makes safe what it shows; here nothing that steers a terminal gets past, should one of them forget. And
whoever sets NO_COLOR gets no colour at all: Textual's own answer is shades of grey, which on a terminal with a palette
of its own can be unreadable. Weight, underlining, reversal and shapes are what is left.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters and those that turn the writing round. None takes up a cell, so columns stay where they are."""
_STANDS_OUT = 0.2
"""The difference in brightness, from 0 to 1, from which a ground is another one: a cursor's is, a panel's is not."""


class Harmless(LineFilter):
    """Leaves everything but what steers a terminal."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002  # the base's signature
        """The same segments, mostly as they were."""
        if all(text.isprintable() for text, _style, _control in segments):
            return segments
        return [Segment(_STEERING.sub("", text), style, control) for text, style, control in segments]


class Colourless(LineFilter):
    """Leaves the text and its weight."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments without colours; ``background`` is that of the application."""
        brightness = background.brightness
        return [
            Segment(text, None if style is None else colourless(style, brightness), control)
            for text, style, control in segments
        ]


@lru_cache(1024)
def colourless(style: Style, brightness: float) -> Style:
    """The style without its colours, turned round where its ground stands out from one of that brightness, 0 to 1."""
    ground = None if style.bgcolor is None or style.bgcolor.is_default else Color.from_rich_color(style.bgcolor)
    stands_out = ground is not None and abs(ground.brightness - brightness) > _STANDS_OUT
    plain = style.without_color + Style(reverse=stands_out != bool(style.reverse))
    return plain + Style.from_meta(style.meta) if style.meta else plain
