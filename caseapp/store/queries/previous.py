"""Earlier contacts of the same person, or from the same address.

Whatever is compared is found by an index on what two contacts of one person have in common, and compared again as
people mean it: whatever the capitals, blanks and accents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from caseapp.rules.references import tidy
from caseapp.rules.text import folded
from caseapp.rules.vocabulary import State
from caseapp.store.finding import POSTCODE, TELEPHONE
from caseapp.store.queries.worklist import RESTRICTED
from caseapp.store.reader import Reader
from caseapp.store.rows import Row, as_date

MOST = 20
"""How many earlier contacts are given."""
MOST_ALIKE = 500
"""How many people of one e-mail address, telephone or postcode are compared, the newest first."""

_ALIKE = "SELECT id, name, email, telephone, address, postcode FROM complainants WHERE {column} <> '' AND {key} = :key"
_CASES = f"""
SELECT c.reference, c.state, c.received_on, c.restricted, c.summary, c.complainant_id, s.name AS service
FROM complaints c LEFT JOIN services s ON s.id = c.service_id
WHERE c.complainant_id IN ({{ids}}) AND c.state <> '{State.ANNULLED}' AND c.reference <> :exclude
ORDER BY c.received_on DESC, c.id DESC LIMIT {MOST}
"""
_SHORTEST_TELEPHONE = 6
"""Digits; fewer are somebody's extension."""
_TELEPHONE_KEY = 9
_HOUSE = re.compile(r"\d+[a-z]?")


@dataclass(frozen=True, slots=True)
class Earlier:
    """One earlier contact."""

    reference: str
    state: State
    service: str | None
    summary: str
    received_on: date
    why: str
    """What it has in common: ``same e-mail``, ``same telephone``, ``same name and postcode`` or ``same address``."""
    restricted: bool = False
    """What it says is withheld (R136)."""


@dataclass(frozen=True, slots=True)
class _Person:
    """What is known of somebody, as it is compared."""

    name: str = ""
    email: str = ""
    telephone: str = ""
    address: str = ""
    postcode: str = ""

    @classmethod
    def of(cls, known: Mapping[str, str]) -> _Person:
        return cls(
            folded(known["name"]),
            known["email"].strip().lower(),
            _number(known["telephone"]),
            folded(known["address"]),
            "".join(known["postcode"].upper().split()),
        )

    def why(self, other: _Person) -> str | None:
        """What two contacts have in common that tells a person or a home, in words."""
        if self.email and self.email == other.email:
            return "same e-mail"
        if len(self.telephone) >= _SHORTEST_TELEPHONE and self.telephone == other.telephone:
            return "same telephone"
        if not self.postcode or self.postcode != other.postcode:
            return None
        if self.name and self.name == other.name:
            return "same name and postcode"
        return "same address" if self.lives_with(other) else None

    def lives_with(self, other: _Person) -> bool:
        """Whether two addresses of one postcode are one: the same words, or the same number of the house."""
        if not self.address or not other.address:
            return False
        houses = _HOUSE.findall(self.address), _HOUSE.findall(other.address)
        return self.address == other.address or (bool(houses[0]) and houses[0] == houses[1])


def previous(
    reader: Reader,
    *,
    name: str = "",
    email: str = "",
    telephone: str = "",
    address: str = "",
    postcode: str = "",
    exclude: str | None = "",
) -> tuple[Earlier, ...]:
    """Earlier contacts of the same person or address, the newest first, at most ``MOST``.

    A name or an address tells nothing without a postcode. ``exclude`` is the reference of the case that is asked about.
    Of a restricted contact summary and service's words are withheld; an annulled one is left out.
    """
    asked = _Person.of({"name": name, "email": email, "telephone": telephone, "address": address, "postcode": postcode})
    why = dict(_alike(reader, asked, telephone))
    if not why:
        return ()
    sql = _CASES.format(ids=", ".join(map(str, why)))
    return tuple(_earlier(row, why[row["complainant_id"]]) for row in reader.rows(sql, exclude=tidy(exclude or "")))


def _alike(reader: Reader, asked: _Person, telephone: str) -> Iterator[tuple[int, str]]:
    """The rows of people who have something in common with somebody, and what."""
    for column, key, value in _keys(reader.engine, asked, telephone):
        sql = f"{_ALIKE.format(column=column, key=key)} ORDER BY id DESC LIMIT {MOST_ALIKE}"
        for row in reader.rows(sql, key=value):
            why = asked.why(_Person.of({name: row[name] for name in _COMPARED}))
            if why:
                yield row["id"], why


_COMPARED = ("name", "email", "telephone", "address", "postcode")


def _keys(dialect: str, asked: _Person, asked_telephone: str) -> Iterator[tuple[str, str, str]]:
    """What is looked for: the column, the expression that is indexed, and its value."""
    if asked.email:
        yield "email", "lower(email)", asked.email
    if len(asked.telephone) >= _SHORTEST_TELEPHONE:
        yield "telephone", TELEPHONE[dialect], _digits(asked_telephone)[-_TELEPHONE_KEY:]
    if asked.postcode and (asked.name or asked.address):
        yield "postcode", POSTCODE, asked.postcode


def _number(telephone: str) -> str:
    """The digits that tell two numbers apart, without the country's prefix or the zero in its place."""
    return _digits(telephone).removeprefix("00").removeprefix("44").lstrip("0")[-10:]


def _digits(telephone: str) -> str:
    return "".join(filter(str.isdecimal, telephone))


def _earlier(row: Row, why: str) -> Earlier:
    restricted = bool(row["restricted"])
    return Earlier(
        reference=row["reference"],
        state=State(row["state"]),
        service=row["service"],
        summary=RESTRICTED if restricted else row["summary"],
        received_on=as_date(row["received_on"]),
        why=why,
        restricted=restricted,
    )
