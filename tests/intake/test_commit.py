"""Carrying plans out: everything new or nothing, each submission once, and a record of every row."""

from __future__ import annotations

import dataclasses

import pytest

from caseapp.casework import people
from caseapp.casework.import_undo import undo_import
from caseapp.casework.requests import Restrict
from caseapp.casework.restrict import restrict
from caseapp.intake import commit_plan
from caseapp.intake.commit import Batch
from caseapp.rules.errors import Conflict, RuleBroken
from caseapp.rules.vocabulary import Role, Verdict
from caseapp.store.queries.cases import CaseView
from tests.builders import ADA, contents, noon
from tests.intake.office import SAMPLES, TODAY, Office, a_past_case, a_submission, counts

AT = noon(TODAY)


def test_plan_writes_nothing(office: Office) -> None:
    """A dry run leaves the store as it was, to the byte of every row."""
    before = contents(office.store)

    for sample in sorted(SAMPLES.iterdir()):
        office.plan(sample)

    assert before == contents(office.store)


def test_commit_does_what_the_plan_says(either_office: Office) -> None:
    """One plan serves the dry run and the import, on each engine."""
    for sample in sorted(SAMPLES.iterdir()):
        plan = either_office.plan(sample)
        batch = either_office.commit(plan)

        assert plan.counts == batch.counts
        assert [row.number for row in plan.rows if row.verdict is Verdict.NEW] == list(batch.cases)


def test_same_file_again_adds_nothing(either_office: Office) -> None:
    """Importing a file a second time finds every row taken."""
    for sample in ("submissions-good.csv", "govuk_forms_complaints_2026-03-31.csv", "case_history_good.csv"):
        first = either_office.take(SAMPLES / sample)
        references = either_office.references()

        again = either_office.take(SAMPLES / sample)

        assert counts(duplicate=first.counts.total) == again.counts
        assert references == either_office.references()


def test_duplicate_names_the_case_that_it_became(office: Office) -> None:
    """Whoever asks finds the case."""
    office.take(office.submissions(a_submission()))

    row = office.only_row(office.submissions(a_submission()))

    assert ("This was taken in before, as C26-00001.",) == row.reasons


def test_plan_carried_out_twice_takes_nothing_twice(office: Office) -> None:
    """The keys are looked up again when it is done."""
    plan = office.plan(SAMPLES / "submissions-good.csv")
    office.commit(plan)

    assert counts(duplicate=5) == office.commit(plan).counts
    assert 5 == len(office.references())


def test_two_plans_in_one_transaction_take_nothing_twice(office: Office) -> None:
    """What came in a moment ago in the same transaction is there already."""
    plan = office.plan(office.submissions(a_submission()))

    with office.store.writing() as work:
        by = people.actor(work, ADA, at=noon(TODAY))
        batches = [commit_plan(work, plan, by=by, at=noon(TODAY)) for _ in range(2)]

    assert [counts(new=1), counts(duplicate=1)] == [batch.counts for batch in batches]


def test_changed_submission_is_listed_and_never_overwrites(office: Office) -> None:
    """The same reference with other content says in which fields, and the case stays as it was."""
    office.take(office.submissions(a_submission(details="One", telephone="07700 900123")))
    path = office.submissions(a_submission(details="Two", telephone="07700 900456", name="Esme"))

    row = office.only_row(path)
    batch = office.take(path)

    assert Verdict.CHANGED is row.verdict
    assert "as C26-00001, with other content (details, name, telephone); the case is left as it is" in row.reasons[0]
    assert counts(changed=1) == batch.counts
    assert "One" == office.case("C26-00001").details


def test_rejected_row_does_not_take_its_reference(office: Office) -> None:
    """A mended row further down the file, or in another, is new."""
    path = office.submissions(a_submission(kind="complant"), a_submission())

    assert [Verdict.REJECTED, Verdict.NEW] == [row.verdict for row in office.plan(path).rows]


def test_source_is_part_of_the_key(office: Office) -> None:
    """Two systems may use the same reference."""
    path = office.submissions(a_submission(), a_submission(source="app"))

    assert counts(new=2) == office.take(path).counts


def test_batch_and_every_row_are_recorded(office: Office) -> None:
    """What was imported, by whom, and what became of each row can be looked up, without the words of the public."""
    batch = office.take(SAMPLES / "submissions-bad.csv")

    with office.store.reading() as reader:
        (kept,) = reader.rows("SELECT b.*, o.name FROM import_batches b JOIN officers o ON o.id = b.imported_by")
        rows = list(reader.rows("SELECT * FROM import_rows ORDER BY row_number"))
        of_batch = reader.value("SELECT count(*) FROM complaints WHERE batch_id = :batch", batch=batch.number)
    assert (ADA, "submissions", "submissions-bad.csv") == (kept["name"], kept["profile"], kept["file_name"])
    assert dataclasses.asdict(batch.counts) == {verdict.value: kept[verdict.value] for verdict in Verdict}
    assert list(range(2, 11)) == [row["row_number"] for row in rows]
    assert ("S-2001", None) == (rows[0]["submission"], rows[0]["reasons"])
    assert 2 == of_batch == sum(row["complaint_id"] is not None for row in rows)
    assert not any("pigeon" in (row["reasons"] or "") for row in rows)


def test_import_is_an_event_of_the_store(office: Office) -> None:
    """The chain says that a file was imported."""
    office.take(SAMPLES / "submissions-good.csv")

    with office.store.reading() as reader:
        assert 1 == reader.value("SELECT count(*) FROM events WHERE action = 'imported'")


def test_nothing_goes_in_when_one_row_is_not_allowed_any_more(office: Office) -> None:
    """All good rows or none: a row that the store has come to refuse undoes the whole import."""
    plan = office.plan(office.history(a_past_case(reference="OLD-1"), a_past_case(reference="OLD-2")))
    with office.store.writing() as work:
        ada = people.actor(work, ADA, at=noon(TODAY))
        people.add_person(work, "Sam Okafor", Role.MEMBER, by=ada, at=noon(TODAY))
    before = contents(office.store)

    with pytest.raises(
        Conflict, match="row 2 cannot be taken in any more: stage1_responded_on: Sam Okafor is a member"
    ):
        office.commit(plan)

    assert before == contents(office.store)


def test_member_may_not_import(office: Office) -> None:
    """A member sees figures and never a case (R54)."""
    with office.store.writing() as work:
        ada = people.actor(work, ADA, at=noon(TODAY))
        people.add_person(work, "Mel Member", Role.MEMBER, by=ada, at=noon(TODAY))

    with pytest.raises(RuleBroken, match="R54"):
        office.commit(office.plan(office.submissions(a_submission())), by="Mel Member")


def test_large_file_goes_in_whole(office: Office) -> None:
    """More rows than are written at once are one import all the same, and every one of them is found again."""
    path = office.submissions(*(a_submission(submission_id=f"W-{number}") for number in range(2_300)))

    assert counts(new=2_300) == office.take(path).counts
    assert counts(duplicate=2_300) == office.plan(path).counts


@pytest.mark.parametrize(
    "sample", ["submissions-good.csv", "govuk_forms_complaints_2026-03-31.csv", "case_history_good.csv"]
)
def test_file_imported_undone_and_imported_again_leaves_the_same_store(office: Office, sample: str) -> None:
    """But for the audit: numbers and references that were given are not given again, and events stay."""
    first = office.take(SAMPLES / sample)
    before = _as_one_reads(office, first)

    with office.store.writing() as work:
        undo_import(work, first.number, by=people.actor(work, ADA, at=noon(TODAY)), at=noon(TODAY))
    again = office.take(SAMPLES / sample)

    assert first.counts == again.counts
    assert before == _as_one_reads(office, again)


def _as_one_reads(office: Office, batch: Batch) -> list[CaseView]:
    """The cases of an import without their numbers."""
    views = [office.case(reference) for reference in batch.cases.values()]
    return [
        dataclasses.replace(view, case=dataclasses.replace(view.case, id=0, reference=""), timeline=(), logged_at=AT)
        for view in views
    ]


def test_changed_submission_is_shown_field_by_field(office: Office) -> None:
    """What the case says and what came now, from where they differ; of a restricted case only which fields (R136)."""
    story = "The bin was left again on the path by the lamp, and again after I had called. " * 3
    office.take(office.submissions(a_submission(details=f"{story}One.", name="Sam")))
    path = office.submissions(a_submission(details=f"{story}Two.", name="Esme"))

    shown = [each.words for each in office.only_row(path).differences]
    with office.store.writing() as work:
        restrict(work, Restrict("C26-00001", "Police"), by=people.actor(work, ADA, at=AT), at=AT)
    withheld = office.only_row(path)

    assert ["details: “…after I had called. One.” → “…after I had called. Two.”", "name: “Sam” → “Esme”"] == shown
    assert () == withheld.differences
    assert "other content (details, name)" in withheld.reasons[0]
    assert "Two" not in str(contents(office.store))
