"""Attacks by the database's own means: whole tables, upserts, hidden keys, shadows, and what only an owner may do."""

from __future__ import annotations

from tests.store.attack import BY_RIGHTS, ON_POSTGRESQL, ON_SQLITE, Attack, Script, attack, changed
from tests.store.scene import (
    ADA_ID,
    ANSWERED,
    EXTENDED,
    FRESH,
    OLGA_ID,
    OPEN,
    STAGE_2,
    Sql,
    answered,
    escalated,
    event,
    extended,
    insert,
    latest,
    noted,
    reviewed,
)

RESOLVED = event(OPEN, "resolve", state="resolved")
MIDDLE = event(OPEN, "resolve", state="resolved", seq=3)
UNEXPLAINED = answered(version=3)[-1]
"""A decision on the open case that names an event which is not there."""
STILL_OPEN = "NOT EXISTS (SELECT 1 FROM decisions d WHERE d.complaint_id = s.complaint_id AND d.stage = s.number)"
OLGA = "name, role, can_log_in, joined_at) VALUES ({number}, 'Olga Officer', 'lead', TRUE, '')"

WHOLE_TABLES = [
    attack(5, "every event as it is", "UPDATE events SET happened_on = happened_on"),
    attack(6, "every open case later", "UPDATE complaints SET due_on = '2024-06-28' WHERE due_on IS NOT NULL"),
    attack(6, "every stage later", "UPDATE stages SET due_on = '2024-06-28'", by="guarantee"),
    attack(
        6,
        "every stage later, by way of another table",
        "UPDATE stages SET due_on = '2024-06-28' FROM complaints c WHERE c.id = stages.complaint_id",
        by="guarantee",
    ),
    attack(
        6,
        "every open stage answered",
        "INSERT INTO decisions (complaint_id, stage, attempt, ending, outcome, decided_on, decided_by, version) "
        "SELECT s.complaint_id, s.number, s.attempt, 'answered', 'upheld', '2024-05-16', 1, 9 FROM stages s "
        f"WHERE {STILL_OPEN}",
        by="guarantee",
    ),
    attack(
        2,
        "every open stage extended",
        "INSERT INTO extensions (complaint_id, stage, ordinal, attempt, days, extended_on, extended_to, reason, "
        "version) SELECT s.complaint_id, s.number, 1, s.attempt, 5, '2024-04-16', '2024-06-28', 'All', 9 "
        f"FROM stages s WHERE {STILL_OPEN}",
        by="guarantee",
    ),
    attack(
        6,
        "a lawful decision with an unlawful one behind it",
        *answered()[:-1],
        answered()[-1] + ", " + answered(FRESH, version=1)[-1].split("VALUES ")[1],
    ),
    attack(
        6,
        "a decision whose event was taken back",
        "SAVEPOINT before",
        *answered()[:-1],
        "ROLLBACK TO SAVEPOINT before",
        UNEXPLAINED,
    ),
    attack(
        5,
        "events deleted by way of a list of them",
        "WITH gone AS (SELECT seq FROM events) DELETE FROM events WHERE seq IN (SELECT seq FROM gone)",
    ),
    attack(
        5, "the last event deleted and told", "DELETE FROM events WHERE seq = (SELECT MAX(seq) FROM events) RETURNING *"
    ),
    attack(
        7,
        "a submission deleted in passing",
        "WITH gone AS (DELETE FROM submissions RETURNING *) INSERT INTO submissions SELECT * FROM gone",
        engines=ON_POSTGRESQL,
    ),
]

UPSERTS = [
    attack(5, "an event put in the place of another", f"{MIDDLE} ON CONFLICT (seq) DO UPDATE SET hash = 'forged'"),
    attack(5, "an event offered until it fits", f"{MIDDLE} ON CONFLICT DO NOTHING"),
    attack(
        5,
        "a person promoted by being added again",
        insert("officers", id=99, name="Olga Officer", role="lead", can_log_in=True, joined_at="")
        + " ON CONFLICT (name) DO UPDATE SET role = 'administrator'",
    ),
    attack(
        3,
        "a decision put in the place of another",
        event(ANSWERED, "respond", state="stage-1-answered"),
        answered(ANSWERED)[-1] + " ON CONFLICT (complaint_id, stage, attempt) DO UPDATE SET outcome = 'upheld'",
        by="guarantee",
    ),
    attack(
        1,
        "a stage put in the place of another",
        event(FRESH, "reopen", state="new", due_on="2024-04-30", target_on="2024-04-30"),
        insert(
            "stages",
            complaint_id=FRESH,
            number=1,
            attempt=1,
            opened_on="2024-04-16",
            acknowledge_by="2024-04-23",
            due_on="2024-04-30",
            due_version=latest(FRESH),
        )
        + " ON CONFLICT (complaint_id, number, attempt) DO UPDATE SET opened_on = excluded.opened_on",
    ),
    *(
        attack(5, f"{verb.lower()} an event", changed("events", "text = 'x'", "seq = 3", verb=verb), engines=ON_SQLITE)
        for verb in ("UPDATE OR IGNORE", "UPDATE OR FAIL", "UPDATE OR REPLACE", "UPDATE OR ROLLBACK")
    ),
    *(
        attack(5, f"{verb.lower()} an event in the middle", MIDDLE.replace("INSERT", verb), engines=ON_SQLITE)
        for verb in ("INSERT OR IGNORE", "INSERT OR FAIL", "INSERT OR ROLLBACK", "REPLACE")
    ),
    attack(
        6,
        "a decision without an event, if nobody minds",
        UNEXPLAINED.replace("INSERT", "INSERT OR IGNORE"),
        engines=ON_SQLITE,
    ),
]

HIDDEN_KEYS = [
    attack(
        5,
        "an event by its hidden number",
        MIDDLE.replace("INSERT", "REPLACE").replace("(seq,", "(rowid,"),
        engines=ON_SQLITE,
    ),
    attack(5, "an event's hidden number", changed("events", "rowid = rowid + 1000", "seq = 3"), engines=ON_SQLITE),
    attack(
        5,
        "a case's hidden number",
        *noted()[:1],
        changed("complaints", "_rowid_ = 77, version = version + 1", f"id = {OPEN}"),
        by="guarantee",
        engines=ON_SQLITE,
    ),
    attack(5, "a person's hidden number", changed("officers", "oid = 77", f"id = {OLGA_ID}"), engines=ON_SQLITE),
    *(
        attack(
            5,
            name,
            f"INSERT OR REPLACE INTO officers ({OLGA.format(number=number)}".replace(
                "name, role", f"{key}, name, role", 1
            ),
            engines=ON_SQLITE,
        )
        for name, key, number in (
            ("a person replaced by the hidden number", "rowid", "2"),
            ("a person replaced by both numbers", "id, rowid", "99, 2"),
            ("a person replaced by a number in words", "id", "'2'"),
            ("a person replaced by a number with a point", "id", "2.0"),
        )
    ),
]

TYPES = [
    attack(2, "days with a point", *extended(days=Sql("5.5")), by="ck_extensions__days", engines=ON_SQLITE),
    attack(2, "an ordinal with a point", *extended(ordinal=Sql("1.5")), engines=ON_SQLITE),
    attack(
        5,
        "a version with a point",
        event(OPEN, "resolve", state="resolved", version=Sql(f"{latest(OPEN)} + 0.5")),
        engines=ON_SQLITE,
    ),
    *(
        attack(
            3,
            f"a date that is {what}",
            event(OPEN, "respond", state="stage-1-answered", happened_on=on),
            by="ck_events__dated",
            engines=ON_SQLITE,
        )
        for what, on in (
            ("in no calendar", "2024-02-30"),
            ("a date and a time", "2024-04-16 12:00"),
            ("written together", "20240416"),
            ("a Julian day", Sql("2460416.5")),
            ("made of bytes", Sql("CAST('2024-04-16' AS BLOB)")),
        )
    ),
    attack(4, "the stage 1 decider with a point", *reviewed(decided_by=Sql("3.0")), engines=ON_SQLITE),
    attack(4, "the stage 1 decider in words", *reviewed(decided_by=" 3"), engines=ON_SQLITE),
    attack(3, "a decider made of bytes", *reviewed(decided_by=Sql("CAST('3' AS BLOB)")), engines=ON_SQLITE),
]

FAKE_EVENT = (
    "INSERT INTO {shadow}.events (seq, complaint_id, version, action, stage, happened_on, officer_id) "
    f"VALUES (999, {OPEN}, 3, 'respond', 1, '2024-04-16', {OLGA_ID})"
)

SHADOWS = [
    *(
        attack(
            6,
            f"a decision by an event of a {shadow} table",
            f"CREATE TEMP TABLE events AS SELECT * FROM {schema}.events",
            FAKE_EVENT.format(shadow=shadow),
            UNEXPLAINED,
            engines=engines,
        )
        for shadow, schema, engines in (("temp", "main", ON_SQLITE), ("pg_temp", "public", ON_POSTGRESQL))
    ),
    attack(
        2,
        "an extension by a policy of a temporary view",
        *extended(EXTENDED, to="2024-05-21", happening={"state": "new"})[:-1],
        "CREATE TEMP VIEW policies AS SELECT 'cambridge-2024' AS code, 9 AS stage1_most_extensions, "
        "99 AS stage1_longest_extension_days",
        extended(EXTENDED, to="2024-05-21", happening={"state": "new"}, ordinal=2)[-1],
    ),
    attack(
        6,
        "a decision by an event of a table that is looked up first",
        "SET search_path = pg_temp, public",
        "CREATE TEMP TABLE events AS SELECT * FROM public.events",
        FAKE_EVENT.format(shadow="pg_temp"),
        UNEXPLAINED,
        engines=ON_POSTGRESQL,
    ),
    attack(
        5,
        "an event deleted by a temporary trigger",
        "CREATE TEMP TRIGGER forget AFTER INSERT ON main.events BEGIN DELETE FROM events WHERE seq = 3; END",
        noted()[0],
        engines=ON_SQLITE,
    ),
]

DEFERRED = [
    attack(
        5,
        "an event of no case, to be checked later",
        "SET CONSTRAINTS ALL DEFERRED",
        event(999, "log", state="new", due_on="2024-04-29"),
        by="foreign key",
        engines=ON_POSTGRESQL,
    ),
    attack(
        3,
        "a decision by nobody known, to be checked later",
        "PRAGMA defer_foreign_keys = ON",
        *answered(decided_by=999),
        engines=ON_SQLITE,
    ),
]

OWNER = "(SELECT tableowner FROM pg_tables WHERE tablename = 'events')"
AS_OWNER = f"DO $$ BEGIN EXECUTE 'SET ROLE ' || quote_ident({OWNER}); END $$"


def beyond(guarantee: int, name: str, statement: str) -> Attack:
    """What the application's role has no right to; an owner could do it, so only rights refuse it."""
    return attack(guarantee, name, statement, by="the application has no right to", engines=BY_RIGHTS)


RIGHTS = [
    beyond(5, "a guard dropped", "DROP TRIGGER events_fixed ON events"),
    beyond(5, "a guard switched off", "ALTER TABLE events DISABLE TRIGGER events_fixed"),
    beyond(5, "every guard switched off", "ALTER TABLE events DISABLE TRIGGER ALL"),
    beyond(5, "a guard renamed", "ALTER TRIGGER events_fixed ON events RENAME TO nothing"),
    beyond(
        5,
        "a guard that does nothing",
        "CREATE OR REPLACE FUNCTION events_fixed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
    ),
    beyond(5, "a guard that looks elsewhere", "ALTER FUNCTION events_chained() SET search_path = pg_temp"),
    beyond(5, "a guard's function dropped", "DROP FUNCTION events_fixed() CASCADE"),
    beyond(5, "no guards in this session", "SET session_replication_role = replica"),
    beyond(
        5, "no guards in this session, by a function", "SELECT set_config('session_replication_role', 'replica', false)"
    ),
    beyond(5, "no guards in the catalogue", "UPDATE pg_trigger SET tgenabled = 'D'"),
    beyond(5, "another role", AS_OWNER),
    beyond(5, "another session", "SET SESSION AUTHORIZATION pg_database_owner"),
    beyond(5, "a superuser's rights", "ALTER ROLE caseapp_work SUPERUSER"),
    beyond(5, "the owner of a table", "ALTER TABLE events OWNER TO caseapp_work"),
    beyond(5, "a table dropped", "DROP TABLE events CASCADE"),
    beyond(5, "a table renamed", "ALTER TABLE events RENAME TO nothing"),
    beyond(5, "a table emptied", "TRUNCATE TABLE submissions"),
    beyond(5, "a column dropped", "ALTER TABLE events DROP COLUMN text"),
    beyond(3, "a condition dropped", "ALTER TABLE decisions DROP CONSTRAINT ck_decisions__outcome"),
    beyond(3, "a condition not to be checked", "ALTER TABLE decisions ADD CONSTRAINT nothing CHECK (TRUE) NOT VALID"),
    beyond(5, "events from a file", "COPY events FROM '/dev/null'"),
    beyond(5, "events to a file", "COPY events TO '/dev/null'"),
    beyond(5, "events from a program", "COPY events FROM PROGRAM 'true'"),
    beyond(5, "a rule in place of a guard", "CREATE RULE nothing AS ON INSERT TO events DO INSTEAD NOTHING"),
    beyond(
        5,
        "a trigger of its own",
        "CREATE TRIGGER nothing BEFORE INSERT ON events FOR EACH ROW "
        "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    ),
    beyond(5, "a policy of rows", "CREATE POLICY nothing ON events USING (FALSE)"),
    beyond(5, "a table of its own beside the others", "CREATE TABLE public.nothing (id INTEGER)"),
    beyond(5, "a schema of its own", "CREATE SCHEMA nothing"),
    beyond(5, "the file system", "SELECT pg_read_file('/etc/hostname')"),
    beyond(5, "an event changed", "UPDATE events SET text = text"),
    beyond(5, "the same kind once more", f"UPDATE complaints SET kind = kind WHERE id = {OPEN}"),
    beyond(
        1,
        "another stage 1 decider, without a row",
        f"UPDATE stages SET stage1_decider = {ADA_ID} WHERE complaint_id = {STAGE_2} AND 1 = 2",
    ),
    beyond(5, "the schema's version", "UPDATE alembic_version SET version_num = '9999'"),
    beyond(5, "every event locked away", "LOCK TABLE events IN ACCESS EXCLUSIVE MODE"),
    beyond(5, "other views for members", "DROP VIEW figures_stages"),
]

TRICK_ATTACKS: tuple[Attack, ...] = (
    *WHOLE_TABLES,
    *UPSERTS,
    *HIDDEN_KEYS,
    *TYPES,
    *SHADOWS,
    *DEFERRED,
    *RIGHTS,
)

TRICK_LAWFUL: tuple[Script, ...] = (
    Script(
        "a number told otherwise by an upsert",
        (insert("counters", name="raw", value=1) + " ON CONFLICT (name) DO UPDATE SET value = 2",),
    ),
    Script(
        "an answer after a savepoint", ("SAVEPOINT before", *answered(), "ROLLBACK TO SAVEPOINT before", *answered())
    ),
    Script("an escalation beside a temporary table", ("CREATE TEMP TABLE events_of_mine (id INTEGER)", *escalated())),
)
