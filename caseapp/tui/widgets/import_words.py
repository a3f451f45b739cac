"""What is said of files, of the rows of a plan and of past imports, in lists and whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from textual.content import Content

from caseapp.rules.instants import LONDON, long_date, short_date
from caseapp.rules.text import one_line, plain
from caseapp.rules.vocabulary import Kind, Verdict
from caseapp.tui.widgets.columns import Cell, Column

if TYPE_CHECKING:
    from datetime import date

    from caseapp.casework.requests import Log
    from caseapp.intake.history import HistoryRow
    from caseapp.intake.plan import Counts, Plan, PlannedRow
    from caseapp.store.queries.imports import Batch as Past
    from caseapp.tui.desks.imports import Entry

SHAPES: Mapping[Verdict, str] = {
    Verdict.NEW: "+",
    Verdict.DUPLICATE: "=",
    Verdict.CHANGED: "~",
    Verdict.SKIPPED: "·",
    Verdict.REJECTED: "✗",
}
_TONES: Mapping[Verdict, str] = {
    Verdict.NEW: "strong",
    Verdict.DUPLICATE: "muted",
    Verdict.CHANGED: "soon",
    Verdict.SKIPPED: "muted",
    Verdict.REJECTED: "late",
}
VERDICTS: tuple[Verdict | None, ...] = (None, *Verdict)
"""All rows, then each verdict: the order of the tabs."""
_LONGEST = 4_000
"""Characters of one text that are shown of a row; the file has the rest."""
IMPORTED_FROM = (".csv", ".jsonl", ".json", ".ndjson", ".txt")
"""How the names of files end that can be imported; others are faint."""


def verdict_words(verdict: Verdict) -> str:
    """``✗ rejected``: a shape and a word."""
    return f"{SHAPES[verdict]} {verdict}"


# Files.


def file_columns() -> tuple[Column[Entry], ...]:
    """A folder's contents."""
    return (
        Column("File", 16, _file_name, flexible=True),
        Column("Size", 8, lambda entry: Cell("" if entry.is_folder else f"{_size(entry.size):>8}", "muted")),
        Column("Changed", 15, _changed, from_width=48),
    )


def _file_name(entry: Entry) -> Cell:
    if entry.is_parent:
        return Cell("../  the folder above", "muted")
    if entry.is_folder:
        return Cell(f"{entry.path.name}/", "strong")
    return Cell(entry.path.name, "" if entry.path.suffix.lower() in IMPORTED_FROM else "muted")


def _changed(entry: Entry) -> Cell:
    at = entry.changed_at
    return Cell(f"{short_date(at.date())} {at:%H:%M}" if at else "", "muted")


def _size(size: int) -> str:
    """``812 B``, ``14 kB``, ``3.2 MB``."""
    if size < 1_000:
        return f"{size} B"
    return f"{size / 1_000:,.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:,.1f} MB"


# Past imports.


def past_columns() -> tuple[Column[Past], ...]:
    """The imports that were made; the less needed columns come in as the list grows wider."""
    return (
        Column("No.", 4, lambda past: Cell(f"{past.id:>4}", "strong")),
        Column("When", 9, lambda past: Cell(short_date(_day(past)))),
        Column("File", 12, lambda past: Cell(past.file_name), flexible=True),
        Column("New", 5, lambda past: Cell(f"{past.new:>5}")),
        Column("State", 10, _state),
        Column("Rejected", 8, lambda past: Cell(f"{past.rejected:>8}", "muted"), from_width=66),
        Column("By", 14, lambda past: Cell(past.by), from_width=84),
    )


def _day(past: Past) -> date:
    return past.imported_at.astimezone(LONDON).date()


def _state(past: Past) -> Cell:
    if past.undone_at is not None:
        return Cell("taken back", "muted")
    return Cell("stands", "muted") if past.why_not else Cell("z undoes")


def past_sentence(past: Past) -> str:
    """One import: who, when, what came of it, and whether it can be taken back."""
    counts = f"{past.new:,} new, {past.duplicate:,} duplicate, {past.changed:,} changed, {past.skipped:,} skipped, "
    state = past.why_not or "It can be taken back: press z."
    name = one_line(past.file_name)
    made = f"{long_date(_day(past))} by {one_line(past.by)} as {past.profile}"
    return f"Import {past.id}: {name}, {made}: {counts}{past.rejected:,} rejected. {state}"


# The plan.


def plan_columns() -> tuple[Column[PlannedRow], ...]:
    """The rows of a plan."""
    return (
        Column("Row", 6, lambda row: Cell(f"{row.number:>6}")),
        Column("Verdict", 11, lambda row: Cell(verdict_words(row.verdict), _TONES[row.verdict])),
        Column("Submission", 16, lambda row: Cell(row.key.reference if row.key else "—", "muted"), from_width=72),
        Column("What becomes of it", 20, lambda row: Cell(becomes(row)), flexible=True),
    )


def becomes(row: PlannedRow) -> str:
    """What a new row becomes, or why another one stays out."""
    if row.request is None or row.verdict is not Verdict.NEW:
        return " ".join(row.reasons) or "Nothing."
    service = row.request.service or "no service yet"
    kind = "" if row.request.kind is Kind.COMPLAINT else f"{row.request.kind.replace('-', ' ')}, "
    return f"{kind}{service}: {row.request.summary[:200]}" + (f" ({' '.join(row.notes)})" if row.notes else "")


def counts_sentence(plan: Plan, counts: Counts) -> str:
    """``14 rows read = 9 new + 1 duplicate + ...``; the counts add up to the rows that were read."""
    parts = " + ".join(f"{getattr(counts, verdict.value):,} {verdict}" for verdict in Verdict)
    sign = "=" if counts.total == plan.rows_read else "≠"
    return f"{plan.rows_read:,} rows read {sign} {parts}"


def row_text(row: PlannedRow) -> Content:
    """Everything that is known of one row."""
    heading = f"Row {row.number} · {verdict_words(row.verdict)}"
    return Content("\n").join([Content.styled(heading, "bold"), *_row_lines(row)])


def _row_lines(row: PlannedRow) -> Iterator[Content]:
    if row.key is not None:
        yield _said("Submission", f"{row.key.source} {row.key.reference}")
    yield from (Content(f"✗ {one_line(reason)}") for reason in row.reasons)
    yield from (Content(f"· {one_line(note)}") for note in row.notes)
    if row.request is not None:
        yield from (_said(label, text) for label, text in _facts(row.request) if text.strip())
    if row.original is not None:
        written = row.original if isinstance(row.original, str) else "\n".join(row.original)
        yield _said("As it stands in the file", f"\n{written}")


def _facts(request: Log | HistoryRow) -> Iterator[tuple[str, str]]:
    from caseapp.casework.requests import Log

    yield "Becomes", f"{request.kind.replace('-', ' ')} to {request.service or 'no service yet'}"
    yield "Reference", request.reference or ""
    yield "Received", long_date(request.received_on) if request.received_on else "today"
    if isinstance(request, Log):
        person = request.complainant
        yield "From", ", ".join(filter(None, (person.name, person.email, person.telephone)))
        yield "Address", ", ".join(filter(None, (person.address, person.postcode)))
        yield "Adjustments", request.adjustments
    else:
        yield "From", ", ".join(filter(None, (request.name, request.email)))
    yield "Summary", request.summary
    yield "Details", request.details


def _said(label: str, text: str) -> Content:
    cut = f"{text[:_LONGEST]} … ({len(text):,} characters)" if len(text) > _LONGEST else text
    return Content.assemble((f"{label}: ", "$text-muted"), plain(cut))


def verdict_tabs(chosen: Verdict | None) -> Content:
    """All rows and each verdict, with their number keys."""
    tabs = []
    for key, verdict in enumerate(VERDICTS, start=1):
        words = f" {key} {verdict_words(verdict) if verdict else 'all rows'} "
        tabs.append((words, "bold underline $text-primary on $background" if verdict is chosen else ""))
    return Content.assemble(*tabs)


def rows_said(number: int) -> str:
    """``1 row``, ``12 rows``."""
    return "1 row" if number == 1 else f"{number:,} rows"


def cases_said(number: int) -> str:
    """``1 case``, ``12 cases``."""
    return "1 case" if number == 1 else f"{number:,} cases"
