"""A file that is about to be imported: which profile reads it, and how that was found. Never guessed silently."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from caseapp.intake.drift import settle
from caseapp.intake.files import Asked, TextFile
from caseapp.intake.formats import FORMATS, Format, format_of
from caseapp.intake.matching import Answers
from caseapp.intake.profile import DateOrder, Profile
from caseapp.intake.recognition import find_profile
from caseapp.intake.remembered import memory_of, remember
from caseapp.intake.rows import Heading, RawRow
from caseapp.intake.shelf import shelf
from caseapp.rules.errors import InvalidInput

_WHOLE_HEADINGS = frozenset({"csv", "xlsx"})
"""The formats whose heading has every column; that of the others is what the first rows have."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file, and how to read it."""

    file: TextFile
    profile: Profile
    recognised: str
    """How the profile was found, for the person who imports."""
    format: Format
    heading: Heading
    notices: tuple[str, ...] = ()
    """What is to be said about its columns and about profiles, a sentence each."""
    matches: Mapping[str, str] = field(default_factory=dict)
    """Its columns that somebody matched with a field, now or before."""

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self.file.path

    @property
    def part_read(self) -> float | None:
        """How much of the file its ``rows`` have read, from 0 to 1; ``None`` where bytes do not tell, as in a workbook.

        Of a file that grows meanwhile it is 1 at most. It runs ahead of the rows by a quarter of a megabyte.
        """
        try:
            whole = self.path.stat().st_size
        except OSError:
            return None
        return min(1.0, self.file.read_bytes / whole) if whole and self.file.read_bytes else None

    def rows(self) -> Generator[RawRow]:
        """Every row of the file, in its order.

        Raises:
            FileProblem: the file has gone, or cannot be read to its end.
            InvalidInput: it is not text, or a quote in it is never closed.
        """
        return self.format.rows(self.file)

    def remember(self) -> str:
        """Keep the columns and what was matched for the next such file, once this one was taken in.

        Gives a sentence if that cannot be done, else a blank.
        """
        return remember(self.profile.name, self.matches, self.heading.names)


def open_source(
    path: Path,
    profile: str | None = None,
    *,
    previews: bool = False,
    answers: Answers | None = None,
    asked: Asked | None = None,
) -> Source:
    """A file and the profile that reads it: the one named, else the one that its columns tell.

    ``previews`` takes files that hold nothing real; ``answers`` is what the person who imports says about columns,
    and ``asked`` about how the file is written.

    Raises:
        FileProblem: the file is missing, or cannot be read.
        NotFound: no profile has that name.
        InvalidInput: the file is empty or not text, its columns are not the profile's, or they do not tell which
            profile it is.
    """
    known, said = shelf(), answers or Answers()
    named = known.called(profile).profile if profile else None
    file = TextFile(path, asked, (named,) if named else known.profiles)
    found = format_of(file)
    heading = found.heading(file)
    chosen, how = (named, "as asked") if named else find_profile(file.name, found, heading, known, said)
    _require_format(file, chosen, found)
    file.profiles = (chosen,)
    if chosen.blocks or chosen.document:
        heading = found.heading(file)  # of all its blocks, or as its records are taken apart, now that this is known
    memory, whole = memory_of(chosen.name), found.name in _WHOLE_HEADINGS
    settled = settle(file.name, chosen, heading, memory, said, whole=whole)
    file.profiles = (settled.profile,)
    if not previews:
        _refuse_preview(file, chosen)
    recognised = ", ".join((f"{chosen.title} ({chosen.name})", found.title, *file.told, how))
    notices = (*known.problems.values(), memory.problem, _order_said(chosen, found), *settled.notices)
    told = tuple(filter(None, notices))
    return Source(file, settled.profile, recognised, found, heading, told, settled.matches)


def _order_said(profile: Profile, found: Format) -> str:
    """What nobody here would read so, and no row need show: the month before the day."""
    if DateOrder.MONTH_FIRST not in {profile.date_order, profile.time_order} or found.name == "xlsx":
        return ""  # a workbook holds dates, not their spelling
    return f"A date such as 3/4/2026 is read as 4 March, month first, because the profile {profile.name} says so."


def _require_format(file: TextFile, profile: Profile, found: Format) -> None:
    if found.name not in profile.formats:
        raise InvalidInput(
            f"{file.name} looks like {found.title}, which the profile {profile.name} does not read: it reads "
            f"{' and '.join(FORMATS[name].title for name in profile.formats)}. Name another profile, or none."
        )


def _refuse_preview(file: TextFile, profile: Profile) -> None:
    prefix = profile.preview_prefix
    if prefix and file.path.name.startswith(prefix):
        raise InvalidInput(
            f"{file.name} is a preview, because its name begins with {prefix}: somebody tried the form out. Rename it "
            "if what it holds is real."
        )
