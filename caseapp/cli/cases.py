"""The verbs of casework."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from caseapp.cli.session import a_date, a_finding, say, session, show, show_json
from caseapp.rules.instants import long_date
from caseapp.rules.vocabulary import Channel, Kind, Outcome

if TYPE_CHECKING:
    from caseapp.casework.steps import Done

Reference = Annotated[str, typer.Argument(metavar="REF", help="The case, such as C26-00417.")]
OnDate = Annotated[str | None, typer.Option("--on", metavar="DATE", help="When it happened; default today.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the case as JSON.")]


def log(
    context: typer.Context,
    summary: Annotated[str, typer.Option(help="What it is about, in a line.")],
    service: Annotated[str | None, typer.Option(help="The service; see caseapp services.")] = None,
    channel: Annotated[Channel, typer.Option(help="How it came.")] = Channel.WEB,
    kind: Annotated[Kind, typer.Option(help="What it is.")] = Kind.COMPLAINT,
    name: Annotated[str, typer.Option(help="Who complains.")] = "",
    email: Annotated[str, typer.Option(help="Their e-mail address.")] = "",
    telephone: Annotated[str, typer.Option(help="Their telephone number.")] = "",
    address: Annotated[str, typer.Option(help="Their address.")] = "",
    postcode: Annotated[str, typer.Option(help="Their postcode.")] = "",
    received_on: Annotated[str | None, typer.Option(metavar="DATE", help="When any officer first had it.")] = None,
    sub_service: Annotated[str | None, typer.Option(help="The part of the service.")] = None,
    other_service: Annotated[list[str] | None, typer.Option(help="Another service; may be repeated.")] = None,
    details: Annotated[str, typer.Option(help="The complaint in full.")] = "",
    desired_outcome: Annotated[str, typer.Option(help="What the person wants.")] = "",
    adjustments: Annotated[str, typer.Option(help="Reasonable adjustments asked for.")] = "",
    contact: Annotated[str, typer.Option(help="How to be in contact, such as through one named officer.")] = "",
    point: Annotated[list[str] | None, typer.Option(help="A point of the complaint; may be repeated.")] = None,
    policy: Annotated[str | None, typer.Option(help="A policy other than the one in force.")] = None,
    as_json: AsJson = False,
) -> None:
    """Log a new contact and print its reference.

    Example: caseapp log --service Waste --summary "Bin missed three weeks running" --name "Aoife Ní Bhriain"
    """
    from caseapp.casework.requests import Complainant, Log

    caseapp = session(context).caseapp
    if caseapp.found_if_missing():
        say(f"Made a new store at {caseapp.settings.database}; you are its administrator.")
    done = caseapp.do(
        Log(
            summary=summary,
            service=service,
            kind=kind,
            channel=channel,
            received_on=a_date(received_on, "--received-on"),
            sub_service=sub_service,
            other_services=tuple(other_service or ()),
            details=details,
            desired_outcome=desired_outcome,
            adjustments=adjustments,
            contact=contact,
            points=tuple(point or ()),
            policy=policy,
            complainant=Complainant(name, email, telephone, address, postcode),
        )
    )
    if as_json:
        show_json({"reference": done.reference})
        return
    show(done.reference)
    say(_standing(done))


def acknowledge(context: typer.Context, reference: Reference, on: OnDate = None, as_json: AsJson = False) -> None:
    """Record that the person was told that it has come in.

    Example: caseapp acknowledge C26-00417 --on 2026-04-02
    """
    from caseapp.casework.requests import Acknowledge

    _do(context, Acknowledge(reference, a_date(on, "--on")), as_json=as_json)


def allocate(
    context: typer.Context,
    reference: Reference,
    service: Annotated[str, typer.Argument(help="The service; see caseapp services.")],
    sub_service: Annotated[str | None, typer.Option(help="The part of the service.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say which service a case belongs to.

    Example: caseapp allocate C26-00417 "Streets & Open Spaces"
    """
    from caseapp.casework.requests import Allocate

    _do(context, Allocate(reference, service, sub_service), as_json=as_json)


def assign(
    context: typer.Context,
    reference: Reference,
    officer: Annotated[str, typer.Argument(help="Who will handle it.")],
    override: Annotated[
        str | None, typer.Option(metavar="REASON", help="Let the stage 1 decider review; lead officer only.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Give a case to an officer.

    Example: caseapp assign C26-00417 "Sam Okafor"
    """
    from caseapp.casework.requests import Assign

    _do(context, Assign(reference, officer, override), as_json=as_json)


def extend(
    context: typer.Context,
    reference: Reference,
    days: Annotated[int, typer.Option(help="Working days more.")],
    reason: Annotated[str, typer.Option(help="Why, as the person was told.")],
    ombudsman_told: Annotated[
        bool | None,
        typer.Option("--ombudsman-told/--ombudsman-not-told", help="Whether they were given the Ombudsman's details."),
    ] = None,
    on: OnDate = None,
    as_json: AsJson = False,
) -> None:
    """Give the open stage more working days, as the policy allows.

    Example: caseapp extend C26-00417 --days 10 --reason "Waiting for the contractor's records" --ombudsman-told
    """
    from caseapp.casework.requests import Extend

    request = Extend(reference, days, reason, a_date(on, "--on"), ombudsman_told=ombudsman_told)
    _do(context, request, as_json=as_json)


def respond(
    context: typer.Context,
    reference: Reference,
    outcome: Annotated[
        Outcome | None, typer.Option(help="The decision; with findings it follows and may be left out.")
    ] = None,
    finding: Annotated[
        list[str] | None, typer.Option(metavar="POINT=FINDING", help="What was found on a point; one for each.")
    ] = None,
    theme: Annotated[str | None, typer.Option(help="What it was about, in the service's terms.")] = None,
    root_cause: Annotated[str | None, typer.Option(help="Why it happened, in common terms.")] = None,
    on: OnDate = None,
    as_json: AsJson = False,
) -> None:
    """Answer the open stage with a decision.

    A complaint that was taken down in points needs a finding on each, from which the outcome follows.

    Example: caseapp respond C26-00417 --outcome upheld --theme "Missed bin" --root-cause "Service delivery failure"

    Example: caseapp respond C26-00417 --finding 1=upheld --finding 2=not-upheld
    """
    from caseapp.casework.requests import Respond

    findings = tuple(map(a_finding, finding or ()))
    request = Respond(reference, outcome, theme, root_cause, a_date(on, "--on"), findings=findings)
    _do(context, request, as_json=as_json)


def escalate(
    context: typer.Context,
    reference: Reference,
    reason: Annotated[str, typer.Option(help="Why, if the person says.")] = "",
    reviewer: Annotated[str | None, typer.Option(metavar="OFFICER", help="Who will review it.")] = None,
    override: Annotated[
        str | None, typer.Option(metavar="REASON", help="Let the stage 1 decider review; lead officer only.")
    ] = None,
    on: OnDate = None,
    as_json: AsJson = False,
) -> None:
    """Take an answered complaint to stage 2.

    Example: caseapp escalate C26-00417 --reviewer "Priya Raman" --reason "The bin was missed again"
    """
    from caseapp.casework.requests import Escalate

    _do(context, Escalate(reference, reason, reviewer, override, a_date(on, "--on")), as_json=as_json)


def reopen(
    context: typer.Context,
    reference: Reference,
    reason: Annotated[str, typer.Option(help="Why.")],
    on: OnDate = None,
    as_json: AsJson = False,
) -> None:
    """Begin a closed stage again, with a clock of its own.

    Example: caseapp reopen C26-00417 --reason "The repair did not hold"
    """
    from caseapp.casework.requests import Reopen

    _do(context, Reopen(reference, reason, a_date(on, "--on")), as_json=as_json)


def withdraw(
    context: typer.Context,
    reference: Reference,
    reason: Annotated[str, typer.Option(help="Why, if the person says.")] = "",
    on: OnDate = None,
    as_json: AsJson = False,
) -> None:
    """Record that the person withdrew the complaint.

    Example: caseapp withdraw C26-00417
    """
    from caseapp.casework.requests import Withdraw

    _do(context, Withdraw(reference, reason, a_date(on, "--on")), as_json=as_json)


def resolve(
    context: typer.Context,
    reference: Reference,
    reason: Annotated[str, typer.Option(help="What was agreed.")] = "",
    on: OnDate = None,
    as_json: AsJson = False,
) -> None:
    """Record that the complaint was settled by agreement, without a decision.

    Example: caseapp resolve C26-00417 --reason "Bin collected the same day; the person is content"
    """
    from caseapp.casework.requests import Resolve

    _do(context, Resolve(reference, reason, a_date(on, "--on")), as_json=as_json)


def refuse(
    context: typer.Context,
    reference: Reference,
    reason: Annotated[str, typer.Option(help="Why this case; the person is told, and may go to the Ombudsman.")],
    on: OnDate = None,
    as_json: AsJson = False,
) -> None:
    """Decline to consider a complaint, for a reason of its own.

    Example: caseapp refuse C26-00417 --reason "The parking tribunal decided this on 3 March"
    """
    from caseapp.casework.requests import Refuse

    _do(context, Refuse(reference, reason, a_date(on, "--on")), as_json=as_json)


def correct(
    context: typer.Context,
    reference: Reference,
    reason: Annotated[str, typer.Option(help="Why it was wrong; kept with the old value.")],
    summary: Annotated[str | None, typer.Option(help="What it is about, in a line.")] = None,
    details: Annotated[str | None, typer.Option(help="The complaint in full.")] = None,
    desired_outcome: Annotated[str | None, typer.Option(help="What the person wants.")] = None,
    raised_before: Annotated[str | None, typer.Option(help="How it was raised before.")] = None,
    name: Annotated[str | None, typer.Option(help="Who complains.")] = None,
    email: Annotated[str | None, typer.Option(help="Their e-mail address.")] = None,
    telephone: Annotated[str | None, typer.Option(help="Their telephone number.")] = None,
    address: Annotated[str | None, typer.Option(help="Their address.")] = None,
    postcode: Annotated[str | None, typer.Option(help="Their postcode.")] = None,
    adjustments: Annotated[str | None, typer.Option(help="Reasonable adjustments asked for.")] = None,
    contact: Annotated[str | None, typer.Option(help="How to be in contact.")] = None,
    channel: Annotated[Channel | None, typer.Option(help="How it came.")] = None,
    issue_on: Annotated[str | None, typer.Option(metavar="DATE", help="When it happened.")] = None,
    aware_on: Annotated[str | None, typer.Option(metavar="DATE", help="When the person came to know.")] = None,
    received_on: Annotated[
        str | None, typer.Option(metavar="DATE", help="When any officer first had it; moves the dates of stage 1.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Put right what was taken down wrongly; the old value is kept.

    A blank empties a field.

    Example: caseapp correct C26-00417 --reason "Misheard on the telephone" --name "Aoife Ní Bhriain"
    """
    from caseapp.casework.requests import Correct

    request = Correct(
        reference,
        reason,
        summary=summary,
        details=details,
        desired_outcome=desired_outcome,
        raised_before=raised_before,
        name=name,
        email=email,
        telephone=telephone,
        address=address,
        postcode=postcode,
        adjustments=adjustments,
        contact=contact,
        channel=channel,
        issue_on=a_date(issue_on, "--issue-on"),
        aware_on=a_date(aware_on, "--aware-on"),
        received_on=a_date(received_on, "--received-on"),
    )
    _do(context, request, as_json=as_json)


def restrict(
    context: typer.Context,
    reference: Reference,
    reason: Annotated[str, typer.Option(help="Why, without what it must not tell.")],
    as_json: AsJson = False,
) -> None:
    """Let only whoever handles a case and those who oversee see it.

    Each look at it is recorded.

    Example: caseapp restrict C26-00417 --reason "About a colleague"
    """
    from caseapp.casework.requests import Restrict

    _do(context, Restrict(reference, reason), as_json=as_json)


def unrestrict(
    context: typer.Context,
    reference: Reference,
    reason: Annotated[str, typer.Option(help="Why.")],
    as_json: AsJson = False,
) -> None:
    """Let everybody who works on cases see a restricted one again.

    For lead officers and administrators.

    Example: caseapp unrestrict C26-00417 --reason "The colleague has left"
    """
    from caseapp.casework.requests import Unrestrict

    _do(context, Unrestrict(reference, reason), as_json=as_json)


def note(context: typer.Context, reference: Reference, text: str, on: OnDate = None, as_json: AsJson = False) -> None:
    """Add words to a case.

    Example: caseapp note C26-00417 "Rang back; prefers letters in large print"
    """
    from caseapp.casework.requests import Note

    _do(context, Note(reference, text, on=a_date(on, "--on")), as_json=as_json)


def point(context: typer.Context, reference: Reference, text: str, as_json: AsJson = False) -> None:
    """Add a point of complaint, which the answer finds on.

    Example: caseapp point C26-00417 "Nobody rang back as promised"
    """
    from caseapp.casework.requests import AddPoint

    _do(context, AddPoint(reference, text), as_json=as_json)


def undo(context: typer.Context, reference: Reference, as_json: AsJson = False) -> None:
    """Take back what you recorded last on a case, within minutes.

    It becomes an event of its own; the case is as it was before.

    Example: caseapp undo C26-00417
    """
    from caseapp.casework.requests import Undo

    _do(context, Undo(reference), as_json=as_json)


def _do(context: typer.Context, request: object, *, as_json: bool) -> None:
    done = session(context).caseapp.do(request)
    if as_json:
        from caseapp.cli import case_words

        show_json(case_words.as_json(done.case))
        return
    show(_standing(done))


def _standing(done: Done) -> str:
    case = done.case
    words = f"{case.reference} is {case.state.words}."
    if case.restricted:
        words += " It is restricted: only whoever handles it, lead officers and administrators see it."
    if case.acknowledge_by:
        words += f" Acknowledge by {long_date(case.acknowledge_by)}."
    if case.due_on:
        words += f" Answer by {long_date(case.due_on)}."
    return words
