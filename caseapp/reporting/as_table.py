"""A summary as plain text for a terminal: aligned columns, numbers to the right, wrapped to a width."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from caseapp.reporting.document import Block, Items, Paragraph, Row, Section, Table
from caseapp.reporting.layout import document_of
from caseapp.reporting.summary import Summary

NARROWEST = 60
"""Columns; a narrower terminal gets lines of this width."""
_GAP = "  "
_NARROWEST_NAME = 12


def as_table(summary: Summary, *, width: int = 80) -> str:
    """The document in lines of at most ``width`` columns; tables too wide for it are set one group after another.

    Only the anchor at the end can be wider, for broken in two it would be no anchor.
    """
    document, width = document_of(summary), max(width, NARROWEST)
    lines = [*wrap(document.title, width), "=" * min(len(document.title), width)]
    for paragraph in document.opening:
        lines += wrap(paragraph.text, width)
    for section in document.sections:
        lines += _section(section, width)
    for paragraph in document.closing:
        lines += ["", *wrap(paragraph.text, width, break_long_words=False, break_on_hyphens=False)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _section(section: Section, width: int) -> list[str]:
    lines = ["", section.heading, "-" * len(section.heading)]
    for block in section.blocks:
        lines += _block(block, width)
    return lines


def _block(block: Block, width: int) -> list[str]:
    match block:
        case Paragraph(text):
            return wrap(text, width)
        case Items(texts):
            return [line for text in texts for line in wrap(text, width, initial_indent="- ", subsequent_indent="  ")]
        case Table():
            return _table(block, width)


def _table(table: Table, width: int) -> list[str]:
    """The table with all columns if they fit beside the whole names, else one group of columns at a time."""
    longest = max(len(name) for name in (table.name_heading, *(row.name for row in _all_rows(table))))
    whole = range(len(table.headings))
    if longest + _numbers_width(table, whole) <= width:
        lines = _part(table, whole, longest)
    else:
        parts = [_part(table, group, _name_width(table, group, longest, width)) for group in _group_ranges(table)]
        lines = [line for number, part in enumerate(parts) for line in (["", *part] if number else part)]
    return lines + (["", *wrap(table.note, width)] if table.note else [])


def _part(table: Table, columns: range, name_width: int) -> list[str]:
    """The heading, the rows, the total under a rule, and the row apart after a blank line."""
    widths = [_column_width(table, column) for column in columns]
    rule = "-" * (name_width + sum(widths) + len(_GAP) * len(widths))
    lines = [*_heading(table, columns, widths, name_width), rule]
    for row in table.rows:
        lines += _row(row, columns, widths, name_width)
    lines += [rule, *_row(table.total, columns, widths, name_width)]
    return lines + (["", *_row(table.apart, columns, widths, name_width)] if table.apart else [])


def _heading(table: Table, columns: range, widths: Sequence[int], name_width: int) -> list[str]:
    """Headings broken over lines and standing on the last one."""
    broken = [wrap(table.headings[column], width) for column, width in zip(columns, widths, strict=True)]
    height = max(len(lines) for lines in broken)
    raised = [[""] * (height - len(lines)) + lines for lines in broken]
    names = [""] * (height - 1) + [table.name_heading]
    return [
        _line(name, cells, widths, name_width) for name, cells in zip(names, zip(*raised, strict=True), strict=True)
    ]


def _row(row: Row, columns: range, widths: Sequence[int], name_width: int) -> list[str]:
    """A row with its figures beside the first line of its name."""
    first, *rest = wrap(row.name, name_width, subsequent_indent="  ") or [""]
    return [_line(first, [row.figures[column].shown for column in columns], widths, name_width), *rest]


def _line(name: str, cells: Sequence[str], widths: Sequence[int], name_width: int) -> str:
    return _GAP.join([name.ljust(name_width), *(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))])


def _column_width(table: Table, column: int) -> int:
    cells = (row.figures[column].shown for row in _all_rows(table))
    return max(map(len, [*table.headings[column].split(), *cells]))


def _numbers_width(table: Table, columns: range) -> int:
    return sum(len(_GAP) + _column_width(table, column) for column in columns)


def _name_width(table: Table, columns: range, longest: int, width: int) -> int:
    return min(longest, max(_NARROWEST_NAME, width - _numbers_width(table, columns)))


def _group_ranges(table: Table) -> Iterator[range]:
    start = 0
    for group in table.groups:
        yield range(start, start + len(group))
        start += len(group)


def _all_rows(table: Table) -> list[Row]:
    return [*table.rows, table.total, *([table.apart] if table.apart else [])]
