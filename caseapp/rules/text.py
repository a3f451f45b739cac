"""Free text made safe to show, and compared without its accidents.

Complaint text is hostile: terminal escape codes, control characters, bidirectional overrides. Everything that
comes in passes through ``plain``, and everything that is shown passes through it again.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ESCAPES = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\|$)"  # operating system commands, the clipboard among them
    r"|\x1b[P^_X][^\x1b]*(?:\x1b\\|$)"  # device control, privacy, application and start-of strings
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # control sequences, in their two forms
    r"|\x1b[ -/]*[0-~]?"  # everything shorter, character sets among them
)
_LINE_ENDS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_KEPT = frozenset("\n\t")
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_FORMULA_STARTS = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""``= + - @``, their full-width forms, and the blanks that a spreadsheet drops before looking at what follows."""
_BLANKS = re.compile(r"\s+")
_SHORT = 200
"""Characters. A longer text is no name."""


def plain(text: str) -> str:
    """``text`` without escape codes, control characters or direction overrides; line ends become newlines."""
    if text.isprintable() or text.replace("\n", "").replace("\t", "").isprintable():
        return text  # for nothing that is taken out is printable
    unified = _LINE_ENDS.sub("\n", _ESCAPES.sub("", text))
    return "".join(char for char in unified if char in _KEPT or not _is_control(char))


def one_line(text: str) -> str:
    """``plain`` text on one line, runs of blanks as one."""
    return _BLANKS.sub(" ", plain(text)).strip()


def folded(text: str) -> str:
    """``text`` for comparing names: one line, no case, no accents, no punctuation."""
    return _remembered(text) if len(text) <= _SHORT else _folded(text)


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", one_line(text)).casefold()
    kept = (char if char.isalnum() else " " for char in decomposed if not unicodedata.combining(char))
    return _BLANKS.sub(" ", "".join(kept)).strip()


_remembered = lru_cache(maxsize=8_192)(_folded)
"""The same names and headings are compared again and again."""


def guarded(cell: str) -> str:
    """A spreadsheet cell that cannot be read as a formula: one that begins like a formula gets an apostrophe."""
    return f"'{cell}" if cell[:1] in _FORMULA_STARTS else cell


def _is_control(char: str) -> bool:
    return char in _DIRECTION or unicodedata.category(char) in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
