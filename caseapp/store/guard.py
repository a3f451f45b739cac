"""One refusal of the database as a value: what it refuses, and the trigger that refuses it on each engine."""

from __future__ import annotations

from dataclasses import dataclass


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
        calls = [(self.name, f"{self.verb} ON {self.table} FOR EACH ROW")]
        if self.verb == "DELETE":
            calls.append((f"{self.name}_whole", f"TRUNCATE ON {self.table} FOR EACH STATEMENT"))
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $guard${self.body}$guard$",
            *(f"CREATE TRIGGER {name} BEFORE {called} EXECUTE FUNCTION {self.name}()" for name, called in calls),
        ]

    def drop(self, dialect: str) -> list[str]:
        """The statements that take the guard away."""
        if dialect == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {self.name}"]
        return [f"DROP TRIGGER IF EXISTS {name} ON {self.table}" for name in (self.name, f"{self.name}_whole")]

    @property
    def body(self) -> str:
        """What PostgreSQL runs for each row."""
        returned = "OLD" if self.verb == "DELETE" else "NEW"
        when = self.when or "TRUE"
        if self.verb == "DELETE" and self.when:  # emptying a table has no row to ask about
            when = f"TG_OP = 'TRUNCATE' OR ({when})"
        return (
            f" BEGIN IF {when} THEN RAISE EXCEPTION '{self._message}' "
            f"USING ERRCODE = 'check_violation'; END IF; RETURN {returned}; END "
        )

    @property
    def _message(self) -> str:
        return f"guarantee {self.guarantee}: {self.message}".replace("'", "''")


def same(left: str, right: str) -> str:
    """Equal or both NULL, and never NULL itself, so that it can be negated."""
    return f"COALESCE({left} = {right}, {left} IS NULL AND {right} IS NULL)"


def changed(*columns: str) -> str:
    """That any of the columns is to change."""
    return " OR ".join(f"NOT {same(f'NEW.{column}', f'OLD.{column}')}" for column in columns)


def taken(table: str, *keys: tuple[str, ...]) -> str:
    """That a row with one of these unique keys is there already."""
    found = (" AND ".join(f"{column} = NEW.{column}" for column in key) for key in keys)
    return " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {condition})" for condition in found)


def kept(
    table: str, guarantee: int, what: str, *keys: tuple[str, ...], until_undone: bool = False
) -> tuple[Guard, Guard]:
    """Rows that are never deleted, nor replaced by way of any unique key.

    ``until_undone`` lets a row go whose ``version`` names an event that was taken back.
    """
    when = f"NOT {undone('OLD.version')}" if until_undone else ""
    without = " unless its event was taken back" if until_undone else ""
    return (
        Guard(f"{table}_kept", guarantee, table, "DELETE", when, f"{what} is never deleted{without}"),
        Guard(f"{table}_not_replaced", guarantee, table, "INSERT", taken(table, *keys), f"{what} is already there"),
    )


def event(extra: str, *, case: str = "complaint_id", version: str = "version") -> str:
    """That the event which the row names is there, and that ``extra`` holds of it."""
    return (
        f"EXISTS (SELECT 1 FROM events e WHERE e.complaint_id = NEW.{case} AND e.version = NEW.{version} AND {extra})"
    )


def undoes(event: str) -> str:
    """The whole content of the undo event that takes back the event of that alias."""
    return f"""'{{"action":"' || {event}.action || '","undoes":' || {event}.version || '}}'"""


def undone(version: str, case: str = "OLD.complaint_id") -> str:
    """That the event of that version of a case was taken back."""
    return (
        "EXISTS (SELECT 1 FROM events u JOIN events w ON w.complaint_id = u.complaint_id "
        f"WHERE u.complaint_id = {case} AND u.action = 'undo' AND w.version = {version} AND u.content = {undoes('w')})"
    )


def undoing(*actions: str) -> str:
    """That the event ``e`` takes back one of these actions."""
    starts = " OR ".join(
        f"""substr(e.content, 1, {len(action) + 13}) = '{{"action":"{action}",'""" for action in actions
    )
    return f"(e.action = 'undo' AND ({starts}))"


STANDS = f"NOT {undone('e.version', 'e.complaint_id')}"
"""That the event ``e`` was not taken back."""
