"""A summary as Markdown with tables (GitHub's flavour). Names are escaped, so that none can be read as markup."""

from __future__ import annotations

import re

from caseapp.reporting.document import Block, Items, Paragraph, Row, Section, Table
from caseapp.reporting.layout import document_of
from caseapp.reporting.summary import Summary

_MARKUP = re.compile(r"[\\`*_\[\]<>|~$#]|&(?=#?\w+;)")


def as_markdown(summary: Summary) -> str:
    """The document, one block after another with a blank line between."""
    document = document_of(summary)
    blocks = [f"# {_escaped(document.title)}", *(_escaped(paragraph.text) for paragraph in document.opening)]
    for section in document.sections:
        blocks += _section(section)
    blocks += [_escaped(paragraph.text) for paragraph in document.closing]
    return "\n\n".join(blocks) + "\n"


def _section(section: Section) -> list[str]:
    return [f"## {_escaped(section.heading)}", *(_block(block) for block in section.blocks)]


def _block(block: Block) -> str:
    match block:
        case Paragraph(text):
            return _escaped(text)
        case Items(texts):
            return "\n".join(f"- {_escaped(text)}" for text in texts)
        case Table():
            return _table(block)


def _table(table: Table) -> str:
    """The table; the row apart has a table of its own, so that nobody adds it to the total."""
    main = "\n".join([*_heading(table), *map(_row, table.rows), _row(table.total, mark="**")])
    if table.apart is None:
        return main
    apart = "\n".join([*_heading(table), _row(table.apart)])
    return f"{main}\n\n{apart}\n\n{_escaped(table.note)}"


def _heading(table: Table) -> list[str]:
    return [_cells([table.name_heading, *table.headings]), _cells(["---", *("---:" for _ in table.headings)])]


def _row(row: Row, *, mark: str = "") -> str:
    texts = (_escaped(row.name), *(figure.shown for figure in row.figures))
    return _cells([f"{mark}{text}{mark}" for text in texts])


def _cells(texts: list[str]) -> str:
    return f"| {' | '.join(texts)} |"


def _escaped(text: str) -> str:
    return _MARKUP.sub(lambda found: "&amp;" if found[0] == "&" else f"\\{found[0]}", text)
