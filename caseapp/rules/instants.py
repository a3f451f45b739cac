"""Instants and dates. An instant is aware and UTC; a date is the Europe/London date of an instant."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def london_date(instant: datetime) -> date:
    """The date in Cambridge at an instant: 23:30 UTC in July is already tomorrow."""
    return instant.astimezone(LONDON).date()


def as_utc(written: datetime) -> datetime:
    """An instant in UTC; one written without an offset is London time."""
    return (written if written.tzinfo else written.replace(tzinfo=LONDON)).astimezone(UTC)


def short_date(on: date, today: date | None = None) -> str:
    """``4 Jun 26``; without the year when it is that of ``today``."""
    return f"{on.day} {on:%b}" if today and on.year == today.year else f"{on.day} {on:%b %y}"


def long_date(on: date) -> str:
    """``Thu 4 Jun 2026``."""
    return f"{on:%a} {on.day} {on:%b %Y}"
