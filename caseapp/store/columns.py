"""What the tables are declared with: columns and conditions that both engines understand."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKeyConstraint, Text
from sqlmodel import Field


def one_of(column: str, words: Iterable[StrEnum]) -> CheckConstraint:
    """A CHECK that a column holds one of an enum's values (guarantee 8). NULL passes where the column allows it."""
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def condition(name: str, condition: str) -> CheckConstraint:
    """A CHECK in words of SQL that both engines read."""
    return CheckConstraint(condition, name=name)


def dated(*columns: str) -> tuple[CheckConstraint, CheckConstraint]:
    """A CHECK that dates are dates that a person could mean, in the words of each engine.

    In SQLite a column takes any text: ``2024-4-9`` would sort after May, and ``date('2024-02-30')`` is taken as it
    stands unless it is moved, if by nothing. PostgreSQL's own type knows infinity and years that no calendar here has.
    """
    for_files = " AND ".join(f"{name} IS date({name}, '+0 days')" for name in columns)
    for_servers = " AND ".join(f"({name} BETWEEN '0001-01-01' AND '9999-12-31') IS NOT FALSE" for name in columns)
    return (
        CheckConstraint(for_files, name="dated").ddl_if(dialect="sqlite"),
        CheckConstraint(for_servers, name="dated").ddl_if(dialect="postgresql"),
    )


def worded(column: str) -> CheckConstraint:
    """A CHECK that a text says something."""
    return CheckConstraint(f"length(trim({column}, ' \t\r\n')) > 0", name=column)


KEYED: dict[str, Any] = {"sqlite_with_rowid": False}
"""For tables whose rows are never replaced: the hidden number of a row would be one more key to replace it by."""


def foreign_key(columns: list[str], target: str, target_columns: list[str], **options: Any) -> ForeignKeyConstraint:
    """A foreign key of several columns."""
    return ForeignKeyConstraint(columns, [f"{target}.{column}" for column in target_columns], **options)


def text_column(**options: Any) -> Any:
    """A text column; an indexable one of any length on both engines."""
    return Field(sa_type=Text, **options)


def date_column(**options: Any) -> Any:
    """A column of dates."""
    return Field(sa_type=Date, **options)
