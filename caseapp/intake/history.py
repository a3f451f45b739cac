"""One case as an old tracker remembers it: both stages on one row.

The shape of a case-history file and of the demonstration caseload alike. This module says what a row is; reading
one from a file and taking it through casework are the business of others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from caseapp.rules.vocabulary import Channel, Kind, Outcome


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A complaint or compliment from receipt to where it stands now.

    ``None`` means that it did not happen or was not written down. Dates are dates in Cambridge.
    """

    reference: str | None
    """The old tracker's own, kept as it is; ``None`` asks for the next of the year's series."""
    kind: Kind
    received_on: date
    channel: Channel
    service: str | None
    """The lead service."""
    sub_service: str | None
    other_services: tuple[str, ...]
    """The further services of a complaint about several (R82)."""
    name: str
    email: str
    summary: str
    policy: str | None
    """The code of the policy it was opened under; ``None`` is the one in force on the date of receipt (R76)."""
    stage1_acknowledged_on: date | None = None
    stage1_handler: str | None = None
    stage1_extended_on: date | None = None
    stage1_extended_to: date | None = None
    stage1_extension_reason: str | None = None
    stage1_responded_on: date | None = None
    stage1_outcome: Outcome | None = None
    stage2_requested_on: date | None = None
    """When the person asked for stage 2; that is when the stage was begun."""
    stage2_acknowledged_on: date | None = None
    stage2_handler: str | None = None
    stage2_extended_on: date | None = None
    stage2_extended_to: date | None = None
    stage2_extension_reason: str | None = None
    stage2_responded_on: date | None = None
    stage2_outcome: Outcome | None = None
    resolution_theme: str | None = None
    """What the complaint was about, in the service's own terms (R86)."""
    root_cause: str | None = None
    """Why it happened, in terms common to all services (R86)."""
    details: str = ""
    """The narrative, where there is more than the summary. Not a column of the file."""
    handler: str | None = None
    """Who holds the case now. Not a column of the file."""


COLUMNS = (
    "reference",
    "kind",
    "received_on",
    "channel",
    "service",
    "sub_service",
    "other_services",
    "name",
    "email",
    "summary",
    "policy",
    "stage1_acknowledged_on",
    "stage1_handler",
    "stage1_extended_on",
    "stage1_extended_to",
    "stage1_extension_reason",
    "stage1_responded_on",
    "stage1_outcome",
    "stage2_requested_on",
    "stage2_acknowledged_on",
    "stage2_handler",
    "stage2_extended_on",
    "stage2_extended_to",
    "stage2_extension_reason",
    "stage2_responded_on",
    "stage2_outcome",
    "resolution_theme",
    "root_cause",
)
"""The columns of a case-history file in their order; each is a field of ``HistoryRow``."""
