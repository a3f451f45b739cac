"""Excel workbooks: which sheet is read, what its cells mean, and what is not to be unpacked."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest

from caseapp.intake import open_import, write_rejects
from caseapp.intake.formats import archive
from caseapp.intake.plan import PlannedRow
from caseapp.rules.errors import CaseappError
from caseapp.rules.vocabulary import Verdict
from tests.intake.office import SAMPLES, Office, counts
from tests.intake.workbooks import COLUMNS, Cell, Raw, a_number, sheet, workbook, zipped

AT = a_number("46111.385729166666", style=2)
"""30 March 2026, 09:15:27."""
GOOD: tuple[Cell, ...] = (a_number("17"), None, AT, "anonymous", None, "Bin missed")


def plan_of(office: Office, content: bytes) -> list[PlannedRow]:
    """What would become of the rows of a workbook."""
    return list(office.plan(office.write("Complaints.xlsx", content)).rows)


def refusal(folder: Path, content: bytes) -> str:
    """The sentence with which a workbook is refused, when it is opened or when it is read."""
    path = folder / "Complaints.xlsx"
    path.write_bytes(content)
    with pytest.raises(CaseappError) as caught:
        list(open_import(path, "microsoft-forms").rows())
    assert "\n" not in caught.value.sentence
    assert caught.value.sentence.startswith(str(path))
    return caught.value.sentence


def test_good_sample_becomes_cases(office: Office) -> None:
    """Of a workbook that another program wrote: a hidden sheet is passed over, a hidden row is a row."""
    path = SAMPLES / "microsoft-forms-good.xlsx"
    assert ", Excel workbook, sheet “Form1” of 3, recognised by" in open_import(path).recognised

    batch = office.take(path)
    first, hidden, third = (office.case(reference) for reference in batch.cases.values())

    assert counts(new=3) == batch.counts
    assert ("17", "Bin missed, third week", "2026-03-30", "2026-03-27", "07700 900123") == (
        first.submission,
        first.summary,
        str(first.case.received_on),
        str(first.issue_on),
        first.telephone,
    )
    assert ("7700900124", "dafydd@example.org") == (hidden.telephone, hidden.email)
    assert ("=quicker answers please", "2025-07-01") == (third.summary, str(third.case.received_on))


def test_bad_sample_says_what_is_wrong(office: Office) -> None:
    """Formulas, errors and cells beside the heading reject their row; a blank row between others is skipped."""
    rows = office.plan(SAMPLES / "microsoft-forms-bad.xlsx").rows
    found = {row.number: (row.verdict.value, row.reasons) for row in rows}

    assert list(range(2, 12)) == list(found)
    assert "The cell G3 holds a formula, which is not worked out" in found[3][1][0]
    assert "The cell H4 holds the error #N/A" in found[4][1][0]
    assert "skipped" == found[5][0]
    assert "The cell K8 stands under no heading" in found[8][1][0]
    assert ("duplicate", "changed", "new") == (found[9][0], found[10][0], found[11][0])


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (a_number("7"), "7"),
        (a_number("7.0"), "7"),
        (a_number("1.1000000000000001"), "1.1"),
        (a_number("-0.5"), "-0.5"),
        (a_number("7700900123"), "7700900123"),
        (a_number("1.2345678901234567E+22", style=6), "1.2345678901234568e+22"),
        (a_number("2.5", style=4), "2.5"),
        (a_number("46111", style=1), "2026-03-30"),
        (a_number("46111", style=5), "2026-03-30"),
        (a_number("46111.5", style=1), "2026-03-30T12:00:00"),
        (a_number("46111", style=2), "2026-03-30T00:00:00"),
        (a_number("0.5", style=3), "12:00:00"),
        (a_number("59", style=1), "1900-02-28"),
        (a_number("61", style=1), "1900-03-01"),
        (Raw("<v>1</v>", "b"), "true"),
        (Raw("<v>2026-03-30T09:15:27</v>", "d"), "2026-03-30T09:15:27"),
        (Raw("<v>0</v>", "s"), "shared text"),
        (Raw("<is><r><t>two </t></r><r><t>parts</t></r><rPh><t>sound</t></rPh></is>", "inlineStr"), "two parts"),
        ("=1+1", "=1+1"),
        ("  blanks\tkept ", "  blanks\tkept "),
    ],
)
def test_cell_is_read_as_it_is_meant(tmp_path: Path, cell: Cell, text: str) -> None:
    """Dates and times become ISO 8601 whatever they look like, other numbers what would be typed."""
    shared = ["<si><r><t>shared </t></r><r><t>text</t></r><rPh><t>sound</t></rPh></si>"]
    path = tmp_path / "Complaints.xlsx"
    path.write_bytes(workbook(sheet([[*COLUMNS, "Other"], [*GOOD, None, cell]]), shared=shared))

    (row,) = open_import(path).rows()

    assert text == row.cells["Other"]


def test_days_may_be_counted_from_1904(office: Office) -> None:
    """Workbooks of old Macintoshes count days from another one."""
    content = workbook(sheet([COLUMNS, [*GOOD[:2], a_number("44649", style=1), *GOOD[3:]]]), properties='date1904="1"')

    assert "2026-03-30" == str(office.only_case(office.write("mac.xlsx", content)).case.received_on)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (Raw("<f>HYPERLINK(1)</f><v>seen</v>", "str"), "The cell F2 holds a formula"),
        (Raw('<f t="shared" si="0"/>'), "The cell F2 holds a formula"),
        (Raw("<v>#DIV/0!</v>", "e"), "The cell F2 holds the error #DIV/0!"),
        (a_number("99999999", style=1), "The cell F2 holds the error 99999999"),
        (a_number("-1", style=1), "The cell F2 holds the error -1"),
        (a_number("nan", style=1), "The cell F2 holds the error nan"),
    ],
)
def test_formula_cell_is_refused_and_never_worked_out(office: Office, cell: Cell, words: str) -> None:
    """What a formula came to is not what somebody submitted; the rows beside it are taken."""
    broken, good = plan_of(office, workbook(sheet([COLUMNS, [*GOOD[:5], cell], [a_number("18"), *GOOD[1:]]])))

    assert (Verdict.REJECTED, 2) == (broken.verdict, broken.number)
    assert words in broken.reasons[0]
    assert Verdict.NEW is good.verdict


def test_many_bad_cells_are_named_briefly(office: Office) -> None:
    """A row of formulas names the first few."""
    (row,) = plan_of(office, workbook(sheet([COLUMNS, [Raw("<f>A1</f>")] * 7])))

    assert row.reasons[0].endswith("; and 4 more cells.")


def test_first_visible_sheet_with_a_heading_is_read(office: Office) -> None:
    """Hidden sheets and blank ones are passed over, and which was read is said."""
    content = workbook(
        sheet([["Waste"]]), sheet([]), sheet({3: COLUMNS, 5: GOOD}), sheet([["Notes"]]), states=["veryHidden"]
    )
    path = office.write("Complaints.xlsx", content)

    assert "sheet “Sheet3” of 4" in open_import(path).recognised
    assert [(5, Verdict.NEW)] == [(row.number, row.verdict) for row in office.plan(path).rows]


def test_blank_rows_at_the_end_are_no_rows(office: Office) -> None:
    """A sheet that was once longer, or has its columns coloured, does not skip a million rows."""
    styled: list[Cell] = [Raw("", style=1)]
    content = workbook(
        sheet({1: COLUMNS, 2: GOOD, 3: styled, 4: [a_number("18"), *GOOD[1:]], 5: styled, 1_048_576: styled})
    )

    assert [(2, Verdict.NEW), (3, Verdict.SKIPPED), (4, Verdict.NEW)] == [
        (row.number, row.verdict) for row in plan_of(office, content)
    ]


def test_rejected_rows_come_back_as_csv(office: Office) -> None:
    """Mended in a text editor or a spreadsheet, they go in by the same profile."""
    formula = [a_number("18"), *GOOD[1:5], Raw("<f>A1&amp;A2</f>", "str")]
    plan = office.plan(office.write("Complaints.xlsx", workbook(sheet([COLUMNS, GOOD, formula]))))
    path = office.folder / "rejects.csv"

    assert 1 == write_rejects(path, [plan])
    with path.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert ("3", "=A1&A2", "2026-03-30T09:15:27") == (
        row["caseapp_row"],
        row["What is your complaint about?"],
        row["Completion time"],
    )
    mended = office.write("mended.csv", path.read_text(encoding="utf-8").replace("=A1&A2", "Bin missed"))
    assert counts(new=1) == office.take(mended).counts


def test_columns_of_rejected_rows_are_left_out_when_saved_as_workbook(office: Office) -> None:
    """A file of rejected rows that was mended in Excel and saved there is taken as the form's own."""
    content = workbook(sheet([["caseapp_row", "caseapp_reasons", *COLUMNS], [a_number("2"), "is wrong", *GOOD]]))

    assert "" == office.only_case(office.write("mended.xlsx", content)).details


def test_repeated_and_blank_headings_are_told_apart(office: Office) -> None:
    """No answer is lost because its question has no words, or those of another."""
    content = workbook(sheet([[*COLUMNS, "Other", None, "Other"], [*GOOD, None, "one", "two", "three"]]))

    assert "Other: one\nColumn 9: two\nOther (2): three" == office.only_case(office.write("x.xlsx", content)).details


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (zipped({"letter.docx": b"x"}), "is a ZIP archive and no Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "of the old kind (.xls), or one with a password"),
        (b"PK\x03\x04 and nothing more", "is only a part of an Excel workbook, or a broken one"),
        (workbook(sheet([COLUMNS, GOOD]))[:-200], "is only a part of an Excel workbook"),
        (workbook(sheet([])), "has no visible sheet with a heading"),
        (workbook(sheet([COLUMNS]), states=["hidden"]), "has no visible sheet with a heading"),
        (workbook(sheet([[Raw("<f>A2</f>")]])), "the heading cannot be read. The cell A1 holds a formula"),
        (workbook(sheet([[*["x"] * 1_001]])), "has 1,001 columns"),
        (workbook(sheet([[Raw("<v>7</v>", "s")]])), "a broken one"),
        (workbook("<worksheet><sheetData><row r='1'><c r='ZZZZ1'><v>1</v></c></row>"), "a broken one"),
        (workbook("<worksheet><sheetData><row r='2'/><row r='1'/></sheetData></worksheet>"), "a broken one"),
        (workbook("<worksheet><sheetData><row>"), "ends in the middle"),
        (workbook("<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet/>"), "defines a document type"),
        (workbook(*[sheet([])] * 251), "has 251 sheets"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_broken_workbook_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    """Each with one sentence that says what to do."""
    assert words in refusal(tmp_path, content)


def test_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    """A part of 20 MB that packs to almost nothing is not what anybody typed, whichever part it is."""
    said = refusal(tmp_path, workbook(sheet([COLUMNS, GOOD]), more={"xl/media/image1.png": bytes(20_000_000)}))

    assert "as archives are that were made to fill a memory" in said


def test_zip_bomb_of_many_parts_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So is one whose parts are modest, and only all together too many bytes, or too many parts."""
    monkeypatch.setattr(archive, "MOST_INFLATED", 20_000)
    content = workbook(sheet([COLUMNS, GOOD]), more={f"part{n}": bytes(5_000) for n in range(5)})
    assert "made to fill a memory" in refusal(tmp_path, content)

    monkeypatch.setattr(archive, "MOST_PARTS", 8)
    assert "is made of 11 parts" in refusal(tmp_path, content)


def test_zip_bomb_that_lies_about_its_size_is_not_followed(tmp_path: Path) -> None:
    """A part is read as far as the archive says that it goes; where more follows, its checksum is wrong."""
    content = workbook(sheet([COLUMNS, GOOD, *([[a_number("18"), *GOOD[1:]]] * 3_000)]))
    size = zipfile.ZipFile(io.BytesIO(content)).getinfo("xl/worksheets/sheet1.xml").file_size
    directory = content.rindex(b"PK\x01\x02\x14\x03\x14\x00\x00\x00\x08\x00")  # the sheet's, which is the last part

    lied = content[:directory] + content[directory:].replace(size.to_bytes(4, "little"), (900).to_bytes(4, "little"), 1)

    assert content != lied
    assert "is only a part of an Excel workbook, or a broken one" in refusal(tmp_path, lied)


def test_workbook_with_a_password_is_refused(tmp_path: Path) -> None:
    """An archive whose parts are encrypted says so in their flags."""
    content = bytearray(workbook(sheet([COLUMNS, GOOD])))
    place = content.index(b"PK\x01\x02") + 8
    content[place] |= 1

    assert "is protected by a password" in refusal(tmp_path, bytes(content))


def test_workbook_for_a_profile_of_csv_is_refused(office: Office) -> None:
    """The profile says which formats it reads."""
    path = office.write("Complaints.xlsx", workbook(sheet([COLUMNS, GOOD])))

    with pytest.raises(CaseappError, match="looks like Excel workbook, which the profile case-history does not read"):
        office.plan(path, "case-history")


def test_enormous_cell_of_a_workbook_is_rejected(office: Office) -> None:
    """A cell of three million characters rejects its row, and the row after it is read."""
    rows = plan_of(office, workbook(sheet([COLUMNS, [*GOOD[:5], "x" * 3_000_000], [a_number("18"), *GOOD[1:]]])))

    assert [Verdict.REJECTED, Verdict.NEW] == [row.verdict for row in rows]
    assert "is longer than 100,000 characters" in rows[0].reasons[0]
