"""A digest of what was submitted, the same whichever file it comes in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from caseapp.intake.telephone import compared
from caseapp.store.audit import canonical


def digest(reference: str, content: Mapping[str, object]) -> str:
    """SHA-256 over the content; blanks, line ends and what a spreadsheet does to a telephone number are no change.

    GOV.UK Forms adds the submission's reference to the names of files in some of its exports and not in others.
    """
    facts = {name: _plainest(name, value, reference) for name, value in content.items()}
    return sha256(canonical({name: fact for name, fact in facts.items() if fact}).encode()).hexdigest()


def _plainest(name: str, value: object, reference: str) -> object:
    if isinstance(value, datetime):
        return value.replace(microsecond=0).isoformat()
    if not isinstance(value, str):
        return value
    if name == "telephone":
        return compared(value) or value
    return " ".join(value.replace(f"_{reference}.", ".").split())
