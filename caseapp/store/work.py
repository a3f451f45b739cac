"""An open write transaction, as verbs know it.

Verbs hand over a case as it was and as it is now, with the event that explains the difference. Rows are gathered and
written in bulk, in the order that the guards ask for: events first, then cases, then stages with their extensions and
decisions, attempt by attempt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, update
from sqlmodel import col

from caseapp.rules.case import Case, Stage
from caseapp.rules.references import reference, series, tidy
from caseapp.rules.vocabulary import Channel, State
from caseapp.rules.workflow import Actor
from caseapp.store import finding, tables
from caseapp.store.annulling import Annulling
from caseapp.store.audit import Happening, instant_text
from caseapp.store.known import Shelf

FLUSH_AT = 1_000
"""How many cases wait in memory before their rows are written, so that an import of any size needs the same memory."""


_MOST_TEXT = 4_000_000
"""Characters of narratives that wait, however few cases they are of."""
_CACHE_KILOBYTES = 16_384
"""Of a SQLite file's pages held while many rows come in: their indexes are written all over."""


@dataclass(frozen=True, slots=True)
class Particulars:
    """What the store keeps of a new case beside what the process needs."""

    summary: str
    channel: Channel
    other_services: tuple[str, ...] = ()
    issue_on: date | None = None
    aware_on: date | None = None
    narrative: Mapping[str, str] = field(default_factory=dict)
    """``details``, ``desired_outcome`` and ``raised_before``."""
    complainant: Mapping[str, str] = field(default_factory=dict)
    """``name``, ``email``, ``telephone``, ``address`` and ``postcode``."""
    adjustments: str = ""
    contact: str = ""
    """How the council and the person are in contact; kept with the adjustments."""
    submission: tuple[str, str, str] | None = None
    """Source, reference and digest."""
    batch: int | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What a correction changes beside what the process needs; ``None``, or a column not named, stays as it is."""

    columns: Mapping[str, object] = field(default_factory=dict)
    """Of the case: ``summary``, ``channel``, ``issue_on`` and ``aware_on``."""
    narrative: Mapping[str, str] | None = None
    """All three of ``details``, ``desired_outcome`` and ``raised_before``."""
    complainant: Mapping[str, str] | None = None
    """All five particulars; they become a new row, for the old one does not change."""
    notes: Mapping[str, str] | None = None
    """Both special notes: ``text`` of the adjustments, and ``contact``."""


class Work(Annulling):
    """A transaction that verbs write to. It is committed or undone by whoever opened it."""

    def __init__(
        self, connection: Connection, clock: Callable[[], datetime] | None = None, shelf: Shelf | None = None
    ) -> None:
        super().__init__(connection, clock, shelf)
        self._cases: dict[str, Case] = {}
        self._waiting_text = 0
        self._coming: dict[str, dict[str, bool]] = {}
        """By series the references to come, and whether a stored case has them."""
        self._brought: set[str] = set()
        """Those of this transaction's cases that were not given here: an old tracker's."""

    # Cases

    def case(self, reference: str) -> Case:
        """The case as it stands in this transaction.

        Raises:
            NotFound: there is none.
        """
        tidied = tidy(reference)
        known = self._cases.get(tidied)
        if known is None:
            known = super().case(tidied)
            self._cases[known.reference] = known  # read once, though a verb and what surrounds it both ask
        return known

    def begin(self, case: Case, particulars: Particulars, happening: Happening, *, by: Actor, at: datetime) -> Case:
        """Keep a new case with its first event; gives it the store's number and version 1."""
        begun = replace(case, id=self._next("complaints"), version=1)
        if begun.reference not in self._coming.get(series(begun.received_on), ()):
            self._brought.add(begun.reference)
        self._append(happening, begun, by, at)
        self._pending.complaints[begun.id] = self._complaint_row(begun, particulars, at)
        self._keep_particulars(begun.id, particulars)
        for stage in begun.stages:
            self._add_stage(begun, stage)
        self._hold(begun)
        return begun

    def record(self, before: Case, after: Case, happening: Happening, *, by: Actor, at: datetime) -> Case:
        """Keep what changed between two versions of a case, with the event that explains it."""
        changed = replace(after, id=before.id, version=before.version + 1)
        self._append(happening, changed, by, at)
        self._change_complaint(before, changed)
        for number, stage in enumerate(changed.stages):
            if number >= len(before.stages):
                self._add_stage(changed, stage)
            elif stage != before.stages[number]:
                self._change_stage(changed, before.stages[number], stage, happening)
        for point in changed.points[len(before.points) :]:
            row = {"complaint_id": changed.id, "ordinal": point.ordinal, "text": point.text}
            self._pending.points.append({**row, "version": changed.version})
        self._hold(changed)
        return changed

    def take_back(
        self, before: Case, after: Case, undone: int, happening: Happening, *, by: Actor, at: datetime
    ) -> Case:
        """Keep a case as it was before its event ``undone``, with the event that takes that back.

        The rows that came with it go, which the guards allow once that event is there; a stage that was changed by it
        has its date from the new event.
        """
        self.flush()
        changed = replace(after, id=before.id, version=before.version + 1)
        self._append(happening, changed, by, at)
        self._change_complaint(before, changed)
        self.flush()
        self._remove(before, undone, begun=before.stages[len(changed.stages) :])
        if changed.stage is not None and changed.stage.is_open:
            standing = {**self._stage_standing(changed.stage), "due_version": changed.version}
            self._pending.change_stage((changed.id, changed.stage.number, changed.stage.attempt), standing)
        self._hold(changed)
        return changed

    def _remove(self, case: Case, undone: int, *, begun: tuple[Stage, ...]) -> None:
        """What came with an event, and the stage that it began; findings first, for they hang on points and stages."""
        for table in (tables.FindingRow, tables.DecisionRow, tables.ExtensionRow, tables.PointRow):
            self.connection.execute(
                delete(table).where(col(table.complaint_id) == case.id, col(table.version) == undone)
            )
        stages = tables.StageRow
        for stage in begun:
            self.connection.execute(
                delete(stages).where(
                    col(stages.complaint_id) == case.id,
                    col(stages.number) == stage.number,
                    col(stages.attempt) == stage.attempt,
                )
            )

    def correct(
        self, before: Case, after: Case, correction: Correction, happening: Happening, *, by: Actor, at: datetime
    ) -> Case:
        """Keep what was put right of a case, with the event that holds what stood there before."""
        self.flush()
        changed = replace(after, id=before.id, version=before.version + 1)
        self._append(happening, changed, by, at)
        columns = {"received_on": changed.received_on, **correction.columns}
        if correction.complainant is not None:
            columns["complainant_id"] = self._add_complainant(correction.complainant)
        self._pending.change_complaint(changed.id, {**self._standing(changed), **columns})
        self._pending.reword(changed.id)
        if changed.stages and happening.target_on is not None:
            self._move_stage(changed, changed.stages[-1])
        self.flush()
        if correction.narrative is not None:
            finding.forget(self.connection, [changed.id])
            self._rewrite(tables.Narrative, changed, correction.narrative)
            finding.learn(self.connection, [changed.id])
        if correction.notes is not None:
            self._rewrite(tables.Adjustment, changed, correction.notes)
        self._hold(changed)
        return changed

    def recount(self, before: Case, after: Case, happening: Happening, *, by: Actor, at: datetime) -> Case:
        """Keep the dates of an open stage that were counted anew, with the event that says so."""
        changed = replace(after, id=before.id, version=before.version + 1)
        self._append(happening, changed, by, at)
        self._pending.change_complaint(changed.id, self._standing(changed))
        self._move_stage(changed, changed.stages[-1])
        self._hold(changed)
        return changed

    def _move_stage(self, case: Case, stage: Stage) -> None:
        """A stage that begins on another day."""
        dates = {"opened_on": stage.opened_on, "acknowledge_by": stage.acknowledge_by, "due_version": case.version}
        self._pending.change_stage((case.id, stage.number, stage.attempt), {**self._stage_standing(stage), **dates})

    def _rewrite(self, table: type[tables.Narrative | tables.Adjustment], case: Case, words: Mapping[str, str]) -> None:
        """Words in the place of others, or where there were none; the row says which event they came with."""
        row = {**words, "version": case.version}
        written = self.connection.execute(update(table).where(col(table.complaint_id) == case.id).values(row))
        if not written.rowcount:
            self._insert(table, [{"complaint_id": case.id, **row}])

    def now(self, at: datetime) -> datetime:
        """The instant by which events are stamped: the clock's, or ``at`` in a store that was opened without one."""
        return self._clock() if self._clock else at

    def latest_event(self, reference: str) -> tuple[str, str, str] | None:
        """Who did what when, last, to a case: officer, action and instant."""
        self.flush()
        sql = (
            "SELECT o.name AS officer, e.action, e.recorded_at FROM events e "
            "JOIN complaints c ON c.id = e.complaint_id JOIN officers o ON o.id = e.officer_id "
            "WHERE c.reference = :reference ORDER BY e.version DESC LIMIT 1"
        )
        row = next(iter(self.rows(sql, reference=tidy(reference))), None)
        return (row["officer"], row["action"], row["recorded_at"]) if row else None

    def next_reference(self, received_on: date) -> str:
        """The next free reference of a year's series; no number is given twice."""
        free = reference(received_on, self._next(series(received_on)))
        while self._is_given(free, received_on):  # an old tracker may have used the same shape
            free = reference(received_on, self._next(series(received_on)))
        return free

    def _is_given(self, free: str, received_on: date) -> bool:
        """Asked of more and more references to come at once: for one case of two, for thousands seldom."""
        year = series(received_on)
        known = self._coming.get(year, {})
        if free not in known:
            first, most = self._counters[year], min(2 * len(known) or 2, FLUSH_AT)
            coming = [reference(received_on, number) for number in range(first, first + most)]
            listed = ", ".join(f"'{each}'" for each in coming)  # the store's own, of letters, figures and a dash
            given = {
                row["reference"] for row in self.rows(f"SELECT reference FROM complaints WHERE reference IN ({listed})")
            }
            known = self._coming[year] = {each: each in given for each in coming}
        return known[free] or free in self._brought

    def has_reference(self, reference: str) -> bool:
        """Whether a case has that reference already."""
        found = self.value("SELECT 1 FROM complaints WHERE reference = :reference", reference=reference)
        return reference in self._cases or found is not None

    def _complaint_row(self, case: Case, particulars: Particulars, at: datetime) -> dict[str, Any]:
        return {
            "id": case.id,
            "reference": case.reference,
            "kind": case.kind.value,
            "received_on": case.received_on,
            "logged_at": instant_text(at),
            "channel": particulars.channel.value,
            "policy": case.policy,
            "complainant_id": self._add_complainant(particulars.complainant),
            "batch_id": particulars.batch,
            "issue_on": particulars.issue_on,
            "aware_on": particulars.aware_on,
            "summary": particulars.summary,
            **self._standing(case),
            **self._place(case),
        }

    def _standing(self, case: Case) -> dict[str, Any]:
        """The columns of a case that most verbs change."""
        return {
            "version": case.version,
            "state": case.state.value,
            "due_on": case.due_on,
            "acknowledge_by": case.acknowledge_by,
            "handler_id": self._officer_id(case.handler),
            "restricted": case.restricted,
        }

    def _place(self, case: Case) -> dict[str, Any]:
        """The columns of a case that few verbs change, and that need the list of services."""
        service = self._services.get(case.service) if case.service else None
        return {"service_id": service, "sub_service_id": self._sub_service_id(service, case.sub_service)}

    def _change_complaint(self, before: Case, case: Case) -> None:
        changed = self._standing(case)
        if (before.service, before.sub_service) != (case.service, case.sub_service):
            changed |= self._place(case)
        if _searchable(before) != _searchable(case):
            self._pending.reword(case.id)
        self._pending.change_complaint(case.id, changed)

    def _keep_particulars(self, case_id: int, particulars: Particulars) -> None:
        pending = self._pending
        self._waiting_text += sum(map(len, particulars.narrative.values()))
        pending.add(tables.Narrative, complaint_id=case_id, **particulars.narrative)
        if particulars.adjustments or particulars.contact:
            notes = {"text": particulars.adjustments, "contact": particulars.contact}
            pending.add(tables.Adjustment, complaint_id=case_id, **notes)
        for service in particulars.other_services:
            pending.add(tables.OtherService, complaint_id=case_id, service_id=self._services[service])
        if particulars.submission:
            source, reference, digest = particulars.submission
            pending.add(tables.Submission, source=source, reference=reference, digest=digest, complaint_id=case_id)

    def _add_complainant(self, complainant: Mapping[str, str]) -> int | None:
        if not any(complainant.values()):
            return None
        number = self._next("complainants")
        self._pending.add(tables.Complainant, id=number, **complainant)
        return number

    def _hold(self, case: Case) -> None:
        self._cases[case.reference] = case
        if len(self._cases) >= FLUSH_AT or self._waiting_text > _MOST_TEXT:
            self.flush()
            self._cases.clear()
            self._waiting_text = 0

    # Stages

    def _add_stage(self, case: Case, stage: Stage) -> None:
        self._pending.stages[case.id, stage.number, stage.attempt] = {
            "complaint_id": case.id,
            "number": stage.number,
            "attempt": stage.attempt,
            "opened_on": stage.opened_on,
            "acknowledge_by": stage.acknowledge_by,
            "reviewed_stage": 1 if stage.number == 2 else None,
            "stage1_attempt": stage.stage1_attempt,
            "stage1_decider": self._officer_id(stage.stage1_decider),
            "due_version": case.version,
            **self._stage_standing(stage),
        }

    def _stage_standing(self, stage: Stage) -> dict[str, Any]:
        return {
            "acknowledged_on": stage.acknowledged_on,
            "due_on": stage.due_on,
            "handler_id": self._officer_id(stage.handler),
            "override_reason": stage.override.reason if stage.override else None,
            "override_by": self._officer_id(stage.override.by) if stage.override else None,
        }

    def _change_stage(self, case: Case, before: Stage, after: Stage, happening: Happening) -> None:
        standing = self._stage_standing(after)
        if happening.target_on is not None:
            standing["due_version"] = case.version
        if self._stage_standing(before) != self._stage_standing(after) or "due_version" in standing:
            self._pending.change_stage((case.id, after.number, after.attempt), standing)
        for extension in after.extensions[len(before.extensions) :]:
            self._pending.extensions.append(
                {
                    "complaint_id": case.id,
                    "stage": after.number,
                    "attempt": after.attempt,
                    "ordinal": extension.ordinal,
                    "days": extension.days,
                    "extended_on": extension.extended_on,
                    "extended_to": extension.extended_to,
                    "reason": extension.reason,
                    "version": case.version,
                }
            )
        if after.decision is not None and before.decision is None:
            self._add_decision(case, after)
            self._pending.findings.extend(
                {
                    "complaint_id": case.id,
                    "stage": after.number,
                    "attempt": after.attempt,
                    "point": point,
                    "finding": finding.value,
                    "version": case.version,
                }
                for point, finding in after.findings
            )

    def _add_decision(self, case: Case, stage: Stage) -> None:
        decision = stage.decision
        assert decision is not None, "only called for a stage with a decision"
        self._pending.decisions.append(
            {
                "complaint_id": case.id,
                "stage": stage.number,
                "attempt": stage.attempt,
                "ending": decision.ending.value,
                "outcome": decision.outcome.value if decision.outcome else None,
                "decided_on": decision.decided_on,
                "decided_by": self._officer_id(decision.decided_by),
                "resolution_theme": decision.resolution_theme,
                "root_cause": decision.root_cause,
                "version": case.version,
            }
        )

    # Imports

    def begin_batch(self, row: Mapping[str, object], *, by: Actor, at: datetime) -> int:
        """Keep one imported file; gives its number. ``row`` has profile, file_name, file_digest and the five counts."""
        number = self._next("import_batches")
        if self.engine == "sqlite":
            self.connection.exec_driver_sql(f"PRAGMA cache_size = -{_CACHE_KILOBYTES}")
        self._insert(
            tables.ImportBatch,
            [{"id": number, **row, "imported_at": instant_text(at), "imported_by": self._officer_id(by.name)}],
        )
        return number

    def add_import_row(self, batch: int, row_number: int, verdict: str, **rest: object) -> None:
        """Keep what became of one row: ``submission``, ``complaint_id`` and ``reasons``, each possibly ``None``."""
        self._pending.add(tables.ImportRow, batch_id=batch, row_number=row_number, verdict=verdict, **rest)


def _searchable(case: Case) -> tuple[object, ...]:
    """What decides, of what the process knows of a case, which words of it can be found."""
    return case.service, case.sub_service, case.restricted, case.state is State.ANNULLED
