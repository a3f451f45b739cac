"""Exports: what is in them, what never is, who may make one, and that none exists unrecorded."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import stat
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from caseapp.casework.export import EVENTS, MANIFEST, Exported, export
from caseapp.casework.requests import Complainant, Correct, Escalate, Extend, Log, Note, Respond, Restrict
from caseapp.rules.errors import FileProblem, NotFound, RuleBroken, StoreProblem
from caseapp.rules.vocabulary import Channel, Kind, Occasion, Outcome
from caseapp.store import store as stores
from caseapp.store.audit import GENESIS, anchors_in
from caseapp.store.schema import VERSIONS
from caseapp.store.store import Store
from caseapp.store.verification import anchor_of, verify
from tests.builders import ADA, LEE, MEL, OLGA, RITA, TUESDAY, Desk, april, noon

ALWAYS = {
    *(EVENTS, "cases.csv", "stages.csv", "extensions.csv", "decisions.csv", "services.csv", "points.csv"),
    "findings.csv",
}
PERSONAL = {"complainants.csv", "words.csv"}

ANN = Complainant("Ann Öz", "ann@example.org", "01223 000000", "1 Mill Road", "CB1 2AD")
WORDS = ("Rude quetzal", "axolotl\nand more", "okapi", "numbat", "Quokka called", "The narwhal file", "A first ibex")
"""Summary, narrative, wish, what was raised before, note, reason of an extension, and a summary since corrected."""
NEEDS = ("A braille letter", "A sign interpreter", "Through Fennec alone", "By jackal only")
"""Adjustments asked for, and how to be in contact, each before and after a correction."""


def set_cases(desk: Desk) -> None:
    """A restricted case that was corrected, extended and taken to stage 2; a formula; a compliment."""
    summary, details, wish, before, note, reason, first = WORDS
    old, new, contact, other_contact = NEEDS
    case = Log(
        summary=first, service="Waste", sub_service="Bins", other_services=("Planning", "Finance"), details=details,
        desired_outcome=wish, raised_before=before, complainant=ANN, adjustments=old, contact=contact,
        issue_on=april(2),
    )  # fmt: skip
    reference = desk.do(case).reference
    desk.do(Correct(reference, "Misread", summary=summary), today=TUESDAY)
    desk.do(Correct(reference, "Misheard", adjustments=new), today=TUESDAY)
    desk.do(Correct(reference, "Misheard", contact=other_contact), today=TUESDAY)
    desk.do(Note(reference, note), today=TUESDAY)
    desk.do(Extend(reference, 5, reason), today=TUESDAY)
    desk.do(Respond(reference, Outcome.UPHELD, "=Missed", "Staff"), today=april(10))
    desk.do(Escalate(reference, reviewer=RITA), today=april(11))
    desk.do(Restrict(reference, "About a colleague"), by=RITA, today=april(11))
    desk.do(Log(summary="=1+1", service=None, channel=Channel.LETTER), today=april(11))
    desk.do(Log(summary="Thank you", service="Finance", kind=Kind.COMPLIMENT), today=april(11))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk whose store holds those three cases and no other, on each engine in turn."""
    with ExitStack() as until_the_end:
        if request.param == "sqlite":
            template = request.getfixturevalue("founded_sqlite_template")
            address = str(shutil.copy(template, tmp_path_factory.mktemp("filled") / "filled.db"))
        else:
            copy = request.getfixturevalue("postgres_copy")
            address = until_the_end.enter_context(copy(request.getfixturevalue("founded_postgres_template")))
        desk = Desk(until_the_end.enter_context(closing(Store.open(address)))).staffed()
        set_cases(desk)
        yield desk


def exported(desk: Desk, folder: Path, *, personal: bool = False, name: str = LEE) -> Exported:
    return export(desk.store, folder, personal=personal, name=name, at=noon(april(12)))


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def events(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / EVENTS).read_text(encoding="utf-8").splitlines()]


def everything(folder: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()))


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def exports_recorded(store: Store) -> list[tuple[str, dict[str, Any]]]:
    sql = (
        "SELECT o.name, e.content FROM events e JOIN officers o ON o.id = e.officer_id "
        f"WHERE e.action = '{Occasion.EXPORTED}'"
    )
    with store.reading() as reader:
        return [(row["name"], json.loads(row["content"])) for row in reader.rows(sql)]


def chain(folder: Path) -> Iterator[str]:
    """The hash of each event worked out anew, in the way that the manifest tells and with nothing of caseapp's."""
    names = (
        *("seq", "complaint_id", "version", "action", "stage", "happened_on", "recorded_at", "officer", "state"),
        *("due_on", "target_on", "content", "text_digest", "previous"),
    )
    for event in events(folder):
        facts = json.dumps([event[name] for name in names], ensure_ascii=False, separators=(",", ":"))
        yield hashlib.sha256(facts.encode("utf-8")).hexdigest()


def test_export_has_the_process_of_every_case(filled: Desk, tmp_path: Path) -> None:
    """Without a word of anybody's: cases, stages, extensions, decisions, services and the chain."""
    folder = tmp_path / "out"
    done = exported(filled, folder)
    first, second, third = rows(folder, "cases.csv")

    assert ALWAYS | {MANIFEST} == {path.name for path in folder.iterdir()}
    assert ("C24-00001", "stage-2-new", "Waste", "Bins", "Finance; Planning", RITA, "yes", "9", "2024-04-02") == tuple(
        first[name]
        for name in (
            *("reference", "state", "service", "sub_service", "other_services", "handler", "restricted", "version"),
            "issue_on",
        )
    )
    assert ("", "letter", "2024-04-25", "no") == tuple(
        second[n] for n in ("service", "channel", "due_on", "restricted")
    )
    assert ("compliment", "recorded", "") == (third["kind"], third["state"], third["due_on"])
    assert [("1", "1", ""), ("2", "1", RITA), ("1", "1", "")] == [
        (row["stage"], row["attempt"], row["handler"] if row["stage"] == "2" else "")
        for row in rows(folder, "stages.csv")
    ]
    assert [("C24-00001", "5", "2024-04-29")] == [
        (row["reference"], row["days"], row["extended_to"]) for row in rows(folder, "extensions.csv")
    ]
    assert [("answered", "upheld", OLGA, "'=Missed", "Staff")] == [
        tuple(row[name] for name in ("ending", "outcome", "decided_by", "resolution_theme", "root_cause"))
        for row in rows(folder, "decisions.csv")
    ]
    assert {"service": "Waste", "sub_service": "Bins"} in rows(folder, "services.csv")
    assert {"cases.csv": 3, "stages.csv": 3, "extensions.csv": 1, "decisions.csv": 1} == {
        name: done.rows[name] for name in ("cases.csv", "stages.csv", "extensions.csv", "decisions.csv")
    }


def test_export_without_asking_holds_no_words_and_nobody(filled: Desk, tmp_path: Path) -> None:
    """No free text, no name or contact detail of who complained, no adjustments, and no salt to guess them by."""
    exported(filled, tmp_path / "out")
    text = everything(tmp_path / "out")

    for words in (*WORDS, *NEEDS, "Misread", "Misheard", "About a colleague", "=1+1", "Ann", "Öz", "example.org"):
        assert words.split("\n")[0] not in text
    assert [True] * len(events(tmp_path / "out")) == [
        event.keys().isdisjoint({"text", "salt"}) for event in events(tmp_path / "out")
    ]


def test_personal_export_holds_words_and_people_but_never_adjustments(filled: Desk, tmp_path: Path) -> None:
    """Adjustments stay in the store, those that a correction replaced as well (R128); formulas are neutralised."""
    folder = tmp_path / "out"
    exported(filled, folder, personal=True)
    told = "\n".join(event.get("text") or "" for event in events(folder))

    assert ALWAYS | PERSONAL | {MANIFEST} == {path.name for path in folder.iterdir()}
    assert [tuple(vars_of(ANN))] == [tuple(list(row.values())[1:]) for row in rows(folder, "complainants.csv")]
    assert [WORDS[0], "'=1+1", "Thank you"] == [row["summary"] for row in rows(folder, "words.csv")]
    assert WORDS[1:4] == tuple(
        rows(folder, "words.csv")[0][name] for name in ("details", "desired_outcome", "raised_before")
    )
    assert [WORDS[5]] == [row["reason"] for row in rows(folder, "extensions.csv")]
    assert all(words in told for words in (*WORDS[4:], "Misread", "About a colleague"))
    assert [] == [need for need in (*NEEDS, "Misheard") if need in everything(folder)]


def vars_of(who: Complainant) -> list[str]:
    return [who.name, who.email, who.telephone, who.address, who.postcode]


@pytest.mark.parametrize("personal", [False, True])
def test_somebody_else_can_check_the_chain(filled: Desk, tmp_path: Path, personal: bool) -> None:  # noqa: FBT001  # pytest's parameter
    """From the files alone: every hash, every link, every digest of words, and where it ends."""
    folder = tmp_path / "out"
    done = exported(filled, folder, personal=personal)
    told = events(folder)

    assert [event["hash"] for event in told] == list(chain(folder))
    assert [GENESIS, *(event["hash"] for event in told[:-1])] == [event["previous"] for event in told]
    assert list(range(1, len(told) + 1)) == [event["seq"] for event in told]
    for event in told:
        if event.get("text"):
            sealed = hashlib.sha256(f"{event['salt']}\n{event['text']}".encode()).hexdigest()
            assert sealed == event["text_digest"]
    assert f"{len(told)}:{told[-1]['hash']}" == done.anchor
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    assert done.anchor == manifest["anchor"]
    assert digests(folder) == {name: file["sha256"] for name, file in manifest["files"].items()} | {
        MANIFEST: digests(folder)[MANIFEST]
    }
    assert (LEE, VERSIONS[-1], personal) == (manifest["made_by"], manifest["schema"], manifest["personal"])


def test_export_is_an_event_that_vouches_for_its_files(filled: Desk, tmp_path: Path) -> None:
    """It comes after the anchor, says who took what, and carries the digest of every file, the manifest's too."""
    done = exported(filled, tmp_path / "out", personal=True)
    *_, (name, content) = exports_recorded(filled.store)

    assert (LEE, "store", True, done.rows) == (name, content["what"], content["personal"], content["rows"])
    assert digests(tmp_path / "out") == content["files"]
    with filled.store.reading() as reader:
        anchors = anchors_in((tmp_path / "out" / MANIFEST).read_text(encoding="utf-8"))
        assert [done.anchor] == [str(anchor) for anchor in anchors]
        assert () == verify(reader, anchors).problems
        head = anchor_of(reader)
        assert head is not None
        assert anchors[0].seq + 1 == head.seq


@pytest.mark.parametrize(("name", "rule"), [(OLGA, "R52"), (RITA, "R52"), (MEL, "R54"), ("Nia New", "R52")])
def test_export_is_for_those_who_oversee(desk: Desk, tmp_path: Path, name: str, rule: str) -> None:
    """Others are refused, leave nothing behind and do not join by asking."""
    with pytest.raises(RuleBroken, match=rule):
        exported(desk, tmp_path / "out", name=name)

    assert [] == [path.name for path in tmp_path.iterdir() if "out" in path.name]
    with desk.store.reading() as reader, pytest.raises(NotFound):
        reader.person("Nia New")


def test_an_administrator_exports_too(own_desk: Desk, tmp_path: Path) -> None:
    """Into an empty folder, and a store without cases as well."""
    (tmp_path / "out").mkdir()

    assert 0 == exported(own_desk, tmp_path / "out", name=ADA).rows["cases.csv"]


def test_export_overwrites_nothing(desk: Desk, tmp_path: Path) -> None:
    """A folder that holds something, a file and a link are left as they are, and no export is recorded."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    before = exports_recorded(desk.store)
    for name in ("full", "file", "link", "nowhere/out"):
        with pytest.raises(FileProblem):
            exported(desk, tmp_path / name)

    assert "mine" == (tmp_path / "full" / "letter.txt").read_text() == (tmp_path / "file").read_text()
    assert before == exports_recorded(desk.store)


def test_export_is_private(desk: Desk, tmp_path: Path) -> None:
    """Nobody but its owner reads it, whatever the system lets others do by default."""
    exported(desk, tmp_path / "out")

    assert 0o700 == stat.S_IMODE((tmp_path / "out").stat().st_mode)
    assert {0o600} == {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").iterdir()}


def test_export_clears_what_a_killed_one_left(sqlite_desk: Desk, tmp_path: Path) -> None:
    """Half an export to the same place is found and taken away; what only looks like one is somebody's own."""
    for name in (".out.4711.export", ".out.mine.export", ".other.4711.export"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "words.csv").write_text("reference,summary")
    exported(sqlite_desk, tmp_path / "out")

    assert [".other.4711.export", ".out.mine.export", "out"] == sorted(path.name for path in tmp_path.iterdir())


def test_export_that_cannot_be_recorded_does_not_exist(
    founded_sqlite_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While somebody else writes and does not end, the files are made, and taken away again."""
    monkeypatch.setattr(stores, "BUSY_SECONDS", 0.1)
    with closing(Store.open(founded_sqlite_address)) as store, closing(Store.open(founded_sqlite_address)) as other:
        with other.writing(), pytest.raises(StoreProblem):
            export(store, tmp_path / "out", personal=False, name=ADA, at=noon(april(12)))

        assert [] == [path.name for path in tmp_path.iterdir() if "out" in path.name]
        assert [] == exports_recorded(store)
