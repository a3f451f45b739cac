"""The council's published figures, as what there is to make: so many stage records, so many of them in target.

The line ``Multi-Service`` is not a service. Its complaints are among those of the services that led them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from caseapp.intake.demonstration.dice import largest_remainder
from caseapp.intake.demonstration.files import read_csv
from caseapp.rules import periods
from caseapp.rules.errors import Imbalance
from caseapp.rules.measures import nearest_count
from caseapp.rules.periods import Period
from caseapp.rules.vocabulary import Channel

MULTI_SERVICE = "Multi-Service"


@dataclass(frozen=True, slots=True)
class Counts:
    """Stage records begun in a year, and how many of them were answered in target."""

    stage1: int
    stage2: int
    in_target: int

    @property
    def total(self) -> int:
        """Stage records of both stages."""
        return self.stage1 + self.stage2

    def less(self, part: Counts) -> Counts:
        """What is left when a part is taken out.

        Raises:
            Imbalance: the part is larger than the whole.
        """
        left = Counts(self.stage1 - part.stage1, self.stage2 - part.stage2, self.in_target - part.in_target)
        if min(left.stage1, left.stage2, left.in_target, left.stage1 - left.stage2, left.total - left.in_target) < 0:
            raise Imbalance(f"{part} is not a part of {self}; correct multi_service.csv.")
        return left


NOTHING = Counts(0, 0, 0)


@dataclass(frozen=True, slots=True)
class ServiceYear:
    """One service in one year."""

    service: str
    whole: Counts
    several: Counts
    """The part of the whole that concerned several services and was led by this one."""
    in_target_pct: int
    compliments: int
    labels: Mapping[str, int]
    """Stage records by sub-service or theme, for those that the council published."""


@dataclass(frozen=True, slots=True)
class PublishedYear:
    """One financial year."""

    period: Period
    services: tuple[ServiceYear, ...]
    channels: Mapping[Channel, int]
    """How the year's complaints came in; the numbers sum to its complaints."""

    @property
    def complaints(self) -> int:
        """Unique complaints: those of stage 1."""
        return sum(service.whole.stage1 for service in self.services)


def read_published(folder: Path) -> tuple[PublishedYear, ...]:
    """The years of ``published_services.csv``, earliest first.

    A percentage that no count can have (S16, S20, S21) becomes the count that comes nearest.
    """
    printed = [row for row in read_csv(folder / "published_services.csv") if row["service"] != MULTI_SERVICE]
    several = {(row["year"], row["service"]): _counts(row) for row in read_csv(folder / "multi_service.csv")}
    detail = read_csv(folder / "published_detail.csv")
    labels = sorted({row["year"] for row in printed})
    return tuple(_year(label, [row for row in printed if row["year"] == label], several, detail) for label in labels)


def _year(
    label: str,
    printed: list[dict[str, str]],
    several: Mapping[tuple[str, str], Counts],
    detail: list[dict[str, str]],
) -> PublishedYear:
    of_year = [row for row in detail if row["year"] == label]
    services = tuple(_service(row, several.get((label, row["service"]), NOTHING), of_year) for row in printed)
    complaints = sum(service.whole.stage1 for service in services)
    return PublishedYear(periods.year(label), services, _channels(complaints, of_year))


def _service(row: dict[str, str], several: Counts, detail: list[dict[str, str]]) -> ServiceYear:
    stage1, stage2, percent = int(row["stage1"]), int(row["stage2"]), int(row["printed_in_target_pct"])
    total = stage1 + stage2
    labels = {
        item["item"]: _units(item, total)
        for item in detail
        if item["service"] == row["service"] and item["unit"] != "remainder"
    }
    whole = Counts(stage1, stage2, nearest_count(percent, total))
    return ServiceYear(row["service"], whole, several, percent, int(row["compliments"] or 0), labels)


def _units(item: dict[str, str], total: int) -> int:
    value = int(item["value"])
    return nearest_count(value, total) if item["unit"] == "percent" else value


def _counts(row: dict[str, str]) -> Counts:
    return Counts(int(row["stage1"]), int(row["stage2"]), int(row["in_target"]))


def _channels(complaints: int, detail: list[dict[str, str]]) -> dict[Channel, int]:
    """Channels printed as so many cases first; the rest share what is left in proportion to their percentages."""
    rows = [row for row in detail if row["table"] == "channel"]
    cases = {Channel(row["item"]): int(row["value"]) for row in rows if row["unit"] == "cases"}
    percents = {Channel(row["item"]): int(row["value"]) for row in rows if row["unit"] == "percent"}
    return {**cases, **largest_remainder(complaints - sum(cases.values()), percents)}
