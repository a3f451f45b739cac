"""JSON and XML documents: how they are taken apart, what comes back of them, and the hostile ones."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from caseapp.intake import open_import, profiles, write_rejects
from caseapp.intake.files import TextFile
from caseapp.intake.formats import blocks, documents, format_of
from caseapp.intake.profile_file import parse
from caseapp.intake.rows import RawRow
from caseapp.rules.errors import CaseappError
from caseapp.rules.vocabulary import Kind, Verdict
from tests.intake.office import SAMPLES, Office, counts

_BOMB = "".join(f"<!ENTITY {after} '{f'&{one};' * 10}'>" for one, after in zip("abcdefghi", "bcdefghij", strict=True))
"""Nine definitions that come to ten milliard letters."""
OPEN311 = "<service_requests>{}</service_requests>"


def an_answer(question: str, said: object, identity: str = "q1", **parts: object) -> dict[str, object]:
    """One answer of GOV.UK Forms."""
    return {"question_id": identity, "question_text": question, **parts, "answer_text": said}


def a_document(*answers: object, **changes: object) -> dict[str, object]:
    """A submission of GOV.UK Forms about a missed bin."""
    return {
        "form_name": "Complain to the council",
        "submission_reference": "K7QW2M9X",
        "submitted_at": "2026-03-30T08:15:27.000Z",
        "answers": [an_answer("What is your complaint about?", "Bin missed"), *answers],
        **changes,
    }


def a_request(**changes: object) -> dict[str, object]:
    """A request of Open311."""
    return {
        "service_request_id": "638344",
        "description": "Third week",
        "requested_datetime": "2026-03-30T09:15:27+01:00",
        **changes,
    }


def as_xml(*requests: dict[str, object]) -> str:
    """Requests as Open311 gives them in XML."""
    return OPEN311.format("".join(f"<request>{_elements(request)}</request>" for request in requests))


def _elements(request: dict[str, object]) -> str:
    return "".join(f"<{name}>{value}</{name}>" for name, value in request.items())


def refusal(folder: Path, content: str | bytes, profile: str | None = None) -> str:
    """The sentence with which a document is refused, when it is opened or when it is read."""
    path = written(folder, content)
    with pytest.raises(CaseappError) as caught:
        list(open_import(path, profile).rows())
    assert "\n" not in caught.value.sentence
    assert caught.value.sentence.startswith(str(path))
    return caught.value.sentence


def rows_of(folder: Path, content: str | bytes, profile: str | None = None) -> list[RawRow]:
    """The records of a document."""
    return list(open_import(written(folder, content), profile).rows())


def written(folder: Path, content: str | bytes) -> Path:
    """A document in a folder."""
    path = folder / "document.json"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def verdicts(office: Office, content: str | bytes, profile: str | None = None) -> list[tuple[int, str]]:
    """What becomes of every record, with its first reason."""
    rows = office.plan(office.write("document.json", content), profile).rows
    return [(row.number, row.reasons[0] if row.reasons else row.verdict.value) for row in rows]


def columns_of(folder: Path, *answers: object) -> dict[str, str]:
    """The columns that such answers become."""
    (row,) = rows_of(folder, json.dumps({**a_document(), "answers": answers}, indent=1))
    return {name: text for name, text in row.cells.items() if name not in a_document()}


# What is in them.


@pytest.mark.parametrize(
    ("sample", "good", "bad"),
    [
        ("govuk-forms-json-{}.json", counts(new=3), counts(new=2, duplicate=1, changed=1, rejected=8)),
        ("open311-{}.json", counts(new=3, skipped=1), counts(new=2, duplicate=1, changed=1, rejected=3)),
        ("open311-{}.xml", counts(new=3, skipped=1), counts(new=2, duplicate=1, changed=1, rejected=2)),
        ("home-office-complaints-{}.json", counts(new=2), counts(new=3, duplicate=1, rejected=1)),
        ("localgov-crm-{}.json", counts(new=3), counts(new=1, changed=1, rejected=4)),
    ],
)
def test_samples_are_recognised_and_taken(office: Office, sample: str, good: object, bad: object) -> None:
    """Every profile has a file that goes in, and one with what goes wrong."""
    assert bad == office.plan(SAMPLES / sample.format("bad")).counts
    assert good == office.take(SAMPLES / sample.format("good")).counts


def test_submission_is_one_whether_it_comes_as_csv_or_as_json(office: Office) -> None:
    """UTC JSON against local CSV: the same instant, parts of a name, several services, an attachment's name."""
    office.take(SAMPLES / "govuk_forms_complaints_2026-03-31.csv")

    plan = office.plan(SAMPLES / "govuk-forms-json-good.json")

    same = next(row for row in plan.rows if row.key and row.key.reference == "K7QW2M9X")
    assert Verdict.DUPLICATE is same.verdict


def test_same_instant_from_csv_and_json_matches_the_other_way_round(office: Office) -> None:
    """First as JSON, then in the daily CSV; a label with a comma in it and a repeated question among the answers."""
    office.take(
        office.write(
            "one.json",
            json.dumps(
                a_document(
                    an_answer("What is your name?", "Aoife Ní Bhriain", first_name="Aoife", last_name="Ní Bhriain"),
                    an_answer("What is your address?", "1 High Street, Ambridge, AB1 2CD", postcode="AB1 2CD"),
                    an_answer("Phone number", "07700900123"),
                    an_answer("When did it happen?", "27/03/2026"),
                    an_answer(
                        "Which services are involved?",
                        "Waste and recycling, Street cleaning",
                        selections=["Waste and recycling", "Street cleaning"],
                    ),
                    an_answer("Which bins?", ["blue", "green"], can_have_multiple_answers=True),
                    an_answer("Who saw it?", "Bea Lindqvist", first_name="Bea", last_name="Lindqvist"),
                )
            ),
        )
    )
    csv = (
        "Reference,Submitted at,What is your complaint about?,What is your name? - First name,"
        "What is your name? - Last name,What is your address?,Phone number,When did it happen?,"
        "Which services are involved?,Which bins?,Who saw it? - First name,Who saw it? - Last name\n"
        'K7QW2M9X,2026-03-30T09:15:27+01:00,Bin missed,Aoife,Ní Bhriain,"1 High Street, Ambridge, AB1 2CD",'
        '07700 900123,27/03/2026,"Waste and recycling, Street cleaning","Answer: blue\nAnswer: green",Bea,Lindqvist\n'
    )

    assert counts(duplicate=1) == office.plan(office.write("daily.csv", csv)).counts


def test_received_date_at_a_zone_edge_is_that_of_cambridge(office: Office) -> None:
    """23:30 UTC in summer is the next day."""
    path = office.write("one.json", json.dumps(a_document(submitted_at="2025-06-30T23:30:00.000Z"), indent=1))

    assert date(2025, 7, 1) == office.only_case(path).case.received_on


def test_wordings_are_those_of_the_csv_profile() -> None:
    """A question that one profile of GOV.UK Forms knows and the other does not would make of one submission two."""
    csv, by_json = (next(one for one in profiles() if one.name == name) for name in ("govuk-forms", "govuk-forms-json"))

    own = {"submission_id", "submitted_at", "language"}
    assert csv.source == by_json.source
    assert {field: asked for field, asked in csv.questions.items() if field not in own} == {
        field: asked for field, asked in by_json.questions.items() if field not in own
    }
    assert (csv.parts, csv.splitters, csv.services, csv.kinds, csv.repeats) == (
        by_json.parts,
        by_json.splitters,
        by_json.services,
        by_json.kinds,
        by_json.repeats,
    )


def test_question_is_known_by_its_id_when_it_was_reworded() -> None:
    """A profile may name a question_id in the place of a wording; it comes before any wording of the file."""
    text = _govuk_text().replace('summary = ["What', 'summary = ["c1", "What')
    record = a_document(answers=[an_answer("Put your complaint in a sentence", "Bin missed", identity="c1")])

    assert "Bin missed" == documents.Columns(parse(text, "own")).cells(record)["c1"]


@pytest.mark.parametrize(
    ("answer", "columns"),
    [
        (an_answer("Post?", "No"), {"Post?": "No"}),
        (
            an_answer("Bins?", ["blue", "green"], can_have_multiple_answers=True),
            {"Bins?": "Answer: blue\nAnswer: green"},
        ),
        (
            an_answer("Who?", "Bea Lindqvist", last_name="Lindqvist", first_name="Bea"),
            {"Who? - First name": "Bea", "Who? - Last name": "Lindqvist"},
        ),
        (
            an_answer("Where?", "1 High Street, AB1 2CD", address1="1 High Street", address2="", postcode="AB1 2CD"),
            {"Where?": "1 High Street, AB1 2CD"},
        ),
        (
            an_answer("How?", "None of the above", none_of_the_above_answer="By kite"),
            {"How?": "None of the above", "How? - None of the above answer": "By kite"},
        ),
        (an_answer("Which?", "a, b, c", selections=["a, b", "c"]), {"Which?": "a, b, c"}),
        (an_answer("Which?", "", selections=["a, b", "c"]), {"Which?": "", "Which? - Selections": "a, b\nc"}),
        (an_answer("How many?", 7), {"How many?": "7"}),
        (an_answer("", "No words", identity="x9"), {"x9": "No words"}),
    ],
)
def test_answer_becomes_a_column(tmp_path: Path, answer: object, columns: dict[str, str]) -> None:
    """As the CSV of the same form has it; what the answer's words leave out has a column beside it."""
    assert list(columns.items()) == list(columns_of(tmp_path, answer).items())


def test_repeated_question_text_is_told_apart(tmp_path: Path) -> None:
    """A form that asks the same question twice loses neither answer."""
    again = [an_answer("Why?", "one"), an_answer("Why?", "two"), an_answer("Why?", "three")]

    assert {"Why?": "one", "Why? (2)": "two", "Why? (3)": "three"} == columns_of(tmp_path, *again)


def test_label_with_a_comma_is_not_torn_apart(office: Office) -> None:
    """Several services in one answer: names with commas in them are read whole, as in CSV."""
    chosen = ["Planning", "Housing Repairs (Responsive)"]
    case = office.only_case(
        office.write(
            "one.json",
            json.dumps(a_document(an_answer("Which services are involved?", ", ".join(chosen), selections=chosen))),
        )
    )

    assert ("Planning", ("Housing Repairs (Responsive)",)) == (case.case.service, case.other_services)


def test_open311_request_is_one_in_json_and_in_xml(office: Office) -> None:
    """Fetching again does not duplicate, in either form, even when the request has moved on meanwhile."""
    again = a_request(lat="51.50", status="open", updated_datetime="2026-03-31T10:00:00Z", status_notes="Seen")
    office.take(office.write("requests.json", json.dumps([a_request(lat="51.50", status="open")])))

    assert counts(duplicate=1) == office.plan(office.write("requests.xml", as_xml(again))).counts


def test_open311_request_is_a_request_for_service(office: Office) -> None:
    """It is not a complaint unless an officer makes it one: GeoReport's own word is service request."""
    assert Kind.SERVICE_REQUEST is office.only_case(office.write("requests.json", json.dumps([a_request()]))).case.kind


def test_home_office_message_names_applicant_or_agent(office: Office) -> None:
    """Names within names are joined by dots; the answer goes to whoever wrote; what it refers to is kept."""
    batch = office.take(SAMPLES / "home-office-complaints-good.json")
    applicant, agent = (office.case(reference) for reference in batch.cases.values())

    assert ("Esme Thornbury", "esme@example.org") == (applicant.name, applicant.email)
    assert ("Bea Lindqvist", "bea@example.org") == (agent.name, agent.email)
    assert "MIN/0123456/26" == agent.raised_before
    assert "complaint.reference.reference: 012345678" in applicant.details


def test_message_without_a_reference_is_taken_once(office: Office) -> None:
    """Its content stands for the reference it lacks, whatever the order and the blanks between."""
    office.take(SAMPLES / "home-office-complaints-good.json")
    messages = json.loads((SAMPLES / "home-office-complaints-good.json").read_text(encoding="utf-8"))
    turned = [dict(reversed(message.items())) for message in messages]

    assert counts(duplicate=2) == office.plan(office.write("again.json", json.dumps(turned))).counts


def test_localgov_document_has_day_first_instants_and_lists(office: Office) -> None:
    """25/12/2023 12:00 is UK time; documents are lines; the name comes in two parts."""
    batch = office.take(SAMPLES / "localgov-crm-good.json")
    first, second, third = (office.case(reference) for reference in batch.cases.values())

    assert ("Aoife Ní Bhriain", date(2023, 12, 25)) == (first.name, first.case.received_on)
    assert "documents: photo.jpg\nletter, signed.pdf" in second.details
    assert date(2026, 3, 4) == third.case.received_on
    assert "documents.name: bark.mp3\ndocuments.size: 12345" in third.details


# How they may be written.


@pytest.mark.parametrize(
    ("content", "title"),
    [
        (json.dumps(a_document(), indent=2), "JSON"),
        (json.dumps([a_document()]), "JSON"),
        (" \n[\n" + json.dumps(a_document()) + "\n]\n", "JSON"),
        ("\ufeff" + json.dumps([a_document()], indent=1), "JSON"),
        (json.dumps(a_document()), "JSON Lines"),
        (f"{json.dumps(a_document())}\n{json.dumps(a_document(submission_reference='B2'))}\n", "JSON Lines"),
        (json.dumps(a_document(), indent="\t").replace("\n", "\r\n"), "JSON"),
    ],
)
def test_document_is_recognised_however_it_is_laid_out(office: Office, content: str, title: str) -> None:
    """One object over many lines, a list, or one object a line; and nothing is lost in any of them."""
    path = office.write("form_submission.json", content)

    assert f"(govuk-forms-json), {title}, recognised by" in open_import(path).recognised
    assert content.count("submission_reference") == office.take(path).counts.new


@pytest.mark.parametrize("size", [1, 3, 7])
def test_document_is_the_same_wherever_its_blocks_end(
    office: Office, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """Letters of several bytes, escapes, numbers and words that a block ends in are read on."""
    record = {"é\u2028€": "\U0001f600", "esc": '"\\\n\u0007', "n": -12.50e3, "t": True, "none": None, "l": [1, "x"]}
    path = office.write("blocks.json", json.dumps([record, 17, "x", {}], ensure_ascii=False) + "  ")
    ascii_path = office.write("ascii.json", json.dumps([record, 17, "x", {}]) + "  ")
    monkeypatch.setattr(blocks, "BLOCK", size)

    for one in (path, ascii_path):
        read = list(_rows(one))
        assert [1, 2, 3, 4] == [row.number for row in read]
        assert {"é €": "\U0001f600", "esc": '"\\\n\u0007', "t": "true", "none": ""}.items() <= read[0].cells.items()
        assert ("-12500.0", "1\nx", "17") == (read[0].cells["n"], read[0].cells["l"], read[1].original)


def test_records_may_be_within_an_object(office: Office) -> None:
    """A profile says where the records are; what stands beside them is read past, over lines or on one."""
    profile = parse(_govuk_text().replace("[document]", '[document]\nrecords = "page.submissions"'), "own")
    wrapped = {"count": 2, "page": {"next": None, "submissions": [a_document(), a_document()]}, "end": [1, {}]}

    for indent in (None, 2):
        file = TextFile(office.write("page.json", json.dumps(wrapped, indent=indent)), profiles=[profile])
        assert ["K7QW2M9X"] * 2 == [row.cells["submission_reference"] for row in format_of(file).rows(file)]
    file = TextFile(office.write("page.json", '{\n"count": 0}'), profiles=[profile])
    with pytest.raises(CaseappError, match=r"has no page\.submissions, where its profile says"):
        list(format_of(file).rows(file))


def test_records_of_xml_may_be_deeper_and_have_attributes(office: Office) -> None:
    """A path of elements, names without their prefixes, elements that come again as lines, the rest passed over."""
    record = '<s id="7"><t lang="en">x<b/></t><u>1</u><u>2</u></s>'
    text = f'<a:r xmlns:a="urn:x"><head><n>1</n></head><a:list>{record}</a:list></a:r>'
    profile = parse(_govuk_text().replace('answers = "answers"', 'records = "list.s"'), "own")
    file = TextFile(office.write("x.xml", text), profiles=[profile])

    (row,) = format_of(file).rows(file)

    assert {"id": "7", "t.lang": "en", "t.b": "", "t.text": "x", "u": "1\n2"} == dict(row.cells)


def test_xml_root_may_be_the_one_record(office: Office) -> None:
    """A root whose elements hold text alone is a submission itself; declared encodings are read."""
    request = f"<request>{_elements(a_request(description='Fenêtre'))}</request>"
    text = f'<?xml version="1.0" encoding="windows-1252"?>{request}'

    case = office.only_case(office.write("one.xml", text.encode("cp1252")))

    assert "Fenêtre" == case.details


# What comes back.


def test_rejected_records_come_back_as_json_lines(office: Office) -> None:
    """Each as it was but for two keys more, on one line; mended they go in by the same profile."""
    bad = a_document(an_answer("When did it happen?", "soon"), submission_reference="B2")
    path, rejects = office.write("list.json", json.dumps([a_document(), bad], indent=2)), office.folder / "r.jsonl"

    assert 1 == write_rejects(rejects, [office.plan(path)])

    (line,) = rejects.read_text(encoding="utf-8").splitlines()
    assert {**bad, "caseapp_row": 2}.items() <= json.loads(line).items()
    assert counts(rejected=1) == office.plan(rejects).counts
    mended = office.write("mended.jsonl", line.replace("soon", "27/03/2026"))
    assert counts(new=1) == office.take(mended).counts


def test_rejected_elements_come_back_as_json_lines(office: Office) -> None:
    """An element of XML comes back as an object with its names; XML and JSON may share the file."""
    bad = a_request(requested_datetime="soon", media={"url": ["a", "b"]})
    xml = as_xml({**bad, "media": "<url>a</url><url>b</url>"})
    plans = [office.plan(office.write("r.xml", xml)), office.plan(office.write("r.json", json.dumps([bad])))]
    rejects = office.folder / "r.jsonl"

    assert 2 == write_rejects(rejects, plans)

    assert [{**bad, "caseapp_row": 1}] * 2 == [
        {key: value for key, value in json.loads(line).items() if key != "caseapp_reasons"}
        for line in rejects.read_text(encoding="utf-8").splitlines()
    ]
    mended = rejects.read_text(encoding="utf-8").replace('"soon"', '"2026-03-30"')
    assert counts(new=1, duplicate=1) == office.take(office.write("mended.jsonl", mended)).counts


def test_record_with_a_flaw_comes_back_as_text_and_stays_rejected(office: Office) -> None:
    """A record that is no object is kept as it was written; it has to be written as an object again."""
    rejects = office.folder / "r.jsonl"
    write_rejects(rejects, [office.plan(office.write("l.json", json.dumps([a_document(), [1, 2]], indent=1)))])

    assert json.loads(rejects.read_text(encoding="utf-8"))["caseapp_original"].split() == ["[", "1,", "2", "]"]
    again = rejects.read_text(encoding="utf-8") + json.dumps(a_document(submission_reference="B2")) + "\n"
    flawed, good = verdicts(office, again, "govuk-forms-json")
    assert "This is the caseapp_original of an earlier import" in flawed[1]
    assert (2, "new") == good


# The hostile ones.


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ('{"submission_reference": "A", "submission_reference": "B"}', "the same key twice"),
        ('{"a": {"b": {"c": 1, "c": 2}}}', "the same key twice"),
        ('{"a": NaN}', "a number that is none"),
        ('{"a": [-Infinity]}', "a number that is none"),
        ("17", "is not a JSON object"),
        ('"text"', "is not a JSON object"),
        ("[[[]]]", "is not a JSON object"),
        (f'{{"a": {"[" * 60}{"]" * 60}}}', "is nested too deeply"),
        (json.dumps({"a": {str(n): "" for n in range(1_001)}}), "has more than 1,000 names"),
        (json.dumps({str(n): "" for n in range(1_001)}), "has more than 1,000 names"),
        (json.dumps({"n" * 2_001: "x"}), "A name in the record is longer than 2,000 characters"),
        ('{"answers": "none"}', "answers is not a list of questions and answers"),
        ('{"answers": ["none"]}', "answers is not a list of questions and answers"),
        (json.dumps({"answers": [an_answer(f"q{n}", "") for n in range(1_001)]}), "has more than 1,000 names"),
    ],
)
def test_flawed_record_is_rejected_alone(tmp_path: Path, record: str, words: str) -> None:
    """The records before and after it are read, whether in a list or on lines."""
    good, other = json.dumps(a_document()), json.dumps(a_document(submission_reference="B2"))

    for content in (f"[{good},{record},\n{other}]", f"{good}\n{record}\n{other}\n"):
        first, broken, last = rows_of(tmp_path, content)
        assert [(1, ""), (2, record), (3, "")] == [
            (first.number, first.broken),
            (broken.number, broken.original),
            (last.number, last.broken),
        ]
        assert words in broken.broken


def test_ten_megabyte_text_is_rejected_alone(office: Office) -> None:
    """A text of ten million characters is read once, rejected, and quoted briefly."""
    big = a_document(an_answer("Tell us what happened", "x" * 10_000_000))
    first, second = verdicts(office, json.dumps([big, a_document(submission_reference="B2")]))

    assert "is longer than 100,000 characters" in first[1]
    assert len(first[1]) < 300
    assert (2, "new") == second


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (json.dumps([a_document()])[:-40], "ends in the middle of record 1, so it is only a part of the file"),
        (json.dumps([a_document(), a_document()])[:-1], "ends in the middle of record 2"),
        (json.dumps([a_document()]) + "]", "goes on after its end at character"),
        (json.dumps([a_document()]).replace('": "K7', "': 'K7"), "record 1: it is not JSON at character"),
        (f"[{json.dumps(a_document())} {json.dumps(a_document())}]", "“,” is missing at character"),
        ("[" * 100_000, "is nested too deeply; that is no submission"),
        (f"[{json.dumps(a_document())}, {'[' * 100_000}", "record 2, is nested too deeply"),
        (f'{{\n"a": {"{" * 3}', "ends in the middle of its one record"),
        (json.dumps([a_document(form_name="Café")], ensure_ascii=False).encode("cp1252"), "the byte 0xE9, after some"),
        (json.dumps([a_document()]).encode("utf-16"), "the byte 0xFF, after some 0 others, is not UTF-8"),
        ("[]", "holds no JSON object that can be read"),
        ("[17, null]", "holds no JSON object that can be read"),
    ],
)
def test_broken_document_is_refused(tmp_path: Path, content: str | bytes, words: str) -> None:
    """Half a file, other brackets, more after the end, endless depth, another encoding: one sentence, nothing taken."""
    assert words in refusal(tmp_path, content, "govuk-forms-json")


@pytest.mark.parametrize("content", ["17", '"text"', "null", "NaN", ""])
def test_lone_value_is_refused(tmp_path: Path, content: str) -> None:
    """A number or a word alone is no file of submissions."""
    refusal(tmp_path, content, "govuk-forms-json")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (f"<!DOCTYPE r [<!ENTITY a 'x'>{_BOMB}]><r><q>&j;</q></r>", "defines a document type of its own"),
        ("<!DOCTYPE r SYSTEM 'file:///etc/passwd'><r/>", "defines a document type of its own"),
        ("<!DOCTYPE r [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><r><q>&e;</q></r>", "defines a document type"),
        (as_xml(a_request())[:-30], "ends in the middle, so it is only a part of the file"),
        (as_xml(a_request()).replace("</request>", "</requests>"), "is not XML from line 1 on (mismatched tag)"),
        (OPEN311.format("<request><a>&nbsp;</a></request>"), "(undefined entity)"),
        ("<a>" * 100_000, "is nested more than 50 deep"),
        ('<?xml version="1.0" encoding="klingon"?><r/>', "save it as UTF-8"),
        ('<?xml version="1.0" encoding="utf-8"?><r>Caf\u00e9</r>'.encode("latin-1"), "(not well-formed"),
        ("<service_requests></service_requests>", "holds no records"),
        ("<html><body><p>Not found</p></body></html>", "has"),
    ],
)
def test_broken_or_dangerous_xml_is_refused(tmp_path: Path, content: str | bytes, words: str) -> None:
    """XML entity bombs and external entities before they are followed; half a file; endless depth."""
    assert words in refusal(tmp_path, content)


def test_endless_record_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record is only read up to a limit, so that none can fill the memory."""
    from caseapp.intake.formats import json_documents, markup

    monkeypatch.setattr(json_documents, "LONGEST_RECORD", 100_000)
    monkeypatch.setattr(markup, "LONGEST_RECORD", 100_000)

    assert "is longer than 100,000 characters" in refusal(tmp_path, f'[{{"a": "{"x" * 300_000}"}}]')
    assert "longer than 100,000 bytes" in refusal(tmp_path, OPEN311.format(f"<request>{'<a/>' * 90_000}</request>"))


@pytest.mark.parametrize(
    ("begin", "record", "end"),
    [
        ("[", f'{{"a": 1, "b": "{"x" * 2_000}"}},', "x]"),
        ("<r>", f"<q><a>1</a><b>{'x' * 2_000}</b></q>", "</x>"),
    ],
)
def test_document_is_read_as_a_stream(office: Office, begin: str, record: str, end: str) -> None:
    """The first records are there before the rest was looked at, so memory does not grow with the file."""
    path = office.write("long.json", begin + record * 100 + end)
    rows = _rows(path)

    assert ["1"] * 5 == [row.cells["a"] for row in islice(rows, 5)]
    with pytest.raises(CaseappError):
        list(rows)


def _rows(path: Path) -> Iterable[RawRow]:
    file: Any = TextFile(path)
    return format_of(file).rows(file)


def _govuk_text() -> str:
    folder = SAMPLES.parent / "profiles"
    return (folder / "govuk-forms-json.toml").read_text(encoding="utf-8")
