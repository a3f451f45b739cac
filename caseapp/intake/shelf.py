"""Every profile there is: those shipped, and those of one's own, which take the place of shipped ones of their name.

A profile of one's own that cannot be read keeps nobody from importing by another. It is named in a sentence, and
refused when it is asked for; the shipped one of its name is not used in its place, because somebody replaced it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from caseapp.intake.profile import Profile, names_of, profile_called, read_profile, shipped_dir
from caseapp.resources import own_profiles_dir
from caseapp.rules.errors import CaseappError, FileProblem, InvalidInput
from caseapp.rules.text import one_line

_LARGEST = 1_000_000
"""Bytes. A larger file is no profile."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A profile and where it is kept."""

    profile: Profile
    path: Path
    is_own: bool
    replaces_shipped: bool = False
    """Whether it is one's own and has the name of a shipped one."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The profiles that can be used, and the sentences about those that cannot."""

    kept: tuple[Kept, ...]
    """By name."""
    folder: Path
    """Of one's own."""
    problems: Mapping[str, str] = field(default_factory=dict)
    """By the name that the profile has, or would have: a sentence."""

    @property
    def profiles(self) -> list[Profile]:
        """Those that can be used, by name."""
        return [each.profile for each in self.kept]

    def called(self, name: str) -> Kept:
        """The one of that name.

        Raises:
            InvalidInput: it is there and cannot be read; says why.
            NotFound: there is none; lists those there are.
        """
        if name in self.problems:
            raise InvalidInput(self.problems[name])
        profile = profile_called(name, self.profiles)
        return next(each for each in self.kept if each.profile is profile)


def shelf() -> Shelf:
    """The profiles as they are now."""
    folder = own_profiles_dir()
    kept = _shipped()
    problems: dict[str, str] = {}
    for path in _own_paths(folder, problems):
        try:
            _put(kept, read_own(path), path)
        except CaseappError as problem:
            name = path.stem
            problems[name] = f"A profile of your own cannot be used. {problem.sentence}"
    usable = (each for name, each in sorted(kept.items()) if name not in problems)
    return Shelf(tuple(usable), folder, problems)


def read_own(path: Path) -> Profile:
    """A profile of one's own.

    Raises:
        FileProblem, InvalidInput: it cannot be read; says why.
    """
    if not path.is_file() or path.stat().st_size > _LARGEST:
        raise FileProblem(f"{one_line(str(path))} is not a file of a profile's size; take it out of the folder.")
    return read_profile(path)


def _shipped() -> dict[str, Kept]:
    read = [(read_profile(path), path) for path in sorted(shipped_dir().glob("*.toml"))]
    return {profile.name: Kept(profile, path, is_own=False) for profile, path in read}


def _own_paths(folder: Path, problems: dict[str, str]) -> Iterator[Path]:
    try:
        yield from sorted(path for path in folder.iterdir() if path.suffix == ".toml")
    except FileNotFoundError:
        return
    except OSError as problem:
        problems[""] = f"The folder of your own profiles, {one_line(str(folder))}, cannot be read ({problem.strerror})."


def _put(kept: dict[str, Kept], profile: Profile, path: Path) -> None:
    there = kept.get(profile.name)
    if there is not None and there.is_own:
        raise InvalidInput(
            f"{one_line(str(path))} calls itself {profile.name}, as {there.path.name} does; give one another name."
        )
    kept[profile.name] = Kept(profile, path, is_own=True, replaces_shipped=there is not None)


def names_in(found: Shelf) -> str:
    """Their names in a sentence."""
    return names_of(found.profiles)
