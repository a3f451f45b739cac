"""Full-text search: the newest matches first, or the best of the newest, each with the words that matched.

Newest first costs next to nothing, for the index is in that order; to rank every match of a common word would take a
second and more, so that only the newest are ranked when somebody wants the best first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from time import perf_counter

from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import State
from caseapp.store.finding import COLUMNS, TABLE
from caseapp.store.queries.worklist import RESTRICTED
from caseapp.store.reader import Reader
from caseapp.store.rows import Row, as_date
from caseapp.store.wording import Phrase, Term, asked, composed, folded

MOST_COUNTED = 1_000
"""Up to how many matches are counted."""
PATIENCE = 0.005
"""Seconds for which matches are counted that are not listed."""
MOST_RANKED = 2_000
"""How many of the newest matches are ranked."""

FIELDS: Mapping[str, str] = {
    "reference": "reference",
    "name": "name",
    "email": "e-mail",
    "telephone": "telephone",
    "postcode": "postcode",
    "address": "address",
    "summary": "summary",
    "details": "details",
    "desired_outcome": "desired outcome",
    "raised_before": "raised before",
    "service": "service",
    "sub_service": "service",
}
"""What is searched, in the order in which a match is shown, and what it is called."""

_NUMBERS = frozenset({"telephone", "postcode"})
"""Fields that are found however they are split by blanks."""
_SERVICES = frozenset({"service", "sub_service"})
_BEFORE, _LONGEST = 40, 240
"""Characters of an excerpt before the first match, and in all."""

_ON_FILE = (
    f"SELECT rowid AS id{{score}} FROM {TABLE} WHERE {TABLE} MATCH :words{{open}} ORDER BY rowid DESC LIMIT :most"
)
_ON_SERVER = (
    f"SELECT complaint_id AS id{{score}} FROM {TABLE} WHERE words @@ CAST(:words AS tsquery){{open}} "
    "ORDER BY complaint_id DESC LIMIT :most"
)
_OPEN = (
    " AND {id} >= (SELECT MIN(o.id) FROM complaints o WHERE o.due_on IS NOT NULL)"
    " AND EXISTS (SELECT 1 FROM complaints o WHERE o.id = {id} AND o.due_on IS NOT NULL)"
)
_SCORES = {
    "sqlite": f", bm25({TABLE}, {', '.join(map(str, COLUMNS.values()))}) AS score",
    "postgresql": ", -ts_rank_cd('{0.1, 0.5, 0.8, 1.0}', words, CAST(:words AS tsquery)) AS score",
}
_SHOWN = """
SELECT c.id, c.reference, c.state, c.restricted, c.received_on, c.summary, s.name AS service, b.name AS sub_service,
       p.name, p.email, p.telephone, p.address, p.postcode, n.details, n.desired_outcome, n.raised_before
FROM complaints c LEFT JOIN services s ON s.id = c.service_id LEFT JOIN sub_services b ON b.id = c.sub_service_id
LEFT JOIN complainants p ON p.id = c.complainant_id LEFT JOIN narratives n ON n.complaint_id = c.id
WHERE c.id IN ({ids})
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """One case that was found, and where."""

    id: int
    reference: str
    state: State
    service: str | None
    received_on: date
    complainant: str
    summary: str
    restricted: bool
    """Complainant and summary are withheld, from everybody, and only the reference was searched (R136)."""
    field: str
    """What the match is in, such as ``details``."""
    excerpt: str
    """The words around it, on one line."""
    marks: tuple[tuple[int, int], ...]
    """Where the matches stand in the excerpt: the first character, and the one after the last."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found."""

    hits: tuple[Hit, ...]
    count: int
    """How many cases match, as far as they were counted: up to ``MOST_COUNTED``, or for ``PATIENCE``."""
    is_more: bool = False
    """Whether there are more than that."""

    @property
    def counted(self) -> str:
        """How many, in words: ``1 case``, ``12 cases``, ``more than 1,000 cases``."""
        return f"{'more than ' * self.is_more}{self.count:,} {'case' if self.count == 1 else 'cases'}"


def find(reader: Reader, words: str, *, most: int = 50, best_first: bool = False, include_closed: bool = True) -> Found:
    """The cases that hold every word, wherever in them it stands; the last word may go on.

    Args:
        reader: a view of the store.
        words: as a person types them; no sign has a meaning of its own, and words without a letter or a digit find
            nothing.
        most: how many hits are given, at most ``MOST_COUNTED``.
        best_first: rank the newest ``MOST_RANKED`` matches; otherwise the newest come first.
        include_closed: look among closed cases too.
    """
    terms = asked(words)
    if not terms:
        return Found((), 0)
    numbers = _matches(reader, terms, best_first=best_first, include_closed=include_closed)
    ids = list(islice(numbers, most))
    count, is_more = _counted(numbers, len(ids))
    shown = _shown(reader, ids)
    return Found(tuple(_hit(shown[number], terms) for number in ids if number in shown), count, is_more)


def _counted(others: Iterator[int], counted: int) -> tuple[int, bool]:
    """How many matches there are beside those counted, up to a bound or a moment, and whether there are more."""
    until = perf_counter() + PATIENCE
    for _ in others:
        if counted >= MOST_COUNTED or perf_counter() > until:
            return counted, True
        counted += 1
    return counted, False


def match_on(dialect: str, terms: Iterable[Term]) -> str:
    """What is asked of the index, in the words of an engine; tokens hold no sign that would mean anything there."""
    both, either, phrase = (" AND ", " OR ", _fts) if dialect == "sqlite" else (" & ", " | ", _tsquery)
    ways = ((f"({both.join(map(phrase, way))})" for way in term) for term in terms)
    return both.join(f"({either.join(term)})" for term in ways)


def _fts(phrase: Phrase) -> str:
    return f'"{" ".join(phrase.tokens)}"{" *" if phrase.begins else ""}'


def _tsquery(phrase: Phrase) -> str:
    return " <-> ".join(f"'{token}'" for token in phrase.tokens) + (":*" if phrase.begins else "")


def _matches(reader: Reader, terms: Sequence[Term], *, best_first: bool, include_closed: bool) -> Iterator[int]:
    """The numbers of the matches, of a file's newest ones as they are found; one more than are counted is enough."""
    dialect = reader.engine
    sql, number = (_ON_FILE, f"{TABLE}.rowid") if dialect == "sqlite" else (_ON_SERVER, "complaint_id")
    asking = sql.format(
        score=_SCORES[dialect] if best_first else "", open="" if include_closed else _OPEN.format(id=number)
    )
    words = match_on(dialect, terms)
    if not best_first:
        return reader.numbers(asking, words=words, most=MOST_COUNTED + 1)
    # Sorting leaves the newest of the equally good first.
    ranked = sorted(reader.rows(asking, words=words, most=MOST_RANKED), key=lambda row: row["score"])
    return iter([row["id"] for row in ranked])


def _shown(reader: Reader, ids: Sequence[int]) -> Mapping[int, Row]:
    if not ids:
        return {}
    return {row["id"]: row for row in reader.rows(_SHOWN.format(ids=", ".join(map(str, ids))))}


def _hit(row: Row, terms: Sequence[Term]) -> Hit:
    restricted = bool(row["restricted"])
    field, excerpt, marks = _excerpt(row, terms, ("reference",) if restricted else FIELDS)
    return Hit(
        id=row["id"],
        reference=row["reference"],
        state=State(row["state"]),
        service=row["service"],
        received_on=as_date(row["received_on"]),
        complainant=RESTRICTED if restricted else row["name"] or "",
        summary=RESTRICTED if restricted else row["summary"],
        restricted=restricted,
        field=FIELDS[field],
        excerpt=excerpt,
        marks=marks,
    )


def _excerpt(row: Row, terms: Sequence[Term], fields: Iterable[str]) -> tuple[str, str, tuple[tuple[int, int], ...]]:
    """The field that holds the most of what was asked, its words around the first match, and where matches stand."""
    firsts = {phrase.tokens[0] for term in terms for way in term for phrase in way}
    most, best, at = 0, "reference", 0
    for field in fields:
        if most and field in _SERVICES:
            break  # what it is about says more than whose it is
        text = folded(row[field] or "")
        if not (field in _NUMBERS or any(first in text for first in firsts)):
            continue  # most fields of most cases: told before anything is looked at closely
        places = _places(text, terms, together=field in _NUMBERS)
        if len(places) > most:
            most, best, at = len(places), field, min(places)
        if most == len(terms):
            break
    excerpt = _around(composed(row[best] or ""), at)
    return best, excerpt, _marks(excerpt, terms, together=best in _NUMBERS)


def _places(text: str, terms: Sequence[Term], *, together: bool) -> list[int]:
    """For each term that a text holds, where it first stands."""
    places = []
    for term in terms:
        spans = [first for way in term for first in _first_of_each(text, way, together=together)]
        if spans:
            places.append(min(spans))
    return places


def _first_of_each(text: str, way: Sequence[Phrase], *, together: bool) -> list[int]:
    firsts = [next(phrase.spans(text), None) for phrase in way]
    if all(firsts):
        return [first[0] for first in firsts if first]
    return [0] if together and _is_in_one(text, way) else []


def _is_in_one(text: str, way: Sequence[Phrase]) -> bool:
    """Whether a number that is split by blanks is what was typed without."""
    return len(way) == 1 and "".join(filter(str.isalnum, text)).startswith("".join(way[0].tokens))


def _around(text: str, at: int) -> str:
    start = max(at - _BEFORE, 0)
    if start:
        blank = text.find(" ", start, at)
        start = blank + 1 if blank >= 0 else start
    words = one_line(text[start : start + _LONGEST])
    return composed(f"{'…' * bool(start)}{words}{'…' * (start + _LONGEST < len(text))}")


def _marks(excerpt: str, terms: Sequence[Term], *, together: bool) -> tuple[tuple[int, int], ...]:
    """Every match in an excerpt, in its order, none over another."""
    text = folded(excerpt)
    ways = [way for term in terms for way in term]
    spans = sorted({span for way in ways for phrase in way for span in phrase.spans(text)})
    if not spans and together and any(_is_in_one(text, way) for way in ways):
        return ((0, len(excerpt)),)
    apart: list[tuple[int, int]] = []
    for first, last in spans:
        if apart and first < apart[-1][1]:
            apart[-1] = apart[-1][0], max(last, apart[-1][1])
        else:
            apart.append((first, last))
    return tuple(apart)
