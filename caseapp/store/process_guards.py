"""What the database refuses of the process: stages, extensions and decisions (guarantees 1 to 4 and 6)."""

from __future__ import annotations

from caseapp.store.guard import STANDS, Guard, changed, event, kept, undoes, undoing

_NO_DECISION = (
    "NOT EXISTS (SELECT 1 FROM decisions d WHERE d.complaint_id = s.complaint_id "
    "AND d.stage = s.number AND d.attempt = s.attempt)"
)


def _by_stage(column: str) -> str:
    return f"CASE NEW.stage WHEN 1 THEN p.stage1_{column} ELSE p.stage2_{column} END"


_DUE_EXPLAINED = event(f"e.target_on = NEW.due_on AND e.stage = NEW.number AND {STANDS}", version="due_version")
_ACKNOWLEDGED = (
    "EXISTS (SELECT 1 FROM events e WHERE e.complaint_id = NEW.complaint_id AND e.action = 'acknowledge' "
    "AND e.stage = NEW.number AND e.happened_on = NEW.acknowledged_on AND e.version >= NEW.due_version)"
)
# An escalation carries the complainant's own words as its text; only an override says so in its content.
_OVERRIDDEN = (
    "EXISTS (SELECT 1 FROM events e WHERE e.complaint_id = NEW.complaint_id AND e.stage = NEW.number "
    "AND e.action IN ('assign', 'escalate') AND e.officer_id = NEW.override_by AND e.text = NEW.override_reason "
    f"""AND replace(e.content, '"override":true', '') <> e.content AND {STANDS})"""
)
_CORRECTED = f"""(NEW.due_version > OLD.due_version AND {event("e.action = 'correct'", version="due_version")})"""
_COUNTED = _CORRECTED.replace("= 'correct'", "IN ('correct', 'recount')")
_ACKNOWLEDGEMENT_UNDONE = (
    "(NEW.acknowledged_on IS NULL AND NEW.due_version > OLD.due_version AND "
    f"{event(undoing('acknowledge'), version='due_version')})"
)
_BEGINNING_UNDONE = (
    "EXISTS (SELECT 1 FROM events u JOIN events x ON x.complaint_id = u.complaint_id "
    f"WHERE u.complaint_id = OLD.complaint_id AND u.action = 'undo' AND u.content = {undoes('x')} "
    "AND x.action IN ('log', 'escalate', 'reopen') AND x.stage = OLD.number "
    "AND OLD.due_version BETWEEN x.version AND u.version)"
)
"""Only the stage that the event began had its date from then until it was taken back: those before had ended."""
_HOLDS_SOMETHING = " OR ".join(
    f"EXISTS (SELECT 1 FROM {table} h WHERE h.complaint_id = OLD.complaint_id AND h.stage = OLD.number "
    "AND h.attempt = OLD.attempt)"
    for table in ("decisions", "extensions", "findings")
)
_HAD_A_PART = (
    "(EXISTS (SELECT 1 FROM decisions d WHERE d.complaint_id = NEW.complaint_id AND d.stage = 1 "
    "AND d.decided_by = {person}) OR EXISTS (SELECT 1 FROM stages s WHERE s.complaint_id = NEW.complaint_id "
    "AND s.number = 1 AND s.handler_id = {person}))"
)
"""Whether somebody decided or handled any attempt at stage 1: the key to its latest answer names one person only."""
_ENDING_ACTION = (
    "CASE NEW.ending WHEN 'answered' THEN 'respond' WHEN 'withdrawn' THEN 'withdraw' "
    "WHEN 'resolved-by-agreement' THEN 'resolve' ELSE 'refuse' END"
)
_EXTENDING = (
    "e.action = 'extend' AND e.stage = NEW.stage AND e.due_on = NEW.extended_to "
    f"AND e.happened_on = NEW.extended_on AND {STANDS}"
)
_ENDING = f"e.action = {_ENDING_ACTION} AND e.stage = NEW.stage AND e.happened_on = NEW.decided_on AND {STANDS}"
_WITHIN_POLICY = (
    "EXISTS (SELECT 1 FROM complaints c JOIN policies p ON p.code = c.policy WHERE c.id = NEW.complaint_id "
    f"AND NEW.ordinal <= COALESCE({_by_stage('most_extensions')}, NEW.ordinal) "
    f"AND NEW.days <= COALESCE({_by_stage('longest_extension_days')}, NEW.days))"
)

_STAGES = (
    # A stage cannot be replaced either: its attempt is always one more than there are (stages_in_sequence).
    Guard(
        "stages_kept",
        1,
        "stages",
        "DELETE",
        f"NOT {_BEGINNING_UNDONE} OR {_HOLDS_SOMETHING}",
        "a stage is never deleted unless its beginning was taken back",
    ),
    Guard(
        "stages_of_a_complaint",
        1,
        "stages",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM complaints c WHERE c.id = NEW.complaint_id AND c.kind = 'complaint' "
        "AND c.received_on <= NEW.opened_on)",
        "a stage belongs to a complaint and does not begin before its receipt",
    ),
    Guard(
        "stages_one_open",
        1,
        "stages",
        "INSERT",
        f"EXISTS (SELECT 1 FROM stages s WHERE s.complaint_id = NEW.complaint_id AND {_NO_DECISION}) "
        "OR EXISTS (SELECT 1 FROM decisions d WHERE d.complaint_id = NEW.complaint_id "
        "AND d.decided_on > NEW.opened_on)",
        "one stage is open at a time",
    ),
    Guard(
        "stages_in_sequence",
        1,
        "stages",
        "INSERT",
        "NEW.attempt <> 1 + (SELECT COUNT(*) FROM stages s WHERE s.complaint_id = NEW.complaint_id "
        "AND s.number = NEW.number) OR (NEW.number = 1 AND EXISTS (SELECT 1 FROM stages s "
        "WHERE s.complaint_id = NEW.complaint_id AND s.number = 2))",
        "attempts at a stage follow each other, and stage 1 is over once stage 2 has begun",
    ),
    Guard(
        "stages_review_an_answer",
        1,
        "stages",
        "INSERT",
        "NEW.number = 2 AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.complaint_id = NEW.complaint_id "
        "AND d.stage = 1 AND d.attempt = NEW.stage1_attempt AND d.ending = 'answered' "
        "AND d.decided_by = NEW.stage1_decider AND d.attempt = (SELECT MAX(s.attempt) FROM stages s "
        "WHERE s.complaint_id = NEW.complaint_id AND s.number = 1))",
        "stage 2 comes after stage 1 was answered, and names who answered it",
    ),
    Guard(
        "stages_fixed",
        1,
        "stages",
        "UPDATE",
        changed("complaint_id", "number", "attempt", "reviewed_stage", "stage1_attempt", "stage1_decider")
        + f" OR (({changed('opened_on')}) AND NOT {_CORRECTED}) OR (({changed('acknowledge_by')}) AND NOT {_COUNTED})"
        + f" OR (OLD.acknowledged_on IS NOT NULL AND ({changed('acknowledged_on')}) AND NOT {_ACKNOWLEDGEMENT_UNDONE})",
        "what a stage is, and when it was acknowledged, does not change",
    ),
    Guard(
        "stages_ended_fixed",
        1,
        "stages",
        "UPDATE",
        "EXISTS (SELECT 1 FROM decisions d WHERE d.complaint_id = OLD.complaint_id AND d.stage = OLD.number "
        "AND d.attempt = OLD.attempt)",
        "a stage that has ended does not change",
    ),
    *(
        Guard(
            f"stages_due_explained_on_{verb.lower()}",
            6,
            "stages",
            verb,
            f"NOT {_DUE_EXPLAINED}",
            "a due date changes only together with the event that explains it",
        )
        for verb in ("INSERT", "UPDATE")
    ),
    Guard(
        "stages_explained_once",
        6,
        "stages",
        "INSERT",
        "EXISTS (SELECT 1 FROM stages s WHERE s.complaint_id = NEW.complaint_id AND s.due_version >= NEW.due_version)",
        "a stage begins with an event of its own, later than those of the stages before it",
    ),
    Guard(
        "stages_explained_onwards",
        6,
        "stages",
        "UPDATE",
        "NEW.due_version < OLD.due_version",
        "a due date does not go back to what an earlier event said",
    ),
    *(
        Guard(
            f"stages_acknowledged_on_{verb.lower()}",
            6,
            "stages",
            verb,
            f"NEW.acknowledged_on IS NOT NULL{before} AND NOT {_ACKNOWLEDGED}",
            "an acknowledgement comes with its event",
        )
        for verb, before in (("INSERT", ""), ("UPDATE", " AND OLD.acknowledged_on IS NULL"))
    ),
    *(
        Guard(
            f"stages_another_reviewer_on_{verb.lower()}",
            4,
            "stages",
            verb,
            f"NEW.number = 2 AND NEW.override_reason IS NULL AND {_HAD_A_PART.format(person='NEW.handler_id')}",
            "stage 2 is not handled by anybody who had a part in stage 1",
        )
        for verb in ("INSERT", "UPDATE")
    ),
    *(
        Guard(
            f"stages_override_recorded_on_{verb.lower()}",
            4,
            "stages",
            verb,
            f"NEW.override_reason IS NOT NULL AND NOT {_OVERRIDDEN}",
            "an override comes with its event, its reason and the person who permitted it",
        )
        for verb in ("INSERT", "UPDATE")
    ),
)

_EXTENSIONS = (
    *kept(
        "extensions",
        2,
        "an extension",
        ("complaint_id", "stage", "ordinal"),
        ("complaint_id", "version"),
        until_undone=True,
    ),
    Guard(
        "extensions_in_sequence",
        2,
        "extensions",
        "INSERT",
        "NEW.ordinal <> 1 + (SELECT COUNT(*) FROM extensions x WHERE x.complaint_id = NEW.complaint_id "
        "AND x.stage = NEW.stage)",
        "extensions of a stage are counted from one",
    ),
    Guard(
        "extensions_within_policy",
        2,
        "extensions",
        "INSERT",
        f"NOT {_WITHIN_POLICY}",
        "the policy allows no further or no longer extension of this stage",
    ),
    Guard(
        "extensions_of_an_open_stage",
        2,
        "extensions",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM stages s WHERE s.complaint_id = NEW.complaint_id AND s.number = NEW.stage "
        "AND s.attempt = NEW.attempt AND s.opened_on <= NEW.extended_on AND s.due_on < NEW.extended_to "
        f"AND {_NO_DECISION}) OR EXISTS (SELECT 1 FROM extensions x "
        "WHERE x.complaint_id = NEW.complaint_id AND x.stage = NEW.stage "
        "AND x.attempt = NEW.attempt AND x.extended_to >= NEW.extended_to)",
        "only an open stage is extended, and to a later date",
    ),
    Guard(
        "extensions_explained",
        6,
        "extensions",
        "INSERT",
        f"NOT {event(_EXTENDING)}",
        "an extended date comes with the event that explains it",
    ),
    Guard("extensions_fixed", 2, "extensions", "UPDATE", "", "an extension does not change"),
)

_DECISIONS = (
    *kept(
        "decisions",
        3,
        "a decision",
        ("complaint_id", "stage", "attempt"),
        ("complaint_id", "version"),
        until_undone=True,
    ),
    Guard(
        "decisions_end_a_stage",
        3,
        "decisions",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM stages s WHERE s.complaint_id = NEW.complaint_id AND s.number = NEW.stage "
        "AND s.attempt = NEW.attempt AND s.opened_on <= NEW.decided_on "
        "AND COALESCE(s.acknowledged_on, NEW.decided_on) <= NEW.decided_on) "
        "OR EXISTS (SELECT 1 FROM extensions x WHERE x.complaint_id = NEW.complaint_id AND x.stage = NEW.stage "
        "AND x.attempt = NEW.attempt AND x.extended_on > NEW.decided_on)",
        "a decision ends a stage that has begun, and is not dated before what happened in it",
    ),
    Guard(
        "decisions_by_somebody",
        3,
        "decisions",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM officers o WHERE o.id = NEW.decided_by)",
        "a decision names who made it",
    ),
    Guard(
        "decisions_by_another_reviewer",
        4,
        "decisions",
        "INSERT",
        f"NEW.stage = 2 AND NEW.ending IN ('answered', 'refused') AND {_HAD_A_PART.format(person='NEW.decided_by')} "
        "AND NOT EXISTS (SELECT 1 FROM stages s WHERE s.complaint_id = NEW.complaint_id AND s.number = 2 "
        "AND s.attempt = NEW.attempt AND s.override_reason IS NOT NULL AND s.handler_id = NEW.decided_by)",
        "stage 2 is not decided by anybody who had a part in stage 1",
    ),
    Guard(
        "decisions_recorded",
        6,
        "decisions",
        "INSERT",
        f"NOT {event(_ENDING)}",
        "a decision comes with the event that made it",
    ),
    Guard("decisions_fixed", 3, "decisions", "UPDATE", "", "a decision does not change; reopen the stage instead"),
)

GUARDS = (*_STAGES, *_EXTENSIONS, *_DECISIONS)
"""The guards of the process."""
