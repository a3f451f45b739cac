"""The store as a whole: make, upgrade, verify, copy, and say what is wrong with it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseapp.cli.session import say, session, show, show_json
from caseapp.rules.errors import FileProblem, InvalidInput

if TYPE_CHECKING:
    from caseapp.store.audit import Anchor
    from caseapp.store.backup import Proof


def init(
    context: typer.Context,
    shared: Annotated[
        bool, typer.Option("--shared", help="Let the file's group work in it too: several officers on one machine.")
    ] = False,
) -> None:
    """Make a store; whoever makes it is its administrator.

    The file of a store can be read and written by its owner alone, or with --shared by its group as well (mode 660).
    Its folder must then let the group write and hand its group on: chgrp GROUP FOLDER, then chmod 2770 FOLDER.

    Example: caseapp --database complaints.db init
    """
    from caseapp.store.rights import advice

    store = session(context).caseapp.found(shared=shared)
    show(f"Made the store {store.name}.")
    with store.connected() as connection:
        for sentence in advice(connection):
            say(f"caseapp: {sentence}")


def upgrade(
    context: typer.Context,
    backup: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The backup to make first; else beside it.")
    ] = None,
    no_backup: Annotated[bool, typer.Option("--no-backup", help="Make no backup: you have one already.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Upgrade a store that does not prove itself.")] = False,
) -> None:
    """Bring a store to the newest schema, after a backup.

    Before that is final the store is verified; one that does not prove itself stays as it was. The backup of a store
    on PostgreSQL goes into the current folder.

    Example: caseapp upgrade
    """
    from caseapp.store.backup import upgrade as bring_up_to_date

    if backup is not None and no_backup:
        raise typer.BadParameter("--backup and --no-backup contradict each other; say one of them.")
    address = session(context).caseapp.settings.database
    done = bring_up_to_date(address, to=backup, keep=not no_backup, force=force)
    name = _shown(address)
    if done is None:
        show(f"The store {name} is up to date.")
        return
    for fault in done.mended:
        say(f"Put right: {fault.removesuffix('.')}.")
    moved = "" if done.before == done.proof.version else f", from schema {done.before} to {done.proof.version}"
    _tell_proof(f"The store {name} is up to date{moved}. It", done.proof)
    show(f"It is kept as it was in {done.kept}." if done.kept else "No backup was made, as you said.")


def verify(
    context: typer.Context,
    anchor: Annotated[
        list[str] | None,
        typer.Option(metavar="ANCHOR", help="SEQ:HASH, or a file that holds anchors, such as a summary; repeatable."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Prove that nobody changed the past; names the first event that does not fit.

    It prints the anchor of the last event. Keep that elsewhere: verified against it later, a store whose last events
    were cut off, or whose chain was written anew, is found out.

    Example: caseapp verify --anchor summary-2026-27-Q2.md
    """
    from caseapp.store.verification import verify as look

    anchors = tuple(dict.fromkeys(found for given in anchor or () for found in _anchors(given)))
    with session(context).caseapp.reading() as reader:
        found = look(reader, anchors)
    if as_json:
        facts = {"sound": found.is_sound, "events": found.events, "cases": found.cases, "head": found.head}
        kept = {"anchor": found.anchor and str(found.anchor), "anchors_checked": [str(one) for one in anchors]}
        show_json({**facts, **kept, "problems": found.problems})
    elif found.is_sound:
        cases = "1 case" if found.cases == 1 else f"{found.cases} cases"
        show(f"Sound: {found.events} events of {cases} follow each other{_fitting(len(anchors))}.")
        show(f"The anchor of the last one, to keep elsewhere: {found.anchor}")
    for problem in () if as_json else found.problems:
        show(problem)
    if not found.is_sound:
        say("caseapp: The store does not prove itself; restore a backup, and find out who changed it.")
        raise typer.Exit(1)


def _fitting(anchors: int) -> str:
    if not anchors:
        return ""
    return ", and the anchor fits" if anchors == 1 else f", and the {anchors} anchors fit"


def _anchors(given: str) -> tuple[Anchor, ...]:
    """The anchor that was typed, or every one in the file that was named.

    Raises:
        InvalidInput: it is neither an anchor nor a file with one.
        FileProblem: the file cannot be read.
    """
    from caseapp.store.audit import anchors_in

    file = Path(given)
    if not file.is_file():
        if found := anchors_in(given):
            return found
        raise InvalidInput(f"“{given}” is neither a file nor an anchor; an anchor reads SEQ:HASH.")
    try:
        found = anchors_in(file.read_text(encoding="utf-8", errors="replace"))
    except OSError as error:
        raise FileProblem(f"{file} cannot be read: {error.strerror}.") from error
    if not found:
        raise InvalidInput(
            f"{file} holds no anchor; one reads SEQ:HASH, as caseapp verify and caseapp backup print it."
        )
    return found


def backup(context: typer.Context, file: Annotated[Path, typer.Argument(help="A file that is not there yet.")]) -> None:
    """Copy the store, while others work in it, to a file that stands on its own.

    The copy is verified, and the anchor of its last event is printed. A store on PostgreSQL is copied by its pg_dump.

    Example: caseapp backup complaints-2026-11-22.db
    """
    from caseapp.store.backup import back_up

    made = back_up(session(context).caseapp.settings.database, file)
    _tell_proof(f"Wrote {made.path}. It", made.proof)
    if made.proof.problems:
        say("caseapp: The copy was kept, but the store that it was made of must be mended: see caseapp verify.")
        raise typer.Exit(1)


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A backup.")],
    force: Annotated[
        bool, typer.Option("--force", help="Replace the store that is there, or restore what does not verify.")
    ] = False,
) -> None:
    """Put a backup in the place of the store; what is there is kept.

    Example: caseapp restore complaints-2026-11-22.db --force
    """
    from caseapp.store.backup import restore as put_back

    done = put_back(file, session(context).caseapp.settings.database, force=force)
    _tell_proof(f"Restored {done.name}. It", done.proof)
    if done.kept is not None:
        show(f"What was there is kept in {done.kept}.")
    if not done.proof.is_of_this_version:
        say("caseapp: Bring it up to date with caseapp upgrade, which verifies it.")


def _tell_proof(it: str, proof: Proof) -> None:
    """Whether a store or a copy proves itself, at the end of what a command says about it."""
    if proof.problems:
        show(f"{it} does not verify:")
        for problem in proof.problems:
            show(problem)
    elif not proof.is_of_this_version:
        show(f"{it} is at schema {proof.version}, which this caseapp can verify only once it is upgraded.")
    elif proof.anchor is None:
        show(f"{it} verifies; nothing has happened in it yet.")
    else:
        show(f"{it} verifies; its anchor is {proof.anchor}.")


def doctor(
    context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False
) -> None:
    """Say what is wrong with the store and where it lies, and what to do; changes nothing.

    Example: caseapp doctor
    """
    from caseapp.store.doctor import examine

    # The machine's own clock, whatever date was fixed: whether it is right is one of the things to be seen.
    seen = examine(session(context).caseapp.settings.database, at=datetime.now(UTC))
    if as_json:
        findings = [{"check": found.check, "says": found.says, "do": found.do} for found in seen.findings]
        show_json({"store": seen.store, "well": seen.is_well, "looked_at": seen.looked_at, "findings": findings})
    for found in () if as_json else seen.findings:
        show(f"{found.says} {found.do}".strip())
    if not seen.is_well:
        say(f"caseapp: {_things(len(seen.findings))} wrong with {seen.store}.")
        raise typer.Exit(1)
    if not as_json:
        show(f"Nothing is wrong with {seen.store}: {len(seen.looked_at)} things were looked at.")
        show("The full proof of what it holds: caseapp verify")


def _things(number: int) -> str:
    return "One thing is" if number == 1 else f"{number} things are"


def _shown(address: str) -> str:
    """An address as it may be shown, without its password."""
    from contextlib import closing

    from caseapp.store.store import Store

    with closing(Store.unchecked(address)) as store:
        return store.name
