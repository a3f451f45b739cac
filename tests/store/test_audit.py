"""The chain's arithmetic. Stores that exist hold these hashes, so they never change."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.rules.vocabulary import Action
from caseapp.store.audit import GENESIS, Link, canonical, instant_text, sealed_text, text_digest

LINK = Link(
    seq=7,
    complaint_id=3,
    version=2,
    action="acknowledge",
    stage=1,
    happened_on=date(2024, 4, 9),
    recorded_at="2024-04-09T12:00:00.000000Z",
    officer="Siân O'Neil",
    state="stage-1",
    due_on=date(2024, 4, 22),
    target_on=None,
    content='{"due_on":"2024-04-22"}',
    text_digest=None,
    previous=GENESIS,
)


def test_hash_of_an_event_never_changes() -> None:
    """A store of last year verifies with the caseapp of this year."""
    assert "0866828391e1f11351a6be394f32f3a480dedec6318a3cb1b2ae067aefa42a62" == LINK.hash()


OTHERWISE = {
    "seq": 8,
    "complaint_id": None,
    "version": 3,
    "action": "note",
    "stage": None,
    "happened_on": date(2024, 4, 10),
    "recorded_at": "2024-04-09T12:00:00.000001Z",
    "officer": "Sian O'Neil",
    "state": None,
    "due_on": None,
    "target_on": date(2024, 4, 22),
    "content": "{}",
    "text_digest": "",
    "previous": "1" * 64,
}


@pytest.mark.parametrize("name", [field.name for field in fields(Link)])
def test_hash_covers_every_fact(name: str) -> None:
    """Nothing of an event can be changed without changing its hash."""
    assert LINK.hash() != replace(LINK, **{name: OTHERWISE[name]}).hash()  # type: ignore[arg-type]  # by name


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text() | st.dates() | st.sampled_from(Action)
        | st.datetimes(timezones=st.just(UTC)),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=8,
    )
)  # fmt: skip
def test_canonical_text_is_what_the_standard_library_writes(facts: object) -> None:
    """Hashes of years ago must come out again, with whatever library the text is written now."""
    plainly = json.dumps(facts, ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=str)

    assert plainly == canonical(facts)


def test_canonical_text_is_the_same_whoever_writes_it() -> None:
    """Keys in order, no blanks, letters as they are."""
    assert '{"a":[1,null],"é":"2024-04-09"}' == canonical({"é": date(2024, 4, 9), "a": [1, None]})


def test_instants_are_written_in_utc_to_the_microsecond() -> None:
    """One instant has one way to be written, so that it can be hashed."""
    noon = datetime(2024, 7, 1, 12, tzinfo=UTC)

    assert "2024-07-01T12:00:00.000000Z" == instant_text(noon)
    assert instant_text(noon) == instant_text(noon.astimezone(timezone(timedelta(hours=5, minutes=30))))


def test_words_are_sealed_with_fresh_salt() -> None:
    """The digest of two same words differs, so that short ones cannot be guessed once they are erased (R133)."""
    (words, salt, digest), (_, other_salt, other_digest) = sealed_text("No"), sealed_text("No")

    assert words == "No"
    assert salt is not None
    assert digest == text_digest(salt, "No")
    assert (salt, digest) != (other_salt, other_digest)
    assert (None, None, None) == sealed_text("") == sealed_text(None)
