"""What is said of files, of the rows of a plan and of past imports, in lists and whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from caseapp.rules.errors import FileProblem
from caseapp.rules.instants import LONDON, long_date, short_date
from caseapp.rules.text import one_line, plain
from caseapp.rules.vocabulary import Kind, Verdict
from caseapp.tui.desks.imports import Reworded, Stopped
from caseapp.tui.widgets.columns import Cell, Column

if TYPE_CHECKING:
    from datetime import date

    from caseapp.casework.requests import Log
    from caseapp.intake.commit import Batch
    from caseapp.intake.history import HistoryRow
    from caseapp.intake.plan import Counts, Plan, PlannedRow
    from caseapp.intake.rows import Original
    from caseapp.store.queries.imports import Batch as Past
    from caseapp.tui.desks.imports import Entry, Planned

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
_REFERENCE = re.compile(r"\bC\d{2}-\d{5,6}\b")
IMPORTED_FROM = (".csv", ".tsv", ".txt", ".xlsx", ".json", ".jsonl", ".ndjson", ".xml")
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


def told_lines(lines: Iterable[str]) -> Content:
    """What is said above a list, a line each, blank ones left out; those that ask for a key stand out."""
    asking = ("✗", "Press ")
    said = (one_line(line) for line in lines if line)
    return Content("\n").join(
        Content.styled(line, "bold $foreground" if line.startswith(asking) else "") for line in said
    )


def plan_lines(read: Planned, *, accept: str) -> list[str]:
    """What is said above the rows of a plan: what it adds up to, how the file was read, and what of its columns.

    ``accept`` is the key that reads columns as proposed.
    """
    proposed, others = read.notices[: read.proposed], read.notices[read.proposed :]
    which = "it" if len(proposed) == 1 else "them"
    hint = f"Press {accept} to read {which} so; as it is, the answers are kept as lines of the details."
    said = [*proposed, hint] if proposed else []
    return [counts_sentence(read.plan, read.plan.counts), f"Read as {read.plan.recognised}.", *said, *others]


def way_out(error: Exception, profile: str, *, accept: str, choose: str) -> str:
    """What to do about a file that is not read; ``accept`` and ``choose`` are keys, ``profile`` what was chosen."""
    if isinstance(error, Reworded):
        return f"Press {accept} to read these columns as those questions."
    if isinstance(error, Stopped | FileProblem):
        return "Nothing was changed."
    if profile:
        return f"You chose to read files as {profile}: press {choose} to choose another kind, or to have it recognised."
    return f"Press {choose} to say what kind of file it is."


def import_question(plan: Plan) -> str:
    """What would come in, and what not."""
    out = plan.rows_read - plan.counts.new
    stay = f" {rows_said(out)} will stay out." if out else ""
    new = rows_said(plan.counts.new)
    return f"{new} of {one_line(plan.path.name)} will come in as one import, or none will.{stay}"


def imported_sentence(batch: Batch, *, rejects: str) -> str:
    """What came in; ``rejects`` is the key that writes what did not."""
    rejected = batch.counts.rejected
    more = f" {rows_said(rejected)} rejected: {rejects} writes them to a file." if rejected else ""
    return f"Import {batch.number}: {rows_said(batch.counts.new)} came in. Enter shows the cases.{more}"


def row_text(row: PlannedRow, columns: Sequence[str]) -> Content:
    """Everything that is known of one row of a file with these columns."""
    heading = f"Row {row.number} · {verdict_words(row.verdict)}"
    return Content("\n").join([Content.styled(heading, "bold"), *_row_lines(row, columns)])


def _row_lines(row: PlannedRow, columns: Sequence[str]) -> Iterator[Content]:
    if row.key is not None:
        yield _said("Submission", f"{row.key.source} {row.key.reference}")
    yield from (Content(f"{SHAPES[row.verdict]} {one_line(reason)}") for reason in row.reasons)
    for each in row.differences:
        yield Content(each.field.replace("_", " "))
        yield from (_said(label, text or "(blank)") for label, text in (("  was", each.before), ("  now", each.now)))
    yield from (Content(f"· {one_line(note)}") for note in row.notes)
    if row.request is not None:
        yield from (_said(label, text) for label, text in _facts(row.request) if text.strip())
    if row.original is not None:
        yield _said("As it stands in the file", f"\n{_written(row.original, columns)}")


def _written(original: Original, columns: Sequence[str]) -> str:
    """The row as the file has it; its filled cells below each other, with their columns where they fit them."""
    if isinstance(original, str):
        return original
    names = columns if len(original) == len(columns) else [f"cell {place}" for place in range(1, len(original) + 1)]
    return "\n".join(f"{name}: {cell}" for name, cell in zip(names, original, strict=True) if cell.strip())


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


def named_case(row: PlannedRow) -> str:
    """The reference of the first case that is named in what is said of a row; a blank if there is none."""
    found = _REFERENCE.search(" ".join((*row.reasons, *row.notes)))
    return found[0] if found else ""


def rejects_suffix(plan: Plan) -> str:
    """How the name of a file of rejected rows ends: those of a workbook are CSV, those of a document lines of JSON."""
    return ".csv" if plan.format in {"csv", "xlsx"} else ".jsonl"


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
