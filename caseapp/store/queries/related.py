"""Cases of the same person or home, for many people at once: open ones, and those of the last months.

It tells what ``previous`` tells of one person, by the same indexes. First it is asked which of the people's keys are
known at all, one question for each kind of key; in a file of strangers that is all. Only of those that are known the
cases are read, and compared as people mean it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cache
from typing import NamedTuple, Protocol

from caseapp.rules.text import folded
from caseapp.rules.vocabulary import State
from caseapp.store.finding import POSTCODE, TELEPHONE
from caseapp.store.reader import Reader
from caseapp.store.rows import Row, as_date

MOST_ALIKE = 20
"""How many people of one e-mail address or telephone are looked at, the newest first."""
MOST_NEIGHBOURS = 100
"""The same for one postcode."""
MOST_TEXT = 300
"""Characters of what a case is about."""

_SHORTEST_TELEPHONE = 6
"""Digits; fewer are somebody's extension."""
_TELEPHONE_KEY = 9
_HOUSE = re.compile(r"\d+[a-z]?")
_ROUNDED = re.compile(r"\d[eE]\+?\d")
"""In a number that a spreadsheet has rounded: many people have the same one then."""


class Contact(Protocol):
    """How somebody can be reached; whatever is not known is blank."""

    @property
    def name(self) -> str:
        """Whole, in whatever order."""

    @property
    def email(self) -> str:
        """One address."""

    @property
    def telephone(self) -> str:
        """As it was typed."""

    @property
    def address(self) -> str:
        """With or without the postcode."""

    @property
    def postcode(self) -> str:
        """As it was typed."""


class Link(IntEnum):
    """What two contacts have in common, the surest first."""

    EMAIL = 0
    TELEPHONE = 1
    NAME = 2
    ADDRESS = 3

    @property
    def words(self) -> str:
        """As an officer would say it."""
        return _WORDS[self]

    @property
    def is_person(self) -> bool:
        """Whether it tells the same person, and not only the same home."""
        return self is not Link.ADDRESS


_WORDS = ("same e-mail", "same telephone", "same name and postcode", "same address")


class Keys(NamedTuple):
    """By what some people are looked for, each list in the order of the people; blank for what is not known."""

    emails: Sequence[str]
    telephones: Sequence[str]
    """The last digits, which are the same with a country's prefix and without."""
    postcodes: Sequence[str]


@dataclass(frozen=True, slots=True)
class RelatedCase:
    """A case that has something in common with somebody."""

    reference: str
    state: State
    service: str | None
    received_on: date
    restricted: bool
    """What it says is withheld (R136)."""
    text: str
    """The beginning of what it is about; blank for a restricted one."""


Found = Mapping[int, Sequence[tuple[Link, RelatedCase]]]
"""By somebody's place among those who were asked about."""


def keys_of(people: Sequence[Contact]) -> Keys:
    """The keys of some people. Made for thousands: a column of one kind after the other."""
    return Keys(
        [person.email.strip().lower() for person in people],
        [_last_digits(person.telephone) if person.telephone else "" for person in people],
        [person.postcode.upper().replace(" ", "") for person in people],
    )


def related(reader: Reader, people: Sequence[Contact], keys: Keys, *, since: date) -> Found:
    """For each of the people the cases that have something in common with them, the newest first.

    Cases that are open or were received from ``since`` on; annulled ones are left out. Of one e-mail address or
    telephone the newest ``MOST_ALIKE`` people are looked at, of one postcode ``MOST_NEIGHBOURS``. Who has nothing in
    common with anybody is not in the answer.
    """
    marks = cache(lambda place: _marks(people[place]))
    found: dict[int, dict[int, tuple[Link, RelatedCase]]] = {}
    for column, key, most, asked in (
        ("email", "lower(email)", MOST_ALIKE, keys.emails),
        ("telephone", TELEPHONE[reader.engine], MOST_ALIKE, keys.telephones),
        ("postcode", POSTCODE, MOST_NEIGHBOURS, keys.postcodes),
    ):
        known = _known(reader, asked, column, key)
        if known:
            rows = _cases(reader, known, since, _NEWEST.format(column=column, key=key, most=most))
            _compare(rows, _places(asked, known), marks, found)
    return {place: _newest_first(cases) for place, cases in found.items()}


def _places(asked: Sequence[str], known: Iterable[str]) -> dict[str, list[int]]:
    """Who asked for which of the keys that are known."""
    places: dict[str, list[int]] = {key: [] for key in known}
    for place, key in enumerate(asked):
        if key in places:
            places[key].append(place)
    return places


def _compare(
    rows: Iterable[Row],
    askers: Mapping[str, Sequence[int]],
    marks: Callable[[int], _Marks],
    found: dict[int, dict[int, tuple[Link, RelatedCase]]],
) -> None:
    """Note for everyone who asked for the key of a case what they have in common, if it is more than the key."""
    for row in rows:
        stored, case = _marks(_Stored(row)), _case(row)
        for place in askers[row["asked"]]:
            cases = found.get(place, {})
            link = None if row["id"] in cases else _link(marks(place), stored)
            if link is not None:
                found.setdefault(place, cases)[row["id"]] = (link, case)


def _newest_first(cases: Mapping[int, tuple[Link, RelatedCase]]) -> list[tuple[Link, RelatedCase]]:
    ordered = sorted(cases.items(), key=lambda item: (item[1][1].received_on, item[0]), reverse=True)
    return [found for _, found in ordered]


# Comparing, as people mean it


class _Marks(NamedTuple):
    """By what a person or a home is known again, in the order of ``Link``; equal ones are equal texts."""

    email: str
    telephone: str
    name: str
    """With the postcode, without which a name tells nothing."""
    address: str
    """The postcode with the numbers of house and flat, or with the words of an address that has none."""


class _Stored:
    """A row of the store as a contact."""

    def __init__(self, row: Row) -> None:
        self.name, self.email, self.telephone = row["name"], row["email"], row["telephone"]
        self.address, self.postcode = row["address"], row["postcode"]


def _marks(contact: Contact) -> _Marks:
    number = _digits(contact.telephone).removeprefix("00").removeprefix("44").lstrip("0")[-10:]
    place = "".join(contact.postcode.upper().split())
    name, address = folded(contact.name), folded(contact.address)
    home = " ".join(_HOUSE.findall(address)) or address
    return _Marks(
        contact.email.strip().lower(),
        number if len(number) >= _SHORTEST_TELEPHONE else "",
        f"{place} {name}" if place and name else "",
        f"{place} {home}" if place and home else "",
    )


def _link(one: _Marks, other: _Marks) -> Link | None:
    """What two have in common, the surest."""
    for link in Link:
        if one[link] and one[link] == other[link]:
            return link
    return None


def _last_digits(telephone: str) -> str:
    digits = telephone.replace(" ", "")
    if not digits.isdecimal():
        digits = _digits(telephone)
    return digits[-_TELEPHONE_KEY:] if len(digits) >= _SHORTEST_TELEPHONE else ""


def _digits(telephone: str) -> str:
    return "" if _ROUNDED.search(telephone) else "".join(filter(str.isdecimal, telephone))


# Questions


_ASKED = {"sqlite": "json_each(:keys) k", "postgresql": "json_array_elements_text(CAST(:keys AS json)) k(value)"}
_ANYBODY = "SELECT 1 FROM complainants WHERE {column} <> '' AND {key} = k.value"
_KNOWN = {
    "sqlite": f"SELECT k.value AS value FROM {_ASKED['sqlite']} WHERE EXISTS ({_ANYBODY})",
    # With a limit a server goes by the index, key by key, and does not read everybody to compare them all.
    "postgresql": f"SELECT k.value FROM {_ASKED['postgresql']} CROSS JOIN LATERAL ({_ANYBODY} LIMIT 1) p",
}
_NEWEST = "SELECT {{what}} FROM complainants WHERE {column} <> '' AND {key} = k.value ORDER BY id DESC LIMIT {most}"
_PEOPLE = {
    "sqlite": ("id", "CROSS JOIN complainants p ON p.id IN ({newest})"),
    "postgresql": ("*", "CROSS JOIN LATERAL ({newest}) p"),
}
_CASES = f"""
SELECT k.value AS asked, p.name, p.email, p.telephone, p.address, p.postcode,
       c.id, c.reference, c.state, c.received_on, c.restricted, s.name AS service,
       CASE WHEN c.restricted THEN '' ELSE c.summary END AS summary,
       CASE WHEN c.restricted THEN '' ELSE substr(n.details, 1, {MOST_TEXT}) END AS details
FROM {{asked}} {{people}} JOIN complaints c ON c.complainant_id = p.id
LEFT JOIN services s ON s.id = c.service_id LEFT JOIN narratives n ON n.complaint_id = c.id
WHERE c.state <> '{State.ANNULLED}' AND (c.due_on IS NOT NULL OR c.received_on >= :since)
"""


def _known(reader: Reader, asked: Sequence[str], column: str, key: str) -> list[str]:
    """Those of the keys that somebody in the store has."""
    keys = sorted(set(asked) - {""})  # in the order of the index, whose pages then come one after another
    if not keys:
        return []
    sql = _KNOWN[reader.engine].format(column=column, key=key)
    return [row["value"] for row in reader.rows(sql, keys=_as_json(keys))]


def _cases(reader: Reader, keys: Sequence[str], since: date, newest: str) -> Iterator[Row]:
    what, people = _PEOPLE[reader.engine]
    sql = _CASES.format(asked=_ASKED[reader.engine], people=people.format(newest=newest.format(what=what)))
    return reader.rows(sql, keys=_as_json(keys), since=since)


def _as_json(keys: Sequence[str]) -> str:
    """A list for the database, without texts that it would not take: no address has a NUL or half a character."""
    written = json.dumps(keys)
    if "\\u0000" in written or "\\ud" in written:
        return json.dumps([key for key in keys if key.isprintable()])
    return written


def _case(row: Row) -> RelatedCase:
    return RelatedCase(
        reference=row["reference"],
        state=State(row["state"]),
        service=row["service"],
        received_on=as_date(row["received_on"]),
        restricted=bool(row["restricted"]),
        text=f"{row['summary']} {row['details'] or ''}",
    )
