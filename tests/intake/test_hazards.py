"""Every hazard of web-form exports and every hostile file, each by its name and through the public door.

How each is dealt with in all its forms is in the tests of the part that does it; here it is seen that a person who
imports such a file gets the right cases, or a sentence that says what, where and what to do.
"""

from __future__ import annotations

import csv
import json
import os
import time
import tracemalloc
from datetime import date
from pathlib import Path

import pytest

from caseapp.intake import write_rejects
from caseapp.rules.errors import CaseappError
from caseapp.rules.vocabulary import Verdict
from tests.intake.mutations import SAMPLE_BYTES
from tests.intake.office import (
    GOVUK_COLUMNS,
    SAMPLES,
    SUBMISSION_COLUMNS,
    Office,
    a_govuk_answer,
    a_submission,
    counts,
    csv_text,
)
from tests.intake.workbooks import COLUMNS, Raw, a_number, sheet, workbook

BIN = {"summary": "Fenêtre cassée – again"}
GOOD = csv_text(SUBMISSION_COLUMNS, [a_submission(**BIN)])
AFTER = a_submission(submission_id="W-2")
AT = a_number("46111.385729166666", style=2)
"""30 March 2026, 09:15:27."""
FORM = (a_number("17"), None, AT, "anonymous", None, "Bin missed")
MOST_SECONDS = 4.0
"""Of processor time, for a file of ten million characters."""
MOST_BYTES = 150_000_000
REQUEST = (
    "<request><service_request_id>1</service_request_id><requested_datetime>2026-03-30T09:15:27+01:00"
    "</requested_datetime><description>{}</description></request>"
)


def refused(office: Office, content: bytes | str, name: str = "file.csv", profile: str | None = None) -> str:
    """The one line with which a file is refused: it begins with the file, and the store is as it was."""
    path, before = office.write(name, content), office.references()
    with pytest.raises(CaseappError) as caught:
        office.plan(path, profile)
    said = caught.value.sentence
    assert said.startswith(str(path))
    assert said.isprintable()
    assert before == office.references()
    return said


def reasons(office: Office, path: Path, profile: str | None = None) -> list[str]:
    """For each row why it is not taken in; ``new`` for one that is."""
    return [" ".join(row.reasons) or row.verdict.value for row in office.plan(path, profile).rows]


# The table of hazards.


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_hazard_bom_utf_16_windows_1252_is_told_and_said(office: Office, encoding: str) -> None:
    """The text is the same in each, and whoever imports hears of any that is not UTF-8."""
    path = office.write("file.csv", GOOD.encode(encoding))

    said = {"utf-8-sig": "CSV, recognised", "utf-16": "CSV, in UTF-16,", "cp1252": "CSV, in Windows-1252, because byte"}
    assert said[encoding] in office.plan(path).recognised
    assert BIN["summary"] == office.only_case(path).summary


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_hazard_delimiters_and_line_feeds_in_cells(office: Office, delimiter: str) -> None:
    """What separates is found in the heading; what stands within quotes separates nothing."""
    text = delimiter.join(("submission_id", "submitted_at", "summary", "details"))
    row = delimiter.join(("W-1", "2026-03-30", "Bin", f'"One{delimiter}\n\ntwo"'))

    plan = office.plan(office.write("file.csv", f"{text}\n{row}\n"), "submissions")

    assert counts(new=1) == plan.counts
    (reference,) = office.commit(plan).cases.values()
    assert f"One{delimiter}\n\ntwo" == office.case(reference).details


def test_hazard_blank_lines_between_blocks_are_counted(office: Office) -> None:
    """A blank line is a row that is skipped, and where the profile has no blocks a second heading is none."""
    heading, row = GOOD.splitlines()

    said = reasons(office, office.write("file.csv", f"{heading}\n{row}\n\n{heading}\n"), "submissions")

    assert ["new", "The row is empty."] == said[:2]
    assert "“submitted_at” is not a date and time" in said[2]


def test_hazard_backslash_quote_of_php_shifts_no_cell(office: Office) -> None:
    """A row that reads well only as PHP wrote it is read so, and one with another number of cells is flagged."""
    heading = "submission_id,submitted_at,summary,details\n"
    text = f'{heading}W-1,2026-03-30,"the \\"blue\\", bin",a\nW-2,2026-03-30,"x",b,c\n'

    plan = office.plan(office.write("file.csv", text), "submissions")

    assert "with quotes left alone after a backslash as PHP writes them" in plan.recognised
    assert [Verdict.NEW, Verdict.REJECTED] == [row.verdict for row in plan.rows]
    assert "The row has 5 cells and the heading 4; a cell with a comma in it needs quotes." == plan.rows[1].reasons[0]


def test_hazard_date_order_is_never_guessed(office: Office) -> None:
    """A date that could be two is refused with both; the profile that says the order reads it."""
    row = office.only_row(office.submissions(a_submission(issue_on="04/03/2026")))
    assert "could be 4 March 2026 or 3 April 2026" in row.reasons[0]

    assert date(2026, 3, 4) == office.only_case(office.govuk(a_govuk_answer(on="04/03/2026"))).issue_on


@pytest.mark.parametrize(
    ("completed", "day"), [("1774858542", date(2026, 3, 30)), ("2026-03-30 00:30:00", date(2026, 3, 30))]
)
def test_hazard_unix_seconds_and_local_times(office: Office, completed: str, day: date) -> None:
    """A webform's instant is a local time without a zone, or in older ones seconds since 1970."""
    text = SAMPLE_BYTES["drupal-webform-good.csv"].decode()
    heading, first = list(csv.reader(text.splitlines(keepends=True)))[:2]
    row = dict(zip(heading, first, strict=True)) | {"Completed": completed}

    assert day == office.only_case(office.write("webform.csv", csv_text(heading, [row]))).case.received_on


def test_hazard_utc_json_and_local_csv_are_one_submission(office: Office) -> None:
    """The same instant from both is the same, so what came in one is a duplicate in the other."""
    office.take(SAMPLES / "govuk_forms_complaints_2026-03-31.csv")
    rows = office.plan(SAMPLES / "govuk-forms-json-good.json").rows

    assert ["K7QW2M9X"] == [row.key.reference for row in rows if row.key and row.verdict is Verdict.DUPLICATE]


@pytest.mark.parametrize(
    ("submitted_at", "day"), [("2025-06-30T23:30:00Z", date(2025, 7, 1)), ("2026-01-31T23:30:00Z", date(2026, 1, 31))]
)
def test_hazard_received_date_at_a_zone_edge(office: Office, submitted_at: str, day: date) -> None:
    """23:30 UTC is the next day in summer, and the same in winter."""
    assert day == office.only_case(office.submissions(a_submission(submitted_at=submitted_at))).case.received_on


def test_hazard_multiple_values(office: Office) -> None:
    """Several services in one cell are told apart by the form's own separator; one at the end means nothing."""
    heading = [*COLUMNS, "Services involved"]
    form = dict(zip(heading, ("17", "", "3/30/26 9:15:27", "anonymous", "", "Bin", "", "Waste;Planning;"), strict=True))

    microsoft = office.only_case(office.write("forms.csv", csv_text(heading, [form])))
    govuk = office.only_case(office.govuk(a_govuk_answer(services="Waste, Planning")))

    assert [("Waste", ("Planning",))] * 2 == [(each.case.service, each.other_services) for each in (microsoft, govuk)]


def test_hazard_repeated_or_reworded_questions(office: Office) -> None:
    """Neither answer to a question asked twice is lost, and a reworded one is proposed, not assumed."""
    twice = [*GOVUK_COLUMNS, "Other", "Other"]
    text = ",".join(twice) + "\n" + ",".join(("K7QW2M9X", "2026-03-30", "Bin", *[""] * 7, "one", "two")) + "\n"
    assert "Other: one\nOther (2): two" == office.only_case(office.write("twice.csv", text)).details

    said = refused(office, GOOD.replace("submitted_at", "submited_at"), profile="submissions")
    assert "“submited_at” is likely “submitted_at”" in said
    assert '--match "submited_at=submitted_at"' in said


def test_hazard_drafts_previews_tests_spam_empty(office: Office) -> None:
    """None of them is taken in: drafts and empty rows are skipped and counted, a preview is refused as a file."""
    webform, site = (reasons(office, SAMPLES / f"{name}-bad.csv") for name in ("drupal-webform", "fixmystreet"))
    empty = office.plan(office.submissions(a_submission(), {}))

    assert "The row is a draft that nobody sent, as its column “Is draft” tells." in webform
    assert "The row was hidden on the site, as its column “Status” tells." in site
    assert counts(new=1, skipped=1) == empty.counts
    said = refused(office, csv_text(GOVUK_COLUMNS, [a_govuk_answer()]), "test_govuk_forms_x_2026-03-31.csv")
    assert "is a preview, because its name begins with test_" in said


def test_hazard_leading_zeros_and_apostrophes(office: Office) -> None:
    """Digits alone are compared: a number that a spreadsheet damaged is the same submission, its text kept and told."""
    office.take(office.govuk(a_govuk_answer(telephone="07700 900123")))

    for damaged in ("7700900123", "'07700900123", "07700900123"):
        assert counts(duplicate=1) == office.plan(office.govuk(a_govuk_answer(telephone=damaged))).counts
    row = office.only_row(office.govuk(a_govuk_answer(reference="B2", telephone="7700900123")))
    assert "“7700900123” seems to have lost its leading zero to a spreadsheet; it is kept as it is." in row.notes[0]


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_hazard_cells_that_start_like_formulas(office: Office, start: str) -> None:
    """They are stored as typed, and come back as typed when rejected."""
    typed = f"{start}HYPERLINK(1)"
    assert typed == office.only_case(office.submissions(a_submission(summary=typed))).summary

    path = office.folder / "rejects.csv"
    write_rejects(path, [office.plan(office.submissions(a_submission(summary=typed, kind="moan")))])
    with path.open(encoding="utf-8", newline="") as file:
        assert [typed] == [row["summary"] for row in csv.DictReader(file)]


def test_hazard_same_submission_again(office: Office) -> None:
    """By itself, in the daily and in the weekly file it is taken once; other content is shown and never overwrites."""
    path = office.govuk(a_govuk_answer(story="Third week"))
    (reference,) = office.take(path).cases.values()

    assert (
        counts(duplicate=1, new=1)
        == office.take(
            office.govuk(a_govuk_answer(story="Third week"), a_govuk_answer(reference="B2"), name="weekly.csv")
        ).counts
    )
    assert "with other content (details)" in office.only_row(office.govuk(a_govuk_answer(story="Fourth"))).reasons[0]
    assert "Third week" == office.case(reference).details


# The hostile files.


def test_hazard_zip_bomb_in_a_workbook(office: Office) -> None:
    """What would unpack to a hundred times its size is not unpacked at all."""
    content = workbook(sheet([COLUMNS, FORM]), more={"xl/media/image1.png": bytes(40_000_000)})
    tracemalloc.start()

    said = refused(office, content, "forms.xlsx")

    assert "out of all proportion to its size" in said
    assert "save the sheet as “CSV UTF-8” and import that" in said
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("inner", ["&b;", "x"])
def test_hazard_xml_entity_bomb(office: Office, inner: str) -> None:
    """A document that defines entities is refused where it defines them, used or not; nothing is expanded."""
    entities = "".join(f"<!ENTITY {one} '{before * 10}'>" for one, before in (("a", "ha"), ("b", "&a;"), ("c", "&b;")))
    text = f"<!DOCTYPE r [{entities}]><service_requests>{REQUEST.format(inner)}</service_requests>"

    assert "defines a document type of its own (<!DOCTYPE)" in refused(office, text, "requests.xml")


def test_hazard_xml_entity_bomb_in_a_workbook(office: Office) -> None:
    """The parts of a workbook are XML as well."""
    content = workbook(sheet([COLUMNS, FORM]), more={"xl/styles.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><styleSheet/>"})

    assert "defines a document type of its own" in refused(office, content, "forms.xlsx")


def test_hazard_ten_megabyte_cell(office: Office) -> None:
    """Only its row is rejected, with its first words, in bounded time; the next row is taken."""
    path = office.submissions(a_submission(details="x" * 10_000_000), AFTER)
    started = time.process_time()

    long, after = reasons(office, path)

    assert time.process_time() - started < MOST_SECONDS
    assert f"details “{'x' * 39}…” is longer than 100,000 characters; keep the text elsewhere and say where." == long
    assert "new" == after


def test_hazard_ten_megabyte_heading(office: Office) -> None:
    """A heading so long is none: the file is refused before anything is compared with it."""
    started = time.process_time()

    said = refused(office, f"Reference,Submitted at,{'x' * 10_000_000}\n1,2026-03-30,x\n")

    assert time.process_time() - started < MOST_SECONDS
    assert "a cell of its heading has 10,000,000 characters, and the name of a column at most 2,000" in said


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("submissions-good.csv", "holds a NUL byte, so it is not UTF-8 text"),
        ("submissions-good.jsonl", "holds a NUL byte, so it is not UTF-8 text"),
        ("govuk-forms-json-good.json", "it is not JSON at character"),
        ("open311-good.xml", "is not XML from line"),
    ],
)
def test_hazard_nul_bytes(office: Office, name: str, words: str) -> None:
    """A NUL byte is no text: the file is refused with the line, or the record, in which one stands."""
    content = SAMPLE_BYTES[name]
    place = len(content) // 2

    assert words in refused(office, content[:place] + b"\0" + content[place:], name)


def test_hazard_nul_escape_in_json(office: Office) -> None:
    """JSON may write one as an escape; it is taken out like any control character."""
    line = json.dumps(a_submission(summary="Bin\0 missed\x1b[2J"))

    assert "Bin missed" == office.only_case(office.write("one.jsonl", f"{line}\n")).summary


def test_hazard_million_columns(office: Office) -> None:
    """As a heading they are refused; as a row they are rejected, in bounded memory."""
    tracemalloc.start()
    assert "has 1,000,000 columns; the most is 1,000; leave out" in refused(office, b"x," * 999_999 + b"x\n")
    (_, reason) = reasons(office, office.write("wide.csv", GOOD.encode() + b"," * 999_999 + b"x\n"))

    assert "The row has 1,000,000 cells and the heading 19; a cell with a comma in it needs quotes." == reason
    assert tracemalloc.get_traced_memory()[1] < MOST_BYTES
    tracemalloc.stop()


def test_hazard_million_columns_of_json(office: Office) -> None:
    """A record of ten thousand names is rejected by itself, before any of them is compared."""
    wide = json.dumps({**a_submission(), **{f"q{number}": "x" for number in range(10_000)}})
    path = office.write("wide.jsonl", f"{json.dumps(a_submission())}\n{wide}\n")

    assert ["new", "The line has more than 1,000 names; that is no submission."] == reasons(office, path)


def test_hazard_formula_cell_of_a_workbook(office: Office) -> None:
    """A formula is never worked out, nor what it came to taken for an answer."""
    formula = (*FORM[:5], Raw("<f>HYPERLINK(1)</f><v>Bin</v>", "str"))
    path = office.write("forms.xlsx", workbook(sheet([COLUMNS, formula, (a_number("18"), *FORM[1:])])))

    said, after = reasons(office, path)

    assert "The cell F2 holds a formula, which is not worked out; write its value in its place." == said
    assert "new" == after


def test_hazard_control_characters(office: Office) -> None:
    """Escape codes reach neither the store, nor a sentence, nor the name of a file in it."""
    evil = "\x1b]52;c;QUFB\x07\x1b[2J\u202eBin\x85\x9b31mmissed"
    case = office.only_case(office.submissions(a_submission(summary=evil, details=evil)))

    assert ["Bin", "missed"] == case.summary.split()
    assert case.details.replace("\n", "").isprintable()
    for row in office.plan(office.submissions(a_submission(submitted_at=evil, kind=evil, email=evil))).rows:
        assert all(reason.isprintable() for reason in row.reasons)
    path = office.folder / f"{evil}.csv"
    path.write_text("a,b\n", encoding="utf-8")
    with pytest.raises(CaseappError) as caught:
        office.plan(path)
    assert caught.value.sentence.isprintable()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("submissions-good.csv", "fetch the file again if it was cut off"),
        ("open311-good.json", "so it is only a part of the file; fetch it again"),
        ("open311-good.xml", "so it is only a part of the file; fetch it again"),
        ("microsoft-forms-good.xlsx", "is only a part of an Excel workbook, or a broken one; fetch it again"),
    ],
)
def test_hazard_half_a_file(office: Office, name: str, words: str) -> None:
    """A file that was cut off in a cell or a record is refused as that, and nothing of it goes in."""
    content = SAMPLE_BYTES[name]
    end = content.index(b'"', len(content) // 2) + 1 if name.endswith("csv") else len(content) * 2 // 3

    assert words in refused(office, content[:end], name)


def test_hazard_half_a_row(office: Office) -> None:
    """Cut between two cells it is a row too short, which is not taken for a whole one."""
    path = office.write("half.csv", csv_text(SUBMISSION_COLUMNS, [a_submission(), AFTER])[:-20])

    assert [
        "new",
        "The row has 13 cells and the heading 19; a cell with a line end in it needs quotes, or the row was cut off.",
    ] == reasons(office, path)


def test_hazard_directory(office: Office) -> None:
    """A folder is not read, and the sentence says to name a file."""
    with pytest.raises(CaseappError, match="is a folder; name a file in it"):
        office.plan(office.folder)


def test_hazard_pipe(office: Office) -> None:
    """What can be read only once is refused without waiting for anybody to write into it."""
    os.mkfifo(office.folder / "pipe.csv")

    with pytest.raises(CaseappError, match="is not an ordinary file; save what it gives in a file and import that"):
        office.plan(office.folder / "pipe.csv")
