"""What the database refuses of the record: events, cases with their words, and what they refer to (5 to 7)."""

from __future__ import annotations

from caseapp.store.annul_guards import GIVEN_BACK, OF_AN_ANNULLED_CASE
from caseapp.store.guard import Guard, changed, event, kept, same, taken, undoing

_CASE_EXPLAINED = event(
    f"e.state = NEW.state AND {same('e.due_on', 'NEW.due_on')} "
    "AND e.version = (SELECT MAX(l.version) FROM events l WHERE l.complaint_id = e.complaint_id)",
    case="id",
)
_EVENTS = (
    # An event cannot be replaced either: its number, its version and the hash it carries are those after the last.
    Guard("events_kept", 5, "events", "DELETE", "", "an event is never deleted"),
    Guard("events_fixed", 5, "events", "UPDATE", "", "an event does not change; a correction is a new event"),
    Guard(
        "events_chained",
        5,
        "events",
        "INSERT",
        "NEW.seq <> 1 + COALESCE((SELECT MAX(seq) FROM events), 0) OR "
        "(NEW.seq > 1 AND NOT EXISTS (SELECT 1 FROM events e WHERE e.seq = NEW.seq - 1 AND e.hash = NEW.previous)) "
        "OR NEW.hash = NEW.previous OR EXISTS (SELECT 1 FROM events e WHERE e.previous = NEW.hash)",
        "an event follows the last one, carries its hash and has a hash of its own",
    ),
    Guard(
        "events_of_a_case_in_order",
        5,
        "events",
        "INSERT",
        "NEW.complaint_id IS NOT NULL AND NEW.version <> 1 + COALESCE((SELECT MAX(e.version) FROM events e "
        "WHERE e.complaint_id = NEW.complaint_id), 0)",
        "the events of a case are numbered one after another",
    ),
    Guard(
        "events_by_somebody",
        5,
        "events",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM officers o WHERE o.id = NEW.officer_id)",
        "an event names who recorded it",
    ),
    Guard(
        "events_that_move_no_clock",
        6,
        "events",
        "INSERT",
        "NEW.action IN ('assign', 'note', 'allocate', 'restrict', 'unrestrict', 'correct', 'recount', 'point') "
        "AND NOT EXISTS (SELECT 1 FROM events e "
        "WHERE e.complaint_id = NEW.complaint_id AND e.version = NEW.version - 1 AND e.state = NEW.state "
        f"AND ({same('e.due_on', 'NEW.due_on')} OR (NEW.action IN ('correct', 'recount') "
        "AND NEW.target_on = NEW.due_on)))",
        "a note, a point, an assignment or a correction does not move a case on; only a corrected receipt or a day "
        "off moves its due date",
    ),
    Guard(
        "events_recorded_in_order",
        5,
        "events",
        "INSERT",
        "NEW.recorded_at NOT LIKE '2___-__-__T__:__:__.______Z' OR length(NEW.recorded_at) <> 27 "
        "OR substr(NEW.recorded_at, 6, 5) NOT BETWEEN '01-01' AND '12-31' "
        "OR substr(NEW.recorded_at, 12, 8) NOT BETWEEN '00:00:00' AND '23:59:59' "
        "OR EXISTS (SELECT 1 FROM events e WHERE e.seq = NEW.seq - 1 AND e.recorded_at > NEW.recorded_at)",
        "an event is not recorded before the one that it follows",
    ),
)

_HANDING_OVER = "'assign', 'respond', 'escalate', 'reopen'"
_EXPLAINED = (
    (
        "corrected",
        ("received_on", "summary", "channel", "issue_on", "aware_on", "complainant_id"),
        "e.action = 'correct'",
        "what was received is corrected with the event that keeps the old value",
    ),
    (
        "allocated",
        ("service_id", "sub_service_id"),
        f"e.action = 'allocate' OR {undoing('allocate')}",
        "a case changes its service with an event",
    ),
    (
        "handed_over",
        ("handler_id",),
        f"e.action IN ({_HANDING_OVER}) OR {undoing('log', 'assign', 'respond', 'escalate', 'reopen')}",
        "a case changes hands with an event",
    ),
)
"""Columns of a case, the events ``e`` that may change them, and what is said otherwise."""

_COMPLAINTS = (
    *kept("complaints", 5, "a case", ("id",), ("reference",)),
    Guard(
        "complaints_fixed",
        5,
        "complaints",
        "UPDATE",
        f"{changed('id', 'kind', 'policy', 'logged_at', 'batch_id')} "
        f"OR (({changed('reference')}) AND NOT {GIVEN_BACK})",
        "what a case is does not change",
    ),
    *(
        Guard(
            f"complaints_{name}",
            5,
            "complaints",
            "UPDATE",
            f"({changed(*columns)}) AND NOT {event(f'({events})', case='id')}",
            message,
        )
        for name, columns, events, message in _EXPLAINED
    ),
    Guard(
        "complaints_restricted",
        5,
        "complaints",
        "UPDATE",
        f"({changed('restricted')}) AND NOT "
        + event(
            "((NEW.restricted AND e.action = 'restrict') OR (NOT NEW.restricted AND e.action = 'unrestrict'))",
            case="id",
        ),
        "a case is restricted, or opened again, with the event that says why",
    ),
    Guard(
        "complaints_begin_unrestricted", 5, "complaints", "INSERT", "NEW.restricted", "a case is restricted by an event"
    ),
    Guard(
        "complaints_one_event_a_change",
        6,
        "complaints",
        "UPDATE",
        "NEW.version <= OLD.version",
        "a case changes only together with an event",
    ),
    *(
        Guard(
            f"complaints_explained_on_{verb.lower()}",
            6,
            "complaints",
            verb,
            f"NOT {_CASE_EXPLAINED}",
            "the state and due date of a case are those of its latest event",
        )
        for verb in ("INSERT", "UPDATE")
    ),
)

_OFFICERS = (
    *kept("officers", 5, "a person", ("id",), ("name",)),
    Guard(
        "officers_fixed",
        5,
        "officers",
        "UPDATE",
        changed("id", "name"),
        "a name that events are signed with does not change",
    ),
)

_SUBMISSIONS = (
    Guard(
        "submissions_kept",
        7,
        "submissions",
        "DELETE",
        f"NOT {OF_AN_ANNULLED_CASE}",
        "a submission is never deleted unless the import that took it was taken back",
    ),
    Guard(
        "submissions_not_replaced",
        7,
        "submissions",
        "INSERT",
        taken("submissions", ("source", "reference")),
        "a submission is already there",
    ),
    Guard(
        "submissions_of_a_case",
        7,
        "submissions",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM complaints c WHERE c.id = NEW.complaint_id)",
        "a submission is taken as a case",
    ),
    Guard("submissions_fixed", 7, "submissions", "UPDATE", "", "a submission is taken once"),
    *kept("policies", 2, "a policy", ("code",)),
    Guard("policies_fixed", 2, "policies", "UPDATE", "", "a policy does not change; make a new version"),
)

_WORDS = (
    *(
        guard
        for table, what in (("narratives", "what a person wrote"), ("adjustments", "what a person needs"))
        for guard in (
            *kept(table, 5, what, ("complaint_id",)),
            Guard(
                f"{table}_told",
                5,
                table,
                "INSERT",
                "NOT " + event("e.action IN ('log', 'correct')"),
                f"{what} comes with the event that brought it",
            ),
            Guard(
                f"{table}_corrected",
                5,
                table,
                "UPDATE",
                f"({changed('complaint_id')}) OR NEW.version <= OLD.version OR NOT " + event("e.action = 'correct'"),
                f"{what} is corrected with the event that keeps the old words",
            ),
        )
    ),
    *kept("complainants", 5, "a person who complained", ("id",)),
    Guard(
        "complainants_fixed",
        5,
        "complainants",
        "UPDATE",
        "",
        "who complained does not change; a correction is a new row with an event",
    ),
    *kept("other_services", 5, "a service of a case", ("complaint_id", "service_id")),
    Guard("other_services_fixed", 5, "other_services", "UPDATE", "", "the services of a case do not change"),
)


def _added(day: str, kind: str) -> str:
    """That the event which a day off names added that very day."""
    told = f"replace(e.content, '\"kind\":\"{kind}\"', '') <> e.content"
    return (
        "EXISTS (SELECT 1 FROM events e WHERE e.seq = NEW.added_seq AND e.action = 'day-off' "
        f"AND e.target_on = NEW.{day} AND {told})"
    )


_REGISTERS = (
    *kept("services", 5, "a service", ("id",), ("name",)),
    *kept("sub_services", 5, "a part of a service", ("id",), ("service_id", "name")),
    *kept("import_batches", 7, "an import", ("id",)),
    *kept("import_rows", 7, "a row of an import", ("batch_id", "row_number")),
    Guard("import_rows_fixed", 7, "import_rows", "UPDATE", "", "what became of an imported row does not change"),
    Guard("counters_kept", 7, "counters", "DELETE", "", "a number that was given is not given again"),
    *(
        Guard(
            f"counters_go_up_on_{verb.lower()}",
            7,
            "counters",
            verb,
            "EXISTS (SELECT 1 FROM counters c WHERE c.name = NEW.name AND c.value > NEW.value)" + renamed,
            "a number that was given is not given again",
        )
        for verb, renamed in (("INSERT", ""), ("UPDATE", " OR NEW.name <> OLD.name"))
    ),
    *kept("bank_holidays", 6, "a bank holiday", ("division", "held_on")),
    *kept("closure_days", 6, "a closure day", ("closed_on",)),
    *(
        Guard(f"{table}_fixed", 6, table, "UPDATE", "", "a day off does not change: due dates were counted by it")
        for table in ("bank_holidays", "closure_days")
    ),
    Guard(
        "bank_holidays_added",
        6,
        "bank_holidays",
        "INSERT",
        f"(NEW.origin = 'added' AND NOT {_added('held_on', 'bank-holiday')}) OR (NEW.origin = 'published' "
        "AND (NEW.added_seq IS NOT NULL OR EXISTS (SELECT 1 FROM events e WHERE e.action = 'founded')))",
        "a bank holiday that is not among those the store was founded with is added by an event",
    ),
    Guard(
        "closure_days_added",
        6,
        "closure_days",
        "INSERT",
        f"NOT {_added('closed_on', 'closure')}",
        "a closure day is added by an event",
    ),
)

GUARDS = (*_EVENTS, *_COMPLAINTS, *_OFFICERS, *_SUBMISSIONS, *_WORDS, *_REGISTERS)
"""The guards of the record."""
