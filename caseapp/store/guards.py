"""What the database itself refuses, beyond keys and CHECKs: one trigger a guard, the same list on both engines.

A bare SQLite connection has foreign keys and recursive triggers off, so whatever hangs on a foreign key is guarded
here again, and a REPLACE, which deletes without asking the delete trigger, is refused as it inserts. PostgreSQL's
TRUNCATE does not ask it either, so there a guard against deleting stands against that too.
Each guard is a condition under which a row is refused, in SQL that both engines read. They are applied after every
upgrade, because a rebuilt table loses its triggers.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, inspect


@dataclass(frozen=True, slots=True)
class Guard:
    """One refusal."""

    name: str
    guarantee: int
    """Which of the eight promises of the store it keeps."""
    table: str
    verb: str
    """``INSERT``, ``UPDATE`` or ``DELETE``."""
    when: str
    """The condition that is refused; empty means always."""
    message: str

    def create(self, dialect: str) -> list[str]:
        """The statements that put the guard in place."""
        if dialect == "sqlite":
            when = f" WHEN {self.when}" if self.when else ""
            raised = f"SELECT RAISE(ABORT, '{self._message}')"
            return [
                f"CREATE TRIGGER {self.name} BEFORE {self.verb} ON {self.table} FOR EACH ROW{when} BEGIN {raised}; END"
            ]
        returned = "OLD" if self.verb == "DELETE" else "NEW"
        body = (
            f"BEGIN IF {self.when or 'TRUE'} THEN RAISE EXCEPTION '{self._message}' "
            f"USING ERRCODE = 'check_violation'; END IF; RETURN {returned}; END"
        )
        calls = [(self.name, f"{self.verb} ON {self.table} FOR EACH ROW")]
        if self.verb == "DELETE":
            calls.append((f"{self.name}_whole", f"TRUNCATE ON {self.table} FOR EACH STATEMENT"))
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ {body} $guard$",
            *(f"CREATE TRIGGER {name} BEFORE {called} EXECUTE FUNCTION {self.name}()" for name, called in calls),
        ]

    def drop(self, dialect: str) -> list[str]:
        """The statements that take the guard away."""
        if dialect == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {self.name}"]
        return [f"DROP TRIGGER IF EXISTS {name} ON {self.table}" for name in (self.name, f"{self.name}_whole")]

    @property
    def _message(self) -> str:
        return f"guarantee {self.guarantee}: {self.message}".replace("'", "''")


def apply(connection: Connection) -> None:
    """Put every guard in place, replacing any that stand."""
    dialect = connection.dialect.name
    for guard in GUARDS:
        for statement in (*guard.drop(dialect), *guard.create(dialect)):
            connection.exec_driver_sql(statement)


def remove(connection: Connection) -> None:
    """Take every guard away, for the time that a migration rebuilds tables."""
    tables = set(inspect(connection).get_table_names())
    for guard in GUARDS:
        for statement in guard.drop(connection.dialect.name) if guard.table in tables else ():
            connection.exec_driver_sql(statement)


def _same(left: str, right: str) -> str:
    """Equal or both NULL, and never NULL itself, so that it can be negated."""
    return f"COALESCE({left} = {right}, {left} IS NULL AND {right} IS NULL)"


def _changed(*columns: str) -> str:
    return " OR ".join(f"NOT {_same(f'NEW.{column}', f'OLD.{column}')}" for column in columns)


def _taken(table: str, *keys: tuple[str, ...]) -> str:
    found = (" AND ".join(f"{column} = NEW.{column}" for column in key) for key in keys)
    return " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {condition})" for condition in found)


def _kept(table: str, guarantee: int, what: str, *keys: tuple[str, ...]) -> tuple[Guard, Guard]:
    """Rows that are never deleted, nor replaced by way of any unique key."""
    return (
        Guard(f"{table}_kept", guarantee, table, "DELETE", "", f"{what} is never deleted"),
        Guard(f"{table}_not_replaced", guarantee, table, "INSERT", _taken(table, *keys), f"{what} is already there"),
    )


_EVENT = "EXISTS (SELECT 1 FROM events e WHERE e.complaint_id = NEW.{case} AND e.version = NEW.{version} AND {extra})"
_NO_DECISION = (
    "NOT EXISTS (SELECT 1 FROM decisions d WHERE d.complaint_id = s.complaint_id "
    "AND d.stage = s.number AND d.attempt = s.attempt)"
)


def _event(extra: str, *, case: str = "complaint_id", version: str = "version") -> str:
    return _EVENT.format(case=case, version=version, extra=extra)


def _by_stage(column: str) -> str:
    return f"CASE NEW.stage WHEN 1 THEN p.stage1_{column} ELSE p.stage2_{column} END"


_CASE_EXPLAINED = _event(
    f"e.state = NEW.state AND {_same('e.due_on', 'NEW.due_on')} "
    "AND e.version = (SELECT MAX(l.version) FROM events l WHERE l.complaint_id = e.complaint_id)",
    case="id",
)
_DUE_EXPLAINED = _event("e.target_on = NEW.due_on AND e.stage = NEW.number", version="due_version")
_ACKNOWLEDGED = (
    "EXISTS (SELECT 1 FROM events e WHERE e.complaint_id = NEW.complaint_id AND e.action = 'acknowledge' "
    "AND e.stage = NEW.number AND e.happened_on = NEW.acknowledged_on AND e.version >= NEW.due_version)"
)
# An escalation carries the complainant's own words as its text; only an override says so in its content.
_OVERRIDDEN = (
    "EXISTS (SELECT 1 FROM events e WHERE e.complaint_id = NEW.complaint_id AND e.stage = NEW.number "
    "AND e.action IN ('assign', 'escalate') AND e.officer_id = NEW.override_by AND e.text = NEW.override_reason "
    """AND replace(e.content, '"override":true', '') <> e.content)"""
)
_ENDING_ACTION = (
    "CASE NEW.ending WHEN 'answered' THEN 'respond' WHEN 'withdrawn' THEN 'withdraw' "
    "WHEN 'resolved-by-agreement' THEN 'resolve' ELSE 'refuse' END"
)
_EXTENDING = (
    "e.action = 'extend' AND e.stage = NEW.stage AND e.due_on = NEW.extended_to AND e.happened_on = NEW.extended_on"
)
_ENDING = f"e.action = {_ENDING_ACTION} AND e.stage = NEW.stage AND e.happened_on = NEW.decided_on"
_WITHIN_POLICY = (
    "EXISTS (SELECT 1 FROM complaints c JOIN policies p ON p.code = c.policy WHERE c.id = NEW.complaint_id "
    f"AND NEW.ordinal <= COALESCE({_by_stage('most_extensions')}, NEW.ordinal) "
    f"AND NEW.days <= COALESCE({_by_stage('longest_extension_days')}, NEW.days))"
)

_STAGES = (
    # A stage cannot be replaced either: its attempt is always one more than there are (stages_in_sequence).
    Guard("stages_kept", 1, "stages", "DELETE", "", "a stage is never deleted"),
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
        _changed(
            "complaint_id",
            "number",
            "attempt",
            "opened_on",
            "acknowledge_by",
            "reviewed_stage",
            "stage1_attempt",
            "stage1_decider",
        )
        + f" OR (OLD.acknowledged_on IS NOT NULL AND ({_changed('acknowledged_on')}))",
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
    *_kept("extensions", 2, "an extension", ("complaint_id", "stage", "ordinal"), ("complaint_id", "version")),
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
        f"NOT {_event(_EXTENDING)}",
        "an extended date comes with the event that explains it",
    ),
    Guard("extensions_fixed", 2, "extensions", "UPDATE", "", "an extension does not change"),
)

_DECISIONS = (
    *_kept("decisions", 3, "a decision", ("complaint_id", "stage", "attempt"), ("complaint_id", "version")),
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
        "EXISTS (SELECT 1 FROM stages s WHERE s.complaint_id = NEW.complaint_id AND s.number = NEW.stage "
        "AND s.attempt = NEW.attempt AND s.stage1_decider = NEW.decided_by AND NEW.ending IN ('answered', 'refused') "
        "AND s.override_reason IS NULL)",
        "stage 2 is not decided by whoever decided stage 1",
    ),
    Guard(
        "decisions_recorded",
        6,
        "decisions",
        "INSERT",
        f"NOT {_event(_ENDING)}",
        "a decision comes with the event that made it",
    ),
    Guard("decisions_fixed", 3, "decisions", "UPDATE", "", "a decision does not change; reopen the stage instead"),
)

_EVENTS = (
    *_kept("events", 5, "an event", ("seq",), ("complaint_id", "version"), ("previous",)),
    Guard("events_fixed", 5, "events", "UPDATE", "", "an event does not change; a correction is a new event"),
    Guard(
        "events_chained",
        5,
        "events",
        "INSERT",
        "NEW.seq <> 1 + COALESCE((SELECT MAX(seq) FROM events), 0) OR "
        "(NEW.seq > 1 AND NOT EXISTS (SELECT 1 FROM events e WHERE e.seq = NEW.seq - 1 AND e.hash = NEW.previous))",
        "an event follows the last one and carries its hash",
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
        "NEW.action IN ('assign', 'note', 'allocate') AND NOT EXISTS (SELECT 1 FROM events e "
        "WHERE e.complaint_id = NEW.complaint_id AND e.version = NEW.version - 1 AND e.state = NEW.state "
        f"AND {_same('e.due_on', 'NEW.due_on')})",
        "a note or an assignment moves neither the state nor the due date of a case",
    ),
)

_COMPLAINTS = (
    *_kept("complaints", 5, "a case", ("id",), ("reference",)),
    Guard(
        "complaints_fixed",
        5,
        "complaints",
        "UPDATE",
        _changed("id", "reference", "kind", "received_on", "policy", "logged_at"),
        "what a case is does not change",
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
    *_kept("officers", 5, "a person", ("id",), ("name",)),
    Guard(
        "officers_fixed",
        5,
        "officers",
        "UPDATE",
        _changed("id", "name"),
        "a name that events are signed with does not change",
    ),
)

_SUBMISSIONS = (
    *_kept("submissions", 7, "a submission", ("source", "reference")),
    Guard(
        "submissions_of_a_case",
        7,
        "submissions",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM complaints c WHERE c.id = NEW.complaint_id)",
        "a submission is taken as a case",
    ),
    Guard("submissions_fixed", 7, "submissions", "UPDATE", "", "a submission is taken once"),
    *_kept("policies", 2, "a policy", ("code",)),
    Guard("policies_fixed", 2, "policies", "UPDATE", "", "a policy does not change; make a new version"),
)

GUARDS: tuple[Guard, ...] = (*_STAGES, *_EXTENSIONS, *_DECISIONS, *_EVENTS, *_COMPLAINTS, *_OFFICERS, *_SUBMISSIONS)
"""Every guard, each with a name of its own."""
