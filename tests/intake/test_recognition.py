"""How a text file is written is found out and said, and can be said instead: encoding, delimiter, quotes, heading.

Each test of a hazard has its name from the table of hazards of web-form exports.
"""

from __future__ import annotations

import csv
import hashlib
import io
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseapp.intake import open_import, write_rejects
from caseapp.intake.files import Asked, TextFile
from caseapp.intake.formats import csv_rows
from caseapp.intake.plan import Plan
from caseapp.rules.errors import InvalidInput
from caseapp.rules.vocabulary import Verdict
from tests.intake.office import SUBMISSION_COLUMNS, Office, a_submission, counts, csv_text

SUMMARY = "Fenêtre cassée – “again”"
ROWS = [a_submission(summary=SUMMARY), a_submission(submission_id="W-2", summary="Plain")]
TEXT = csv_text(SUBMISSION_COLUMNS, ROWS)
SHORT = "submission_id,submitted_at,summary,details\n"
WHEN = "2026-03-30"

BLOCKS = """
name = "sitekit"
title = "Sitekit"
reads = "Forms"
example = "caseapp import forms.csv --profile sitekit"
subject = "submissions"
formats = ["csv"]
source = "sitekit"
required = ["submission_id", "submitted_at"]
recognised_by = ["TimeStamp", "ID"]
unknown_columns = "keep"
blocks = true

[questions]
submission_id = ["ID"]
submitted_at = ["TimeStamp"]
summary = ["Subject"]
"""
HEADLESS = """
name = "tracker"
title = "Old tracker"
reads = "Reports without a heading"
example = "caseapp import report.csv --profile tracker"
subject = "submissions"
formats = ["csv"]
source = "tracker"
required = ["submission_id", "submitted_at"]
recognised_by = ["CaseId", "DateReceived"]
unknown_columns = "keep"
headless = ["CaseId", "DateReceived", "Label"]

[questions]
submission_id = ["CaseId"]
submitted_at = ["DateReceived"]
summary = ["Label"]
"""


@pytest.fixture
def own_profiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of profiles of one's own with both of these in it."""
    folder = tmp_path / "own"
    folder.mkdir()
    for name, text in (("sitekit", BLOCKS), ("tracker", HEADLESS)):
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr("caseapp.intake.shelf.own_profiles_dir", lambda: folder)
    return folder


def said(office: Office, content: str | bytes, name: str = "file.csv", **how: Any) -> str:
    """How a file was recognised."""
    return open_import(office.write(name, content), "submissions", **how).recognised


def refusal(office: Office, content: str | bytes, **how: Any) -> str:
    """The one sentence with which a file is refused."""
    path = office.write("file.csv", content)
    with pytest.raises(InvalidInput) as caught:
        office.plan(path, "submissions", **how)
    assert "\n" not in caught.value.sentence
    return caught.value.sentence


def summaries(office: Office, plan: Plan) -> list[str]:
    """The summaries of the cases that a plan makes, in order."""
    return [office.case(reference).summary for reference in office.commit(plan).cases.values()]


def details(office: Office, content: str | bytes, **how: Any) -> str:
    """The details of the one case that a file makes."""
    (reference,) = office.commit(office.plan(office.write("one.csv", content), "submissions", **how)).cases.values()
    return office.case(reference).details


# --- encodings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "phrase"),
    [
        (TEXT.encode(), "CSV, as asked"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "CSV, as asked"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "CSV, in UTF-16, as asked"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "CSV, in UTF-16, as asked"),
        (TEXT.encode("utf-16-le"), "CSV, in UTF-16, because every other byte is NUL, as asked"),
        (TEXT.encode("utf-16-be"), "CSV, in UTF-16, because every other byte is NUL, as asked"),
        (TEXT.encode("cp1252"), "CSV, in Windows-1252, because byte 0xEA in line 2 is not UTF-8, as asked"),
    ],
    ids=["utf-8", "utf-8-mark", "utf-16-le", "utf-16-be", "utf-16-le-unmarked", "utf-16-be-unmarked", "windows-1252"],
)
def test_hazard_bom_utf_16_windows_1252(office: Office, content: bytes, phrase: str) -> None:
    """Every encoding that forms use is detected, said where it is not UTF-8, and read to the same text."""
    path = office.write("file.csv", content)

    assert said(office, content).endswith(phrase)
    assert SUBMISSION_COLUMNS == open_import(path, "submissions").heading.written
    assert [SUMMARY, "Plain"] == summaries(office, plan := office.plan(path, "submissions"))
    assert hashlib.sha256(content).hexdigest() == plan.file_digest


def test_windows_1252_is_told_from_its_last_line(office: Office) -> None:
    """One byte at the end of a long file settles how the first line is read: a file is in one encoding."""
    long = csv_text(SUBMISSION_COLUMNS, [a_submission(details="x" * 600_000), a_submission(submission_id="W-2")])

    phrase = said(office, long.encode() + f"web,W-3,{WHEN},,,,,,,,,,caf\xe9 \x97 bin,,,,,,\n".encode("latin-1"))

    assert "in Windows-1252, because byte 0xE9 in line 4 is not UTF-8" in phrase


def test_byte_of_no_encoding_is_refused_with_its_line(office: Office) -> None:
    """The five bytes that Windows-1252 leaves undefined show that a file is neither that nor UTF-8."""
    sentence = refusal(office, f"{SHORT}W-1,{WHEN},caf".encode() + b"\xe9\n" + f"W-2,{WHEN},\x8f\n".encode("latin-1"))

    assert "line 3: the byte 0x8F is neither in Windows-1252 nor in this place UTF-8" in sentence
    assert "--encoding" in sentence


def test_mixed_encodings_are_refused_and_not_guessed(office: Office) -> None:
    """A file with characters in UTF-8 beside a byte that is not is spoilt by either reading."""
    mixed = f"{SHORT}W-1,{WHEN},café\nW-2,{WHEN},".encode() + b"caf\xe9\n"

    assert "line 3: the byte 0xE9 is not UTF-8, but characters in line 2 are" in refusal(office, mixed)
    assert "in Windows-1252 as asked" in said(office, mixed, encoding="windows-1252")


def test_marked_utf_8_is_not_taken_for_windows_1252(office: Office) -> None:
    """A mark says UTF-8, so a byte that is not is an error of the file."""
    assert "line 2: the byte 0xE9 is not UTF-8; save it as" in refusal(
        office, b"\xef\xbb\xbf" + SHORT.encode() + b"caf\xe9 x\n"
    )


@pytest.mark.parametrize(
    ("content", "encoding", "place"),
    [
        (
            f"{SHORT}W-1,{WHEN},caf\u00e9".encode()[:-1],
            None,
            "line 2: the file ends in the middle of a character (the byte",
        ),
        (SHORT.encode("utf-16")[:-1], None, "the file ends in the middle of a character (the byte 0x0A) of UTF-16"),
        (f"{SHORT}\ud800x".encode("utf-16-le", "surrogatepass"), "utf-16-le", "line 2: the byte 0x00 is not UTF-16"),
    ],
    ids=["utf-8", "utf-16", "half of a pair"],
)
def test_file_cut_in_a_character_is_refused(office: Office, content: bytes, encoding: str | None, place: str) -> None:
    """Half a file is not imported as a whole one, nor its last character taken for one of another encoding."""
    how = {"encoding": encoding} if encoding else {}

    assert place in refusal(office, content, **how)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("caf\xe9".encode("iso-8859-15"), "latin9"),
        ("caf\xe9".encode("mac-roman"), "mac-roman"),
        ("café".encode(), "utf-8"),
        ("café".encode("utf-16"), "UTF-16"),
    ],
)
def test_encoding_can_be_said(office: Office, content: bytes, encoding: str) -> None:
    """What the person says is used; encodings that nobody can tell apart are read that way only."""
    codec = {"latin9": "iso-8859-15"}.get(encoding, encoding)
    whole = (
        f"{SHORT}W-1,{WHEN},Bin,".encode(codec)
        + content.removeprefix(b"\xff\xfe")
        + "\n".encode(codec).removeprefix(b"\xff\xfe")
    )

    assert "as asked" in said(office, whole, encoding=encoding)
    assert "café" == details(office, whole, encoding=encoding)


@pytest.mark.parametrize("encoding", ["klingon", "zlib", "utf-7", "rot13", "x\0y", "utf-16"])
def test_unusable_encoding_is_refused(office: Office, encoding: str) -> None:
    """Only encodings of text are taken, and UTF-16 only where the order of its bytes can be told."""
    assert refusal(office, TEXT, encoding=encoding)


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"])
def test_mark_alone_is_an_empty_file(office: Office, content: bytes) -> None:
    """A byte order mark with nothing behind it is nothing."""
    assert "is empty; nothing can be imported" in refusal(office, content)


def test_nul_in_utf_16_is_refused(office: Office) -> None:
    """A NUL character is not text in any encoding."""
    assert "line 2 holds a NUL byte, so it is not UTF-16" in refusal(office, (SHORT + "W\0-1\n").encode("utf-16"))


def test_rejects_of_another_encoding_go_in_once_mended(office: Office) -> None:
    """Rejected rows come back in UTF-8 with the characters that they had, whatever the file was in."""
    text = TEXT.replace("2026-03-30T09:15:27+01:00", "yesterday").replace(",", ";")
    plan = office.plan(office.write("old.csv", text.encode("cp1252")), "submissions")
    write_rejects(office.folder / "rejects.csv", [plan])

    mended = (office.folder / "rejects.csv").read_text(encoding="utf-8").replace("yesterday", WHEN)

    assert [SUMMARY, "Plain"] == summaries(office, office.plan(office.write("mended.csv", mended), "submissions"))


# --- delimiters ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("delimiter", "phrase"),
    [(";", "separated by semicolons"), ("\t", "separated by tabs"), ("|", "separated by vertical bars")],
)
@pytest.mark.parametrize("name", ["file.csv", "file.tsv"])
def test_hazard_comma_semicolon_tab_pipe(office: Office, delimiter: str, phrase: str, name: str) -> None:
    """What separates cells is found in the heading and said, whatever the file is called."""
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(
        [SUBMISSION_COLUMNS, [str(ROWS[0].get(c, "")) for c in SUBMISSION_COLUMNS]]
    )

    assert phrase in said(office, file.getvalue(), name)
    assert [SUMMARY] == summaries(office, office.plan(office.folder / name, "submissions"))


@pytest.mark.parametrize(
    "text",
    [
        f"Reference,Submitted at,Name; or title\nK7QW2M9X,{WHEN},Bin; missed\n",
        f'Reference,Submitted at,"Name; or title",X\nK7QW2M9X,{WHEN},a;b,\n',
        f"Reference,Submitted at,Which one; say\nK7QW2M9X,{WHEN},\nK7QW2M9Y,{WHEN},a;b\nK7QW2M9Z,{WHEN},c\n",
    ],
)
def test_semicolon_in_a_question_does_not_separate(office: Office, text: str) -> None:
    """A heading that could be cut in two ways is cut where its columns are known, or its rows fit."""
    source = open_import(office.write("forms.csv", text))

    assert "separated" not in source.recognised
    assert 3 <= len(source.heading.names)


@pytest.mark.parametrize("text", ['one,two,"b; c"\n', "one,two;three\n1,2\n3,4\n"], ids=["quoted", "rows"])
def test_heading_of_a_form_nobody_knows_is_cut_where_it_fits(office: Office, text: str) -> None:
    """Without known columns a delimiter is told by quotes that it would cut, and by the rows below."""
    names = csv_rows.heading(TextFile(office.write("unknown.csv", text))).names

    assert "one" == names[0]


def test_ambiguous_delimiter_is_refused(office: Office) -> None:
    """Where two delimiters make as much sense neither is chosen; the sentence says how to say which."""
    text = "one,two;three\n1,2;3\n"

    assert "may be separated by commas or semicolons; say which with --delimiter" in refusal(office, text)


@pytest.mark.parametrize("asked", [":", "colon", " : ".strip()])
def test_delimiter_can_be_said(office: Office, asked: str) -> None:
    """Colons and spaces are never looked for, because questions hold them; they can be said."""
    text = f"submission_id:submitted_at:summary\nW-1:{WHEN}:Bin\n"

    assert "separated by colons as asked" in said(office, text, delimiter=asked)
    assert "single column" in refusal(office, text)


@pytest.mark.parametrize("asked", ["", "ab", '"', "\n", "\\", "x"])
def test_unusable_delimiter_is_refused(office: Office, asked: str) -> None:
    """A quote, a line end or a letter cannot stand between cells."""
    assert "cannot stand between cells" in refusal(office, TEXT, delimiter=asked)


# --- quotes ----------------------------------------------------------------------------------------------------------


def test_hazard_backslash_quote_from_php(office: Office) -> None:
    """A quote that PHP left alone after a backslash belongs to the text; that is detected and said."""
    text = f'{SHORT}W-1,{WHEN},"say \\"hi\\" now","end \\"hi\\""\nW-2,{WHEN},"both ""a"" and \\"b\\", c",\n'

    assert "CSV, with quotes left alone after a backslash as PHP writes them" in said(office, text)
    assert ['say \\"hi\\" now', 'both "a" and \\"b\\", c'] == summaries(office, office.plan(office.folder / "file.csv"))


def test_backslashes_in_ordinary_quoting_are_no_php(office: Office) -> None:
    r"""A backslash before a doubled quote, or at the end of a cell, is how other programs write text with one."""
    text = f'{SHORT}W-1,{WHEN},"in C:\\temp\\","\\""hi\\"" and more"\n'

    assert "PHP" not in said(office, text)
    assert '\\"hi\\" and more' == details(office, text)


def test_quotes_can_be_said(office: Office) -> None:
    """Either way of reading quotes can be asked for; rows that do not add up under it are rejected, not repaired."""
    text = f'{SHORT}W-1,{WHEN},"say \\"hi\\" now",\nW-2,{WHEN},Bin,\n'
    path = office.write("php.csv", text)

    doubled = office.plan(path, "submissions", quotes="doubled")

    assert counts(new=1, rejected=1) == doubled.counts
    assert "The quotes of the row do not add up" in doubled.rows[0].reasons[0]
    assert counts(new=2) == office.plan(path, "submissions", quotes="backslash").counts
    assert "is no way to write quotes" in refusal(office, text, quotes="single")


def test_cell_of_php_that_ends_in_a_backslash_is_read_where_one_way_fits(office: Office) -> None:
    r"""PHP writes a text ending in a backslash as ``"C:\"``, which may as well go on; the heading settles which."""
    text = f'{SHORT}W-1,{WHEN},"in C:\\","say \\"hi\\" now"\n'

    assert 'say \\"hi\\" now' == details(office, text)


def test_cell_of_php_that_reads_in_two_ways_is_rejected(office: Office) -> None:
    """Where the heading does not settle whether a cell ends, its row comes back as it was, and the next is read."""
    row = f'W-1,{WHEN},"say \\"hi\\" now","one line\nand C:\\"'
    path = office.write("php.csv", f"{SHORT}{row}\nW-2,{WHEN},Bin,\n")

    broken, good = office.plan(path, "submissions").rows

    assert "can be read in two ways" in broken.reasons[0]
    assert (row,) == broken.original
    assert (3, Verdict.NEW) == (good.number, good.verdict)


def as_php_writes(cells: list[str]) -> str:
    """A row as PHP's fputcsv writes it: after a backslash a quote is not doubled, nor does it count as closing."""
    written = []
    for cell in cells:
        text, escaped = "", False
        for char in cell:
            text += '""' if char == '"' and not escaped else char
            escaped = char == "\\"
        written.append(f'"{text}"' if set(cell) & set(',"\\\n\r\t ') else text)
    return ",".join(written) + "\n"


@settings(max_examples=150)
@given(
    texts=st.lists(
        st.lists(
            st.sampled_from(["", "Bin", "a, b", 'a "b" c', 'say \\"hi\\", so', 'x\\"', "C:\\", "one\ntwo, three"]),
            min_size=4,
            max_size=4,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_what_php_writes_is_read_as_it_was_or_not_at_all(
    tmp_path_factory: pytest.TempPathFactory, texts: list[list[str]]
) -> None:
    """Whatever stands in its cells, a row is read as the texts that were written, or rejected; never as others."""
    path = tmp_path_factory.mktemp("php") / "php.csv"
    path.write_text("".join(map(as_php_writes, [["a", "b", "c", "d"], *texts, ["END"] * 4])), encoding="utf-8")

    with suppress(InvalidInput):
        read = [row.original for row in csv_rows.rows(TextFile(path, Asked(quotes="backslash"))) if not row.broken]
        assert {*read} <= {(), ("END",) * 4, *map(tuple, texts)}


def test_rejects_of_php_go_in_once_mended(office: Office) -> None:
    """A rejected row comes back with its texts as they were and quotes as everybody reads them."""
    text = f'{SHORT}W-1,yesterday,"say \\"hi\\" now","end \\"hi\\""\n'
    write_rejects(office.folder / "rejects.csv", [office.plan(office.write("php.csv", text), "submissions")])

    mended = (office.folder / "rejects.csv").read_text(encoding="utf-8").replace("yesterday", WHEN)

    assert 'end \\"hi\\"' == details(office, mended)


def test_rows_of_another_width_are_flagged_under_any_dialect(office: Office) -> None:
    """A cell too many is never shifted into the next column; the sentence names what separates cells."""
    text = f"submission_id;submitted_at;summary\nW-1;{WHEN};Bins; and more\nW-2;{WHEN};Bin\n"

    broken, good = office.plan(office.write("file.csv", text), "submissions").rows

    assert "The row has 4 cells and the heading 3; a cell with a semicolon in it needs quotes" in broken.reasons[0]
    assert Verdict.NEW is good.verdict


# --- headings --------------------------------------------------------------------------------------------------------

FORM_CHANGED = (
    '"TimeStamp","ID","Subject","Phone"\n'
    '"2026-03-30T09:00:00","1","First","01"\n'
    "\n"
    '"TimeStamp","ID","Town","Subject"\n'
    '"2026-03-30T09:00:00","2","Ambridge","Second"\n'
    '"2026-03-30T09:00:00","3","Ambridge"\n'
    "\n"
    '"2026-03-30T09:00:00","4","Borchester","Fourth"\n'
)


@pytest.mark.parametrize("named", [None, "sitekit"])
@pytest.mark.usefixtures("own_profiles")
def test_hazard_blank_line_blocks(office: Office, named: str | None) -> None:
    """After a blank line a row with the columns that tell the profile is a heading, and rows below are read by it."""
    plan = office.plan(office.write("forms.csv", FORM_CHANGED), named)

    assert ("TimeStamp", "ID", "Subject", "Phone", "Town") == plan.heading.names
    assert counts(new=3, rejected=1, skipped=2) == plan.counts
    assert [2, 3, 5, 6, 7, 8] == [row.number for row in plan.rows]
    assert ["First", "Second", "Fourth"] == summaries(office, plan)


@pytest.mark.usefixtures("own_profiles")
def test_rejects_of_blocks_have_the_columns_of_all(office: Office) -> None:
    """A row comes back under one heading with its cells in its own columns; one that did not fit still does not."""
    text = FORM_CHANGED.replace('09:00:00","2"', 'noon","2"')
    write_rejects(office.folder / "rejects.csv", [office.plan(office.write("forms.csv", text))])

    mended = (office.folder / "rejects.csv").read_text(encoding="utf-8").replace("noon", "12:00:00")
    plan = office.plan(office.write("mended.csv", mended), "sitekit")

    assert counts(new=1, rejected=1) == plan.counts
    assert ["Second"] == summaries(office, plan)


def test_blank_line_is_no_block_without_such_a_profile(office: Office) -> None:
    """Elsewhere a second heading is a row like any other: rejected, and what follows is read by the first."""
    text = f"{SHORT}W-1,{WHEN},Bin,\n\n{SHORT}W-2,{WHEN},Bin,\n"

    assert counts(new=2, rejected=1, skipped=1) == office.plan(office.write("file.csv", text), "submissions").counts


@pytest.mark.usefixtures("own_profiles")
@pytest.mark.parametrize("delimiter", [",", "|"])
def test_file_without_a_heading_is_read_by_the_profile_named(office: Office, delimiter: str) -> None:
    """Reports without a heading have the profile's columns in their order, and that is said."""
    rows = [("1", WHEN, "First; or so"), ("2", WHEN, "Second")]
    path = office.write("report.csv", "".join(f"{delimiter.join(row)}\n" for row in rows))

    assert "without a heading, so with the columns of tracker in their order" in open_import(path, "tracker").recognised
    plan = office.plan(path, "tracker")
    assert [1, 2] == [row.number for row in plan.rows]
    assert ["First; or so", "Second"] == summaries(office, plan)


@pytest.mark.usefixtures("own_profiles")
def test_delimiter_without_a_heading_is_the_one_that_gives_the_profiles_columns(office: Office) -> None:
    """One row alone is cut into as many cells as the profile has columns."""
    path = office.write("report.csv", f"1|{WHEN}|First; or so\n")

    assert ["First; or so"] == summaries(office, office.plan(path, "tracker"))


@pytest.mark.usefixtures("own_profiles")
def test_heading_without_a_blank_line_before_it_is_a_row(office: Office) -> None:
    """Only a blank line makes room for another heading."""
    plan = office.plan(office.write("forms.csv", "TimeStamp,ID,Subject\nTimeStamp,ID,Subject\n"), "sitekit")

    assert counts(rejected=1) == plan.counts


@pytest.mark.usefixtures("own_profiles")
@pytest.mark.parametrize(
    "text", [f"CaseId,DateReceived,Label\n1,{WHEN},Bin\n", f"Label,DateReceived,CaseId\nBin,{WHEN},1\n"]
)
def test_heading_is_used_where_there_is_one(office: Office, text: str) -> None:
    """A first row with a heading that the profile knows is a heading, in whatever order its columns are."""
    plan = office.plan(office.write("report.csv", text), "tracker")

    assert "without a heading" not in plan.recognised
    assert ["Bin"] == summaries(office, plan)


@pytest.mark.usefixtures("own_profiles")
def test_rejects_of_a_file_without_heading_have_one(office: Office) -> None:
    """What comes back can be read by itself."""
    path = office.write("report.csv", "1,noon,Bin\n")
    write_rejects(office.folder / "rejects.csv", [office.plan(path, "tracker")])

    mended = (office.folder / "rejects.csv").read_text(encoding="utf-8").replace("noon", WHEN)

    assert mended.startswith("caseapp_row,caseapp_reasons,CaseId,DateReceived,Label")
    assert ["Bin"] == summaries(office, office.plan(office.write("mended.csv", mended), "tracker"))


@pytest.mark.usefixtures("own_profiles")
@pytest.mark.parametrize(("named", "text"), [(None, f"1,{WHEN},Bin\n"), ("tracker", f"1,{WHEN},Bin,more\n")])
def test_file_without_a_heading_is_refused_otherwise(office: Office, named: str | None, text: str) -> None:
    """Without a profile named, or with another number of cells, the first row is taken for the heading it is not."""
    with pytest.raises(InvalidInput):
        office.plan(office.write("report.csv", text), named)


def test_carriage_returns_alone_are_line_ends(office: Office) -> None:
    """Old Macs ended lines so; in a file without any line feed they are taken for that, and it is said."""
    text = f"{SHORT}W-1,{WHEN},Bin,\nW-2,{WHEN},Bin,\n".replace("\n", "\r")

    assert "with carriage returns for line ends" in said(office, text)
    assert [2, 3] == [row.number for row in office.plan(office.folder / "file.csv", "submissions").rows]
