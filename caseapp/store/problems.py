"""What a database says, turned into a sentence for the person who must do something about it."""

from __future__ import annotations

import re

from caseapp.rules.errors import CaseappError, StoreProblem

_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"guarantee (\d): ([^\n]+)", "The store refused it (guarantee {0}): {1}. Nothing was changed."),
    (
        r"database is locked|lock timeout|LockNotAvailable|DeadlockDetected",
        "Someone else is writing to the store {store}; try again.",
    ),
    (
        r"readonly database|read-only|ReadOnlySqlTransaction",
        "The store {store} or its folder is read-only; ask for write access, or copy it elsewhere.",
    ),
    (
        r"database or disk is full|No space left|disk I/O error|DiskFull",
        "The disk with the store {store} is full or failing; nothing was changed. Make room and try again.",
    ),
    (r"not a database|malformed", "{store} is not a caseapp store, or is damaged; restore a backup."),
    (
        r"unable to open database",
        "The store {store} cannot be opened; check that its folder exists and that you may write there.",
    ),
    (r"no such table|UndefinedTable", "{store} is not a caseapp store; make one with caseapp init."),
    (
        r"FATAL: +database \"[^\"]*\" does not exist",
        "There is no such database as {store}; create it on the server, then make the store with caseapp init.",
    ),
    (
        r"authentication failed|no password supplied|FATAL: +role \"[^\"]*\" does not exist|no pg_hba.conf entry",
        "The database server of {store} does not let you in; check the user and the password.",
    ),
    (
        r"InsufficientPrivilege",
        "The database server of {store} does not let you do that; ask for the rights to read and write its tables.",
    ),
    (
        r"terminating connection|server closed the connection",
        "The database server of {store} ended the connection; nothing was changed. Try again when it is running.",
    ),
    (
        r"connection failed|could not connect|Connection refused|OperationalError.*connection",
        "The database server of {store} does not answer; check the address and that it is running.",
    ),
    (
        r"UNIQUE constraint failed: ([\w., ]+)|unique constraint \"(\w+)\"",
        "The store has that already ({0}). Nothing was changed.",
    ),
    (
        r"CHECK constraint failed: (\w+)|check constraint \"(\w+)\"",
        "The store does not allow that ({0}). Nothing was changed.",
    ),
    (r"FOREIGN KEY constraint failed|foreign key constraint", "The store does not know what that refers to."),
)


def as_problem(error: Exception, store: str) -> CaseappError:
    """The sentence for an error of the database, naming the store.

    An error that no sentence fits is quoted in its first line; the whole is behind ``--debug``.
    """
    said = f"{type(getattr(error, 'orig', error)).__name__}: {getattr(error, 'orig', error)}"
    for pattern, sentence in _SENTENCES:
        match = re.search(pattern, said)
        if match:
            return StoreProblem(sentence.format(*(group for group in match.groups() if group), store=store))
    first_line = said.splitlines()[0] if said else type(error).__name__
    return StoreProblem(f"The store {store} answered with an error: {first_line}")
