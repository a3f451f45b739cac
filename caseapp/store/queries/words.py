"""Words that were used before, offered while one types: resolution themes and root causes (R86)."""

from __future__ import annotations

from caseapp.store.reader import Reader

MOST = 200
"""How many are offered."""
LOOKED_AT = 5_000
"""How many of the newest decisions are looked at: what was last said ten years ago helps nobody."""

_USED = f"""
SELECT w.word FROM (SELECT d.{{column}} AS word, c.service_id FROM decisions d
                    JOIN complaints c ON c.id = d.complaint_id
                    ORDER BY d.decided_on DESC LIMIT {LOOKED_AT}) w
LEFT JOIN services s ON s.id = w.service_id
WHERE w.word IS NOT NULL AND w.word <> ''{{which}} GROUP BY w.word ORDER BY COUNT(*) DESC, w.word LIMIT {MOST}
"""


def themes(reader: Reader, service: str | None = None) -> tuple[str, ...]:
    """Resolution themes used of late, the most used first; of one service, if one is named."""
    which = " AND s.name = :service" if service is not None else ""
    return _used(reader, "resolution_theme", which, service=service)


def root_causes(reader: Reader) -> tuple[str, ...]:
    """Root causes used of late, the most used first; they are common to all services."""
    return _used(reader, "root_cause", "")


def _used(reader: Reader, column: str, which: str, **values: object) -> tuple[str, ...]:
    bound = values if which else {}
    return tuple(row["word"] for row in reader.rows(_USED.format(column=column, which=which), **bound))
