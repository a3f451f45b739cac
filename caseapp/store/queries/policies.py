"""The policy versions of the store, in the order in which they are read."""

from __future__ import annotations

from dataclasses import dataclass

from caseapp.rules.policy import Policy
from caseapp.rules.vocabulary import OPEN_STATES
from caseapp.store.reader import Reader

_OPEN = ", ".join(f"'{state}'" for state in sorted(OPEN_STATES))
_CASES = f"SELECT policy, COUNT(*) AS cases FROM complaints WHERE state IN ({_OPEN}) GROUP BY policy"


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """One version and what hangs on it."""

    policy: Policy
    """Its dates and every number in it."""
    is_default: bool
    """Whether complaints fall under its scheme unless something else is said."""
    open_cases: int
    """How many open cases were opened under it, and keep it (R76)."""


def policy_versions(reader: Reader) -> tuple[PolicyVersion, ...]:
    """Every version: those of the default scheme first, the newest of a scheme first."""
    cases = {row["policy"]: row["cases"] for row in reader.rows(_CASES)}
    scheme = reader.setting("scheme")
    newest_first = sorted(reader.policies, key=lambda policy: policy.applies_from, reverse=True)
    ordered = sorted(newest_first, key=lambda policy: (policy.scheme != scheme, policy.scheme))
    return tuple(PolicyVersion(policy, policy.scheme == scheme, cases.get(policy.code, 0)) for policy in ordered)
