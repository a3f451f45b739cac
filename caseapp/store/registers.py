"""What cases refer to: people, services, policies, days off, and what the store was told about itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import text

from caseapp.rules.days_off import DayOff, DayOffKind
from caseapp.rules.instants import london_date
from caseapp.rules.policy import Policy
from caseapp.rules.text import folded
from caseapp.rules.vocabulary import Channel, Occasion, Role
from caseapp.rules.workflow import Actor
from caseapp.store import policy_rows, tables
from caseapp.store.audit import Happening, instant_text
from caseapp.store.known import Known, Person
from caseapp.store.writing import Writing


class Registers(Writing):
    """A write transaction over everything that is not a case."""

    def add_officer(self, name: str, role: Role, *, can_log_in: bool, by: Actor | None, at: datetime) -> Actor:
        """Add a person, or give one who is there another role; the chain says by whom."""
        actor = Actor(name, role)
        people = self._changing().people
        number = people[name].id if name in people else _next_person(people)
        if name in people:
            sql = "UPDATE officers SET role = :role, can_log_in = :can WHERE name = :name"
            self.connection.execute(text(sql), {"role": role.value, "can": can_log_in, "name": name})
        else:
            row = {"id": number, "name": name, "role": role.value, "can_log_in": can_log_in}
            self._insert(tables.Officer, [{**row, "joined_at": instant_text(at)}])
        people[name] = Person(number, actor, can_log_in)
        content = {"name": name, "role": role.value, "can_log_in": can_log_in}
        self.note_occasion(Happening(Occasion.JOINED, london_date(at), content), by=by or actor, at=at)
        return actor

    def _changing(self) -> Known:
        """What is known, apart from what other transactions see: this one is about to change it."""
        if not self._is_apart:
            self.__dict__["_known"] = self._known.apart()
            self._is_apart = True
        return self._known

    @cached_property
    def _services(self) -> dict[str, int]:
        return {row["name"]: row["id"] for row in self.rows("SELECT id, name FROM services")}

    @cached_property
    def _sub_services(self) -> dict[tuple[int, str], int]:
        rows = self.rows("SELECT id, service_id, name FROM sub_services")
        return {(row["service_id"], row["name"]): row["id"] for row in rows}

    def service_called(self, name: str) -> str | None:
        """The service that a name means, whatever its case, accents or punctuation; ``None`` if there is none."""
        if name in self._services:
            return name
        wanted = folded(name)
        return next((service for service in self._services if folded(service) == wanted), None)

    def add_service(self, name: str) -> str:
        """The service of that name, made if there is none."""
        known = self.service_called(name)
        if known is not None:
            return known
        self._services[name] = max(self._services.values(), default=0) + 1
        self._insert(tables.Service, [{"id": self._services[name], "name": name}])
        return name

    def add_sub_service(self, service: str, name: str) -> None:
        """A part of a service that is there; nothing if it has that part already."""
        self._sub_service_id(self._services[service], name)

    def _sub_service_id(self, service: int | None, name: str | None) -> int | None:
        if service is None or not name:
            return None
        if (service, name) not in self._sub_services:
            number = self._sub_services[service, name] = max(self._sub_services.values(), default=0) + 1
            self._insert(tables.SubService, [{"id": number, "service_id": service, "name": name}])
        return self._sub_services[service, name]

    def set(self, name: str, value: str) -> None:
        """Tell the store something about itself."""
        known = self._changing()
        sql = (
            "INSERT INTO settings (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = :value"
        )
        self.connection.execute(text(sql), {"name": name, "value": value})
        known.settings[name] = value
        known.forget_rules()

    def add_policy(self, policy: Policy) -> None:
        """Keep a policy version. Its code is new to the store."""
        known = self._changing()
        self._insert(tables.PolicyRow, [policy_rows.to_row(policy)])
        known.forget_rules()

    def add_channels(self, channels: Iterable[Channel]) -> None:
        """The ways in which contacts come."""
        self._insert(tables.ChannelRow, [{"code": channel.value} for channel in channels])

    def add_bank_holidays(self, division: str, days: Mapping[date, str]) -> None:
        """The published bank holidays of a division, which a store is founded with."""
        rows = [
            {"division": division, "held_on": on, "name": name, "origin": "published"}
            for on, name in sorted(days.items())
        ]
        known = self._changing()
        self._insert(tables.BankHoliday, rows)
        known.forget_rules()

    def add_day_off(self, day_off: DayOff, happening: Happening, *, by: Actor, at: datetime) -> None:
        """A closure day, or a bank holiday proclaimed since, with the event that adds it; it names the day."""
        known = self._changing()
        self.note_occasion(happening, by=by, at=at)
        named = {"name": day_off.name, "added_seq": self._chain_head()[0]}
        self.flush()
        if day_off.kind is DayOffKind.CLOSURE:
            self._insert(tables.ClosureDay, [{"closed_on": day_off.day, **named}])
        else:
            day = {"division": str(day_off.division), "held_on": day_off.day, "origin": "added"}
            self._insert(tables.BankHoliday, [{**day, **named}])
        known.forget_rules()


def _next_person(people: Mapping[str, Person]) -> int:
    return max((person.id for person in people.values()), default=0) + 1
