"""One conversation: lines go out as plain text, lines come in as they are typed."""

from __future__ import annotations

import io
import re
from typing import TextIO

from caseapp.rules.text import one_line, plain

PROMPT = "caseapp>"
_RULE = re.compile(r"[\s\-=─━═_]*[\-=─━═_][\s\-=─━═_]*")
"""A line that only draws a line: a screen reader would read every stroke."""
_SHAPES = re.compile("[▲●◐○] ?")
"""The shapes that stand before words in a column; the words say the same."""


class Left(Exception):  # what happened
    """A question was left without an answer."""


class Ended(Exception):  # what happened
    """There is nothing more to read."""


class Talk:
    """Reads from one stream and writes to another."""

    def __init__(self, coming: TextIO, going: TextIO) -> None:
        self._coming, self._going = coming, going
        self._is_typed = coming.isatty()

    def say(self, words: str) -> None:
        """One or more lines, without anything that would steer a terminal."""
        for line in plain(words).expandtabs(4).split("\n"):
            if not _RULE.fullmatch(line):
                self._going.write(f"{line.rstrip()}\n")
        self._going.flush()

    def problem(self, sentence: str) -> None:
        """What went wrong, in one line that can be searched for."""
        self.say(f"Problem: {' '.join(plain(sentence).split())}")

    def hear(self, prompt: str) -> str:
        """The next line.

        Raises:
            Ended: there is none.
            KeyboardInterrupt: Ctrl+C was pressed.
        """
        self._going.write(f"{one_line(prompt)} ")
        self._going.flush()
        line = self._coming.readline()
        if not self._is_typed or not line:
            self._going.write("\n")  # nobody pressed Enter at the end of the prompt
        if not line:
            raise Ended
        return plain(line).strip()

    def writer(self) -> io.TextIOBase:
        """A file to write to, for commands that print."""
        return _Lines(self)


class _Lines(io.TextIOBase):
    """Hands whole lines on as they are finished, so that long work is heard while it lasts."""

    def __init__(self, talk: Talk) -> None:
        self._talk, self._rest = talk, ""

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, text: str) -> int:
        """Keep the last line until it ends. Bytes are refused, by which a writer of text is told from one of bytes."""
        if not isinstance(text, str):
            raise TypeError("text only")
        *lines, self._rest = f"{self._rest}{text}".split("\n")
        for line in lines:
            self._talk.say(_shapeless(line))
        return len(text)

    def close(self) -> None:
        """Say what is left."""
        if self._rest:
            self._talk.say(_shapeless(self._rest))
            self._rest = ""


def _shapeless(line: str) -> str:
    return _SHAPES.sub("", line)
