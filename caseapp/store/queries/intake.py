"""What an import asks before it writes: which submissions were taken already, and who is known from the past alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, text

from caseapp.store.reader import Reader

_TAKEN = text(
    "SELECT u.reference, u.digest, c.id, c.reference AS complaint FROM submissions u "
    "JOIN complaints c ON c.id = u.complaint_id WHERE u.source = :source AND u.reference IN :references"
).bindparams(bindparam("references", expanding=True))


@dataclass(frozen=True, slots=True)
class Taken:
    """A submission that the store has."""

    digest: str
    case_id: int
    case_reference: str


def submissions_taken(reader: Reader, source: str, references: Iterable[str]) -> dict[str, Taken]:
    """Those of a source's references that were taken, each with the digest and the case of its submission.

    Some hundreds of references are one question; a caller with more asks in turns.
    """
    asked = {"source": source, "references": list(references)}
    rows = reader.connection.execute(_TAKEN, asked).mappings()
    return {row["reference"]: Taken(row["digest"], row["id"], row["complaint"]) for row in rows}


def past_people(reader: Reader) -> list[str]:
    """Officers who are known from past cases alone and cannot log in."""
    return [row["name"] for row in reader.rows("SELECT name FROM officers WHERE NOT can_log_in ORDER BY name")]
