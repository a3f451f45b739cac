"""Policy versions: read from files that people write, and kept in the store as documents.

A file is TOML and is checked in full when it is read; what it says wrongly is named with its line. The document is
made by caseapp alone and is taken back without those checks, so that opening a store stays quick.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from caseapp.rules.errors import FileProblem, InvalidPolicy, NotFound
from caseapp.rules.policy import Policies, Policy, first_overlap
from caseapp.store.policy_rows import from_document, to_document

__all__ = ["from_document", "read_policies", "read_policy", "to_document"]


def read_policy(path: Path) -> Policy:
    """The policy version that a TOML file describes.

    Raises:
        InvalidPolicy: the file says something that cannot be meant; the sentence names the line.
        FileProblem: the file cannot be read.
    """
    return _read(path).policy


def read_policies(folder: Path, default_scheme: str = "cambridge") -> Policies:
    """Every policy version in a folder of TOML files.

    Raises:
        InvalidPolicy: a file is wrong, or two of them have one code or cover the same date of one scheme.
        FileProblem: the folder or a file in it cannot be read, or there are no policies in it.
        NotFound: no policy in the folder is of the default scheme.
    """
    files = [_read(path) for path in sorted(folder.glob("*.toml"))]
    if not files:
        raise FileProblem(f"There are no policies in {folder}; put at least one file ending in .toml there.")
    _refuse_repeated_codes(files)
    _refuse_overlap(files)
    _require_scheme(files, folder, default_scheme)
    return Policies([file.policy for file in files], default_scheme)


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    text: str
    policy: Policy

    def line_of(self, key: str) -> str:
        from caseapp.casework.toml_lines import line_of

        return f"{self.path}, line {line_of(self.text, [key])}"


def _read(path: Path) -> _File:
    from caseapp.casework.policy_file import parse

    text = _text_of(path)
    return _File(path, text, parse(text, str(path)))


def _text_of(path: Path) -> str:
    try:
        written = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    except OSError as problem:
        raise FileProblem(f"{path} cannot be read ({problem.strerror}); check its name and permissions.") from None
    try:
        return written.decode()
    except UnicodeDecodeError as problem:
        line = written.count(b"\n", 0, problem.start) + 1
        raise InvalidPolicy(f"{path}, line {line}: a character is not UTF-8; save the file as UTF-8.") from None


def _refuse_repeated_codes(files: Sequence[_File]) -> None:
    for first, second in combinations(files, 2):
        if first.policy.code == second.policy.code:
            raise InvalidPolicy(
                f"{second.line_of('code')}: code is “{second.policy.code}”, which is the code in {first.path} too; "
                "give each version a code of its own."
            )


def _refuse_overlap(files: Sequence[_File]) -> None:
    by_code = {file.policy.code: file for file in files}
    overlap = first_overlap(file.policy for file in files)
    if overlap is None:
        return
    earlier, later = (by_code[policy.code] for policy in overlap)
    raise InvalidPolicy(
        f"{later.line_of('applies_from')}: applies_from is {later.policy.applies_from}, a date that "
        f"{earlier.policy.code} ({earlier.path}) covers too; give that version an applies_until before it."
    )


def _require_scheme(files: Sequence[_File], folder: Path, scheme: str) -> None:
    schemes = {file.policy.scheme for file in files}
    if scheme not in schemes:
        known = ", ".join(sorted(schemes))
        raise NotFound(f"No policy in {folder} is of the scheme “{scheme}”; the schemes there are {known}.")
