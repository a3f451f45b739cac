"""What a stray script might write, each with the guarantee that it breaks: lawful steps but for one thing."""

from __future__ import annotations

from typing import Any

from tests.store.attack import ON_POSTGRESQL, ON_SQLITE, Attack, Script, attack, changed
from tests.store.day_off_attacks import DAY_OFF_ATTACKS, DAY_OFF_LAWFUL, added, holiday
from tests.store.import_attacks import IMPORT_ATTACKS, IMPORT_LAWFUL
from tests.store.point_attacks import POINT_ATTACKS, POINT_LAWFUL
from tests.store.record_attacks import KEPT as RECORDS_KEPT
from tests.store.record_attacks import RECORD_ATTACKS, RECORD_LAWFUL
from tests.store.reference_attacks import REFERENCE_ATTACKS, REFERENCE_LAWFUL
from tests.store.scene import (
    ADA_ID,
    ANSWERED,
    COMPLIMENT,
    EXTENDED,
    FRESH,
    LAST_HASH,
    LEE_ID,
    LGSCO,
    NEXT_SEQ,
    OF_2021,
    OLGA_ID,
    OPEN,
    OVERRIDDEN,
    REOPENED,
    RITA_ID,
    STAGE_2,
    WITHDRAWN,
    Sql,
    acknowledged,
    answered,
    complaint,
    escalated,
    event,
    extended,
    insert,
    latest,
    literal,
    logged,
    noted,
    permitted,
    reopened,
    reviewed,
    stage_1,
    standing,
)
from tests.store.trick_attacks import TRICK_ATTACKS, TRICK_LAWFUL
from tests.store.undo_attacks import UNDO_ATTACKS, UNDO_LAWFUL


def submission(reference: str = "S-2", case: int = FRESH, *, verb: str = "INSERT") -> str:
    return insert("submissions", verb=verb, source="web", reference=reference, digest="other", complaint_id=case)


def policy(code: str, *, verb: str = "INSERT", **columns: Any) -> str:
    row = {"code": code, "scheme": "raw", "title": "Lax", "applies_from": "2024-01-01", "document": "{}"}
    return insert("policies", verb=verb, **{**row, "stage1_most_extensions": 9, **columns})


def officer(number: int, name: str, *, verb: str = "INSERT", **columns: Any) -> str:
    row = {"id": number, "name": name, "role": "officer", "can_log_in": True, "joined_at": "2024-04-15T12:00:00Z"}
    return insert("officers", verb=verb, **{**row, **columns})


def copied(table: str, where: str, *, verb: str = "INSERT", **columns: Any) -> str:
    """A row put in once more as it stands but for ``columns``."""
    names = {
        "decisions": "complaint_id, stage, attempt, ending, outcome, decided_on, decided_by, version",
        "extensions": "complaint_id, stage, ordinal, attempt, days, extended_on, extended_to, reason, version",
        "stages": "complaint_id, number, attempt, opened_on, acknowledge_by, acknowledged_on, due_on, due_version",
        "events": "seq, complaint_id, version, action, stage, happened_on, recorded_at, officer_id, state, due_on, "
        "target_on, content, previous, hash",
        "complaints": "id, reference, kind, state, version, received_on, logged_at, channel, policy, due_on, "
        "acknowledge_by, summary",
    }[table]
    values = ", ".join(literal(columns[name]) if name in columns else name for name in names.split(", "))
    return f"{verb} INTO {table} ({names}) SELECT {values} FROM {table} WHERE {where}"


def resolved(**columns: Any) -> str:
    """The event of a complaint settled by agreement."""
    return event(OPEN, "resolve", **{"state": "resolved", **columns})


KEPT = {
    "stages": (1, f"complaint_id = {OPEN}"),
    "extensions": (2, f"complaint_id = {EXTENDED}"),
    "decisions": (3, f"complaint_id = {ANSWERED}"),
    "events": (5, f"complaint_id = {OPEN}"),
    "complaints": (5, f"id = {OPEN}"),
    "officers": (5, f"id = {OLGA_ID}"),
    "submissions": (7, "reference = 'S-1'"),
    "policies": (2, "code = 'cambridge-2024'"),
}
"""Tables whose rows are there for good: guarantee, and one row of the scene."""

DELETING = [
    *(
        attack(number, f"delete from {table}", f"DELETE FROM {table} WHERE {row}")
        for table, (number, row) in KEPT.items()
    ),
    *(attack(number, f"delete all {table}", f"DELETE FROM {table}") for table, (number, _) in KEPT.items()),
    *(
        attack(number, f"truncate {table}", f"TRUNCATE {table} CASCADE", by="is never deleted", engines=ON_POSTGRESQL)
        for table, (number, _) in {**KEPT, **RECORDS_KEPT}.items()
        if table != "counters"  # which says it in other words
    ),
]

REPLACING = [
    attack(
        number,
        f"replace a row of {table} with itself",
        copied(table, row, verb="INSERT OR REPLACE"),
        by="guarantee",
        engines=ON_SQLITE,
    )
    for table, (number, row) in KEPT.items()
    if table not in {"officers", "submissions", "policies"}
] + [
    attack(7, "replace a submission", submission("S-1", verb="INSERT OR REPLACE"), engines=ON_SQLITE),
    attack(2, "replace a policy", policy("cambridge-2024", verb="INSERT OR REPLACE"), engines=ON_SQLITE),
    attack(5, "replace a person", officer(OLGA_ID, "Someone Else", verb="INSERT OR REPLACE"), engines=ON_SQLITE),
    attack(5, "replace a person by name", officer(99, "Olga Officer", verb="INSERT OR REPLACE"), engines=ON_SQLITE),
    attack(
        5,
        "replace a case by its reference",
        logged(100)[0],
        complaint(100, reference="C24-00002").replace("INSERT", "INSERT OR REPLACE"),
        engines=ON_SQLITE,
    ),
    attack(
        5,
        "replace an event by its place in the case",
        copied(
            "events",
            f"complaint_id = {OPEN} AND version = 2",
            verb="INSERT OR REPLACE",
            seq=NEXT_SEQ,
            previous=LAST_HASH,
            hash="forged",
        ),
        engines=ON_SQLITE,
    ),
    attack(
        5,
        "replace an event by the hash that it carries",
        copied(
            "events",
            f"complaint_id = {OPEN} AND version = 2",
            verb="INSERT OR REPLACE",
            seq=NEXT_SEQ,
            version=latest(OPEN) + " + 1",
            hash="forged",
        ),
        engines=ON_SQLITE,
    ),
    attack(
        2,
        "replace the extension of an earlier attempt by way of its event",
        event(OF_2021, "respond", state="stage-1-answered", happened_on="2024-03-05"),
        answered(OF_2021, decided_on="2024-03-05")[-1],
        event(OF_2021, "reopen", state="new", due_on="2024-03-19", target_on="2024-03-19", happened_on="2024-03-05"),
        stage_1(OF_2021, attempt=2, opened_on="2024-03-05", acknowledge_by="2024-03-12", due_on="2024-03-19"),
        copied("extensions", f"complaint_id = {OF_2021}", verb="INSERT OR REPLACE", ordinal=2, attempt=2),
        engines=ON_SQLITE,
    ),
    attack(
        5,
        "a hash given out twice, which would be the last",
        resolved(hash=Sql("(SELECT hash FROM events WHERE seq = 7)")),
    ),
    attack(
        5,
        "a hash that follows itself",
        resolved(hash=Sql("(SELECT hash FROM events ORDER BY seq DESC LIMIT 1)")),
    ),
    attack(
        2,
        "extend with the event of another extension",
        *extended(OF_2021, to="2024-05-15", happening={"happened_on": "2024-04-16"})[:-1],
        copied(
            "extensions", f"complaint_id = {OF_2021}", verb="INSERT OR REPLACE", ordinal=2, extended_to="2024-05-15"
        ),
        by="guarantee",
        engines=ON_SQLITE,
    ),
]

STAGES = [
    attack(1, "a third stage", *escalated(happening={"stage": 3}, number=3), by="ck_stages__"),
    attack(1, "stage 0", *escalated(happening={"stage": 0}, number=0), by="ck_stages__"),
    attack(1, "stage 2 of an unanswered case", *escalated(OPEN, stage1_decider=OLGA_ID)),
    attack(1, "stage 2 of a withdrawn case", *escalated(WITHDRAWN, stage1_decider=OLGA_ID)),
    attack(
        1,
        "stage 2 without a stage 1 decision",
        *escalated(reviewed_stage=None, stage1_attempt=None, stage1_decider=None),
    ),
    attack(1, "stage 2 that names another decider", *escalated(stage1_decider=OLGA_ID)),
    attack(1, "stage 2 that names another attempt", *escalated(stage1_attempt=2)),
    attack(1, "stage 2 before the answer", *escalated(happening={"happened_on": "2024-04-09"}, opened_on="2024-04-09")),
    attack(
        1,
        "stage 2 on the first answer when stage 1 was reopened",
        *answered(REOPENED, attempt=2, happening={"state": "stage-1-answered"}),
        *escalated(REOPENED, stage1_attempt=1, stage1_decider=OLGA_ID),
    ),
    attack(
        1,
        "stage 1 that claims to review",
        *reopened(reviewed_stage=1, stage1_attempt=1, stage1_decider=RITA_ID),
        by="ck_stages__reviews_stage_1",
    ),
    attack(1, "two stages open", *reopened(OPEN, acknowledge_by="2024-04-23")),
    attack(
        1,
        "two stages open, in one statement",
        *reopened()[:-1],
        reopened()[-1] + ", " + reopened(attempt=3)[-1].split("VALUES ")[1],
        by="guarantee",
    ),
    attack(
        1,
        "stage 1 again after stage 2 began",
        *reviewed(),
        event(STAGE_2, "reopen", state="new", due_on="2024-04-30", target_on="2024-04-30"),
        reopened(STAGE_2)[-1],
    ),
    attack(1, "an attempt left out", *reopened(attempt=3)),
    attack(1, "attempt 0", *reopened(attempt=0)),
    attack(
        1,
        "an attempt that begins before the last one ended",
        event(ANSWERED, "reopen", state="new", due_on="2024-04-23", target_on="2024-04-23", happened_on="2024-04-09"),
        stage_1(ANSWERED, attempt=2, opened_on="2024-04-09", acknowledge_by="2024-04-16", due_on="2024-04-23"),
    ),
    attack(
        1,
        "a stage of a compliment",
        event(COMPLIMENT, "reopen", state="recorded", target_on="2024-04-29"),
        stage_1(COMPLIMENT),
    ),
    attack(
        1,
        "a stage of no case",
        event(999, "log", state="new", due_on="2024-04-29", target_on="2024-04-29"),
        stage_1(999),
    ),
    attack(1, "a stage before the receipt", *logged(opened_on="2024-04-12")),
    attack(
        1,
        "a second row of a stage",
        *answered(FRESH),
        event(FRESH, "reopen", state="new", due_on="2024-04-29", target_on="2024-04-29"),
        stage_1(FRESH),
    ),
    attack(1, "another date of beginning", changed("stages", "opened_on = '2024-04-12'", f"complaint_id = {FRESH}")),
    attack(
        1,
        "another date by which to acknowledge",
        changed("stages", "acknowledge_by = '2024-06-28'", f"complaint_id = {FRESH}"),
    ),
    attack(
        1,
        "another case's stage",
        changed("stages", f"complaint_id = {COMPLIMENT}", f"complaint_id = {FRESH}"),
        by="guarantee",
    ),
    attack(1, "stage 1 renamed stage 2", changed("stages", "number = 2", f"complaint_id = {ANSWERED}"), by="guarantee"),
    attack(
        1,
        "another stage 1 decider",
        changed("stages", f"stage1_decider = {OLGA_ID}", f"complaint_id = {STAGE_2} AND number = 2"),
    ),
    attack(1, "an acknowledgement taken back", changed("stages", "acknowledged_on = NULL", f"complaint_id = {OPEN}")),
    attack(
        1,
        "an acknowledgement moved",
        noted(OPEN)[0],
        event(OPEN, "acknowledge", state="stage-1", due_on="2024-04-22", happened_on="2024-04-11"),
        changed("stages", "acknowledged_on = '2024-04-11'", f"complaint_id = {OPEN}"),
    ),
    attack(
        1, "another handler once it is over", changed("stages", f"handler_id = {OLGA_ID}", f"complaint_id = {ANSWERED}")
    ),
]

EXTENSIONS = [
    attack(2, "a second extension", *extended(EXTENDED, to="2024-05-21", happening={"state": "new"}, ordinal=2)),
    attack(2, "the first extension again", *extended(EXTENDED, to="2024-05-21", happening={"state": "new"})),
    attack(2, "an ordinal left out", *extended(OF_2021, to="2024-05-15", happening={"state": "new"}, ordinal=3)),
    attack(2, "extension 0", *extended(ordinal=0)),
    attack(2, "longer than the policy allows", *extended(to="2024-05-08", days=11)),
    attack(
        2,
        "longer than stage 2 may be extended",
        event(STAGE_2, "extend", stage=2, state="stage-2-new", due_on="2024-05-28"),
        extended(STAGE_2, to="2024-05-28", stage=2, days=11)[-1],
    ),
    attack(2, "no days", *extended(days=0), by="ck_extensions__days"),
    attack(
        2,
        "days in words",
        *extended(OF_2021, to="2024-05-15", happening={"state": "new"}, ordinal=2, days="ten"),
        by="days",
        engines=ON_SQLITE,
    ),
    attack(2, "no reason", *extended(reason=None), by="reason"),
    attack(2, "a blank reason", *extended(reason="   "), by="ck_extensions__reason"),
    attack(2, "a reason of line ends", *extended(reason="\n\t\r\n"), by="ck_extensions__reason"),
    attack(
        2,
        "an answered stage",
        event(ANSWERED, "extend", state="stage-1-answered", due_on="2024-05-07"),
        extended(ANSWERED)[-1],
    ),
    attack(
        2,
        "a stage that is not there",
        event(OPEN, "extend", stage=2, state="stage-1", due_on="2024-05-07"),
        extended(stage=2)[-1],
    ),
    attack(
        2,
        "the first attempt once the second is open",
        event(REOPENED, "extend", state="new", due_on="2024-05-14"),
        extended(REOPENED, to="2024-05-14")[-1],
    ),
    attack(2, "before the stage began", *extended(happening={"happened_on": "2024-04-05"}, extended_on="2024-04-05")),
    attack(2, "to an earlier date", *extended(to="2024-04-18", days=1)),
    attack(
        2,
        "to a date before the first extension",
        *extended(OF_2021, to="2024-04-17", happening={"state": "new"}, ordinal=2, days=1),
    ),
    attack(2, "another reason later", changed("extensions", "reason = 'Better'", f"complaint_id = {EXTENDED}")),
    attack(2, "another end later", changed("extensions", "extended_to = '2024-06-28'", f"complaint_id = {EXTENDED}")),
    attack(2, "another attempt later", changed("extensions", "attempt = 2", f"complaint_id = {EXTENDED}")),
    attack(
        2,
        "two extensions in one statement",
        *extended()[:-1],
        extended()[-1] + ", " + extended(ordinal=2)[-1].split("VALUES ")[1],
    ),
    attack(2, "a lax policy", changed("policies", "stage1_most_extensions = NULL", "code = 'cambridge-2024'")),
    attack(2, "a policy of the same code", policy("cambridge-2024")),
    attack(
        2,
        "a policy put in the place of another",
        policy("cambridge-2024") + " ON CONFLICT (code) DO UPDATE SET stage1_most_extensions = 9",
    ),
    attack(
        5,
        "a case under a laxer policy",
        noted()[0],
        changed("complaints", "policy = 'cambridge-2021', version = version + 1", f"id = {OPEN}"),
    ),
]

DECISIONS = [
    attack(3, "an answer without an outcome", *answered(outcome=None), by="ck_decisions__answer_has_outcome"),
    attack(3, "an outcome of its own", *answered(outcome="mostly-upheld"), by="ck_decisions__outcome"),
    attack(3, "a blank outcome", *answered(outcome=""), by="ck_decisions__outcome"),
    attack(
        3,
        "an ending of its own",
        event(OPEN, "refuse", state="refused"),
        answered(ending="lapsed", outcome=None)[-1],
        by="ck_decisions__ending",
    ),
    attack(
        3,
        "a withdrawal with an outcome",
        event(OPEN, "withdraw", state="withdrawn"),
        standing(OPEN, "withdrawn", None),
        answered(ending="withdrawn")[-1],
        by="ck_decisions__answer_has_outcome",
    ),
    attack(3, "a decision without a date", *answered(decided_on=None), by="guarantee"),
    attack(3, "a decision without a decider", *answered(decided_by=None)),
    attack(3, "a decision by nobody known", *answered(decided_by=999)),
    attack(
        3,
        "a decision before the stage began",
        *answered(happening={"happened_on": "2024-04-05"}, decided_on="2024-04-05"),
    ),
    attack(
        3,
        "a decision before the acknowledgement",
        *answered(happening={"happened_on": "2024-04-08"}, decided_on="2024-04-08"),
    ),
    attack(
        3,
        "a decision before the extension",
        *answered(EXTENDED, happening={"happened_on": "2024-04-09"}, decided_on="2024-04-09"),
    ),
    attack(
        3,
        "a date before the stage began, in figures that sort after it",
        event(OPEN, "respond", state="stage-1-answered", happened_on="2024-4-05"),
        by="ck_events__dated",
        engines=ON_SQLITE,
    ),
    attack(
        3,
        "a date in words",
        event(OPEN, "respond", state="stage-1-answered", happened_on="yesterday"),
        by="ck_events__dated",
        engines=ON_SQLITE,
    ),
    attack(
        3,
        "a decision on a stage that is not there",
        event(OPEN, "respond", stage=2, state="stage-1-answered"),
        answered(stage=2)[-1],
    ),
    attack(
        3, "a second decision", *answered(), *answered(outcome="not-upheld")[:1], answered(outcome="not-upheld")[-1]
    ),
    attack(
        3,
        "two decisions in one statement",
        *answered()[:-1],
        answered()[-1] + ", " + answered(outcome="not-upheld")[-1].split("VALUES ")[1],
    ),
    attack(3, "another outcome later", changed("decisions", "outcome = 'upheld'", f"complaint_id = {ANSWERED}")),
    attack(3, "another date later", changed("decisions", "decided_on = '2024-04-09'", f"complaint_id = {ANSWERED}")),
    attack(3, "another decider later", changed("decisions", f"decided_by = {OLGA_ID}", f"complaint_id = {ANSWERED}")),
    attack(
        3,
        "a decision moved over another",
        changed("decisions", f"complaint_id = {ANSWERED}", f"complaint_id = {STAGE_2}", verb="UPDATE OR REPLACE"),
        engines=ON_SQLITE,
    ),
]

REVIEWERS = [
    attack(
        4,
        "the stage 1 decider handles stage 2",
        changed("stages", f"handler_id = {RITA_ID}", f"complaint_id = {STAGE_2} AND number = 2"),
    ),
    attack(4, "the stage 1 decider is given stage 2", *escalated(handler_id=RITA_ID)),
    attack(4, "the stage 1 decider decides stage 2", *reviewed(decided_by=RITA_ID)),
    attack(
        4,
        "who decided the first attempt is given stage 2",
        *answered(REOPENED, attempt=2, decided_by=RITA_ID),
        *escalated(REOPENED, stage1_attempt=2, handler_id=OLGA_ID),
    ),
    attack(
        4,
        "who decided the first attempt handles stage 2",
        *answered(REOPENED, attempt=2, decided_by=RITA_ID),
        *escalated(REOPENED, stage1_attempt=2),
        changed("stages", f"handler_id = {OLGA_ID}", f"complaint_id = {REOPENED} AND number = 2"),
    ),
    attack(
        4,
        "who decided the first attempt decides stage 2",
        *answered(REOPENED, attempt=2, decided_by=RITA_ID),
        *escalated(REOPENED, stage1_attempt=2),
        *reviewed(REOPENED, decided_by=OLGA_ID),
    ),
    attack(
        4,
        "an override without an event",
        changed(
            "stages",
            f"handler_id = {RITA_ID}, override_reason = 'Trust me', override_by = {ADA_ID}",
            f"complaint_id = {STAGE_2} AND number = 2",
        ),
    ),
    attack(
        4,
        "an override at once, without an event",
        *escalated(handler_id=RITA_ID, override_reason="Trust me", override_by=LEE_ID),
    ),
    attack(4, "an override by somebody else", *permitted(override_by=ADA_ID)),
    attack(4, "an override with another reason", *permitted(override_reason="Trust me")),
    attack(
        4,
        "an override that is the complainant's own reason",
        changed(
            "stages",
            f"handler_id = {RITA_ID}, override_reason = 'Not happy', override_by = {OLGA_ID}",
            f"complaint_id = {STAGE_2} AND number = 2",
        ),
    ),
    attack(4, "an override without a reason", *permitted(override_reason=None)),
    attack(
        4,
        "an override with a blank reason",
        *permitted(happening={"text": " "}, override_reason=" "),
        by="ck_stages__override",
    ),
    attack(4, "an override by nobody", *permitted(override_by=None)),
    attack(4, "an override for nobody", *permitted(handler_id=None), by="ck_stages__override"),
    attack(
        4,
        "an override of stage 1",
        event(
            OPEN,
            "assign",
            state="stage-1",
            due_on="2024-04-22",
            text="Why not",
            content='{"override":true}',
            officer_id=LEE_ID,
        ),
        changed(
            "stages",
            f"handler_id = {OLGA_ID}, override_reason = 'Why not', override_by = {LEE_ID}",
            f"complaint_id = {OPEN}",
        ),
        by="ck_stages__override",
    ),
]

EVENTS = [
    attack(5, "another text", changed("events", "text = 'Nothing happened'", f"complaint_id = {EXTENDED}")),
    attack(
        5, "another date of an event", changed("events", "happened_on = '2024-04-09'", f"complaint_id = {EXTENDED}")
    ),
    attack(5, "another signature", changed("events", f"officer_id = {ADA_ID}", f"complaint_id = {EXTENDED}")),
    attack(
        5, "an event moved to the end", changed("events", "seq = seq + 1000", "seq = (SELECT MAX(seq) FROM events)")
    ),
    attack(
        5,
        "an event moved over another",
        changed("events", "seq = 3", "seq = 4", verb="UPDATE OR REPLACE"),
        engines=ON_SQLITE,
    ),
    attack(5, "an event in the middle", resolved(seq=3)),
    attack(5, "an event further on", resolved(seq=Sql("(SELECT MAX(seq) + 2 FROM events)"))),
    attack(5, "an event without a number", resolved(seq=None), engines=ON_SQLITE),
    attack(5, "an event whose number is nothing", resolved(seq=None), by="not-null", engines=ON_POSTGRESQL),
    attack(5, "an event out of the chain", resolved(previous="0" * 64)),
    attack(5, "an event that leaves a version out", resolved(version=Sql(f"{latest(OPEN)} + 2"))),
    attack(5, "an event of a version that is there", resolved(version=latest(OPEN))),
    attack(5, "an event of a case without a version", resolved(version=None), by="ck_events__of_a_case"),
    attack(5, "two events in one statement", resolved() + ", " + resolved().split("VALUES ")[1]),
    attack(5, "an event by nobody known", resolved(officer_id=999)),
    attack(5, "an event of a kind of its own", event(OPEN, "forgive", state="stage-1"), by="ck_events__action"),
    attack(5, "an event that leaves an unknown state", resolved(state="lost"), by="ck_events__state"),
    attack(5, "another name", changed("officers", "name = 'Someone Else'", f"id = {OLGA_ID}")),
    attack(5, "another number", changed("officers", "id = 77", f"id = {OLGA_ID}")),
    attack(
        5,
        "a name taken over",
        changed("officers", "name = 'Ada Admin'", f"id = {OLGA_ID}", verb="UPDATE OR REPLACE"),
        engines=ON_SQLITE,
    ),
    *(
        attack(
            5,
            f"another {column}",
            noted()[0],
            changed("complaints", f"{column} = {literal(value)}, version = version + 1", f"id = {OPEN}"),
            by="guarantee",
        )
        for column, value in {
            "reference": "C24-99999",
            "kind": "compliment",
            "received_on": "2024-04-01",
            "logged_at": "2024-04-01T12:00:00Z",
            "id": 77,
        }.items()
    ),
]

DUE_DATES = [
    attack(6, "a later due date", changed("complaints", "due_on = '2024-06-28'", f"id = {OPEN}")),
    attack(
        6,
        "a later due date and version",
        changed("complaints", "due_on = '2024-06-28', version = version + 1", f"id = {OPEN}"),
    ),
    attack(6, "a later due date beside a note", noted()[0], standing(OPEN, "stage-1", "2024-06-28")),
    attack(6, "a note that moves the due date", noted(due_on="2024-06-28")[0]),
    attack(6, "a note that closes the case", noted(state="withdrawn", due_on=None)[0]),
    attack(6, "an assignment that moves the due date", event(OPEN, "assign", state="stage-1", due_on="2024-06-28")),
    attack(6, "another state", changed("complaints", "state = 'new', acknowledge_by = '2024-04-15'", f"id = {OPEN}")),
    attack(
        6,
        "another date by which to acknowledge, on the case",
        changed("complaints", "acknowledge_by = '2024-06-28'", f"id = {FRESH}"),
    ),
    attack(6, "a state that its event does not give", *noted()[:1], standing(OPEN, "withdrawn", None)),
    attack(
        6,
        "a case that stays behind its latest event",
        *extended()[:1],
        resolved(),
        f"UPDATE complaints SET version = 3, due_on = '2024-05-07' WHERE id = {OPEN}",
    ),
    attack(6, "a case without an event", complaint(100)),
    attack(
        6,
        "an event of the number that SQLite gives a row without one",
        event(-1, "log", state="new", due_on="2024-04-29"),
        by="ck_events__of_a_case",
    ),
    attack(6, "a case without a number or an event", complaint(id=None), engines=ON_SQLITE),
    attack(
        6, "a case whose event says something else", event(100, "log", state="new", due_on="2024-04-26"), complaint(100)
    ),
    attack(6, "a stage that is due later", changed("stages", "due_on = '2024-06-28'", f"complaint_id = {OPEN}")),
    attack(
        6,
        "a stage that is due as before the acknowledgement",
        changed("stages", "due_on = '2024-04-29', due_version = 1", f"complaint_id = {LGSCO}"),
    ),
    attack(
        6,
        "an answered stage that is due as the next one",
        changed("stages", "due_on = '2024-04-29', due_version = 3", f"complaint_id = {REOPENED} AND attempt = 1"),
        by="guarantee",
    ),
    attack(6, "a stage that its event does not explain", *logged(due_on="2024-05-29")),
    attack(6, "a stage that an event of another stage explains", *escalated(happening={"stage": 1})),
    attack(
        6,
        "a stage reopened without an event",
        stage_1(
            ANSWERED, attempt=2, opened_on="2024-04-16", due_on="2024-04-22", due_version=1, acknowledge_by="2024-04-23"
        ),
    ),
    attack(
        6,
        "an acknowledgement without an event",
        changed("stages", "acknowledged_on = '2024-04-10'", f"complaint_id = {FRESH}"),
    ),
    attack(
        6,
        "an acknowledgement on another day than its event",
        *acknowledged()[:-1],
        changed("stages", "acknowledged_on = '2024-04-09'", f"complaint_id = {FRESH}"),
    ),
    attack(
        6,
        "an acknowledgement by the event of an earlier attempt",
        *answered(OPEN, happening={"happened_on": "2024-04-09"}, decided_on="2024-04-09"),
        event(OPEN, "reopen", state="new", due_on="2024-04-23", target_on="2024-04-23", happened_on="2024-04-09"),
        stage_1(OPEN, attempt=2, opened_on="2024-04-09", due_on="2024-04-23"),
        changed("stages", "acknowledged_on = '2024-04-09'", f"complaint_id = {OPEN} AND attempt = 2"),
    ),
    attack(6, "a stage acknowledged from the start", *logged(acknowledged_on="2024-04-15")),
    attack(6, "an extension without an event", extended()[-1]),
    attack(6, "an extension by another event", *noted(), extended(to="2024-04-29")[-1]),
    attack(6, "an extension to another date than its event", *extended()[:-1], extended(to="2024-05-03")[-1]),
    attack(6, "an extension on another day than its event", *extended(extended_on="2024-04-15")),
    attack(6, "a decision without an event", answered(OPEN, decided_on="2024-04-16", version=3)[-1]),
    attack(6, "a decision by the event of an acknowledgement", answered(OPEN, decided_on="2024-04-09")[-1]),
    attack(6, "a decision by the event of receipt", answered(FRESH, decided_on="2024-04-08")[-1]),
    attack(6, "a decision on another day than its event", *answered(decided_on="2024-04-15")),
    attack(6, "a withdrawal by the event of an answer", *answered(ending="withdrawn", outcome=None)),
    attack(
        6,
        "an open case without a due date",
        event(OPEN, "extend", state="stage-1"),
        standing(OPEN, "stage-1", None),
        by="ck_complaints__due_when_open",
    ),
    attack(
        6,
        "a closed case with a due date",
        event(OPEN, "withdraw", state="withdrawn", due_on="2024-04-22"),
        standing(OPEN, "withdrawn", "2024-04-22"),
        by="ck_complaints__due_when_open",
    ),
    attack(
        6,
        "a complaint that is only recorded",
        event(100, "log", state="recorded"),
        complaint(100, state="recorded", due_on=None, acknowledge_by=None),
        by="ck_complaints__stages_of_complaints",
    ),
]

SUBMISSIONS = [
    attack(7, "a submission taken twice", submission("S-1", OPEN)),
    attack(
        7,
        "a submission put in the place of another",
        submission("S-1", OPEN) + f" ON CONFLICT (source, reference) DO UPDATE SET complaint_id = {OPEN}",
    ),
    attack(7, "two submissions in one statement", submission() + ", " + submission().split("VALUES ")[1]),
    attack(7, "a submission renamed", changed("submissions", "reference = 'S-9'", "reference = 'S-1'")),
    attack(
        7, "a submission given to another case", changed("submissions", f"complaint_id = {OPEN}", "reference = 'S-1'")
    ),
    attack(7, "a submission of no case", submission(case=999)),
    attack(
        7,
        "a submission taken over by another",
        submission("S-2"),
        changed("submissions", "reference = 'S-1'", "reference = 'S-2'", verb="UPDATE OR REPLACE"),
        engines=ON_SQLITE,
    ),
]

LISTS = [
    attack(8, "a role of its own", officer(99, "New Name", role="owner"), by="ck_officers__role"),
    attack(8, "a channel of its own", insert("channels", code="pigeon"), by="ck_channels__code"),
    attack(
        8,
        "a kind of its own",
        event(100, "log", state="recorded"),
        complaint(100, kind="petition", state="recorded", due_on=None, acknowledge_by=None),
        by="ck_complaints__kind",
    ),
    attack(
        8,
        "a division of its own",
        added("2024-03-01", "bank-holiday"),
        holiday("2024-03-01", division="wales"),
        by="ck_bank_holidays__division",
    ),
]

ATTACKS: tuple[Attack, ...] = (
    *DELETING,
    *REPLACING,
    *STAGES,
    *EXTENSIONS,
    *DECISIONS,
    *REVIEWERS,
    *EVENTS,
    *DUE_DATES,
    *SUBMISSIONS,
    *LISTS,
    *RECORD_ATTACKS,
    *REFERENCE_ATTACKS,
    *DAY_OFF_ATTACKS,
    *IMPORT_ATTACKS,
    *TRICK_ATTACKS,
    *UNDO_ATTACKS,
    *POINT_ATTACKS,
)

LAWFUL: tuple[Script, ...] = (
    Script("a new complaint", logged()),
    Script("a complaint whose submission is new", (*logged(), submission(case=100))),
    Script(
        "a compliment",
        (
            event(100, "log", stage=None, state="recorded"),
            complaint(100, kind="compliment", state="recorded", due_on=None, acknowledge_by=None),
        ),
    ),
    Script("an acknowledgement", acknowledged()),
    Script("a note", noted()),
    Script("two notes", (*noted(), *noted())),
    Script("an answer", answered()),
    Script(
        "an answer on the day of the acknowledgement",
        answered(happening={"happened_on": "2024-04-09"}, decided_on="2024-04-09"),
    ),
    Script(
        "a withdrawal",
        (
            event(OPEN, "withdraw", state="withdrawn"),
            standing(OPEN, "withdrawn", None),
            answered(ending="withdrawn", outcome=None)[-1],
        ),
    ),
    Script("an extension", extended()),
    Script(
        "a second extension under the policy of 2021",
        extended(OF_2021, to="2024-06-28", happening={"state": "new"}, ordinal=2, days=51),
    ),
    Script("an answer to an extended stage", answered(EXTENDED)),
    Script("a reopening", reopened()),
    Script("a reopened stage answered", (*reopened(), *answered(ANSWERED, attempt=2))),
    Script("an escalation", escalated()),
    Script("an escalation to somebody else", escalated(handler_id=ADA_ID)),
    Script(
        "an escalation after a reopening",
        (
            *answered(REOPENED, attempt=2, decided_by=RITA_ID),
            *escalated(REOPENED, stage1_attempt=2),
        ),
    ),
    Script("a review by somebody else", reviewed()),
    Script(
        "a stage 2 withdrawn, recorded by the stage 1 decider",
        (
            event(STAGE_2, "withdraw", stage=2, state="withdrawn"),
            standing(STAGE_2, "withdrawn", None),
            reviewed(ending="withdrawn", outcome=None, decided_by=RITA_ID)[-1],
        ),
    ),
    Script("an override", permitted()),
    Script("an override and the review that it permits", (*permitted(), *reviewed(decided_by=RITA_ID))),
    Script("a review under an override that was there", reviewed(OVERRIDDEN, decided_by=RITA_ID)),
    Script(
        "an override taken back",
        (
            event(OVERRIDDEN, "assign", stage=2, state="stage-2-new", due_on="2024-05-10"),
            changed(
                "stages",
                f"handler_id = {ADA_ID}, override_reason = NULL, override_by = NULL",
                f"complaint_id = {OVERRIDDEN} AND number = 2",
            ),
        ),
    ),
    Script(
        "a clock that starts at the acknowledgement",
        (
            event(100, "log", state="new", due_on="2024-05-07", target_on="2024-05-07", happened_on="2024-04-15"),
            complaint(100, policy="lgsco-2024", due_on="2024-05-07"),
            stage_1(100, due_on="2024-05-07"),
            event(
                100,
                "acknowledge",
                state="stage-1",
                due_on="2024-04-30",
                target_on="2024-04-30",
                happened_on="2024-04-16",
            ),
            standing(100, "stage-1", "2024-04-30"),
            changed(
                "stages",
                "acknowledged_on = '2024-04-16', due_on = '2024-04-30', due_version = 2",
                "complaint_id = 100",
            ),
        ),
    ),
    Script(
        "another handler",
        (
            event(OPEN, "assign", state="stage-1", due_on="2024-04-22"),
            standing(OPEN, "stage-1", "2024-04-22"),
            changed("complaints", f"handler_id = {OLGA_ID}, version = version + 1", f"id = {STAGE_2} AND 1 = 2"),
            changed("stages", f"handler_id = {OLGA_ID}", f"complaint_id = {OPEN}"),
        ),
    ),
    Script("a newcomer", (officer(99, "New Name"), event(None, "joined", stage=None, officer_id=99))),
    Script("another role", (changed("officers", "role = 'lead'", f"id = {OLGA_ID}"),)),
    Script("a new policy", (policy("raw-2024"),)),
    Script("a new channel's worth of submissions", (submission("S-2"), submission("S-3"))),
    *RECORD_LAWFUL,
    *REFERENCE_LAWFUL,
    *DAY_OFF_LAWFUL,
    *IMPORT_LAWFUL,
    *TRICK_LAWFUL,
    *UNDO_LAWFUL,
    *POINT_LAWFUL,
)
"""The same rows as they may be written, so that the refusals are not merely refusals."""
