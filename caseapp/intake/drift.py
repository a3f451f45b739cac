"""A file's columns compared with what its profile knows, and with the last file of that profile.

A question may be reworded, moved, new or missing. A moved one changes nothing; a new one is kept as a line of the
details; a reworded one is proposed and never assumed; and without a required one the file is not taken at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from caseapp.intake.layout import Layout
from caseapp.intake.likeness import question_likeness
from caseapp.intake.matching import (
    LIKELY,
    Answers,
    Proposal,
    in_this_file,
    match_option,
    proposals,
    require_fields,
    unclaimed,
    with_matches,
    without_part,
)
from caseapp.intake.profile import Profile, UnknownColumns
from caseapp.intake.reasons import shortened
from caseapp.intake.remembered import Memory
from caseapp.intake.rows import Heading
from caseapp.rules.errors import InvalidInput
from caseapp.rules.text import folded

_SHOWN = 6
"""How many column names a sentence holds."""
_MOST_PAIRS = 10_000
"""How many pairs of a new and a missing column are compared; with more, the form is another one."""
_SAME_FORM = 0.5
"""How much of two headings must be in both for them to be of the same form."""


@dataclass(frozen=True, slots=True)
class Settled:
    """How the columns of one file are read."""

    profile: Profile
    """With the wordings that were given or remembered."""
    matches: Mapping[str, str]
    """Column to field, as far as the profile does not say so itself; a blank field is none."""
    notices: tuple[str, ...]
    """What is to be said about the columns, a sentence each."""


def settle(  # what is known of a file before its rows are
    name: str, profile: Profile, heading: Heading, memory: Memory, answers: Answers, *, whole: bool
) -> Settled:
    """How the columns of a file are read. ``name`` is the file's, for sentences.

    ``whole`` says that the heading has every column; that of a document is only what its first rows have.

    Raises:
        InvalidInput: a required column is missing, a column is none that the profile knows although it must be, or a
            match names no field. Nothing was written.
    """
    columns = heading.names
    require_fields(profile, answers.given)
    remembered = in_this_file(profile, columns, memory.matches)
    given = in_this_file(profile, columns, answers.given)
    matches = {**remembered, **given}
    proposed = proposals(with_matches(profile, matches), columns, matches)
    if answers.accept:
        given |= {proposal.column: proposal.field for proposal in proposed}
        matches |= given
        proposed = ()
    amended = with_matches(profile, matches)
    _require_needed(name, profile, amended, columns, proposed, whole=whole)
    if profile.unknown_columns is UnknownColumns.REFUSE:
        _refuse_unknown(name, amended, columns)
    said = [
        _matched(remembered, given),
        *_proposed(proposed),
        *_compared(amended, columns, memory, proposed, whole=whole),
    ]
    return Settled(amended, matches, tuple(sentence for sentence in said if sentence))


def listed(names: Iterable[str]) -> str:
    """Column names in a sentence, the first six of them."""
    quoted = [f"“{shortened(name)}”" for name in names]
    more = f" and {len(quoted) - _SHOWN} more" if len(quoted) > _SHOWN else ""
    return f"{', '.join(quoted[:_SHOWN])}{more}"


def _require_needed(
    name: str, profile: Profile, amended: Profile, columns: Sequence[str], proposed: Sequence[Proposal], *, whole: bool
) -> None:
    missing = Layout(amended).missing(columns, profile.required)
    likely = [proposal for proposal in proposed if proposal.field in missing]
    if not missing or not (whole or likely):
        return
    wanted = " and no column ".join(profile.questions[field][0] for field in missing)
    raise InvalidInput(
        f"{name} has no column {wanted}, which the profile {profile.name} needs; its columns are {listed(columns)}."
        f"{_way_out(columns, missing, likely)}"
    )


def _way_out(columns: Sequence[str], missing: Sequence[str], likely: Sequence[Proposal]) -> str:
    if len(columns) == 1:
        return " The heading is a single column: are the columns separated by something other than commas?"
    if likely:
        options = " ".join(proposal.option for proposal in likely)
        return f" {_and(each.words for each in likely)}. If so, add {options} and import it again."
    return f" If one of them is it, add {match_option('COLUMN', missing[0])} and import it again."


def _refuse_unknown(name: str, profile: Profile, columns: Sequence[str]) -> None:
    unknown = unclaimed(profile, columns)
    if not unknown:
        return
    scores = {field: question_likeness(unknown[0], field) for field in profile.questions}
    near = max(scores, key=lambda field: scores[field])
    hint = "; rename or remove it."
    if scores[near] >= LIKELY:
        option = match_option(unknown[0], near)
        hint = f"; is {near} meant ({scores[near]} of 100 alike)? Rename it, or add {option} and import it again."
    raise InvalidInput(f"{name} has a column {shortened(unknown[0])}, which {profile.name} does not know{hint}")


def _matched(remembered: Mapping[str, str], given: Mapping[str, str]) -> str:
    by_memory = {column: meant for column, meant in remembered.items() if column not in given}
    said = [f"“{shortened(column)}” is read as {meant or 'no field'}" for column, meant in given.items()]
    said += [f"“{shortened(c)}” is read as {meant}, as remembered" for c, meant in by_memory.items() if meant]
    return f"{_and(said)}." if said else ""


def _proposed(proposed: Sequence[Proposal]) -> list[str]:
    return [
        f"{each.words}, which means {each.field}. If it is, add {each.option} or --accept and import it so; otherwise "
        "its answers are kept as lines of the details."
        for each in proposed
    ]


def _compared(
    profile: Profile, columns: Sequence[str], memory: Memory, proposed: Sequence[Proposal], *, whole: bool
) -> list[str]:
    """What has changed since the last file of the same form."""
    asked = _Asked(profile, columns)
    told = {proposal.column for proposal in proposed}
    kept = [column for column in unclaimed(profile, columns) if not told & asked.questions_of(column)]
    before = asked.nearest(memory.headings)
    if not before:
        return [_kept(kept)]
    new = [column for column in kept if asked.key(column) not in before]
    gone = [column for key, column in before.items() if key not in asked.keys] if whole else []
    reworded = _pairs(new, gone)
    again = [(now, before[key]) for key, now in asked.keys.items() if folded(before.get(key, now)) != folded(now)]
    return [
        *(f"“{shortened(now)}” is likely “{shortened(then)}” of last time in other words." for now, then in reworded),
        *(f"“{shortened(now)}” is what “{shortened(then)}” was last time." for now, then in again),
        _kept([column for column in new if column not in dict(reworded)]),
        _gone([column for column in gone if column not in dict(reworded).values()]),
        _moved(list(before), list(asked.keys)) if whole else "",
    ]


class _Asked:
    """What the columns of a file ask, whatever the words: a field and its part, or else the heading itself."""

    def __init__(self, profile: Profile, columns: Sequence[str]) -> None:
        self._profile, self._layout = profile, Layout(profile)
        self.keys = self._by_key(columns)
        """Each column by what it asks."""

    def key(self, column: str) -> str:
        """What a column asks, for comparing."""
        for field in self._layout.columns_of([column]):
            question = without_part(self._profile, column, field)
            return f"{field}{column.removeprefix(question)}"
        return f"“{folded(column)}”"

    def questions_of(self, column: str) -> set[str]:
        """The column, and the question of which it may be a part."""
        return {column, *(without_part(self._profile, column, field) for field in self._profile.parts)}

    def nearest(self, headings: Iterable[Sequence[str]]) -> dict[str, str]:
        """The heading that asks most of the same, the newest of equals; none if it is of another form."""
        best = max(map(self._by_key, headings), key=self._shared, default={})
        return best if self._shared(best) >= _SAME_FORM else {}

    def _by_key(self, columns: Iterable[str]) -> dict[str, str]:
        by_key: dict[str, str] = {}
        for column in columns:
            by_key.setdefault(self.key(column), column)
        return by_key

    def _shared(self, heading: Mapping[str, str]) -> float:
        """How much of both is in both, from 0 to 1."""
        return len(heading.keys() & self.keys.keys()) / (len(heading.keys() | self.keys.keys()) or 1)


def _kept(columns: Sequence[str]) -> str:
    if not columns:
        return ""
    return f"No field takes {listed(columns)}: the answers are kept as lines of the details."


def _gone(columns: Sequence[str]) -> str:
    return f"The last file had {listed(columns)} as well; this one has not." if columns else ""


def _moved(before: Sequence[str], now: Sequence[str]) -> str:
    places = {key: place for place, key in enumerate(before)}
    order = [places[key] for key in now if key in places]
    return "" if order == sorted(order) else "The columns are in another order than last time, which changes nothing."


def _pairs(new: Sequence[str], gone: Sequence[str]) -> list[tuple[str, str]]:
    """Which of the new columns is likely which of those gone; each once, the most alike first."""
    if len(new) * len(gone) > _MOST_PAIRS:
        return []
    scored = [(question_likeness(now, then), now, then) for now in new for then in gone]
    pairs: dict[str, str] = {}
    for score, now, then in sorted(scored, key=lambda each: -each[0]):
        if score >= LIKELY and now not in pairs and then not in pairs.values():
            pairs[now] = then
    return list(pairs.items())


def _and(clauses: Iterable[str]) -> str:
    return "; ".join(clauses)
