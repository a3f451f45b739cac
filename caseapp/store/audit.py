"""The chain of events: each carries the SHA-256 of the one before and of its own canonical content."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import orjson

from caseapp.rules.errors import InvalidInput
from caseapp.rules.text import one_line
from caseapp.rules.vocabulary import Action, Occasion, State

_AS_WRITTEN = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
"""Dates as ``str`` writes them, as they always were."""

GENESIS = "0" * 64
"""What the first event carries as the hash of the one before."""


@dataclass(frozen=True, slots=True)
class Happening:
    """What a verb tells the store: the facts of one event, before it has a place in the chain."""

    action: Action | Occasion
    on: date
    content: Mapping[str, object] = field(default_factory=dict)
    """Facts only, no free text and nobody's name but officers': they can never be erased."""
    text: str | None = None
    """Words that go with it. Kept beside the chain, which holds their salted digest."""
    stage: int | None = None
    target_on: date | None = None
    """The due date before extension, when this event sets one."""


@dataclass(frozen=True, slots=True)
class Link:
    """One event in its place: everything that its hash covers."""

    seq: int
    complaint_id: int | None
    version: int | None
    action: str
    stage: int | None
    happened_on: date
    recorded_at: str
    officer: str
    state: str | None
    due_on: date | None
    target_on: date | None
    content: str
    text_digest: str | None
    previous: str

    def hash(self) -> str:
        """The hash that the next event carries."""
        facts = [
            self.seq,
            self.complaint_id,
            self.version,
            self.action,
            self.stage,
            self.happened_on.isoformat(),
            self.recorded_at,
            self.officer,
            self.state,
            self.due_on and self.due_on.isoformat(),
            self.target_on and self.target_on.isoformat(),
            self.content,
            self.text_digest,
            self.previous,
        ]
        return hashlib.sha256(canonical(facts).encode()).hexdigest()


def canonical(facts: object) -> str:
    """JSON that is the same, byte for byte, whoever writes it: no blanks, keys in order, letters as they are."""
    try:
        return orjson.dumps(facts, default=str, option=_AS_WRITTEN).decode()
    except (TypeError, ValueError):  # a number beyond 64 bits, half of a character: rare, and written the same here
        return _canonical(facts)


def _canonical(facts: object) -> str:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=str)


def instant_text(at: datetime) -> str:
    """An instant as it is stored and hashed: UTC, microseconds, a final Z."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def text_digest(salt: str, text: str) -> str:
    """The digest of words; the salt keeps short ones from being guessed after they were erased."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def sealed_text(text: str | None) -> tuple[str | None, str | None, str | None]:
    """Words as an event keeps them: the text, a fresh salt and the digest; three blanks for no words."""
    if not text:
        return None, None, None
    salt = secrets.token_hex(16)
    return text, salt, text_digest(salt, text)


def state_text(state: State | None) -> str | None:
    """A state as an event keeps it."""
    return state.value if state else None


_ANCHOR = re.compile(r"(?<![0-9a-zA-Z])([1-9][0-9]{0,17}):([0-9a-f]{64})(?![0-9a-zA-Z])")


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the chain ended at some moment. Kept somewhere else, it shows later that nothing before it is gone."""

    seq: int
    """The number of the last event."""
    hash: str

    def __str__(self) -> str:
        """``SEQ:HASH``, as it is printed and read."""
        return f"{self.seq}:{self.hash}"

    @classmethod
    def parse(cls, written: str) -> Anchor:
        """An anchor as it was printed.

        Raises:
            InvalidInput: it is not one.
        """
        match = _ANCHOR.fullmatch(written.strip())
        if match is None:
            raise InvalidInput(
                f"“{one_line(written)[:80]}” is not an anchor; one reads 812: and 64 letters and digits."
            )
        return cls(int(match[1]), match[2])


def anchors_in(text: str) -> tuple[Anchor, ...]:
    """Every anchor that a text holds, such as a summary or a manifest that was kept."""
    return tuple(Anchor(int(seq), digest) for seq, digest in _ANCHOR.findall(text))
