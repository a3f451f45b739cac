"""Which profile reads a file, told by its columns: those that the profile names, or their wordings as remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from caseapp.intake.drift import listed
from caseapp.intake.formats import Format
from caseapp.intake.layout import Layout
from caseapp.intake.matching import Answers, Proposal, in_this_file, proposals
from caseapp.intake.profile import Profile, names_of
from caseapp.intake.reasons import shortened
from caseapp.intake.remembered import memory_of
from caseapp.intake.rows import Heading
from caseapp.intake.shelf import Shelf
from caseapp.rules.errors import InvalidInput
from caseapp.rules.text import folded


@dataclass(frozen=True, slots=True)
class _Fitting:
    """A profile whose telling columns are all there."""

    profile: Profile
    by: tuple[str, ...]
    """The file's columns that tell it."""


def find_profile(name: str, found: Format, heading: Heading, known: Shelf, answers: Answers) -> tuple[Profile, str]:
    """The one profile whose telling columns are all there, and a phrase that says so.

    If all that tell one profile, and more, tell another, it is the other.

    Raises:
        InvalidInput: none fits, or several do; names them.
    """
    reading = [profile for profile in known.profiles if found.name in profile.formats]
    fitting = _most_telling([fit for profile in reading if (fit := _fit(profile, heading, answers))])
    if len(fitting) == 1:
        return fitting[0].profile, f"recognised by its columns {' and '.join(map(shortened, fitting[0].by))}"
    if fitting:
        raise InvalidInput(f"{name} could be {names_of([fit.profile for fit in fitting])}; say which with --profile.")
    sentence = (
        f"{name} has the columns {listed(heading.names)}, by which no profile is recognised; say which it is with "
        f"--profile ({names_of(known.profiles)})."
    )
    sentences = (sentence, _likely(reading, heading), *known.problems.values())
    raise InvalidInput(" ".join(filter(None, sentences)))


def _fit(profile: Profile, heading: Heading, answers: Answers) -> _Fitting | None:
    by = _telling(profile, heading.names, answers)
    return _Fitting(profile, tuple(by)) if all(by) else None


def _telling(profile: Profile, columns: Sequence[str], answers: Answers) -> list[str]:
    """For each column that tells the profile the one that is here, by its own wording or a matched one; or a blank."""
    here = {folded(column): column for column in columns}
    by = [here.get(folded(column), "") for column in profile.recognised_by]
    if all(by):
        return by
    matches = in_this_file(profile, columns, {**memory_of(profile.name).matches, **answers.given})
    matched = {meant: column for column, meant in matches.items()}
    layout = Layout(profile)
    fields = [next(iter(layout.columns_of([column])), "") for column in profile.recognised_by]
    return [found or (matched.get(field, "") if field else "") for found, field in zip(by, fields, strict=True)]


def _most_telling(fitting: list[_Fitting]) -> list[_Fitting]:
    """Without those that are told by a part of what tells another."""
    told = [frozenset(map(folded, fit.by)) for fit in fitting]
    return [fit for fit, by in zip(fitting, told, strict=True) if not any(by < other for other in told)]


def _likely(reading: Sequence[Profile], heading: Heading) -> str:
    """The one profile that would read the file if likely columns were reworded ones."""
    likely = [(profile, proposed) for profile in reading if (proposed := _if_reworded(profile, heading.names))]
    if len(likely) != 1:
        return ""
    profile, proposed = likely[0]
    words, options = "; ".join(each.words for each in proposed), " ".join(each.option for each in proposed)
    return f"It may be {profile.name}: {words}. If so, add {options} and import it again."


def _if_reworded(profile: Profile, columns: Sequence[str]) -> list[Proposal]:
    """The columns by which a profile would be told if each were what it likely is; none if it would not."""
    proposed = proposals(profile, columns)
    by = _telling(profile, columns, Answers({proposal.column: proposal.field for proposal in proposed}))
    return [proposal for proposal in proposed if proposal.column in by] if all(by) else []
