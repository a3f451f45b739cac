"""Dates as people type them: ISO, day first, with the month's name, or a word."""

from __future__ import annotations

import re
from datetime import date, timedelta

from caseapp.rules.errors import InvalidInput

HINT = "such as 2026-06-04, 4/6, 4 Jun, today, yesterday"

_WORDS = {"today": 0, "yesterday": -1, "t": 0, "y": -1}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\s-]+(\d{1,2}|[a-z]{3,9})(?:[/.\s-]+(\d{4}|\d{2}))?")


def read_date(typed: str, today: date) -> date:
    """The date that somebody means. Without a year it is the latest one that is not after today.

    Raises:
        InvalidInput: it cannot be understood, or there is no such day.
    """
    words = typed.strip().lower()
    if words in _WORDS:
        return today + timedelta(days=_WORDS[words])
    try:
        return _iso(words) or _day_first(words, today)
    except ValueError:
        raise InvalidInput(f"“{typed}” is not a date; write one {HINT}.") from None


def _iso(words: str) -> date | None:
    found = _ISO.fullmatch(words)
    return date(int(found[1]), int(found[2]), int(found[3])) if found else None


def _day_first(words: str, today: date) -> date:
    found = _DAY_FIRST.fullmatch(words)
    if found is None:
        raise ValueError(words)
    day, month = int(found[1]), _month(found[2])
    if found[3]:
        year = int(found[3])
        return date(year if year > 99 else 2000 + year, month, day)
    return _latest(day, month, today)


def _latest(day: int, month: int, today: date) -> date:
    """The day and month in this year or the latest before it that has them and is not after today."""
    for year in range(today.year, today.year - 9, -1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue  # 29 February is not in every year
        if found <= today:
            return found
    raise ValueError(f"{day}/{month}")


def _month(word: str) -> int:
    if word.isdigit():
        return int(word)
    return _MONTHS.index(word[:3]) + 1
