"""Working days without a store: a due date with its steps, a count, and what a day is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from caseapp.cli.session import a_date, show, show_json
from caseapp.rules.instants import long_date
from caseapp.rules.vocabulary import DayRule, Division

if TYPE_CHECKING:
    from caseapp.rules.calendar import WorkingCalendar

app = typer.Typer(
    help="Working days: when something is due, how many there are, what a day is.",
    rich_markup_mode=None,
    no_args_is_help=True,
)

# A negative number of days is an argument, not an option.
_NUMBERS = {"ignore_unknown_options": True}

Rule = Annotated[DayRule, typer.Option(help="roll: a start that is a day off first moves on.")]
In = Annotated[Division, typer.Option(help="Whose bank holidays; none means weekends only.")]
Holidays = Annotated[list[str] | None, typer.Option(metavar="DATE", help="A further day off; may be repeated.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]


@app.command(context_settings=_NUMBERS)
def due(
    start: Annotated[str, typer.Argument(metavar="START", help="Day zero.")],
    days: Annotated[int, typer.Argument(help="Working days to count; negative counts back.")],
    rule: Rule = DayRule.NEXT,
    division: In = Division.ENGLAND_AND_WALES,
    holiday: Holidays = None,
    as_json: AsJson = False,
) -> None:
    """A due date, with every day that was counted or not.

    Example: caseapp calendar due 2024-03-28 10
    """
    zero = _date(start, "START")
    calendar = _calendar(division, holiday)
    steps = calendar.steps(zero, days, rule)
    answer = calendar.due(zero, days, rule)
    if as_json:
        counted = [{"date": step.on, "counted": step.counted, "why": step.why} for step in steps]
        show_json({"start": zero, "days": days, "rule": rule, "due": answer, "steps": counted})
        return
    show(f"{long_date(answer)}  ({answer})")
    show(f"  {long_date(zero)}  day zero")
    for step in steps:
        show(f"  {long_date(step.on)}  {step.why if step.counted else f'not counted: {step.why}'}")


@app.command()
def count(
    start: Annotated[str, typer.Argument(metavar="FROM", help="Not counted itself.")],
    end: Annotated[str, typer.Argument(metavar="TO", help="Counted if it is a working day.")],
    rule: Rule = DayRule.NEXT,
    division: In = Division.ENGLAND_AND_WALES,
    holiday: Holidays = None,
    as_json: AsJson = False,
) -> None:
    """The working days after FROM, up to and including TO; negative if TO is earlier.

    Example: caseapp calendar count 2024-03-28 2024-04-15
    """
    calendar = _calendar(division, holiday)
    begun, ended = _date(start, "FROM"), _date(end, "TO")
    found = calendar.count(calendar.day_zero(begun, 1 if ended >= begun else -1, rule), ended)
    if as_json:
        show_json({"working_days": found})
    else:
        show(f"{found} working {'day' if abs(found) == 1 else 'days'}")


@app.command()
def check(
    on: Annotated[str, typer.Argument(metavar="DATE")],
    division: In = Division.ENGLAND_AND_WALES,
    holiday: Holidays = None,
    as_json: AsJson = False,
) -> None:
    """Whether a day is a working day, and if not, why not.

    Example: caseapp calendar check 2024-05-06
    """
    day = _date(on, "DATE")
    closed = _calendar(division, holiday).why_not_working(day)
    why = closed or "a working day"
    if as_json:
        show_json({"date": day, "working": closed is None, "why": why})
    else:
        show(f"{long_date(day)} is {why if closed is None else f'not a working day: {why}'}")


def _calendar(division: Division, holidays: list[str] | None) -> WorkingCalendar:
    from caseapp.casework.bank_holidays import VOUCHED_YEARS, WEEKEND_YEARS, calendar_for

    years = WEEKEND_YEARS if division is Division.NONE else VOUCHED_YEARS
    return calendar_for(
        division,
        first_year=years[0],
        last_year=years[-1],
        added={_date(written, "--holiday"): "added holiday" for written in holidays or ()},
    )


def _date(written: str, what: str) -> date:
    found = a_date(written, what)
    assert found is not None, "an argument is never missing here"
    return found
