"""A policy as the store keeps it: the whole as a document, and in columns the limits that guards read."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from caseapp.rules.policy import Policy, StagePolicy, Window
from caseapp.rules.vocabulary import ClockStart, DayRule, Division, Outcome


def to_document(policy: Policy) -> str:
    """The whole policy as JSON with sorted keys; ``from_document`` gives the same policy back."""
    return json.dumps(asdict(policy), sort_keys=True, default=str, ensure_ascii=False)


def from_document(document: str) -> Policy:
    """The policy that ``to_document`` wrote."""
    facts: dict[str, Any] = json.loads(document)
    until, window = facts["applies_until"], facts["escalation_window"]
    return Policy(
        **{
            **facts,
            "applies_from": date.fromisoformat(facts["applies_from"]),
            "applies_until": date.fromisoformat(until) if until else None,
            "division": Division(facts["division"]),
            "day_rule": DayRule(facts["day_rule"]),
            "clock_starts": ClockStart(facts["clock_starts"]),
            "stages": tuple(StagePolicy(**stage) for stage in facts["stages"]),
            "outcomes": tuple(map(Outcome, facts["outcomes"])),
            "escalation_window": Window(**window) if window else None,
        }
    )


def to_row(policy: Policy) -> dict[str, object]:
    """The row of the policies table."""
    row: dict[str, object] = {
        "code": policy.code,
        "scheme": policy.scheme,
        "title": policy.title,
        "applies_from": policy.applies_from,
        "applies_until": policy.applies_until,
        "document": to_document(policy),
    }
    for number, stage in enumerate(policy.stages, start=1):
        row[f"stage{number}_most_extensions"] = stage.most_extensions
        row[f"stage{number}_longest_extension_days"] = stage.longest_extension_days
    return row
