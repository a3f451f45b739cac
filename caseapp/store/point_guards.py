"""What the database refuses of points of complaint, and of the findings from which an outcome follows (R42)."""

from __future__ import annotations

from caseapp.rules.vocabulary import OPEN_STATES, Outcome
from caseapp.store.guard import STANDS, Guard, event, kept, undone

_OPEN = ", ".join(sorted(f"'{state.value}'" for state in OPEN_STATES))
_TOLD = (
    """e.action = 'point' AND e.text = NEW.text AND e.content = '{"point":' || NEW.ordinal || '}' """
    f"AND e.state IN ({_OPEN}) AND {STANDS}"
)
_FOUND = (
    "e.action = 'respond' AND e.stage = NEW.stage "
    """AND replace(e.content, '[' || NEW.point || ',"' || NEW.finding || '"]', '') <> e.content """
    f"AND {STANDS}"
)
_OF_THE_STAGE = "{0}.complaint_id = NEW.complaint_id AND {0}.stage = NEW.stage AND {0}.attempt = NEW.attempt"
_DECIDED = f"EXISTS (SELECT 1 FROM decisions d WHERE {_OF_THE_STAGE.format('d')})"
_STAGE = (
    "EXISTS (SELECT 1 FROM stages s WHERE s.complaint_id = NEW.complaint_id AND s.number = NEW.stage "
    "AND s.attempt = NEW.attempt)"
)
_POINT = (
    "EXISTS (SELECT 1 FROM points p WHERE p.complaint_id = NEW.complaint_id AND p.ordinal = NEW.point "
    "AND p.version < NEW.version)"
)
_FINDINGS = f"SELECT 1 FROM findings f WHERE {_OF_THE_STAGE.format('f')}"
_WITHOUT_FINDING = (
    "EXISTS (SELECT 1 FROM points p WHERE p.complaint_id = NEW.complaint_id AND p.version < NEW.version "
    f"AND NOT EXISTS ({_FINDINGS} AND f.point = p.ordinal))"
)
_HAS_PARTLY = (
    "EXISTS (SELECT 1 FROM complaints c JOIN policies p ON p.code = c.policy WHERE c.id = NEW.complaint_id "
    f"""AND replace(p.document, '"{Outcome.PARTLY_UPHELD.value}"', '') <> p.document)"""
)
_FOLLOWS = (
    f"CASE WHEN NOT EXISTS ({_FINDINGS} AND f.finding <> 'upheld') THEN 'upheld' "
    f"WHEN NOT EXISTS ({_FINDINGS} AND f.finding <> 'not-upheld') THEN 'not-upheld' "
    f"WHEN {_HAS_PARTLY} THEN 'partly-upheld' ELSE 'upheld' END"
)

_POINTS = (
    # A point cannot be replaced: its number is always one more than there are, and its event's content names that.
    Guard(
        "points_kept",
        5,
        "points",
        "DELETE",
        f"NOT {undone('OLD.version')}",
        "a point of complaint is never deleted unless its event was taken back",
    ),
    Guard(
        "points_in_sequence",
        5,
        "points",
        "INSERT",
        "NEW.ordinal <> 1 + (SELECT COUNT(*) FROM points p WHERE p.complaint_id = NEW.complaint_id)",
        "the points of a complaint are counted from one",
    ),
    Guard(
        "points_told",
        5,
        "points",
        "INSERT",
        f"NOT {event(_TOLD)}",
        "a point of complaint comes with the event that says it, while a stage is open",
    ),
    Guard("points_fixed", 5, "points", "UPDATE", "", "a point of complaint does not change"),
)

_FOUND_GUARDS = (
    *kept("findings", 3, "a finding", ("complaint_id", "stage", "attempt", "point"), until_undone=True),
    Guard(
        "findings_on_a_point",
        3,
        "findings",
        "INSERT",
        f"NOT {_STAGE} OR NOT {_POINT} OR {_DECIDED}",
        "a finding is on a point of the complaint, and is made as the stage is answered",
    ),
    Guard(
        "findings_recorded",
        6,
        "findings",
        "INSERT",
        f"NOT {event(_FOUND)}",
        "a finding comes with the answer that made it",
    ),
    Guard("findings_fixed", 3, "findings", "UPDATE", "", "a finding does not change; reopen the stage instead"),
)

_DECISIONS = (
    Guard(
        "decisions_find_on_every_point",
        3,
        "decisions",
        "INSERT",
        f"NEW.ending = 'answered' AND {_WITHOUT_FINDING}",
        "an answer finds on every point of the complaint",
    ),
    Guard(
        "decisions_follow",
        3,
        "decisions",
        "INSERT",
        f"EXISTS ({_FINDINGS}) AND (NEW.ending <> 'answered' OR NEW.outcome <> {_FOLLOWS})",
        "the outcome of an answer is what follows from its findings",
    ),
)

GUARDS = (*_POINTS, *_FOUND_GUARDS, *_DECISIONS)
"""The guards of points and findings."""
