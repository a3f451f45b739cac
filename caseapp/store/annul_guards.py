"""What the database refuses of taking back an import: it goes once, unworked on, and all of each case with it."""

from __future__ import annotations

from caseapp.store.guard import Guard, changed

GIVEN_BACK = (
    "(NEW.state = 'annulled' AND OLD.state <> 'annulled' "
    "AND NEW.reference = OLD.reference || '/annulled-' || OLD.batch_id)"
)
"""That a case is annulled and gives its reference back, as ``rules.references.given_back`` says."""
OF_AN_ANNULLED_CASE = "EXISTS (SELECT 1 FROM complaints c WHERE c.id = OLD.complaint_id AND c.state = 'annulled')"

_COLUMNS = (
    *("id", "profile", "file_name", "file_digest", "imported_at", "imported_by"),
    *("new", "duplicate", "changed", "skipped", "rejected"),
)
_CASES = "(SELECT COUNT(*) FROM complaints c WHERE c.batch_id = {0}.id)"
_TOLD = """'{{"batch":' || {0}.id || ',"cases":' || {1} || '}}'"""
"""The whole content of the event that takes an import back."""
_OF_A_BATCH = (
    "EXISTS (SELECT 1 FROM import_batches b WHERE b.undone_at IS NULL "
    f"AND NEW.content = {_TOLD.format('b', _CASES.format('b'))})"
)
_BEGINNING = """'{"batch":' || b.id || ','"""


def _begins(content: str) -> str:
    return f"substr({content}, 1, length({_BEGINNING})) = {_BEGINNING}"


_BATCH = f"b.undone_at IS NULL AND {_begins('NEW.content')} AND i.action = 'imported' AND {_begins('i.content')}"
_ENDED_SOMEWHERE = f"EXISTS (SELECT 1 FROM import_batches b JOIN events i ON {_BATCH})"
_WORKED_ON = (
    f"EXISTS (SELECT 1 FROM import_batches b JOIN events i ON {_BATCH} JOIN events e ON e.seq > i.seq "
    "JOIN complaints c ON c.id = e.complaint_id WHERE c.batch_id = b.id)"
)
"""An import ends with its event, so that what came after it came from somebody else."""
_TAKEN_BACK_NOW = (
    "EXISTS (SELECT 1 FROM events e WHERE e.seq = (SELECT MAX(seq) FROM events) AND e.action = 'import-undone' "
    f"AND e.content = {_TOLD.format('OLD', _CASES.format('OLD'))} AND e.recorded_at = NEW.undone_at)"
)

GUARDS = (
    Guard(
        "events_import_undone",
        7,
        "events",
        "INSERT",
        f"NEW.action = 'import-undone' AND (NOT {_OF_A_BATCH} OR NOT {_ENDED_SOMEWHERE} OR {_WORKED_ON})",
        "an import is taken back once, and only while nobody has worked on its cases",
    ),
    Guard(
        "import_batches_fixed",
        7,
        "import_batches",
        "UPDATE",
        f"{changed(*_COLUMNS)} OR OLD.undone_at IS NOT NULL OR NOT {_TAKEN_BACK_NOW}",
        "what was imported does not change; it is taken back with the event that says so",
    ),
    Guard(
        "import_batches_new",
        7,
        "import_batches",
        "INSERT",
        "NEW.undone_at IS NOT NULL",
        "an import is not taken back before it was made",
    ),
    Guard(
        "events_annulled",
        7,
        "events",
        "INSERT",
        "(NEW.state = 'annulled' AND NEW.action <> 'undo') OR EXISTS (SELECT 1 FROM events e "
        "WHERE e.complaint_id = NEW.complaint_id AND e.version = NEW.version - 1 AND e.state = 'annulled')",
        "a case is annulled with the import that it came with, and nothing happens to it after that",
    ),
)
"""The guards of taking back an import."""
