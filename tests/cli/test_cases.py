"""The verbs by command: results on stdout, words on stderr, one sentence and exit code 1 when refused."""

from __future__ import annotations

from typing import Any

import pytest

STAGE_KEYS = {
    "number",
    "opened_on",
    "acknowledge_by",
    "acknowledged_on",
    "due_on",
    "extended_to",
    "responded_on",
    "outcome",
    "handler",
}


@pytest.fixture
def reference(caseapp: Any) -> str:
    """A complaint received on Monday 8 April 2024."""
    return str(caseapp("log", "--service", "Waste", "--summary", "Bin missed", "--name", "Aoife").out.strip())


def test_log_prints_only_the_reference_on_stdout(caseapp: Any) -> None:
    """A script can take the reference from stdout; what a person needs to know goes to stderr."""
    said = caseapp("log", "--service", "waste", "--summary", "Bin missed")

    assert (0, "C24-00001\n") == (said.code, said.out)
    assert "Answer by Mon 22 Apr 2024" in said.words


def test_log_gives_json_when_asked(caseapp: Any) -> None:
    """The contract's shape: one key, the reference."""
    assert {"reference": "C24-00001"} == caseapp("log", "--service", "Waste", "--summary", "x", "--json").json


def test_show_json_has_the_keys_that_others_rely_on(caseapp: Any, reference: str) -> None:
    """Scripts read these names; more may come beside them."""
    shown = caseapp("show", reference, "--json").json

    assert {"reference", "state", "service", "received_on", "stages"} <= shown.keys()
    assert STAGE_KEYS <= shown["stages"][0].keys()
    assert ("new", "Waste", "2024-04-08") == (shown["state"], shown["service"], shown["received_on"])
    assert ("2024-04-15", "2024-04-22", None) == tuple(
        shown["stages"][0][key] for key in ("acknowledge_by", "due_on", "extended_to")
    )


def test_a_whole_life_by_command(caseapp: Any, reference: str) -> None:
    """Log, acknowledge, extend once, answer, escalate, answer: and the summary counts it."""
    for arguments, user, today in (
        (("acknowledge", reference), "Ada Admin", "2024-04-09"),
        (("assign", reference, "Sam Okafor"), "Ada Admin", "2024-04-09"),
        (("extend", reference, "--days", "10", "--reason", "Records"), "Sam Okafor", "2024-04-10"),
        (("respond", reference, "--outcome", "upheld", "--theme", "Missed bin"), "Sam Okafor", "2024-04-30"),
        (("escalate", reference, "--reviewer", "Priya Raman"), "Ada Admin", "2024-05-01"),
        (("acknowledge", reference), "Ada Admin", "2024-05-02"),
        (("respond", reference, "--outcome", "partly-upheld"), "Priya Raman", "2024-05-20"),
    ):
        said = caseapp(*arguments, user=user, today=today)
        assert 0 == said.code, said.words

    shown = caseapp("show", reference, "--json").json
    totals = caseapp("summary", "--quarter", "2024-25-Q1", "--format", "json").json["totals"]
    assert ["2024-05-07", None] == [stage["extended_to"] for stage in shown["stages"]]
    assert ["upheld", "partly-upheld"] == [stage["outcome"] for stage in shown["stages"]]
    assert (1, 1, 2, 1, 2) == tuple(totals[key] for key in ("stage1", "stage2", "total", "complaints", "in_target"))
    assert 0 == caseapp("verify").code


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        (("extend", "--days", "11", "--reason", "More"), "R76"),
        (("escalate",), "R28"),
        (("extend", "--days", "5", "--reason", " "), "R18"),
        (("respond", "--outcome", "upheld", "--on", "2024-04-07"), "before"),
        (("respond", "--outcome", "upheld", "--on", "2024-04-09"), "future"),
    ],
)
def test_a_refusal_is_one_sentence_with_its_rule(
    caseapp: Any, reference: str, arguments: tuple[str, ...], rule: str
) -> None:
    """Nothing on stdout, one line on stderr, exit code 1, and the case as it was."""
    said = caseapp(arguments[0], reference, *arguments[1:])

    assert (1, "") == (said.code, said.out)
    assert said.words.startswith("caseapp: ")
    assert 1 == said.words.count("\n")
    assert rule in said.words
    assert "new" == caseapp("show", reference, "--json").json["state"]


def test_a_second_extension_is_refused_with_the_rule(caseapp: Any, reference: str) -> None:
    """A single extension a stage (R76)."""
    caseapp("extend", reference, "--days", "3", "--reason", "Records")
    said = caseapp("extend", reference, "--days", "1", "--reason", "More records")

    assert 1 == said.code
    assert "R76" in said.words


def test_the_stage_1_decider_is_refused_at_stage_2(caseapp: Any, reference: str) -> None:
    """Somebody else reviews (R44d)."""
    caseapp("respond", reference, "--outcome", "not-upheld")
    caseapp("escalate", reference)
    said = caseapp("respond", reference, "--outcome", "upheld")

    assert 1 == said.code
    assert "R44d" in said.words


@pytest.mark.parametrize("arguments", [("withdraw",), ("resolve",), ("refuse", "--reason", "The tribunal decided it")])
def test_closing_a_stage_and_reopening_it(caseapp: Any, reference: str, arguments: tuple[str, ...]) -> None:
    """What was closed without an answer can begin again; the earlier attempt stays on record."""
    assert 0 == caseapp(arguments[0], reference, *arguments[1:]).code
    assert 0 == caseapp("reopen", reference, "--reason", "By mistake").code

    shown = caseapp("show", reference, "--json").json
    assert ("new", 2) == (shown["state"], shown["stages"][0]["attempt"])
    assert 1 == len(shown["earlier_attempts"])


def test_why_explains_each_date_and_agrees_with_the_case(caseapp: Any, reference: str) -> None:
    """The counted steps of each deadline are as many as its days, and end on its date."""
    caseapp("extend", reference, "--days", "4", "--reason", "Records")
    explained = caseapp("why", reference, "--json").json["deadlines"]

    assert ["2024-04-15", "2024-04-22", "2024-04-26"] == [deadline["due"] for deadline in explained]
    for deadline in explained:
        assert deadline["days"] == sum(step["counted"] for step in deadline["steps"])
        assert deadline["due"] == deadline["steps"][-1]["date"]
    assert "not counted: Saturday" in caseapp("why", reference).out


def test_a_hostile_summary_reaches_no_terminal(caseapp: Any) -> None:
    """Escape codes, control characters and direction overrides are gone from every list and page."""
    hostile = "Bin\x1b]52;c;aGk=\x07 \x1b[31mred\x1b[0m \u202egnp.exe\x00\nsecond line"
    reference = caseapp("log", "--service", "Waste", "--summary", hostile, "--name", "\x1b[2JX").out.strip()

    for page in (caseapp("list").out, caseapp("show", reference).out, caseapp("search", "bin").out):
        assert not {"\x1b", "\x07", "\x00", "\u202e"} & set(page)


def test_a_note_takes_any_text_even_what_looks_like_an_option(caseapp: Any, reference: str) -> None:
    """After two dashes nothing is an option."""
    assert 0 == caseapp("note", reference, "--on", "2024-04-08", "--", "--as requested").code
    assert "--as requested" in caseapp("show", reference).out


def test_points_findings_and_undo_by_command(caseapp: Any) -> None:
    """A complaint in points is answered by findings alone; a slip is taken back and the timeline says so (R40, R42)."""
    points = ("--point", "It was late", "--point", "They were rude")
    reference = caseapp("log", "--service", "Waste", "--summary", "x", *points, "--contact", "By letter").out.strip()
    caseapp("point", reference, "Nobody rang")
    assert "is stage 1" in caseapp("undo", reference).out
    caseapp("extend", reference, "--days", "5", "--reason", "Records", "--ombudsman-told")
    answered = ("respond", reference, "--finding", "2=not-upheld", "--finding", "1=upheld")
    stage = caseapp(*answered, "--json").json["stages"][0]
    shown = caseapp("show", reference)

    assert ("partly-upheld", [{"point": 1, "finding": "upheld"}, {"point": 2, "finding": "not-upheld"}]) == (
        stage["outcome"],
        stage["findings"],
    )
    assert [{"point": 1, "text": "It was late"}, {"point": 2, "text": "They were rude"}] == (
        caseapp("show", reference, "--json").json["points"]
    )
    for line in (
        "Contact: By letter",
        "  2. They were rude",
        "point 1 upheld; point 2 not upheld",
        "Took back the point of complaint (Ada Admin)",
        "; the Ombudsman's details were given (Ada Admin): Records",
    ):
        assert line in shown.out
    caseapp("correct", reference, "--reason", "Misread", "--contact", "By Sam alone")
    assert "Contact: By Sam alone" in caseapp("show", reference).out


@pytest.mark.parametrize("written", ["1", "one=upheld", "1=maybe", "=upheld"])
def test_finding_that_is_none_is_told_as_such(caseapp: Any, reference: str, written: str) -> None:
    """What was written, and how to write it."""
    said = caseapp("respond", reference, "--finding", written)

    assert (1, "") == (said.code, said.out)
    assert f"--finding “{written}” is no finding; write the number of the point, = and one of upheld" in said.words


def test_undo_of_somebody_elses_step_is_refused_with_what_to_do(caseapp: Any, reference: str) -> None:
    """Only whoever recorded it takes it back."""
    caseapp("acknowledge", reference, user="Sam Okafor")
    said = caseapp("undo", reference)

    assert (1, "") == (said.code, said.out)
    assert f"Sam Okafor recorded the acknowledgement of {reference}, so only they can take it back" in said.words
