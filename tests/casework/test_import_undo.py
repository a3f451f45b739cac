"""An import is taken back whole, once, and only while nobody has worked on what it brought."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from caseapp.casework.export import export
from caseapp.casework.import_undo import Undone, undo_import
from caseapp.casework.requests import Note, Undo
from caseapp.intake import commit_plan, open_import, plan_file
from caseapp.intake.commit import Batch as Imported
from caseapp.rules.errors import NotFound, RuleBroken
from caseapp.rules.periods import Period
from caseapp.rules.vocabulary import Action, Division, Occasion, State
from caseapp.store import guards
from caseapp.store.exports import event_lines
from caseapp.store.queries.cases import case_view
from caseapp.store.queries.figures import contacts, stage_records
from caseapp.store.queries.imports import Batch, batch, batches
from caseapp.store.queries.worklist import WorklistFilter, worklist_ids
from caseapp.store.store import Store
from caseapp.store.verification import verify
from caseapp.store.views import VIEWS
from tests.builders import ADA, LEE, MEL, OLGA, RITA, Desk, contents, noon

TODAY = date(2024, 6, 3)
HISTORY = """\
reference,kind,received_on,channel,service,name,email,summary,stage1_acknowledged_on,stage1_handler,stage1_extended_on,\
stage1_extended_to,stage1_extension_reason,stage1_responded_on,stage1_outcome,stage2_requested_on,stage2_acknowledged_on,\
stage2_handler,stage2_responded_on,stage2_outcome
OLD-1,complaint,2024-04-08,web,Waste,Ann,ann@example.org,Bin,2024-04-09,Old Hand,2024-04-10,2024-04-29,Witnesses,\
2024-04-20,not-upheld,2024-04-25,2024-04-26,Old Chief,2024-05-10,upheld
OLD-2,complaint,2024-05-28,web,Planning,Bob,bob@example.org,Fence,,Old Hand,,,,,,,,,,
OLD-3,compliment,2024-05-28,web,Waste,Cat,cat@example.org,Thanks,,,,,,,,,,,,
"""
SUBMISSIONS = """\
source,submission_id,submitted_at,name,service,summary,details
web,S-1,2024-06-01T10:00:00+01:00,Dan,Waste,Bin again,The bin
web,S-2,2024-06-02T10:00:00+01:00,Eve,Waste,Bin too,The bin
"""


def imported(desk: Desk, folder: Path, text: str = HISTORY, *, by: str = OLGA) -> Imported:
    path = folder / "old.csv"
    path.write_text(text)
    with desk.store.writing() as work:
        plan = plan_file(work, open_import(path), today=TODAY)
        return commit_plan(work, plan, by=desk.actor(work, by, TODAY), at=noon(TODAY))


def undone(desk: Desk, number: int, *, by: str = OLGA) -> Undone:
    with desk.store.writing() as work:
        return undo_import(work, number, by=desk.actor(work, by, TODAY), at=noon(TODAY))


def refused(desk: Desk, number: int, *, by: str = OLGA) -> RuleBroken:
    """The refusal to take an import back, after which nothing is different."""
    before = contents(desk.store)
    with pytest.raises(RuleBroken) as raised:
        undone(desk, number, by=by)
    assert before == contents(desk.store)
    return raised.value


def seen(desk: Desk) -> dict[str, Any]:
    """Everything that lists, counts and looks for cases."""
    year = Period("2024", date(2024, 1, 1), date(2024, 12, 31))
    with desk.store.reading() as reader:
        calendar = reader.calendar(Division.ENGLAND_AND_WALES)
        wanted = (
            WorklistFilter(),
            WorklistFilter(include_closed=True),
            WorklistFilter(include_closed=True, text="bin"),
        )
        return {
            "lists": [list(worklist_ids(reader, each, TODAY, calendar)) for each in wanted],
            "annulled": list(worklist_ids(reader, WorklistFilter(state=State.ANNULLED), TODAY, calendar)),
            "stages": list(stage_records(reader, year)),
            "contacts": list(contacts(reader, year)),
            "views": [reader.value(f"SELECT COUNT(*) FROM {view}") for view in VIEWS],
            "submissions": reader.value("SELECT COUNT(*) FROM submissions"),
        }


@pytest.mark.parametrize("text", [HISTORY, SUBMISSIONS], ids=["case history", "submissions"])
def test_import_that_is_taken_back_leaves_nothing_to_count(own_desk: Desk, tmp_path: Path, text: str) -> None:
    """Lists, figures and search are as they were, the store proves itself, and the file goes in again as new."""
    own_desk.logged(today=date(2024, 5, 7))
    before = seen(own_desk)
    first = imported(own_desk, tmp_path, text)
    after = seen(own_desk)

    assert Undone(first.number, "old.csv", len(first.cases)) == undone(own_desk, first.number)
    assert before == seen(own_desk) != after
    assert first.counts == imported(own_desk, tmp_path, text).counts
    assert [len(each) for each in after["lists"]] == [len(each) for each in seen(own_desk)["lists"]]
    with own_desk.store.reading() as reader:
        assert () == verify(reader).problems


def test_each_event_is_taken_back_the_newest_first(own_desk: Desk, tmp_path: Path) -> None:
    """What was done is not rewritten: an event for each event, the last of which takes back the log itself."""
    number = imported(own_desk, tmp_path).number
    undone(own_desk, number)
    with own_desk.store.reading() as reader:
        view = case_view(reader, "OLD-1")
        told = [entry for entry in view.timeline if entry.action is Action.UNDO]
        (content,) = [row["content"] for row in reader.rows(_CONTENT, action=Occasion.IMPORT_UNDONE.value)]

    assert f'{{"batch":{number},"cases":3}}' == content
    assert [entry.content["undoes"] for entry in told] == list(range(len(told), 0, -1))
    assert (State.ANNULLED, (), None, 2 * len(told)) == (
        view.case.state,
        view.case.stages,
        view.case.due_on,
        view.case.version,
    )


_CONTENT = "SELECT content FROM events WHERE action = :action"


def test_annulled_case_is_found_by_the_reference_that_it_gave_back(own_desk: Desk, tmp_path: Path) -> None:
    """Until another case has it: then that is meant, and the annulled one has a name of its own."""
    number = imported(own_desk, tmp_path).number
    undone(own_desk, number)
    annulled = own_desk.case("OLD-2")
    imported(own_desk, tmp_path)

    assert (State.ANNULLED, f"OLD-2/annulled-{number}") == (annulled.state, annulled.reference)
    assert State.NEW is own_desk.case("OLD-2").state
    assert annulled == own_desk.case(annulled.reference)


def test_nothing_happens_to_an_annulled_case(own_desk: Desk, tmp_path: Path) -> None:
    """It was never the council's."""
    undone(own_desk, imported(own_desk, tmp_path).number)

    for request in (Note("OLD-2", "Hello"), Undo("OLD-2")):
        assert "import" in own_desk.refused(request, today=TODAY).sentence


def test_export_has_annulled_cases_in_the_chain_alone(own_desk: Desk, tmp_path: Path) -> None:
    """The files of cases leave them out; the chain of events is whole, or it could not be proved."""
    undone(own_desk, imported(own_desk, tmp_path).number)
    kept = own_desk.logged(today=TODAY).reference
    export(own_desk.store, tmp_path / "out", personal=True, name=ADA, at=noon(TODAY))
    rows = {each.name: list(csv.DictReader(each.read_text().splitlines())) for each in (tmp_path / "out").glob("*.csv")}
    with own_desk.store.reading() as reader:
        events = len(list(event_lines(reader, personal=False)))

    assert {kept} == {row["reference"] for name, some in rows.items() if name != "services.csv" for row in some}
    assert events == len((tmp_path / "out" / "events.jsonl").read_text().splitlines()) + 1


def test_import_stands_once_somebody_has_worked_on_it(own_desk: Desk, tmp_path: Path) -> None:
    """The sentence names the cases and says how many; a case of another import is nobody's business."""
    number = imported(own_desk, tmp_path).number
    other = imported(own_desk, tmp_path, SUBMISSIONS).number
    own_desk.do(Note("OLD-2", "Telephoned"), today=TODAY)

    assert "worked on 1 case of it since: OLD-2" in refused(own_desk, number).sentence
    assert 2 == undone(own_desk, other).cases


def test_import_is_taken_back_by_whoever_made_it_or_an_overseer(own_desk: Desk, tmp_path: Path) -> None:
    """And once (R52)."""
    number = imported(own_desk, tmp_path).number
    for other in (RITA, MEL):
        assert "only they or a lead officer" in refused(own_desk, number, by=other).sentence
    undone(own_desk, number, by=LEE)

    assert "already" in refused(own_desk, number).sentence
    with pytest.raises(NotFound, match="no import 99"):
        undone(own_desk, 99)


def test_batches_say_whether_they_can_be_taken_back(own_desk: Desk, tmp_path: Path) -> None:
    """The newest first, with what became of each file."""
    first = imported(own_desk, tmp_path).number
    second = imported(own_desk, tmp_path).number
    undone(own_desk, first)
    with own_desk.store.reading() as reader:
        newest, oldest = batches(reader)
        assert [newest] == list(batches(reader, most=1))
        assert oldest == batch(reader, first)

    assert (second, 0, 3, "old.csv", OLGA, None) == _facts(newest)
    assert (first, 3, 0, "old.csv", OLGA, "It was taken back already.") == (*_facts(oldest)[:5], oldest.why_not)
    assert "brought no case" in str(newest.why_not)


def test_verify_finds_an_import_that_is_taken_back_by_half_and_a_day_off_without_event(
    founded_sqlite: Store, tmp_path: Path
) -> None:
    """Whoever takes the guards away can write what they like, and it is found all the same."""
    desk = Desk(founded_sqlite).staffed()
    number = imported(desk, tmp_path).number
    with founded_sqlite.connected(writing=True) as connection, connection.begin():
        guards.remove(connection)
        connection.exec_driver_sql("UPDATE import_batches SET undone_at = imported_at")
        connection.exec_driver_sql("INSERT INTO closure_days VALUES ('2024-04-18', 'Flood', 1)")
        guards.apply(connection)
    with founded_sqlite.reading() as reader:
        problems = verify(reader).problems

    assert (
        "Flood on 2024-04-18 is a day off here, which no event says",
        f"Import {number} is taken back by half: 0 of its 3 cases are annulled",
    ) == problems


def _facts(found: Batch) -> tuple[object, ...]:
    return found.id, found.new, found.duplicate, found.file_name, found.by, found.undone_at
