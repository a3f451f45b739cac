"""On which line of a TOML text something stands.

``tomllib`` gives values without lines. Here the text is cut off after a line and read again: the first line after
which a key is there is the line on which it stands. Nothing is guessed from how the text looks.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence

_CLOSERS = ("", "\n]", '\n"""', "\n'''")
"""What may have to follow a text that was cut off within a list or a long string."""


def line_of(text: str, path: Sequence[str | int]) -> int:
    """The line, counted from 1, on which the value at ``path`` begins.

    ``path`` is made of keys and places in lists, such as ``["stage_1", "response_days"]``. What is not there itself
    is looked for in what would hold it; what nothing holds is line 1. The text as a whole is valid TOML.
    """
    lines = text.split("\n")
    for length in range(len(path), 0, -1):
        sought = path[:length]
        for number in _candidates(lines, sought):
            if _holds("\n".join(lines[:number]), sought):
                return number
    return 1


def last_readable_line(text: str) -> int:
    """The line after which a text stops being TOML: the statement that begins on the next line is wrong."""
    lines = text.split("\n")
    readable = (number for number in range(len(lines), 0, -1) if _read("\n".join(lines[:number])) is not None)
    return next(readable, 0)


def _candidates(lines: Sequence[str], path: Sequence[str | int]) -> list[int]:
    name = path[-1]
    return [number for number, line in enumerate(lines, 1) if isinstance(name, int) or name in line]


def _holds(text: str, path: Sequence[str | int]) -> bool:
    return any(_reaches(_read(text + closer), path) for closer in _CLOSERS)


def _read(text: str) -> dict[str, object] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _reaches(value: object, path: Sequence[str | int]) -> bool:
    for part in path:
        try:
            value = value[part]  # type: ignore[index]  # what cannot be looked into that way answers with TypeError
        except (KeyError, IndexError, TypeError):
            return False
    return True
