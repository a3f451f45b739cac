"""Bulk import: recognise, plan, show, commit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from caseapp.cli.import_columns import announce, columns_said, remember, require_columns
from caseapp.cli.profile_commands import word
from caseapp.cli.session import say, session


def import_files(
    context: typer.Context,
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE...",
            help="Files; or words: profiles [NAME], copy NAME NEW, suggest FILE, list (of imports), undo BATCH.",
        ),
    ] = None,
    profile: Annotated[str | None, typer.Option(metavar="NAME", help="What the files are; else recognised.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Plan and show, change nothing.")] = False,
    rejects: Annotated[Path | None, typer.Option(metavar="FILE", help="Where rejected rows go, with reasons.")] = None,
    previews: Annotated[bool, typer.Option("--previews", help="Take files that were made to try a form out.")] = False,
    encoding: Annotated[str | None, typer.Option(metavar="NAME", help="Such as windows-1252; else found.")] = None,
    delimiter: Annotated[
        str | None, typer.Option(metavar="CHARACTER", help="Between cells: ; or semicolon, tab, pipe; else found.")
    ] = None,
    quotes: Annotated[
        str | None, typer.Option(metavar="WAY", help="Within quotes: doubled, or backslash (PHP); else found.")
    ] = None,
    match: Annotated[
        list[str] | None,
        typer.Option("--match", metavar="HEADING=FIELD", help="What a reworded column means; it is remembered."),
    ] = None,
    accept: Annotated[bool, typer.Option("--accept", help="Take every column that is proposed, and remember.")] = False,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="Where suggest writes; a new file.")] = None,
    watch: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", exists=True, file_okay=False, help="Import what is put into a folder, until a signal comes."
        ),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="With --watch: look once and leave, for a scheduler.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON.")] = False,
) -> None:
    """Bulk import of submissions or past cases: plan, show, commit.

    Every row is new, a duplicate, changed, skipped, or rejected with its reasons; a dry run and the import make the
    same plan. All the new rows of the files go in together, or none. caseapp import list shows the imports that were
    made; caseapp import undo BATCH takes one back, while nobody has worked on its cases.

    With --watch every whole file that is put into a folder is imported by itself and moved to done or failed in it,
    with a report and its rejected rows beside it. It gives 0 when all was taken or somebody watches that folder
    already, and 1 when something failed, was rejected or had to be left.

    Example: caseapp import submissions.csv --dry-run --rejects rejects.csv

    Example: caseapp import --watch forms --once
    """
    if watch is not None or once or not files:
        _watch(context, watch, profile, once=once)
    written = {"encoding": encoding, "delimiter": delimiter, "quotes": quotes}
    if word(files, output, written, as_json=as_json) or _is_word(context, files, as_json=as_json):
        return
    from caseapp.cli import import_run
    from caseapp.intake import open_import

    import_run.require_free(rejects)
    matches = columns_said(match or ())
    sources = [
        open_import(Path(name), profile, previews=previews, matches=matches, accept=accept, **written)
        for name in dict.fromkeys(files)
    ]
    announce(sources)
    require_columns(matches, sources)
    caseapp = session(context).caseapp
    if not dry_run and caseapp.found_if_missing():
        say(f"Made a new store at {caseapp.settings.database}; you are its administrator.")
    plans = import_run.planned(caseapp, sources)
    import_run.reject(rejects, plans)
    if dry_run:
        outcomes = [import_run.Outcome(plan, plan.counts) for plan in plans]
    else:
        outcomes = import_run.committed(caseapp, plans)
        remember(sources)
    (import_run.print_json if as_json else import_run.tell)(outcomes)


def _watch(context: typer.Context, folder: Path | None, profile: str | None, *, once: bool) -> NoReturn:
    """Hand over to unattended import: no file is named beside a folder, and of the options --profile alone holds."""
    others = (one for one in context.command.params if one.name not in {"watch", "profile", "once"})
    given = [one.opts[-1] for one in others if one.name is not None and _was_given(context, one.name)]
    if folder is None:
        raise typer.BadParameter("name a file, or with --watch a folder.", param_hint="FILE...")
    if given:
        raise typer.BadParameter(f"with --watch there is no place for {given[0]}.", param_hint="--watch")
    from caseapp.cli import watch

    raise typer.Exit(watch.watch(session(context), folder, profile=profile, once=once))


def _was_given(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _is_word(context: typer.Context, files: list[str], *, as_json: bool) -> bool:
    """Whether a word was given in the place of files; then what it asks for is done.

    A file of such a name is given as ``./list``.
    """
    from caseapp.cli import past_imports

    match files:
        case ["list"]:
            past_imports.list_imports(session(context), as_json=as_json)
        case ["undo", batch]:
            past_imports.undo(session(context), batch, as_json=as_json)
        case ["undo", *_]:
            raise typer.BadParameter("undo takes the number of one import; see caseapp import list.", param_hint="undo")
        case _:
            return False
    return True
