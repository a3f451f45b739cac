"""What a summary's documents say and in which order, whatever their format."""

from __future__ import annotations

from caseapp.reporting import sentences
from caseapp.reporting.catalogue import DEFINITIONS, MULTI_SERVICE_NOTE, Measure, statement
from caseapp.reporting.document import Document, Items, Paragraph, Row, Section, Table
from caseapp.reporting.summary import Line, Summary
from caseapp.reporting.words import span
from caseapp.rules.text import one_line

_BASIS = (
    "Basis: stage records begun in the period, under their lead service, with what became of them by the day this was "
    "drawn up. Complaints and compliments go by date of receipt."
)
_GROUPS = (
    (
        Measure.STAGE1,
        Measure.STAGE2,
        Measure.TOTAL,
        Measure.ANSWERED,
        Measure.IN_TARGET,
        Measure.IN_TARGET_PCT,
    ),
    (Measure.UPHELD, Measure.PARTLY_UPHELD, Measure.NOT_UPHELD, Measure.COMPLIMENTS),
)
"""The columns. Escalated is left to the sentences: it is the stage 2 column again."""


def document_of(summary: Summary) -> Document:
    """The summary as blocks, ending with the rules by which it was counted and the chain's anchor."""
    return Document(
        title=f"Complaints summary, {one_line(summary.period.label)}",
        opening=(Paragraph(f"{span(summary.period)}."), Paragraph(_BASIS)),
        sections=(
            Section("Headlines", (Items(sentences.headlines(summary)),)),
            Section("Stage records by service", (_table(summary),)),
            *_in_target(summary),
            Section("Open, begun and ended", (Paragraph(sentences.balance(summary.totals)),)),
            Section("How these figures are counted", (Items(statement()),)),
        ),
        closing=(Paragraph(sentences.anchored(summary.anchor)),) if summary.anchor else (),
    )


def _table(summary: Summary) -> Table:
    multi = summary.multi_service
    return Table(
        name_heading="Service",
        groups=tuple(tuple(DEFINITIONS[measure].heading for measure in group) for group in _GROUPS),
        rows=tuple(_row(line) for line in summary.services),
        total=_row(summary.totals, "Total"),
        apart=_row(multi) if multi else None,
        note=MULTI_SERVICE_NOTE if multi else "",
    )


def _row(line: Line, name: str | None = None) -> Row:
    return Row(name or one_line(line.name), tuple(line[measure] for group in _GROUPS for measure in group))


def _in_target(summary: Summary) -> tuple[Section, ...]:
    texts = sentences.by_service(summary)
    return (Section("Answered in target, by service", (Items(texts),)),) if texts else ()
