"""Backup, restore and upgrade of a whole store, on either engine. Whatever is replaced is kept first."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, event, inspect

from caseapp.rules.errors import FileProblem, StoreProblem
from caseapp.store import file_copies, finding, guards, rights, schema, server_copies, views
from caseapp.store.addresses import path_of
from caseapp.store.file_copies import SIDE_FILES, drafted
from caseapp.store.problems import as_problem
from caseapp.store.reader import Reader
from caseapp.store.store import Store, require_file
from caseapp.store.turns import BUSY_SECONDS, server_turn

if TYPE_CHECKING:
    from caseapp.store.audit import Anchor

__all__ = ["SIDE_FILES", "Backup", "Proof", "Restored", "Upgraded", "back_up", "restore", "upgrade"]

_ARCHIVE = b"PGDMP"
"""How a file begins that pg_dump wrote."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether a store, or a copy of one, proves itself."""

    version: str
    """Its schema version."""
    anchor: Anchor | None
    """Where its chain of events ends; ``None`` for an empty chain, and for another version than this caseapp's."""
    problems: tuple[str, ...]

    @property
    def is_of_this_version(self) -> bool:
        """Whether it could be proved at all: the proof of another version needs that version's caseapp."""
        return self.version == schema.VERSIONS[-1]


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that was made."""

    path: Path
    proof: Proof


@dataclass(frozen=True, slots=True)
class Restored:
    """A store that a backup was put in place of."""

    name: str
    proof: Proof
    kept: Path | None
    """Where that is which was there before."""


@dataclass(frozen=True, slots=True)
class Upgraded:
    """A store that was brought up to date, or whose guards, views and rights were put back."""

    before: str
    """The schema version that it had."""
    kept: Path | None
    """The backup that was made first."""
    mended: tuple[str, ...]
    """What was amiss with guards, views or rights beside the version."""
    proof: Proof


def back_up(address: str, target: Path) -> Backup:
    """Copy a store, while others work in it, to a new file that stands on its own, and verify the copy.

    A copy that does not verify is kept, and its proof says why.

    Raises:
        StoreProblem: it is not a store or cannot be read; on a server, its tools are missing, too old or refused.
        FileProblem: the target exists or cannot be written.
    """
    path = path_of(address)
    with drafted(target, like=path) as draft:
        proof = _copied_server(address, draft, target) if path is None else _copied_file(path, draft, target)
    return Backup(target, proof)


def restore(backup: Path, address: str, *, force: bool) -> Restored:
    """Put a backup in the place of a store; what is there is kept first, and nothing that is confirmed is lost.

    A backup of an older version is put back as it is: an upgrade comes next, and verifies it.

    Raises:
        StoreProblem: it is no backup, or made by a newer caseapp; or, without ``force``, does not verify.
        FileProblem: there is a store there and ``force`` was not given, or something cannot be read or written.
    """
    if not backup.is_file():
        raise FileProblem(f"There is no backup {backup}; check its name.")
    path = path_of(address)
    if path is None:
        return _restored_server(backup, address, force=force)
    return _restored_file(backup, path, force=force)


def upgrade(address: str, *, to: Path | None = None, keep: bool = True, force: bool = False) -> Upgraded | None:
    """Bring a store to the newest schema after a backup, and verify it before that is final; ``None``: nothing to do.

    A store of the newest schema whose guards, views or rights are amiss gets them back. ``to`` names the backup, which
    is otherwise beside the store, or in the current folder for a store on a server; ``keep`` says whether to make it.

    Raises:
        StoreProblem: it is not a store, or was made by a newer caseapp; or, without ``force``, does not prove itself:
            then nothing was changed.
    """
    path = path_of(address)
    if path is not None:
        require_file(path)
    with closing(Store.unchecked(address)) as store, store.turn(), store.connected() as connection:
        version = schema.version_of(connection, store.name)
        if version not in schema.VERSIONS:
            schema.require_current(connection, store.name)
        mended = _amiss(connection) if version == schema.VERSIONS[-1] else ()
        connection.rollback()
        if version == schema.VERSIONS[-1] and not mended:
            return None
        kept = back_up(address, to or _upgrade_backup(address, path, version)).path if keep else None
        return Upgraded(version, kept, mended, _built(connection, store, force=force))


# Upgrading


def _amiss(connection: Connection) -> tuple[str, ...]:
    there = set(inspect(connection).get_view_names())
    missing = (f"the view {name} is missing" for name in sorted(views.VIEWS.keys() - there))
    return (*guards.faults(connection), *missing, *finding.faults(connection), *rights.advice(connection))


def _built(connection: Connection, store: Store, *, force: bool) -> Proof:
    """Build, and verify what was built before it is final."""
    proofs: list[Proof] = []

    def prove(built: Connection) -> None:
        proofs.append(_proved(built, store.name))
        if proofs[-1].problems and not force:
            raise StoreProblem(
                f"The store {store.name} does not prove itself, so it was not upgraded and nothing was changed: "
                f"{proofs[-1].problems[0].removesuffix('.')}. Restore a backup, or upgrade it as it is with --force."
            )

    event.listen(connection, "commit", prove)
    try:
        schema.build(connection)
    finally:
        event.remove(connection, "commit", prove)
    return proofs[-1]


def _upgrade_backup(address: str, path: Path | None, version: str) -> Path:
    return schema.backup_path(_beside(address, path), version)


# Proofs


def _proved(connection: Connection, called: str) -> Proof:
    from caseapp.store.verification import verify

    version = schema.version_of(connection, called)
    if version != schema.VERSIONS[-1]:
        return Proof(version, None, tuple(_damage(connection)))
    found = verify(Reader(connection))
    return Proof(version, found.anchor, found.problems)


def _damage(connection: Connection) -> Iterator[str]:
    """What can be said of a file of any version: whether it is whole."""
    if connection.dialect.name == "sqlite":
        for (found,) in connection.exec_driver_sql("PRAGMA integrity_check(5)"):
            if found != "ok":
                yield f"The file is damaged: {found}"


def _proof_of_file(path: Path, called: Path) -> Proof:
    with closing(Store.unchecked(str(path))) as store, store.reading() as reader:
        return _proved(reader.connection, str(called))


def _require_proved(proof: Proof, called: Path, *, force: bool) -> None:
    if proof.problems and not force:
        raise StoreProblem(
            f"{called} does not verify: {proof.problems[0].removesuffix('.')}. Use another backup, or say --force to "
            "restore it all the same."
        )


def _require_known(version: str, called: Path) -> None:
    if version not in schema.VERSIONS:
        raise StoreProblem(
            f"{called} is at schema {version}, made by a newer caseapp than this one, which works with "
            f"{schema.VERSIONS[-1]}; install the newer caseapp."
        )


# Files


def _copied_file(path: Path, draft: Path, target: Path) -> Proof:
    require_file(path)
    with closing(Store.unchecked(str(path))) as store, store.reading() as reader:
        version = schema.version_of(reader.connection, store.name)
    file_copies.copy_file(path, draft, called=target)
    try:
        return _proof_of_file(draft, target)
    except StoreProblem as problem:  # a copy of something damaged is worth keeping as well
        return Proof(version, None, (problem.sentence,))


def _restored_file(backup: Path, path: Path, *, force: bool) -> Restored:
    with backup.open("rb") as file:
        if file.read(len(_ARCHIVE)) == _ARCHIVE:
            raise StoreProblem(f"{backup} is a backup of a store on PostgreSQL, and {path} is a file; name a database.")
    if path.exists() and path.samefile(backup):
        raise FileProblem(f"{backup} is the store itself; name a backup of it.")
    proof = _proof_of_file(backup, backup)
    _require_known(proof.version, backup)
    _require_proved(proof, backup, force=force)
    there = path if path.exists() and path.stat().st_size else next(iter(file_copies.logs_of(path)), None)
    if there is not None and not force:
        raise FileProblem(f"{there} is there already; say --force to replace it with {backup}.")
    if there is None:
        path.unlink(missing_ok=True)  # an empty file that reserved the name
        _put_new(backup, path)
        return Restored(str(path), proof, None)
    return Restored(str(path), proof, _replaced(backup, path))


def _put_new(backup: Path, path: Path) -> None:
    with drafted(path, like=backup) as draft:
        file_copies.copy_file(backup, draft, called=path)
        file_copies.make_writable(draft)


def _replaced(backup: Path, path: Path) -> Path:
    """Put a backup in the place of what is there; gives where that is kept."""
    kept = _free(path, "before-restore")
    if path.exists() and file_copies.is_database(path):
        try:
            with closing(Store.unchecked(str(path))) as store, store.turn():
                file_copies.pour_over(backup, path, keep=_keeping(path, kept))
        except sqlite3.OperationalError as error:
            raise as_problem(error, str(path)) from error
        except sqlite3.DatabaseError:  # it begins as a database, and is none any more
            pass
        else:
            return kept
    file_copies.put_aside(path, kept)
    _put_new(backup, path)
    return kept


def _keeping(path: Path, kept: Path) -> Callable[[], None]:
    def keep() -> None:
        with drafted(kept, like=path) as draft:
            file_copies.copy_file(path, draft, called=kept)

    return keep


# Servers


def _copied_server(address: str, draft: Path, target: Path) -> Proof:
    with closing(Store.unchecked(address)) as store, store.reading() as reader:
        proof = _proved(reader.connection, store.name)
        server_copies.dump(address, draft, connection=reader.connection, store=store.name, called=target)
    return proof


def _restored_server(backup: Path, address: str, *, force: bool) -> Restored:
    version = server_copies.version_of(backup)
    _require_known(version, backup)
    with closing(Store.unchecked(address)) as store, store.connected() as connection, connection.begin():
        kept = None
        if tables := set(inspect(connection).get_table_names()):
            _require_replaceable(tables, store.name, backup, force=force)
            kept = _kept_server(store, connection, tables)
            server_copies.empty(connection)
        try:
            proof = _loaded(backup, connection, version, force=force)
        except BaseException:  # what is there stays there, and needs no copy
            if kept is not None:
                kept.unlink()
            raise
    return Restored(store.name, proof, kept)


def _loaded(backup: Path, connection: Connection, version: str, *, force: bool) -> Proof:
    server_copies.load(backup, connection)
    if version == schema.VERSIONS[-1]:
        rights.apply(connection)
    proof = _proved(connection, str(backup))
    _require_proved(proof, backup, force=force)
    return proof


def _require_replaceable(tables: set[str], name: str, backup: Path, *, force: bool) -> None:
    if not tables >= server_copies.STORE_TABLES:
        raise StoreProblem(f"{name} holds tables of another program; restore {backup} into an empty database.")
    if not force:
        raise FileProblem(f"{name} is there already; say --force to replace it with {backup}.")


def _kept_server(store: Store, connection: Connection, tables: set[str]) -> Path:
    """Copy what is there, from a moment on from which nobody else can write."""
    server_turn(connection, BUSY_SECONDS)
    quote = connection.dialect.identifier_preparer.quote
    connection.exec_driver_sql(f"LOCK TABLE {', '.join(map(quote, sorted(tables)))} IN SHARE MODE")
    kept = _free(_beside(store.address, None), "before-restore")
    with drafted(kept) as draft, store.reading() as reader:
        server_copies.dump(store.address, draft, connection=reader.connection, store=store.name, called=kept)
    return kept


# Names


def _beside(address: str, path: Path | None) -> Path:
    """The name that copies of a store begin with: the store's own, or the database's in the current folder."""
    if path is not None:
        return path
    return Path(re.sub(r"[^\w.-]", "_", server_copies.Server.of(address).database)).absolute()


def _free(path: Path, what: str) -> Path:
    """A name for a copy that nothing has yet."""
    numbered = (path.with_name(f"{path.name}.{what}-{number}") for number in count(1))
    return next(name for name in numbered if not name.exists())
