"""Wordings matched with fields beside what the profile says: proposed by likeness, given by somebody, remembered."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from caseapp.intake.layout import Layout
from caseapp.intake.likeness import question_likeness
from caseapp.intake.profile import Profile, Subject
from caseapp.intake.reasons import shortened
from caseapp.rules.errors import InvalidInput
from caseapp.rules.text import folded

LIKELY = 70
"""How alike, of 100, a heading must be to a known wording to be proposed in its place."""
NO_FIELD = ""
"""Stands for a column that no field takes, although it looks like one."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the person who imports says about columns."""

    given: Mapping[str, str] = field(default_factory=dict)
    """For each heading the field that it means; blank for none."""
    accept: bool = False
    """Whether every proposal is right."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A column that is likely a question in other words."""

    column: str
    """Its heading, without the part if it is one of several."""
    field: str
    wording: str
    """What the profile calls it."""
    score: int
    """How alike the two are, of 100."""

    @property
    def option(self) -> str:
        """What to type to have it so."""
        return match_option(self.column, self.field)

    @property
    def words(self) -> str:
        """What it is, in a clause."""
        return f"“{shortened(self.column)}” is likely “{shortened(self.wording)}” ({self.score} of 100 alike)"


def match_option(column: str, meant: str) -> str:
    """The option that says which field a column is, as a shell takes it."""
    told = f"{column}={meant}"
    plain = not set(told) & set('"$`\\!%')
    return f'--match "{told}"' if plain else f"--match {shlex.quote(told)}"


def fields_of(profile: Profile) -> tuple[str, ...]:
    """Every field that a column of such a file can be."""
    if profile.subject is Subject.CASE_HISTORY:
        from caseapp.intake.history import COLUMNS

        return COLUMNS
    from caseapp.intake.submission import Submission

    return tuple(dict.fromkeys((*profile.questions, *Submission.__annotations__)))


def in_this_file(profile: Profile, columns: Iterable[str], matches: Mapping[str, str]) -> dict[str, str]:
    """Those of the matches whose wording is a column here, or the question of which columns are parts."""
    if not matches:
        return {}
    known = {*fields_of(profile), NO_FIELD}
    there = set(map(folded, columns))
    there |= {folded(without_part(profile, column, name)) for column in columns for name in profile.parts}
    here = {wording: meant for wording, meant in matches.items() if meant in known and folded(wording) in there}
    return {without_part(profile, wording, meant): meant for wording, meant in here.items()}


def require_fields(profile: Profile, given: Mapping[str, str]) -> None:
    """Raises: InvalidInput: a field that somebody named is none of such a file."""
    known = fields_of(profile)
    for column, meant in given.items():
        if meant not in (*known, NO_FIELD):
            raise InvalidInput(
                f"{meant} is no field of {profile.name}, so “{shortened(column)}” cannot be matched with it; the "
                f"fields are {', '.join(known)}."
            )


def with_matches(profile: Profile, matches: Mapping[str, str]) -> Profile:
    """The profile with further wordings, each the likeliest of its field and of no other."""
    if not matches:
        return profile
    taken = set(map(folded, matches))
    questions = {
        name: tuple(wording for wording in known if folded(wording) not in taken)
        for name, known in profile.questions.items()
    }
    for wording, meant in matches.items():
        if meant != NO_FIELD:
            questions[meant] = (wording, *questions.get(meant, ()))
    return replace(profile, questions=questions)


def proposals(profile: Profile, columns: Iterable[str], answered: Iterable[str] = ()) -> tuple[Proposal, ...]:
    """For each field without a column the likeliest of the columns without a field, the most alike first.

    ``answered`` are columns about which somebody has said something already. A column that is more like a question
    that is there already is not proposed for another.
    """
    columns, said = tuple(columns), set(map(folded, answered))
    there = Layout(profile).columns_of(columns)
    free = [column for column in unclaimed(profile, columns) if folded(column) not in said]
    found = [best for column in free if (best := _likeliest(profile, column)) and best.field not in there]
    chosen: dict[str, Proposal] = {}
    for proposal in sorted(found, key=lambda each: -each.score):
        chosen.setdefault(proposal.field, proposal)
    return tuple(chosen.values())


def unclaimed(profile: Profile, columns: Iterable[str]) -> list[str]:
    """The columns that no field takes and that do not tell drafts from the rest: lines of the details."""
    layout = Layout(profile)
    telling = {folded(skip.column) for skip in profile.skips}
    return [column for column in columns if not layout.takes(column) and folded(column) not in telling]


def _likeliest(profile: Profile, column: str) -> Proposal | None:
    """The wording most like a heading, if it is alike enough."""
    best = max(
        (
            Proposal(question, name, wording, question_likeness(question, wording))
            for name, known in profile.questions.items()
            for question in (without_part(profile, column, name),)
            for wording in known
        ),
        key=lambda each: each.score,
        default=None,
    )
    return best if best is not None and best.score >= LIKELY else None


def without_part(profile: Profile, column: str, meant: str) -> str:
    """The question of which a column asks a part, where the field is asked in parts: without “ - First name”."""
    question, joint, part = column.rpartition(profile.joint)
    parts = map(folded, profile.parts.get(meant, ()))
    return question if joint and folded(part) in parts else column
