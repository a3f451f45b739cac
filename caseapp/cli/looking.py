"""Looking: a case shown whole or explained, the worklist, search, and the lists that other commands choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from caseapp.cli.session import Session, say, session, show, show_json
from caseapp.rules.errors import InvalidInput, NotFound
from caseapp.rules.text import folded, one_line
from caseapp.rules.vocabulary import State

if TYPE_CHECKING:
    from caseapp.store.queries.worklist import WorklistFilter
    from caseapp.store.reader import Reader

Reference = Annotated[str, typer.Argument(metavar="REF", help="The case, such as C26-00417.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]


def show_case(context: typer.Context, reference: Reference, as_json: AsJson = False) -> None:
    """Show a case: who, what, its stages and everything that happened.

    A look at a restricted case is recorded before it is shown.

    Example: caseapp show C26-00417 --json
    """
    from caseapp.cli import case_words
    from caseapp.store.queries.cases import case_view

    caseapp = session(context).caseapp
    with caseapp.looking() as reader:
        view = case_view(reader, reference)
        calendar = reader.calendar(reader.policies.get(view.case.policy).division)
    caseapp.look_at(view.case, "show")
    if as_json:
        show_json(case_words.as_json(view.case, view))
    else:
        show(case_words.as_text(view, caseapp.today, calendar))


def why(context: typer.Context, reference: Reference, as_json: AsJson = False) -> None:
    """Explain how each due date of a case was worked out, day by day.

    Example: caseapp why C26-00417
    """
    from caseapp.cli import case_words
    from caseapp.rules import deadlines
    from caseapp.store.queries.days_off import counted

    caseapp = session(context).caseapp
    with caseapp.looking() as reader:
        case = reader.case(reference)
        policy = reader.policies.get(case.policy)
        calendar, known = reader.calendar(policy.division), counted(reader, case)
    caseapp.look_at(case, "why")
    if not case.stages:
        raise InvalidInput(f"{case.reference} is a {case.kind}; it has no due dates.")
    each = zip(case.stages, known, strict=True)
    explained = [(stage, deadlines.explain(policy, calendar, stage, then)) for stage, then in each]
    if as_json:
        show_json(case_words.why_json(case, policy, explained))
    else:
        show(case_words.why_text(case, policy, explained))


def list_cases(
    context: typer.Context,
    overdue: Annotated[bool, typer.Option("--overdue", help="Past the date of the answer.")] = False,
    due_within: Annotated[int | None, typer.Option(metavar="N", min=0, help="Due in N working days.")] = None,
    unacknowledged: Annotated[bool, typer.Option("--unacknowledged", help="Awaiting acknowledgement.")] = False,
    mine: Annotated[bool, typer.Option("--mine", help="Handled by whoever acts.")] = False,
    unassigned: Annotated[bool, typer.Option("--unassigned", help="Handled by nobody.")] = False,
    stage: Annotated[int | None, typer.Option(min=1, max=2, help="At this stage.")] = None,
    service: Annotated[str | None, typer.Option(help="Of this service.")] = None,
    state: Annotated[State | None, typer.Option(help="In this state, closed ones too.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Closed cases as well.")] = False,
    as_json: AsJson = False,
) -> None:
    """The worklist: open cases, the most urgent first.

    Example: caseapp list --due-within 5 --service Waste
    """
    from caseapp.store.queries.worklist import WorklistFilter

    caseapp = session(context).caseapp
    wanted = WorklistFilter(
        overdue=overdue,
        due_within=due_within,
        unacknowledged=unacknowledged,
        mine=caseapp.user if mine else None,
        unassigned=unassigned,
        stage=stage,
        service=service,
        state=state,
        include_closed=everything,
    )
    _print(session(context), wanted, as_json=as_json)


def search(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(help="Words that a case must hold, all of them.")],
    best: Annotated[bool, typer.Option("--best", help="The best matches first, of the newest 2,000.")] = False,
    as_json: AsJson = False,
) -> None:
    """Find cases, open or closed, by words that they hold; the newest first, at most 1,000.

    Reference, person, service, summary and narrative are searched, whatever the capitals and accents, and the last
    word may be the beginning of one. Of a restricted case only the reference is found.

    Example: caseapp search missed bin histon
    """
    from caseapp.cli.worklist_words import found_as_json, found_as_text
    from caseapp.store.queries.finding import MOST_COUNTED, find
    from caseapp.store.queries.worklist import worklist_rows

    caseapp = session(context).caseapp
    with caseapp.looking() as reader:
        calendar = reader.calendar(reader.policies.on(caseapp.today).division)
        found = find(reader, " ".join(words), most=MOST_COUNTED, best_first=best)
        rows = worklist_rows(reader, [hit.id for hit in found.hits])
    if as_json:
        show_json([found_as_json(hit, rows[hit.id], caseapp.today, calendar) for hit in found.hits])
        return
    if found.hits:
        show(found_as_text(found.hits))
    say(found.counted)


def services(
    context: typer.Context,
    add: Annotated[str | None, typer.Option(metavar="NAME", help="Add a service.")] = None,
    part_of: Annotated[str | None, typer.Option(metavar="SERVICE", help="Add NAME as a part of it.")] = None,
    as_json: AsJson = False,
) -> None:
    """The services that a case can belong to.

    An administrator adds one, or a part of one.

    Example: caseapp services --add "Bereavement services"
    """
    running = session(context)
    if part_of is not None and add is None:
        raise InvalidInput("--part-of says which service NAME belongs to; give --add NAME as well.")
    if add is not None:
        say(_added_service(running, add, part_of))
    with running.caseapp.reading() as reader:
        names = reader.service_names()
    if as_json:
        show_json(names)
    else:
        show("\n".join(names))


def _added_service(running: Session, name: str, part_of: str | None) -> str:
    from caseapp.casework.services import add_service, add_sub_service

    with running.caseapp.acting() as (work, by, at):
        if part_of is None:
            return f"Added the service {add_service(work, name, by=by, at=at)}."
        whole, part = add_sub_service(work, part_of, name, by=by, at=at)
        return f"Added {part}, a part of {whole}."


def _print(running: Session, wanted: WorklistFilter, *, as_json: bool) -> None:
    from caseapp.cli.worklist_words import as_json as row_as_json
    from caseapp.cli.worklist_words import as_text
    from caseapp.store.queries.worklist import worklist_ids, worklist_rows

    caseapp = running.caseapp
    with caseapp.looking() as reader:
        _require_service(reader, wanted.service)
        calendar = reader.calendar(reader.policies.on(caseapp.today).division)
        ids = worklist_ids(reader, wanted, caseapp.today, calendar)
        found = worklist_rows(reader, ids)
    rows = [found[number] for number in ids]
    if as_json:
        show_json([row_as_json(row, caseapp.today, calendar) for row in rows])
        return
    if rows:
        show(as_text(rows, caseapp.today, calendar))
    say(f"{len(rows)} {'case' if len(rows) == 1 else 'cases'}")


def _require_service(reader: Reader, name: str | None) -> None:
    """A mistyped service must not look like one without cases."""
    if name is not None and folded(name) not in map(folded, reader.service_names()):
        raise NotFound(f"There is no service “{one_line(name)}”; see caseapp services.")
