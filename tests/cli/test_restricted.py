"""Restricted cases, corrections and exports by command."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from caseapp.store import store as stores
from caseapp.store.store import Store


@pytest.fixture
def reference(caseapp: Any) -> str:
    """A complaint that Sam Okafor handles, restricted."""
    said = caseapp("log", "--service", "Waste", "--summary", "Rude at the counter", "--name", "Aoife")
    caseapp("assign", said.out.strip(), "Sam Okafor")
    caseapp("restrict", said.out.strip(), "--reason", "About a colleague")
    return str(said.out.strip())


def looks(address: str) -> list[tuple[str, str]]:
    """Who looked, by which door."""
    with closing(Store.open(address)) as store, store.reading() as reader:
        sql = (
            "SELECT o.name, e.content FROM events e JOIN officers o ON o.id = e.officer_id WHERE action = 'viewed' "
            "ORDER BY seq"
        )
        return [(row["name"], json.loads(row["content"])["how"]) for row in reader.rows(sql)]


def test_restricted_case_says_that_the_look_was_recorded(
    caseapp: Any, reference: str, founded_sqlite_address: str
) -> None:
    """Each look by ``show`` and ``why`` is an event; neither a list nor a summary is a look (R136)."""
    shown = caseapp("show", reference, user="Sam Okafor")
    caseapp("show", reference, "--json")
    caseapp("why", reference)
    for arguments in (("list",), ("search", "Waste"), ("summary",)):
        caseapp(*arguments)

    assert "Rude at the counter" in shown.out
    assert "Restricted: only whoever handles it, lead officers and administrators see it; this look was recorded" in (
        shown.out
    )
    assert [("Sam Okafor", "show"), ("Ada Admin", "show"), ("Ada Admin", "why")] == looks(founded_sqlite_address)


@pytest.mark.parametrize("command", [("show",), ("show", "--json"), ("why",), ("note", "Hello"), ("acknowledge",)])
def test_restricted_case_is_refused_to_others_without_a_word_of_it(
    caseapp: Any, reference: str, founded_sqlite_address: str, command: tuple[str, ...]
) -> None:
    """The sentence names whom to ask; nobody looked, and nobody joined by trying."""
    name, *rest = command
    said = caseapp(name, reference, *rest, user="Nia New")

    assert (1, "") == (said.code, said.out)
    assert "ask Sam Okafor, who handles it, or a lead officer. (R136)" in said.words
    assert "Rude" not in said.words
    assert "Aoife" not in said.words
    assert [] == looks(founded_sqlite_address)
    assert "Nia New" not in caseapp("people").out


def test_restricted_case_is_not_shown_if_the_look_cannot_be_recorded(
    caseapp: Any, reference: str, founded_sqlite_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First the event, then the case."""
    monkeypatch.setattr(stores, "BUSY_SECONDS", 0.1)
    with closing(Store.open(founded_sqlite_address)) as store, store.writing():
        said = caseapp("show", reference)

    assert (1, "") == (said.code, said.out)
    assert "Rude" not in said.words


def test_lists_withhold_what_a_restricted_case_says(caseapp: Any, reference: str) -> None:
    """For everybody, the one who handles it too: its row stays, its words do not."""
    (row,) = caseapp("list", "--json", user="Sam Okafor").json

    assert (reference, "restricted", True, "Sam Okafor") == tuple(
        row[name] for name in ("reference", "summary", "restricted", "handler")
    )
    assert [] == caseapp("search", "counter", "--json").json
    assert [reference] == [found["reference"] for found in caseapp("search", reference, "--json").json]


def test_restriction_ends_by_command(caseapp: Any, reference: str) -> None:
    """With a reason, by those who oversee; then everybody sees the case, and what happened to it."""
    assert 1 == caseapp("unrestrict", reference, "--reason", "Over", user="Sam Okafor").code
    assert 0 == caseapp("unrestrict", reference, "--reason", "The colleague has left").code

    shown = caseapp("show", reference, user="Nia New").out
    assert "Rude at the counter" in shown
    assert "Restricted (Ada Admin): About a colleague" in shown
    assert "No longer restricted (Ada Admin): The colleague has left" in shown


def test_correction_is_shown_with_what_stood_before_and_explained(caseapp: Any) -> None:
    """The old value stays in what happened; the dates are those of the corrected receipt, and why says how."""
    reference = caseapp("log", "--service", "Waste", "--summary", "Bin", "--name", "Aoif").out.strip()
    options = ("--name", "Aoife", "--received-on", "2024-04-05", "--channel", "letter")
    said = caseapp("correct", reference, "--reason", "Misheard", *options)
    shown = caseapp("show", reference).out
    explained = caseapp("why", reference, "--json").json["deadlines"]

    assert "Answer by Fri 19 Apr 2024." in said.out
    assert "From: Aoife\n" in shown
    assert "Received: Fri 5 Apr 2024 by letter" in shown
    assert "Corrected channel from web to letter, name, received on from 2024-04-08 to 2024-04-05 (Ada Admin)" in shown
    assert "Misheard [channel before: web] [name before: Aoif] [received on before: 2024-04-08]" in shown
    assert [("2024-04-05", "2024-04-12"), ("2024-04-05", "2024-04-19")] == [
        (deadline["start"], deadline["due"]) for deadline in explained
    ]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ((), "Nothing to correct"),
        (("--received-on", "5 April"), "--received-on “5 April” is not a date"),
        (("--issue-on", "2024-04-09"), "after the date of receipt"),
        (("--summary", ""), "A case needs a summary"),
    ],
)
def test_correction_that_cannot_be_made_is_told_in_a_sentence(caseapp: Any, options: Any, sentence: str) -> None:
    """And nothing is changed."""
    caseapp("log", "--service", "Waste", "--summary", "Bin")
    said = caseapp("correct", "C24-1", "--reason", "Misheard", *options)

    assert (1, "") == (said.code, said.out)
    assert sentence in said.words
    assert 1 == caseapp("show", "C24-1", "--json").json["version"]


def test_export_by_command(caseapp: Any, reference: str, tmp_path: Path) -> None:
    """What was written, and where the chain ends in it; a personal one says what to take care of."""
    plain = caseapp("export", str(tmp_path / "plain"), "--json")
    personal = caseapp("export", str(tmp_path / "personal"), "--personal")
    refused = caseapp("export", str(tmp_path / "refused"), user="Sam Okafor")

    assert 1 == plain.json["rows"]["cases.csv"]
    assert plain.json["anchor"] in (tmp_path / "plain" / "manifest.json").read_text(encoding="utf-8")
    assert reference in (tmp_path / "plain" / "cases.csv").read_text(encoding="utf-8")
    assert f"Wrote {tmp_path / 'personal'}: " in personal.out
    assert "It holds personal data" in personal.words
    assert "Rude at the counter" in (tmp_path / "personal" / "words.csv").read_text(encoding="utf-8")
    assert (1, "") == (refused.code, refused.out)
    assert "R52" in refused.words
    assert 0 == caseapp("verify").code
