"""Choosing a person: those for whom the process allows it, those for whom an exception could be made, newcomers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from textual.widget import Widget
from textual.widgets import Static

from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Action
from caseapp.rules.workflow import REVIEWERS
from caseapp.tui.desk import CaseFile, Sitting
from caseapp.tui.dialogs.form import Field, FormReader, choice, line
from caseapp.tui.steps import Candidate, Excluded, not_offered

OVERRIDE = "override"
NEWCOMER = "newcomer"


def newcomer_field(sitting: Sitting) -> Iterator[Widget]:
    """Room for the name of somebody new, in a store that lets people join."""
    if sitting.may_join:
        yield Field("Or someone new", line(NEWCOMER), "a name that is not in the list yet; it joins")


def read_person(reader: FormReader, identity: str, sitting: Sitting, *, needed: str = "") -> str | None:
    """The newcomer if one was named, and otherwise whoever was chosen from the list."""
    newcomer = reader.text(NEWCOMER) if sitting.may_join else ""
    return newcomer or reader.chosen(identity, needed=needed)


def person_field(identity: str, label: str, candidates: Sequence[Candidate], value: str | None, prompt: str) -> Field:
    """A list of people; those who need an exception are marked."""
    return Field(label, choice(identity, map(_option, candidates), value=value, prompt=prompt))


def _option(candidate: Candidate) -> tuple[str, str]:
    name = candidate.person.name
    mark = " — needs an exception" if candidate.objection else ""
    return f"{name} ({candidate.person.role}){mark}", name


def override_field(candidates: Sequence[Candidate]) -> Iterator[Widget]:
    """Room for the reason of an exception, if there is anybody who would need one (R44d)."""
    if any(candidate.objection for candidate in candidates):
        yield Field("Exception", line(OVERRIDE), "why the person who decided stage 1 must review it; kept on record")


def read_override(reader: FormReader, identity: str, candidates: Sequence[Candidate], chosen: str | None) -> str | None:
    """The reason for an exception; a complaint when the chosen person needs one and there is none."""
    if not any(candidate.objection for candidate in candidates):
        return None
    reason = reader.text(OVERRIDE)
    objection = next((each.objection for each in candidates if each.person.name == chosen), None)
    if objection is None:
        return reason or None
    if not reason:
        reader.problems[identity] = str(objection)
        reader.problems[OVERRIDE] = "Give the reason for the exception, or choose somebody else."
    return reason or None


_MOST_NAMED = 6


def excluded_note(action: Action, file: CaseFile, sitting: Sitting) -> Iterator[Widget]:
    """Those who may not be chosen and why: whoever could be expected by name, the rest by number (R44d, R79)."""
    words = excluded_words(tuple(not_offered(action, file, sitting)), file.case.stage1_people)
    if words:
        yield Static(words, classes="aside", markup=False)


def excluded_words(excluded: Sequence[Excluded], had_a_part: Collection[str]) -> str:
    """A line for each reviewer and each who had a part in stage 1; the others are only counted."""
    named = [each for each in excluded if each.person.role in REVIEWERS or each.person.name in had_a_part]
    lines = [f"– {one_line(str(each.refusal))}" for each in named[:_MOST_NAMED]]
    rest = len(excluded) - len(lines)
    if rest:
        many = "1 person is no reviewer" if rest == 1 else f"{rest} people are no reviewers"
        lines.append(f"– {many} at stage 2 (R79).")
    return "\n".join(["Not to be chosen:", *lines]) if lines else ""
