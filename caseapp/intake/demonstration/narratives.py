"""What complaints and compliments say: topics of each service, and sentences with words to fill in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from caseapp.intake.demonstration.dice import Dice
from caseapp.intake.demonstration.files import read_toml
from caseapp.rules.vocabulary import Outcome

_SLOT = re.compile(r"\{(\w+)\}")
_SENTENCE_START = re.compile(r"(?:^|(?<=[.?!] ))[a-z]")


@dataclass(frozen=True, slots=True)
class Stem:
    """A summary and the story behind it, with ``{slots}``."""

    summary: str
    story: str


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that a service is complained to about."""

    sub_service: str
    theme: str
    weight: int
    """How often, beside the service's other topics, where no figure was published."""
    months: tuple[int, ...]
    """When in the year; empty is always."""
    escalates: int
    """How many times likelier stage 2 is than for other topics."""
    outcomes: tuple[int, ...]
    """Weights of upheld, partly upheld and not upheld."""
    effects: tuple[str, ...]
    """What it did to the person."""
    stems: tuple[Stem, ...]

    def in_season(self, month: int) -> bool:
        """Whether the topic comes up in that month."""
        return not self.months or month in self.months


@dataclass(frozen=True, slots=True)
class ServiceStories:
    """The topics of one service, and what it is thanked for."""

    topics: tuple[Topic, ...]
    compliments: tuple[Stem, ...]
    goes_with: tuple[str, ...]
    """The services that share complaints with this one, the likeliest first."""
    slots: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Narratives:
    """Everything that can be said."""

    services: Mapping[str, ServiceStories]
    openings: tuple[str, ...]
    wishes: tuple[str, ...]
    several: tuple[str, ...]
    extension_reasons: tuple[str, ...]
    causes_found: Mapping[str, int]
    """Root causes, with weights, of what was upheld at least in part."""
    causes_not_found: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Told:
    """A finished narrative."""

    summary: str
    details: str


def read_narratives(folder: Path) -> Narratives:
    """The narratives of ``narratives.toml``."""
    tables = read_toml(folder / "narratives.toml")
    return Narratives(
        services={table["name"]: _service(table, tables["slots"]) for table in tables["services"]},
        openings=tuple(tables["openings"]),
        wishes=tuple(tables["wishes"]),
        several=tuple(tables["several"]),
        extension_reasons=tuple(tables["extension_reasons"]),
        causes_found=tables["root_causes"]["found"],
        causes_not_found=tables["root_causes"]["not_found"],
    )


def _service(table: dict[str, Any], slots: dict[str, list[str]]) -> ServiceStories:
    return ServiceStories(
        topics=tuple(_topic(topic, table) for topic in table["topics"]),
        compliments=_stems(table["compliments"]),
        goes_with=tuple(table["goes_with"]),
        slots={name: tuple(words) for name, words in {**slots, **table.get("slots", {})}.items()},
    )


def _topic(table: dict[str, Any], service: dict[str, Any]) -> Topic:
    """A topic; what it does not say itself is its service's."""
    return Topic(
        sub_service=table["sub_service"],
        theme=table["theme"],
        weight=table["weight"],
        months=tuple(table.get("months", ())),
        escalates=table.get("escalates", 1),
        outcomes=tuple(table.get("outcomes", service["outcomes"])),
        effects=tuple(table.get("effects", service["effects"])),
        stems=_stems(table["stems"]),
    )


def _stems(pairs: list[list[str]]) -> tuple[Stem, ...]:
    return tuple(Stem(summary, story) for summary, story in pairs)


def outcome_weights(topic: Topic) -> dict[Outcome, int]:
    """How often a complaint on the topic is upheld, partly upheld and not upheld at stage 1."""
    return dict(zip((Outcome.UPHELD, Outcome.PARTLY_UPHELD, Outcome.NOT_UPHELD), topic.outcomes, strict=True))


def tell_complaint(dice: Dice, narratives: Narratives, service: str, topic: Topic, others: tuple[str, ...]) -> Told:
    """A complaint in the words of the person: opening, story, effect, further services, wish."""
    stories = narratives.services[service]
    stem = dice.pick(topic.stems)
    sentences = [dice.pick(narratives.openings), stem.story, dice.pick(topic.effects)]
    if others:
        sentences.append(dice.pick(narratives.several).replace("{other}", " and ".join(others)))
    sentences.append(dice.pick(narratives.wishes))
    return _filled(dice, Stem(stem.summary, " ".join(filter(None, sentences))), stories.slots)


def tell_compliment(dice: Dice, narratives: Narratives, service: str) -> Told:
    """A compliment to the service."""
    stories = narratives.services[service]
    return _filled(dice, dice.pick(stories.compliments), stories.slots)


def _filled(dice: Dice, stem: Stem, slots: Mapping[str, tuple[str, ...]]) -> Told:
    """The stem with its slots filled, a slot that comes twice with the same words."""
    names = dict.fromkeys(_SLOT.findall(f"{stem.summary} {stem.story}"))
    words = {name: dice.pick(slots[name]) for name in names}
    return Told(_sentence_case(stem.summary, words), _sentence_case(stem.story, words))


def _sentence_case(text: str, words: Mapping[str, str]) -> str:
    filled = _SLOT.sub(lambda slot: words[slot[1]], text)
    return _SENTENCE_START.sub(lambda letter: letter[0].upper(), filled)
