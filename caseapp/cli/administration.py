"""What administrators look after beside people and services: days off, and the policies in use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from caseapp.cli.session import Session, a_date, say, session, show, show_json, table
from caseapp.rules.errors import InvalidInput
from caseapp.rules.instants import long_date
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Division

if TYPE_CHECKING:
    from caseapp.casework.days_off import Added, DayOff, Move, Preview
    from caseapp.rules.policy import Policy, StagePolicy
    from caseapp.store.queries.days_off import AddedDay

AsJson = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]


def days_off(
    context: typer.Context,
    day: Annotated[str | None, typer.Argument(metavar="[DAY]", help="The day to add, such as 2026-12-29.")] = None,
    name: Annotated[str, typer.Option(help="What the day is called where a date is explained.")] = "",
    bank_holiday: Annotated[bool, typer.Option("--bank-holiday", help="A proclaimed one, not a closure.")] = False,
    division: Annotated[Division | None, typer.Option(help="Whose bank holiday; default that of the policy.")] = None,
    move_promised: Annotated[
        bool, typer.Option("--move-promised", help="Move dates that an acknowledgement named, too.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would move, change nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """List closure days and added bank holidays, or add one.

    Open cases that it touches move with it. A date that a letter has named is kept, and shown as such; an extended date
    always is.

    Example: caseapp days-off 2026-12-29 --name "Closed between the years" --dry-run
    """
    running = session(context)
    if day is None:
        _list_days(running, as_json=as_json)
        return
    asked = _asked(running, day, name, division, bank_holiday=bank_holiday)
    outcome = _foreseen(running, asked, move_promised) if dry_run else _added(running, asked, move_promised)
    if as_json:
        show_json(_outcome_json(outcome, dry_run=dry_run))
        return
    if outcome.moved or outcome.kept:
        show(table(("Case", "Service", "Stage", "Due", "Would be", "So it"), _rows(outcome)))
    say(_summary(outcome, dry_run=dry_run))


def policies(context: typer.Context, as_json: AsJson = False) -> None:
    """The policy versions in use, with their dates and numbers.

    A case keeps the one that it was opened under.

    Example: caseapp policies
    """
    from caseapp.store.queries.policies import policy_versions

    with session(context).caseapp.reading() as reader:
        found = policy_versions(reader)
    if as_json:
        show_json([_policy_json(version.policy, version.open_cases, default=version.is_default) for version in found])
        return
    headings = ("Policy", "From", "Until", "Acknowledge", "Stage 1", "Stage 2", "Clock starts at", "Open cases")
    show(table(headings, (_policy_row(version.policy, version.open_cases) for version in found)))


# Days off.


@dataclass(frozen=True, slots=True)
class _Outcome:
    day_off: DayOff
    moved: tuple[Move, ...]
    kept: tuple[Move, ...]


def _asked(running: Session, day: str, name: str, division: Division | None, *, bank_holiday: bool) -> DayOff:
    from caseapp.rules.days_off import DayOff, DayOffKind

    on = a_date(day, "DAY")
    assert on is not None, "an argument that was given is not missing"
    if not bank_holiday:
        if division is not None:
            raise InvalidInput("--division says whose bank holiday it is; give --bank-holiday as well.")
        return DayOff(DayOffKind.CLOSURE, on, name)
    if division is None:
        with running.caseapp.reading() as reader:
            division = reader.policies.on(running.caseapp.today).division
    return DayOff(DayOffKind.BANK_HOLIDAY, on, name, division)


def _foreseen(running: Session, asked: DayOff, move_promised: bool) -> _Outcome:
    from caseapp.casework.days_off import preview

    with running.caseapp.looking() as reader:
        seen: Preview = preview(reader, asked)
    moved = tuple(move for move in seen.moves if move.moves(promised=move_promised))
    return _Outcome(seen.day_off, moved, tuple(move for move in seen.moves if move not in moved))


def _added(running: Session, asked: DayOff, move_promised: bool) -> _Outcome:
    from caseapp.casework.days_off import add_day_off

    with running.caseapp.acting() as (work, by, at):
        done: Added = add_day_off(work, asked, move_promised=move_promised, by=by, at=at)
    return _Outcome(done.day_off, done.moved, done.kept)


def _rows(outcome: _Outcome) -> Iterator[tuple[str, ...]]:
    for moves, becomes in ((outcome.moved, "moves"), (outcome.kept, "is kept: {promise}")):
        for move in moves:
            yield (
                move.reference,
                one_line(move.service or "not yet allocated"),
                str(move.stage),
                long_date(move.due_from),
                long_date(move.due_to),
                becomes.format(promise=move.promise),
            )


def _summary(outcome: _Outcome, *, dry_run: bool) -> str:
    day_off = outcome.day_off
    what = f"{long_date(day_off.day)}, {day_off.name}, {day_off.words}"
    done = "dry run, nothing changed" if dry_run else "added"
    return f"{what}: {_cases(len(outcome.moved))} moved, {len(outcome.kept)} kept as promised ({done})."


def _cases(number: int) -> str:
    return "1 open case" if number == 1 else f"{number} open cases"


def _outcome_json(outcome: _Outcome, *, dry_run: bool) -> dict[str, Any]:
    moves = {"moved": outcome.moved, "kept": outcome.kept}
    return {
        **_day_json(outcome.day_off),
        "dry_run": dry_run,
        **{name: [_move_json(move) for move in some] for name, some in moves.items()},
    }


def _day_json(day_off: DayOff) -> dict[str, Any]:
    return {"day": day_off.day, "kind": day_off.kind, "division": day_off.division, "name": day_off.name}


def _move_json(move: Move) -> dict[str, Any]:
    return {
        "reference": move.reference,
        "service": move.service,
        "stage": move.stage,
        "due_from": move.due_from,
        "due_to": move.due_to,
        "acknowledge_from": move.acknowledge_from,
        "acknowledge_to": move.acknowledge_to,
        "promise": move.promise,
    }


def _list_days(running: Session, *, as_json: bool) -> None:
    from caseapp.store.queries.days_off import added_days

    with running.caseapp.reading() as reader:
        found = added_days(reader)
    if as_json:
        show_json([{**_day_json(each.day_off), "added_at": each.added_at, "added_by": each.added_by} for each in found])
    elif found:
        show(table(("Day", "Name", "What", "Added by"), map(_day_row, found)))
    else:
        say("No day off was added; the bank holidays that were published count. See caseapp days-off --help.")


def _day_row(each: AddedDay) -> tuple[str, ...]:
    day_off = each.day_off
    return long_date(day_off.day), one_line(day_off.name), day_off.words, one_line(each.added_by or "")


# Policies.


def _policy_row(policy: Policy, open_cases: int) -> tuple[str, ...]:
    return (
        policy.code,
        str(policy.applies_from),
        str(policy.applies_until or ""),
        f"{policy.acknowledgement_days} days",
        *map(_stage_words, policy.stages),
        policy.clock_starts,
        str(open_cases),
    )


def _stage_words(stage: StagePolicy) -> str:
    """Such as ``10 days, 1 extension of up to 10``."""
    return f"{stage.response_days} days, {_extension_words(stage)}"


def _extension_words(stage: StagePolicy) -> str:
    most, longest = stage.most_extensions, stage.longest_extension_days
    if most == 0:
        return "no extension"
    number = "extensions" if most is None else f"{most} extension{'' if most == 1 else 's'}"
    return f"{number} of any length" if longest is None else f"{number} of up to {longest}"


def _policy_json(policy: Policy, open_cases: int, *, default: bool) -> dict[str, Any]:
    from dataclasses import asdict

    return {**asdict(policy), "default_scheme": default, "open_cases": open_cases}
