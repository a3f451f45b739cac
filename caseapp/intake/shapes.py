"""What the cells of a column look like, in words that tell nothing of what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from caseapp.intake.profile import DateOrder

_LONGEST = 200
"""Characters of a cell that are looked at."""
_LONG = 80
"""Characters. What is longer is a text rather than a line."""
_WRITTEN_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{4}|\d{2})(?:[ T,].*)?")
_PATTERNS = (
    ("an e-mail address", re.compile(r"[^@\s]+@[^@\s]+")),
    ("a moment, ISO 8601", re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*")),
    ("a date, year first", re.compile(r"\d{4}-\d\d-\d\d")),
    ("seconds since 1970", re.compile(r"\d{10}")),
    ("a telephone number", re.compile(r"(?:\+|0)[\d\s()-]{9,16}")),
    ("a whole number", re.compile(r"\d+")),
    ("a number", re.compile(r"-?\d+\.\d+")),
    ("a postcode", re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE)),
    ("yes or no", re.compile(r"yes|no|true|false", re.IGNORECASE)),
    ("a UUID", re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)),
    ("a reference", re.compile(r"(?=\S*\d)[A-Z0-9/_-]{4,20}")),
    ("several answers with ; between them", re.compile(r"[^;\n]+(?:;[^;\n]*)+")),
)
"""Tried in this order: every cell must fit."""


def shape_of(cells: Iterable[str]) -> str:
    """What a column looks like: ``an e-mail address``. Says nothing that only one row could have told."""
    filled = [cell.strip()[:_LONGEST] for cell in cells if cell.strip()]
    if not filled:
        return "blank in the first rows"
    if all(_WRITTEN_DATE.fullmatch(cell) for cell in filled):
        return f"a date, {_ORDERS[order_of(filled)]}"
    named = (name for name, pattern in _PATTERNS if all(pattern.fullmatch(cell) for cell in filled))
    return next(named, "long text" if any(len(cell) > _LONG or "\n" in cell for cell in filled) else "short text")


_ORDERS = {
    DateOrder.DAY_FIRST: "day first",
    DateOrder.MONTH_FIRST: "month first",
    None: "day first or month first: the first rows do not say",
}


def order_of(cells: Sequence[str]) -> DateOrder | None:
    """Which of day and month comes first, if a number above twelve tells, and none tells otherwise."""
    found = [match for cell in cells if (match := _WRITTEN_DATE.fullmatch(cell.strip()[:_LONGEST]))]
    day_first = any(int(match[1]) > 12 for match in found)
    month_first = any(int(match[2]) > 12 for match in found)
    if day_first == month_first:
        return None
    return DateOrder.DAY_FIRST if day_first else DateOrder.MONTH_FIRST
