"""Case references: short, sayable on the telephone, one series a year."""

from __future__ import annotations

import re
from datetime import date

_PATTERN = re.compile(r"C(\d{2})-?(\d{1,6})", re.IGNORECASE)


def reference(received_on: date, serial: int) -> str:
    """``C26-00417`` for the 417th case received in 2026."""
    return f"{series(received_on)}-{serial:05d}"


def series(received_on: date) -> str:
    """The series that a date of receipt belongs to, such as ``C26``."""
    return f"C{received_on.year % 100:02d}"


def given_back(reference: str, batch: int) -> str:
    """What a case is called once the import that brought it was taken back: its reference is free for another."""
    return f"{reference}/annulled-{batch}"


def gave_back(kept: str, reference: str) -> bool:
    """Whether a case that is called ``kept`` gave that reference back."""
    return re.fullmatch(rf"{re.escape(reference)}/annulled-\d+", kept) is not None


def tidy(typed: str) -> str:
    """A reference as a person types it (``c26-417``) in the form in which it is stored.

    References brought from an old tracker have other shapes and come back only trimmed.
    """
    trimmed = typed.strip()
    match = _PATTERN.fullmatch(trimmed)
    return f"C{match[1]}-{int(match[2]):05d}" if match else trimmed
