"""What the database refuses of taking back: an undo event names the last thing that stands, and restores what was."""

from __future__ import annotations

from caseapp.rules.undoing import TAKEN_BACK
from caseapp.store.guard import Guard, same, undoes, undone

_MAY_BE = ", ".join(f"'{action.value}'" for action in TAKEN_BACK)
_NOTHING_SINCE = (
    "NOT EXISTS (SELECT 1 FROM events y WHERE y.complaint_id = x.complaint_id AND y.version > x.version "
    f"AND y.action <> 'undo' AND NOT {undone('y.version', 'y.complaint_id')})"
)
_TARGET_BEFORE = (
    "(SELECT t.target_on FROM events t WHERE t.complaint_id = x.complaint_id AND t.version < x.version "
    "AND t.target_on IS NOT NULL ORDER BY t.version DESC LIMIT 1)"
)
"""The date that stood, before extension, for the stage that was the last one then."""
_TAKES_BACK = f"""
EXISTS (SELECT 1 FROM events x JOIN events b ON b.complaint_id = x.complaint_id AND b.version = x.version - 1
WHERE x.complaint_id = NEW.complaint_id AND NEW.content = {undoes("x")} AND x.officer_id = NEW.officer_id
AND x.action IN ({_MAY_BE}) AND NOT {undone("x.version", "x.complaint_id")} AND {_NOTHING_SINCE}
AND b.state = NEW.state AND {same("b.due_on", "NEW.due_on")} AND {same("b.stage", "NEW.stage")}
AND {same(_TARGET_BEFORE, "NEW.target_on")})
"""
_WITH_ITS_IMPORT = f"""
EXISTS (SELECT 1 FROM complaints c JOIN import_batches i ON i.id = c.batch_id
JOIN events x ON x.complaint_id = c.id LEFT JOIN events b ON b.complaint_id = c.id AND b.version = x.version - 1
WHERE c.id = NEW.complaint_id AND i.undone_at IS NOT NULL AND NEW.content = {undoes("x")}
AND NOT {undone("x.version", "x.complaint_id")} AND {_NOTHING_SINCE}
AND NEW.state = COALESCE(b.state, 'annulled') AND {same("b.due_on", "NEW.due_on")} AND {same("b.stage", "NEW.stage")}
AND {same(_TARGET_BEFORE, "NEW.target_on")})
"""
"""Everything of a case goes with the import that it came with, whoever takes that back; the log leaves it annulled."""

GUARDS = (
    Guard(
        "events_taken_back",
        6,
        "events",
        "INSERT",
        f"NEW.action = 'undo' AND NOT {' '.join(_TAKES_BACK.split())} AND NOT {' '.join(_WITH_ITS_IMPORT.split())}",
        "only the last event that stands is taken back, by whoever recorded it, and the case is then as it was before",
    ),
)
"""The guards of taking back. Minutes are not among them: whoever writes events by hand can give them any instant."""
