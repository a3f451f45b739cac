"""A digest of what was submitted, the same whichever file it comes in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from operator import itemgetter
from typing import Any

from caseapp.intake.telephone import compared
from caseapp.rules.vocabulary import Channel, Kind
from caseapp.store.audit import canonical


def digest(reference: str, content: Mapping[str, object]) -> str:
    """SHA-256 over the content; blanks, line ends and what a spreadsheet does to a telephone number are no change.

    GOV.UK Forms adds the submission's reference to the names of files in some of its exports and not in others.
    """
    facts = {name: _plainest(name, value, reference) for name, value in content.items()}
    return sha256(canonical({name: fact for name, fact in facts.items() if fact}).encode()).hexdigest()


def submission_digest(content: Mapping[str, Any]) -> str:
    """The ``digest`` of a submission's fields by a shorter way, which every row of an import goes.

    Kind and channel may be left out. Texts have no control characters but line feeds and tabs.
    """
    texts = {"kind": Kind.COMPLAINT, "channel": Channel.WEB, **content}
    for name, plainest in _PLAINEST:
        if name in texts:
            texts[name] = plainest(texts[name])
    pattern, values_of = _shape(tuple(texts))
    words = _quotable(_BETWEEN.join(values_of(texts)))
    reference = texts.get("submission_id", "")
    if f"_{reference}." in words:  # an attachment's name, which is not always so
        return digest(reference, {"kind": Kind.COMPLAINT, "channel": Channel.WEB, **content})
    return sha256((pattern % tuple(words.split(_BETWEEN))).encode()).hexdigest()


@lru_cache(maxsize=1_000)
def _shape(names: tuple[str, ...]) -> tuple[str, Callable[[Mapping[str, Any]], tuple[str, ...]]]:
    """The canonical JSON of an object of texts with those names, and what takes its values in their order."""
    ordered = sorted(names)
    return "{" + ",".join(f'"{name}":"%s"' for name in ordered) + "}", itemgetter(*ordered)


def _quotable(words: str) -> str:
    """Runs of blanks and line ends as one blank, and as the text stands between the quotes of JSON."""
    words = words.replace("\n", " ")
    if "\t" in words or not (words.isascii() or words.replace(_BETWEEN, "").isprintable()):
        words = " ".join(words.split())
    while "  " in words:
        words = words.replace("  ", " ")
    return words.replace("\\", "\\\\").replace('"', '\\"') if '"' in words or "\\" in words else words


def _instant_text(at: datetime) -> str:
    """As ``datetime.isoformat`` has an instant in UTC without its microseconds."""
    return f"{_day_text(at.date())}T{_TWO[at.hour]}:{_TWO[at.minute]}:{_TWO[at.second]}+00:00"


_BETWEEN = "\0"
"""Between the texts of a row, which have no control characters."""
_TWO = [f"{number:02}" for number in range(60)]
_day_text = lru_cache(maxsize=4_000)(date.isoformat)
_PLAINEST: tuple[tuple[str, Callable[[Any], str]], ...] = (
    ("submitted_at", _instant_text),
    ("telephone", lambda telephone: compared(telephone) or telephone),
    ("issue_on", _day_text),
    ("aware_on", _day_text),
)


def _plainest(name: str, value: object, reference: str) -> object:
    if isinstance(value, datetime):
        return value.replace(microsecond=0).isoformat()
    if not isinstance(value, str):
        return value
    if name == "telephone":
        return compared(value) or value
    return " ".join(value.replace(f"_{reference}.", ".").split())
