"""Policy files: what the shipped ones say, what a wrong one is told, and the document that the store keeps."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.casework.policies import from_document, read_policies, read_policy, to_document
from caseapp.resources import fixtures_dir
from caseapp.rules.errors import FileProblem, InvalidPolicy, NotFound
from caseapp.rules.policy import Policy, StagePolicy, Window
from caseapp.rules.vocabulary import ClockStart, DayRule, Division, Outcome

SHIPPED = fixtures_dir() / "policies"
LAWFUL = """\
code = "cambridge-2024"
title = "A policy"
scheme = "cambridge"
applies_from = 2024-04-01
applies_until = 2025-03-31
division = "england-and-wales"
day_rule = "next"
acknowledgement_days = 5
clock_starts = "receipt"
outcomes = ["upheld", "not-upheld"]
reviewer_must_be_senior = true
extend_before_due = true
ombudsman = "the Ombudsman"

[escalation_window]
length = 28
unit = "days"

[stage_1]
response_days = 10
longest_extension_days = 10
most_extensions = 1

[stage_2]
response_days = 20
longest_extension_days = "any"
most_extensions = "any"
"""


BEFORE_WINDOW = LAWFUL.partition("[escalation_window]")[0]
BEFORE_STAGES = LAWFUL.partition("[stage_1]")[0]


def written(folder: Path, text: str, name: str = "policy.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def replaced(old: str, new: str, text: str = LAWFUL) -> str:
    """The text with its one occurrence of ``old`` replaced."""
    assert text.count(old) == 1
    return text.replace(old, new)


def refused(folder: Path, text: str) -> str:
    with pytest.raises(InvalidPolicy) as refusal:
        read_policy(written(folder, text))
    return refusal.value.sentence.removeprefix(f"{folder / 'policy.toml'}, ")


# What is shipped.


def test_cambridge_since_2024() -> None:
    """The default: 5, 10 and 20 working days of receipt, one extension of ten at either stage (R37, R75, R76, R79)."""
    one_extension_of_ten = {"longest_extension_days": 10, "most_extensions": 1}
    policy = read_policies(SHIPPED).on(date(2024, 4, 1))

    assert ("cambridge-2024", "cambridge") == (policy.code, policy.scheme)
    assert (date(2024, 4, 1), None) == (policy.applies_from, policy.applies_until)
    assert (5, ClockStart.RECEIPT, DayRule.NEXT) == (policy.acknowledgement_days, policy.clock_starts, policy.day_rule)
    assert (StagePolicy(10, **one_extension_of_ten), StagePolicy(20, **one_extension_of_ten)) == policy.stages
    assert (Outcome.UPHELD, Outcome.PARTLY_UPHELD, Outcome.NOT_UPHELD) == policy.outcomes
    assert (True, True, None) == (policy.reviewer_must_be_senior, policy.extend_before_due, policy.escalation_window)


def test_cambridge_before_2024() -> None:
    """The same targets, and extensions of any length and number by agreement (R76)."""
    policy = read_policies(SHIPPED).on(date(2024, 3, 31))

    assert ("cambridge-2021", "cambridge") == (policy.code, policy.scheme)
    assert (date(2000, 1, 1), date(2024, 3, 31)) == (policy.applies_from, policy.applies_until)
    assert (5, ClockStart.RECEIPT) == (policy.acknowledgement_days, policy.clock_starts)
    assert (StagePolicy(10, None, None), StagePolicy(20, None, None)) == policy.stages
    assert (True, False) == (policy.reviewer_must_be_senior, policy.extend_before_due)


@pytest.mark.parametrize("code", ["lgsco-2024", "housing-ombudsman-2024"])
def test_the_codes(code: str) -> None:
    """The clock starts at the acknowledgement; ten more days at stage 1, twenty at 2 (R38, R39, R44b-c, R61-R63)."""
    policy = read_policies(SHIPPED).get(code)

    assert code.removesuffix("-2024") == policy.scheme
    assert (5, ClockStart.ACKNOWLEDGEMENT) == (policy.acknowledgement_days, policy.clock_starts)
    assert (StagePolicy(10, 10, 1), StagePolicy(20, 20, 1)) == policy.stages
    assert (False, True) == (policy.reviewer_must_be_senior, policy.extend_before_due)


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_every_number_shipped_cites_its_rule(path: Path) -> None:
    """A figure in a policy can be defended: its line names the rule that it comes from."""
    numbers = re.findall(r"^\w+ = (?:\d|true|false|.any).*", path.read_text(encoding="utf-8"), re.MULTILINE)
    dates = [line for line in numbers if line.startswith("applies_")]

    assert 10 <= len(numbers)
    assert [] == [line for line in numbers if not re.search(r"# .*R(-L)?\d", line) and line not in dates]
    assert [] == [line for line in dates if " # " not in line]


# What a file may say.


def test_a_file_is_read_in_full(tmp_path: Path) -> None:
    """Every key has its place in the policy; “any” is no limit."""
    expected = Policy(
        code="cambridge-2024",
        title="A policy",
        scheme="cambridge",
        applies_from=date(2024, 4, 1),
        applies_until=date(2025, 3, 31),
        division=Division.ENGLAND_AND_WALES,
        day_rule=DayRule.NEXT,
        acknowledgement_days=5,
        clock_starts=ClockStart.RECEIPT,
        stages=(StagePolicy(10, 10, 1), StagePolicy(20, None, None)),
        outcomes=(Outcome.UPHELD, Outcome.NOT_UPHELD),
        escalation_window=Window(28, "days"),
        reviewer_must_be_senior=True,
        extend_before_due=True,
        ombudsman="the Ombudsman",
    )

    assert expected == read_policy(written(tmp_path, LAWFUL))


def test_a_file_saved_on_windows_is_read(tmp_path: Path) -> None:
    """A byte order mark and Windows line ends are how some editors save; they mean nothing."""
    path = tmp_path / "policy.toml"
    path.write_bytes(b"\xef\xbb\xbf" + LAWFUL.replace("\n", "\r\n").encode())

    assert read_policy(written(tmp_path, LAWFUL, "unix.toml")) == read_policy(path)


def test_a_version_may_apply_for_one_day(tmp_path: Path) -> None:
    """It ends on the day on which it begins, which is not before it."""
    policy = read_policy(written(tmp_path, replaced("2025-03-31", "2024-04-01")))

    assert (date(2024, 4, 1), date(2024, 4, 1)) == (policy.applies_from, policy.applies_until)


STAGE = "a table with response_days, longest_extension_days, most_extensions"
DAYS = "a whole number of working days from 1 to 260"
NAME = "a name in lower-case letters, digits and hyphens, such as cambridge-2024"
OUTCOMES = "a list of “upheld” or “partly-upheld” or “not-upheld”, each at most once"


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("acknowledgement_days = 5", "acknowledgement_days = -5", 8, f"acknowledgement_days is -5; it must be {DAYS}."),
        ("acknowledgement_days = 5", "acknowledgement_days = 0", 8, f"acknowledgement_days is 0; it must be {DAYS}."),
        (
            "acknowledgement_days = 5",
            "acknowledgement_days = 999",
            8,
            f"acknowledgement_days is 999; it must be {DAYS}.",
        ),
        (
            "acknowledgement_days = 5",
            "acknowledgement_days = 5.0",
            8,
            f"acknowledgement_days is 5.0; it must be {DAYS}.",
        ),
        (
            "acknowledgement_days = 5",
            'acknowledgement_days = "5"',
            8,
            f"acknowledgement_days is “5”; it must be {DAYS}.",
        ),
        (
            "acknowledgement_days = 5",
            "acknowledgement_days = true",
            8,
            f"acknowledgement_days is true; it must be {DAYS}.",
        ),
        ("response_days = 20", "response_days = -20", 25, f"response_days of [stage_2] is -20; it must be {DAYS}."),
        (
            "longest_extension_days = 10",
            'longest_extension_days = "long"',
            21,
            f"longest_extension_days of [stage_1] is “long”; it must be {DAYS}, or “any”.",
        ),
        (
            "most_extensions = 1",
            "most_extensions = -1",
            22,
            "most_extensions of [stage_1] is -1; it must be a whole number from 0 to 99, or “any”.",
        ),
        (
            "applies_until = 2025-03-31",
            "applies_until = 2024-03-31",
            5,
            "applies_until is 2024-03-31; it must be a date without quotes, on or after applies_from.",
        ),
        (
            "applies_from = 2024-04-01",
            'applies_from = "1 April 2024"',
            4,
            "applies_from is “1 April 2024”; it must be a date without quotes, such as 2024-04-01.",
        ),
        (
            "applies_from = 2024-04-01",
            "applies_from = 2024-04-01T09:00:00Z",
            4,
            "applies_from is 2024-04-01 09:00:00+00:00; it must be a date without quotes, such as 2024-04-01.",
        ),
        ('"upheld", "not-upheld"', '"upheld", "rejected"', 10, f"outcomes is “rejected”; it must be {OUTCOMES}."),
        ('"upheld", "not-upheld"', "", 10, f"outcomes is a list of nothing; it must be {OUTCOMES}."),
        (
            '"upheld", "not-upheld"',
            '"upheld", "upheld"',
            10,
            f"outcomes is a list of “upheld”, “upheld”; it must be {OUTCOMES}.",
        ),
        ('["upheld", "not-upheld"]', '"upheld"', 10, f"outcomes is “upheld”; it must be {OUTCOMES}."),
        (
            '["upheld", "not-upheld"]',
            '[\n  "upheld",  # R78\n\n  "rejected",\n]',
            13,
            f"outcomes is “rejected”; it must be {OUTCOMES}.",
        ),
        (
            'clock_starts = "receipt"',
            'clock_starts = "posting"',
            9,
            "clock_starts is “posting”; it must be “receipt” or “acknowledgement”.",
        ),
        ('day_rule = "next"', "day_rule = 7", 7, "day_rule is 7; it must be “next” or “roll”."),
        (
            'division = "england-and-wales"',
            'division = "england"',
            6,
            "division is “england”; it must be “england-and-wales” or “scotland” or “northern-ireland” or “none”.",
        ),
        ("extend_before_due = true", "extend_before_due = 1", 12, "extend_before_due is 1; it must be true or false."),
        (
            'unit = "days"',
            'unit = "weeks"',
            17,
            "unit of [escalation_window] is “weeks”; it must be “working-days”, “days” or “months”.",
        ),
        (
            "length = 28",
            "length = 0",
            16,
            "length of [escalation_window] is 0; it must be a whole number from 1 to 1000.",
        ),
        ('scheme = "cambridge"', 'scheme = "The Council"', 3, f"scheme is “The Council”; it must be {NAME}."),
        (
            'title = "A policy"',
            'title = ""',
            2,
            "title is “”; it must be words on one line, without control characters.",
        ),
        (
            'title = "A policy"',
            'title = """A\npolicy"""',
            2,
            "title is “A policy”; it must be words on one line, without control characters.",
        ),
        (
            'title = "A policy"',
            'title = "\\u001b[31mA policy"',
            2,
            "title is “A policy”; it must be words on one line, without control characters.",
        ),
        (
            "most_extensions = 1\n",
            "",
            19,
            "most_extensions of [stage_1] is missing; it must be a whole number from 0 to 99, or “any”.",
        ),
        (
            'ombudsman = "the Ombudsman"\n',
            "",
            1,
            "ombudsman is missing; it must be words on one line, without control characters.",
        ),
        (
            "[stage_1]\nresponse_days = 10\nlongest_extension_days = 10\nmost_extensions = 1\n",
            "",
            1,
            f"stage_1 is missing; it must be {STAGE}.",
        ),
        (
            "most_extensions = 1\n",
            "most_extensions = 1\nmost_letters = 2\n",
            23,
            f"most_letters of [stage_1] is not known; the keys there are {STAGE.removeprefix('a table with ')}.",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    """File, line, key, what is there and what is wanted: enough to mend it without looking anything up."""
    assert f"line {line}: {said}" == refused(tmp_path, replaced(old, new))


def test_an_unknown_key_is_named_with_those_there_are(tmp_path: Path) -> None:
    """A key that is misspelt is told apart from one that is missing, and comes first."""
    said = refused(tmp_path, replaced("day_rule =", "day_rules ="))

    assert said.startswith("line 7: day_rules is not known; the keys there are code, title, scheme, applies_from,")
    assert said.endswith("stage_2. (The first of 2 mistakes in the file.)")


def test_the_first_of_several_mistakes_is_the_one_that_comes_first(tmp_path: Path) -> None:
    """Mending from the top is how people mend."""
    text = replaced("response_days = 10", "response_days = 0", replaced("length = 28", "length = 0"))

    assert refused(tmp_path, text).startswith("line 16: length of [escalation_window] is 0;")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (replaced('code = "cambridge-2024"', "'code' = 'Not A Name'"), 1),
        (replaced("[stage_1]\nresponse_days = 10", "[ 'stage_1' ]\n\n\"response_days\" = 10.5"), 21),
        (replaced("response_days = 20", "# response_days = 1\n  response_days=1_000"), 26),
        (BEFORE_STAGES + "[stage_1]\n[stage_2]\n", 19),
        (
            BEFORE_STAGES
            + "[stage_2]\nresponse_days = 20\nlongest_extension_days = 1\nmost_extensions = 1\n"
            + "[stage_1]\nmost_extensions = 1\nlongest_extension_days = 1\nresponse_days = 0\n",
            26,
        ),
        (
            BEFORE_WINDOW
            + "stage_1.response_days = 10\nstage_1.longest_extension_days = 10\nstage_1.most_extensions = 1\n"
            + "stage_2 = { response_days = 20, longest_extension_days = 10, most_extensions = 1.5 }\n",
            18,
        ),
        (replaced('ombudsman = "the Ombudsman"', 'ombudsman = """\nacknowledgement_days = 5\n"""'), 13),
    ],
)
def test_a_line_is_right_however_the_file_is_laid_out(tmp_path: Path, text: str, line: int) -> None:
    """Quoted and dotted keys, tables in another order or on one line, comments, and text that looks like a key."""
    assert refused(tmp_path, text).startswith(f"line {line}: ")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "acknowledgement_days = 5",
            "acknowledgement_days =",
            "line 8: “acknowledgement_days =” is not TOML (Invalid value)",
        ),
        (
            "acknowledgement_days = 5",
            "acknowledgement_days 5",
            "line 8: “acknowledgement_days 5” is not TOML (Expected '='",
        ),
        ("[stage_1]", "[stage_1", "line 19: “[stage_1” is not TOML (Expected ']'"),
        ('title = "A policy"', 'title = "A policy', 'line 2: “title = "A policy” is not TOML (Illegal character'),
        ("length = 28", "length = 28\nlength = 29", "line 17: “length = 29” is not TOML (Cannot overwrite a value)"),
        ("[stage_2]", "[stage_1]", "line 24: “[stage_1]” is not TOML (Cannot declare"),
        (
            'ombudsman = "the',
            'ombudsman = """the',
            'line 13: “ombudsman = """the Ombudsman"” is not TOML (Unterminated',
        ),
        (
            '["upheld", "not-upheld"]',
            '[\n"upheld",',
            "line 12: “reviewer_must_be_senior = true” is not TOML (Invalid value), in what begins on line 10;",
        ),
    ],
)
def test_what_is_not_toml_is_named_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    """The line and what is written on it; where something was never closed, the line on which it began."""
    sentence = refused(tmp_path, replaced(old, new))

    assert sentence.startswith(said)
    assert sentence.endswith("; write key = value, or [table].")


def test_an_empty_file_is_told_what_is_missing(tmp_path: Path) -> None:
    """Nothing is there, so everything is missing."""
    assert "is missing; it must be" in refused(tmp_path, "")
    assert "(The first of 14 mistakes in the file.)" in refused(tmp_path, "# no policy\n")


def test_a_character_that_is_not_utf8_is_named_with_its_line(tmp_path: Path) -> None:
    """A file saved in an old encoding is told so."""
    path = tmp_path / "policy.toml"
    path.write_bytes(LAWFUL.replace("A policy", "Café").encode("latin-1"))

    with pytest.raises(
        InvalidPolicy, match=r"policy\.toml, line 2: a character is not UTF-8; save the file as UTF-8\."
    ):
        read_policy(path)


def test_a_file_that_cannot_be_read_is_a_problem_with_the_file(tmp_path: Path) -> None:
    """Not there, or a folder: nothing is wrong with the policy."""
    with pytest.raises(
        FileProblem, match=r"nowhere\.toml cannot be read \(No such file or directory\); check its name"
    ):
        read_policy(tmp_path / "nowhere.toml")
    with pytest.raises(FileProblem, match="cannot be read"):
        read_policy(tmp_path)


# Several files.


def test_overlapping_versions_are_named_with_file_and_line(tmp_path: Path) -> None:
    """The later version's applies_from is where to look; the earlier needs an end (R76)."""
    earlier = written(tmp_path, replaced("cambridge-2024", "old", replaced("2024-04-01", "2020-01-01")), "z.toml")
    later = written(tmp_path, f"# comment\n{LAWFUL}", "a.toml")

    with pytest.raises(InvalidPolicy) as refusal:
        read_policies(tmp_path)

    assert (
        f"{later}, line 5: applies_from is 2024-04-01, a date that old ({earlier}) covers too; "
        "give that version an applies_until before it." == refusal.value.sentence
    )


def test_one_code_twice_is_refused(tmp_path: Path) -> None:
    """A complaint keeps the code of its policy, so the code must mean one thing."""
    first, second = written(tmp_path, LAWFUL, "a.toml"), written(tmp_path, LAWFUL, "b.toml")

    with pytest.raises(InvalidPolicy, match=f"^{second}, line 1: code is “cambridge-2024”.* in {first} too"):
        read_policies(tmp_path)


def test_a_folder_without_policies_is_refused(tmp_path: Path) -> None:
    """An empty folder and one that is not there are the same mistake."""
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(FileProblem, match=f"There are no policies in {folder}; put at least one file"):
            read_policies(folder)


def test_a_scheme_that_is_not_there_is_refused() -> None:
    """A default that no file is of would leave every complaint without a policy."""
    with pytest.raises(
        NotFound, match="is of the scheme “oxford”; the schemes there are cambridge, housing-ombudsman, lgsco"
    ):
        read_policies(SHIPPED, "oxford")


def test_another_scheme_may_be_the_default() -> None:
    """A council that follows the Code to the letter chooses it."""
    assert "lgsco-2024" == read_policies(SHIPPED, "lgsco").on(date(2024, 5, 1)).code


# The document that the store keeps.

names = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)?", fullmatch=True)
stages = st.builds(StagePolicy, st.integers(1, 260), st.none() | st.integers(1, 260), st.none() | st.integers(0, 99))
policies = st.builds(
    Policy,
    code=names,
    title=st.text(min_size=1),
    scheme=names,
    applies_from=st.dates(),
    applies_until=st.none() | st.dates(),
    division=st.sampled_from(Division),
    day_rule=st.sampled_from(DayRule),
    acknowledgement_days=st.integers(1, 260),
    clock_starts=st.sampled_from(ClockStart),
    stages=st.tuples(stages, stages),
    outcomes=st.permutations(list(Outcome)).map(tuple),
    escalation_window=st.none() | st.builds(Window, st.integers(1, 1000), st.sampled_from(["days", "months"])),
    reviewer_must_be_senior=st.booleans(),
    extend_before_due=st.booleans(),
    ombudsman=st.text(min_size=1),
)


@given(policies)
def test_a_policy_comes_back_from_its_document_exactly(policy: Policy) -> None:
    """A complaint keeps the policy it was opened under, to the last word (R76)."""
    back = from_document(to_document(policy))

    assert policy == back
    assert repr(policy) == repr(back)
    assert to_document(policy) == to_document(back)


def test_a_document_is_canonical() -> None:
    """One policy has one document, whatever the order of its fields, so that documents can be compared."""
    document = to_document(read_policies(SHIPPED).get("cambridge-2024"))

    assert re.findall(r'"(\w+)": ', document.partition('"stages"')[0]) == sorted(
        re.findall(r'"(\w+)": ', document.partition('"stages"')[0])
    )
    assert '"applies_from": "2024-04-01", "applies_until": null' in document


def test_reading_a_document_loads_no_library(tmp_path: Path) -> None:
    """The store is opened by every command; pydantic, which takes a tenth of a second, is for reading files."""
    document = written(tmp_path, to_document(read_policies(SHIPPED).get("cambridge-2024")), "document.json")
    program = (
        "import sys; from pathlib import Path; from caseapp.casework.policies import from_document\n"
        "print(from_document(Path(sys.argv[1]).read_text(encoding='utf-8')).code)\n"
        "print(sorted({'pydantic', 'tomllib'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", program, document], capture_output=True, text=True, check=True)

    assert "cambridge-2024\n[]\n" == done.stdout
