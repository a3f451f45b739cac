"""Take an import back: the file was the wrong one, or half mended, and nobody has worked on what it brought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from caseapp.rules.errors import Refusal, RuleBroken
from caseapp.rules.workflow import OVERSEERS, Actor
from caseapp.store.queries.imports import Batch, batch
from caseapp.store.work import Work


@dataclass(frozen=True, slots=True)
class Undone:
    """An import that was taken back."""

    batch: int
    file_name: str
    cases: int
    """How many cases it had brought; they are annulled now, and the file can be imported again."""


def undo_import(work: Work, number: int, *, by: Actor, at: datetime) -> Undone:
    """Take back everything that an import brought, with an event for each event of its cases.

    The cases stay as annulled ones, for their events cannot go; they are in no list, figure or export. What they
    were taken from is free to be taken again, their references too.

    Raises:
        NotFound: there is no such import.
        RuleBroken: it is not theirs to take back, it was taken back already, or somebody has worked on its cases.
    """
    work.flush()
    found = batch(work, number)
    refusal = objection(found, by)
    if refusal is not None:
        raise RuleBroken(refusal)
    return Undone(number, found.file_name, work.annul_batch(number, by=by, at=at))


def objection(found: Batch, by: Actor) -> Refusal | None:
    """Why somebody may not take an import back; ``None`` if they may."""
    if found.why_not is not None:
        return Refusal(f"Import {found.id} stands. {found.why_not}")
    if by.name == found.by or by.role in OVERSEERS:
        return None
    return Refusal(f"{found.by} made import {found.id}, so only they or a lead officer can take it back.", "R52")
