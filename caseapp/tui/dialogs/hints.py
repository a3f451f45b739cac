"""What can be said of a field while it is typed. Pure; a doubt never stands in the way of saving."""

from __future__ import annotations

import re
from datetime import date

from dateutil.relativedelta import relativedelta

from caseapp.intake.telephone import damage
from caseapp.rules.errors import InvalidInput
from caseapp.rules.instants import long_date
from caseapp.tui.dialogs.dates import HINT, read_date

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}")
_TELEPHONE = re.compile(r"\+?[\d\s().-]+(?:(?:x|ext\.?)\s*\d+)?")
MONTHS_TO_COMPLAIN = 12
"""From the issue, or from knowing of it (R15)."""


def email_doubt(typed: str) -> str:
    """Whether it can be an address to write to."""
    return "" if not typed or _EMAIL.fullmatch(typed) else "an e-mail address has one @ and a full stop after it"


def postcode_doubt(typed: str) -> str:
    """Whether it can be a UK postcode."""
    return "" if not typed or _POSTCODE.fullmatch(typed.upper()) else "a UK postcode looks like CB2 3QJ"


def telephone_doubt(typed: str) -> str:
    """Whether it can be called."""
    if not typed:
        return ""
    digits = sum(char.isdigit() for char in typed)
    if not _TELEPHONE.fullmatch(typed) or not 9 <= digits <= 20:
        return "a UK number has ten or eleven digits"
    said = damage(typed)
    return f"this number {said}" if said else ""


def day_hint(typed: str, today: date) -> str:
    """Which day was understood, or how to write one."""
    if not typed:
        return HINT
    try:
        return f"→ {long_date(read_date(typed, today))}"
    except InvalidInput:
        return HINT


def lateness_doubt(received_on: date, issue_on: date | None, aware_on: date | None) -> str:
    """What there is to say when it happened, and was known, more than a year before it was complained of (R15)."""
    limit = received_on - relativedelta(months=MONTHS_TO_COMPLAIN)
    if issue_on is None or aware_on is None or issue_on >= limit or aware_on >= limit:
        return ""
    return (
        f"both are more than {MONTHS_TO_COMPLAIN} months before it was received: it may be refused as out of time, "
        "unless there is a good reason to take it (R15)"
    )
