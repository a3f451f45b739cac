"""A file that is about to be imported: which profile reads it, and how that was found. Never guessed silently."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from caseapp.intake.files import TextFile
from caseapp.intake.formats import Format, format_of
from caseapp.intake.layout import Layout
from caseapp.intake.profile import Profile, UnknownColumns, names_of, profile_called, profiles
from caseapp.intake.reasons import shortened
from caseapp.intake.rows import Heading, RawRow
from caseapp.rules.errors import InvalidInput
from caseapp.rules.text import folded

_SHOWN = 6
"""How many column names a sentence holds."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file, and how to read it."""

    file: TextFile
    profile: Profile
    recognised: str
    """How the profile was found, for the person who imports."""
    format: Format
    heading: Heading

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self.file.path

    def rows(self) -> Generator[RawRow]:
        """Every row of the file, in its order.

        Raises:
            FileProblem: the file has gone, or cannot be read to its end.
            InvalidInput: it is not text, or a quote in it is never closed.
        """
        return self.format.rows(self.file)


def open_source(path: Path, profile: str | None = None, *, previews: bool = False) -> Source:
    """A file and the profile that reads it: the one named, else the one that its columns tell.

    ``previews`` takes files that hold nothing real.

    Raises:
        FileProblem: the file is missing, or cannot be read.
        NotFound: no profile has that name.
        InvalidInput: the file is empty or not text, its columns are not the profile's, or they do not tell which
            profile it is.
    """
    file = TextFile(path)
    known = profiles()
    named = profile_called(profile, known) if profile else None
    found = format_of(file)
    heading = found.heading(file)
    chosen, how = (named, "as asked") if named else find_profile(file.name, found, heading, known)
    _require_format(file, chosen, found)
    _require_columns(file, chosen, heading, found)
    if not previews:
        _refuse_preview(file, chosen)
    return Source(file, chosen, f"{chosen.title} ({chosen.name}), {found.title}, {how}", found, heading)


def find_profile(name: str, found: Format, heading: Heading, known: list[Profile]) -> tuple[Profile, str]:
    """The one profile whose telling columns are all there, and a phrase that says so.

    Raises:
        InvalidInput: none fits, or several do; names them.
    """
    there = {folded(column) for column in heading.names}
    fitting = [
        profile
        for profile in known
        if found.name in profile.formats and all(folded(column) in there for column in profile.recognised_by)
    ]
    if len(fitting) == 1:
        return fitting[0], f"recognised by its columns {' and '.join(fitting[0].recognised_by)}"
    if fitting:
        raise InvalidInput(f"{name} could be {names_of(fitting)}; say which with --profile.")
    raise InvalidInput(
        f"{name} has the columns {_some(heading.names)}, by which no profile is recognised; say which it is with "
        f"--profile ({names_of(known)})."
    )


def _require_format(file: TextFile, profile: Profile, found: Format) -> None:
    if found.name not in profile.formats:
        raise InvalidInput(f"{file.name} looks like {found.title}, which the profile {profile.name} does not read.")


def _require_columns(file: TextFile, profile: Profile, heading: Heading, found: Format) -> None:
    layout = Layout(profile)
    if found.name == "csv":
        _require_needed(file, profile, heading, layout)
    if profile.unknown_columns is UnknownColumns.REFUSE:
        _refuse_unknown(file, profile, [name for name in heading.names if not layout.takes(name)])


def _require_needed(file: TextFile, profile: Profile, heading: Heading, layout: Layout) -> None:
    missing = [profile.questions[field][0] for field in layout.missing(heading.names, profile.required)]
    if not missing:
        return
    hint = ""
    if len(heading.names) == 1:
        hint = " The heading is a single column: are the columns separated by something other than commas?"
    raise InvalidInput(
        f"{file.name} has no column {' and no column '.join(missing)}, which the profile {profile.name} needs; its "
        f"columns are {_some(heading.names)}.{hint}"
    )


def _refuse_unknown(file: TextFile, profile: Profile, unknown: list[str]) -> None:
    if not unknown:
        return
    near = get_close_matches(unknown[0], profile.questions, n=1)
    hint = f"; is {near[0]} meant?" if near else "; rename or remove it."
    raise InvalidInput(f"{file.name} has a column {shortened(unknown[0])}, which {profile.name} does not know{hint}")


def _refuse_preview(file: TextFile, profile: Profile) -> None:
    prefix = profile.preview_prefix
    if prefix and file.path.name.startswith(prefix):
        raise InvalidInput(
            f"{file.name} is a preview, because its name begins with {prefix}: somebody tried the form out. Rename it "
            "if what it holds is real."
        )


def _some(names: Iterable[str]) -> str:
    listed = [f"“{shortened(name)}”" for name in names]
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    return f"{', '.join(listed[:_SHOWN])}{more}"
