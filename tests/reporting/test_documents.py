"""Each format prints the same figures in its own way, byte for byte, and no name can break it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator

import pytest

from caseapp.reporting.catalogue import DEFINITIONS, Measure, statement
from caseapp.reporting.render import FORMATS, NOT_MADE, render
from caseapp.reporting.summary import Summary, summarise
from caseapp.rules.errors import InvalidInput
from caseapp.rules.periods import Period, between
from caseapp.store.audit import Anchor, anchors_in
from tests.reporting.builders import Q1, a_compliment, a_contact, a_stage, april
from tests.reporting.samples import ANCHOR, GOLDEN, a_quarter, golden_documents

HOSTILE = [
    "=SUM|x",
    "@cmd|' /C calc'!A0",
    "-1+1",
    "+44 | 20",
    "a\nb\r\n# c",
    "\x1b]52;c;aGk=\x07\x9b31mRed",
    "<script>alert(1)</script>",
    "[link](javascript:x)",
    "**bold** _it_ `code` \\",
    "&lt;b&gt;",
    'say "so", then',
    "\u202egnp.exe",
]

# fmt: off
TOTALS_KEYS = [
    "stage1", "stage2", "total", "complaints", "answered", "in_target", "in_target_pct", "extended",
    "upheld", "partly_upheld", "not_upheld", "escalated", "compliments",
    "brought_forward", "received", "closed", "carried_forward",
]
SERVICE_KEYS = [
    "service", "stage1", "stage2", "total", "answered", "in_target", "in_target_pct",
    "upheld", "partly_upheld", "not_upheld", "escalated", "compliments",
]
# fmt: on


def named(service: str) -> Summary:
    """One record at a service of any name."""
    return summarise(Q1, [a_stage(service=service, answered=april(3)), a_stage("C24-00002", service="Waste")], [])


def table_rows(markdown: str) -> Iterator[list[str]]:
    """The cells of a Markdown table's rows, split at the bars that are not escaped."""
    for line in markdown.splitlines():
        if line.startswith("|"):
            yield [cell.strip() for cell in re.split(r"(?<!\\)(?:\\\\)*\|", line)[1:-1]]


@pytest.mark.parametrize("name", golden_documents())
def test_document_is_the_golden_file(name: str) -> None:
    """The bytes are the contract; ``python -m tests.reporting.samples`` writes them anew."""
    assert (GOLDEN / name).read_bytes().decode("utf-8") == golden_documents()[name]


def test_golden_files_are_all_compared() -> None:
    """No golden file is left over from a document that is no longer made."""
    assert set(golden_documents()) == {path.name for path in GOLDEN.iterdir()}


@pytest.mark.parametrize("name", ["table", "markdown", "csv"])
def test_document_ends_with_the_counting_rules(name: str) -> None:
    """The reader finds at the end by which rule each figure was counted."""
    unwrapped = " ".join(render(a_quarter(), name).replace('"', "").split())

    positions = [unwrapped.find(rule) for rule in statement()]
    assert -1 not in positions
    assert positions == sorted(positions)
    assert len(statement()) == len(DEFINITIONS) == len(Measure)


# --- JSON


def test_json_has_the_keys_of_the_contract_in_their_order() -> None:
    """Scripts rely on these names; the Multi-Service line comes last among the services."""
    content = json.loads(render(a_quarter(), "json"))

    assert ["period", "totals", "services", "figures", "anchor"] == list(content)
    assert {"label": "2024-25-Q1", "from": "2024-04-01", "to": "2024-06-30"} == content["period"]
    assert TOTALS_KEYS == list(content["totals"])
    assert [SERVICE_KEYS] * 5 == [list(service) for service in content["services"]]
    assert "Multi-Service" == content["services"][-1]["service"]


def test_json_figure_has_references_only_when_asked_for() -> None:
    """The cases behind a figure are printed with references and not without."""
    plain, full = (json.loads(render(a_quarter(), "json", with_references=asked))["figures"] for asked in (False, True))

    keys = ["id", "value", "numerator", "denominator", "rule"]
    assert {tuple(keys)} == {tuple(figure) for figure in plain}
    assert {(*keys, "references")} == {tuple(figure) for figure in full}
    upheld = next(figure for figure in full if figure["id"] == "upheld.total")
    assert ["C24-00004", "C24-00006"] == upheld["references"]


def test_json_totals_and_services_are_the_figures() -> None:
    """Every number outside the figures is the value of the figure with its id."""
    content = json.loads(render(a_quarter(), "json"))
    values = {figure["id"]: figure["value"] for figure in content["figures"]}

    lines = [("total", content["totals"]), *((line.pop("service"), line) for line in content["services"])]
    assert [] == [
        (measure, name)
        for name, line in lines
        for measure, value in line.items()
        if values[f"{measure}.{name}"] != value
    ]


def test_json_percentage_of_nothing_is_null() -> None:
    """Nothing answered is null, which no script can mistake for nought."""
    content = json.loads(render(summarise(Q1, [a_stage()], []), "json"))

    assert None is content["totals"]["in_target_pct"]
    assert 1 == content["totals"]["total"]


@pytest.mark.parametrize("service", HOSTILE)
def test_json_gives_a_hostile_name_back_as_it_was(service: str) -> None:
    """Names read back unchanged, and no byte of them reaches a terminal raw."""
    text = render(named(service), "json")

    assert service in [line["service"] for line in json.loads(text)["services"]]
    assert text.isascii()
    assert "\x1b" not in text


# --- CSV


def csv_rows(summary: Summary) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render(summary, "csv"), newline="")))


@pytest.mark.parametrize("service", HOSTILE)
def test_csv_has_no_formula_and_one_width_whatever_the_name(service: str) -> None:
    """No cell begins as a formula does, and every row has the header's cells."""
    rows = list(csv.reader(io.StringIO(render(named(service), "csv"), newline="")))

    assert {len(rows[0])} == {len(row) for row in rows}
    assert [] == [cell for row in rows for cell in row if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}]
    assert ["service", "service", "total"] == [row[0] for row in rows[1:4]]


def test_csv_formula_name_is_kept_behind_an_apostrophe() -> None:
    """The name stays readable."""
    assert ["'=SUM|x", "Waste"] == [row["name"] for row in csv_rows(named("=SUM|x")) if row["row"] == "service"]


def test_csv_guards_the_label_of_the_period() -> None:
    """A label is a cell like any other."""
    rows = csv_rows(summarise(Period("=1+1\n", Q1.first, Q1.last), [], []))

    assert {"'=1+1"} == {row["period"] for row in rows}


def test_csv_rows_say_what_they_are() -> None:
    """The rows that add up, their total, the one apart and the rules can be told by their first cell."""
    kinds = [row["row"] for row in csv_rows(a_quarter())]

    assert ["service"] * 4 + ["total", "multi-service"] + ["counting rule"] * len(Measure) + ["events"] == kinds


def test_csv_percentage_of_nothing_is_empty() -> None:
    """An empty cell is not averaged by a spreadsheet."""
    assert ["", "", "", "86"] == [row["in_target_pct"] for row in csv_rows(a_quarter()) if row["row"] == "service"]


# --- Markdown


@pytest.mark.parametrize("service", HOSTILE)
def test_markdown_table_keeps_its_columns_whatever_the_name(service: str) -> None:
    """A bar in a name does not begin a column, and a line end does not begin a row."""
    rows = list(table_rows(render(named(service), "markdown")))

    assert [11] * 5 == [len(row) for row in rows]


@pytest.mark.parametrize(
    ("service", "escaped"),
    [
        ("=SUM|x", r"=SUM\|x"),
        ("<script>", r"\<script\>"),
        ("[link](javascript:x)", r"\[link\](javascript:x)"),
        ("**bold** _it_ `code` \\", r"\*\*bold\*\* \_it\_ \`code\` \\"),
        ("&lt;b", "&amp;lt;b"),
        ("Streets & Open Spaces", "Streets & Open Spaces"),
    ],
)
def test_markdown_escapes_names_in_tables_and_in_sentences(service: str, escaped: str) -> None:
    """A name is text wherever it stands."""
    markdown = render(named(service), "markdown")

    assert f"\n| {escaped} | 1 |" in markdown
    assert f"- 1 of 1 stage record at {escaped} was answered in target (100%)." in markdown


def test_markdown_sets_the_multi_service_line_apart() -> None:
    """The line stands in a table of its own with the reason why it is not in the total."""
    markdown = render(a_quarter(), "markdown")

    total, after = markdown.split("| **Total** |")
    assert "| Multi-Service | 2 | 0 | 2 |" in after
    assert "| Multi-Service |" not in total
    assert "so this line is not part of the total" in after


# --- The anchor


@pytest.mark.parametrize("width", [5, 60, 80, 120])
@pytest.mark.parametrize("name", FORMATS)
def test_document_ends_with_the_anchor(name: str, width: int) -> None:
    """A summary that was kept shows later that no event before it is gone: whole, in every format and width."""
    *_, last = render(a_quarter(), name, width=width).rstrip("}\n").splitlines()

    assert (Anchor.parse(ANCHOR),) == anchors_in(last)


@pytest.mark.parametrize("name", FORMATS)
def test_document_without_an_anchor_promises_none(name: str) -> None:
    """Figures that were counted without a store say nothing of its events."""
    text = render(summarise(Q1, [a_stage()], []), name)

    assert () == anchors_in(text)
    assert "when this was made" not in text
    assert '"anchor"' not in text


# --- The terminal's table


@pytest.mark.parametrize("width", [80, 100, 120, 200])
def test_table_keeps_to_the_width(width: int) -> None:
    """No line is wider than the terminal, with the council's longest service name."""
    assert width >= max(map(len, render(a_quarter(), "table", width=width).splitlines()))


def test_table_in_a_very_narrow_terminal_keeps_its_words_whole() -> None:
    """Below sixty columns the terminal wraps, and the table stays the one for sixty."""
    assert render(a_quarter(), "table", width=60) == render(a_quarter(), "table", width=5)


def test_table_is_one_table_where_it_fits() -> None:
    """At 120 columns every figure of a service is on one line; at 80 its counts and its outcomes are apart."""
    wide, narrow = (render(a_quarter(), "table", width=width) for width in (120, 80))

    assert re.search(r"^Waste +7 +1 +8 +7 +6 +86% +2 +1 +4 +1$", wide, re.MULTILINE)
    assert re.search(r"^Waste +7 +1 +8 +7 +6 +86%$", narrow, re.MULTILINE)
    assert re.search(r"^Waste +2 +1 +4 +1$", narrow, re.MULTILINE)


def test_table_aligns_numbers_to_the_right() -> None:
    """Every row of a table ends in the same column, however long its name and its numbers."""
    records = [a_stage(f"C24-{n:05d}", service="W", answered=april(3)) for n in range(1234)]
    lines = render(
        summarise(Q1, [*records, a_stage("C25-00001", service="Planning")], []), "table", width=120
    ).splitlines()

    rows = [line for line in lines if re.match(r"(Service|W|Planning|Total) ", line)]
    assert 4 == len(rows)
    assert {len(rows[0])} == {len(row) for row in rows}


def test_table_aligns_numbers_under_their_headings_when_names_are_short() -> None:
    """The heading of the names takes its room too."""
    lines = render(summarise(Q1, [a_stage()], []), "table", width=120).splitlines()

    heading, rule, waste = (line for line in lines[lines.index("Stage records by service") + 3 :][:3])
    assert ("Service", "Waste") == (heading[:7], waste[:5])
    assert {len(rule)} == {len(heading), len(waste)}


@pytest.mark.parametrize("service", HOSTILE)
@pytest.mark.parametrize("name", ["table", "markdown", "csv"])
def test_text_carries_no_control_character(service: str, name: str) -> None:
    """A name cannot send anything to the terminal nor begin a line of its own."""
    text = render(named(service), name)

    assert [] == [char for char in text if not (char.isprintable() or char == "\n")]
    assert "\n# c" not in text


@pytest.mark.parametrize("name", ["Nine words that no single line could ever hold " * 3, "Q" * 200])
def test_table_wraps_a_long_name_and_loses_nothing_of_it(name: str) -> None:
    """A name that does not fit goes on below its first line, and its figures stay within the width."""
    text = render(named(name), "table", width=80)
    table = text.partition("Stage records by service")[2].partition("Waste")[0]

    kept = "".join(char for char in table.partition("---\n")[2] if char.isalpha())
    assert name.replace(" ", "") in kept
    assert 80 >= max(map(len, text.splitlines()))


# --- Sentences


def test_sentence_when_all_were_answered() -> None:
    """154 of 166 is 93 per cent, in words, number and table alike."""
    records = [a_stage(f"C24-{n:05d}", due=april(16), answered=april(16 if n < 154 else 17)) for n in range(166)]

    text = render(summarise(Q1, records, []), "table", width=120)

    assert "- 154 of 166 stage records at Waste were answered in target (93%)." in text
    assert "- 154 of 166 stage records were answered in target (93%)." in text


@pytest.mark.parametrize(
    "sentence",
    [
        "- 8 complaints were received in the period.",
        "- 10 stage records were begun in the period: 9 at stage 1 and 1 at stage 2.",
        "- 6 of 7 answered stage records were in target (86%); 10 were begun.",
        "- Of 7 answers, 2 upheld the complaint, 1 in part and 4 not.",
        "- 1 stage record was extended.",
        "- 1 stage record was begun by an escalation to stage 2.",
        "- 2 compliments were received in the period.",
        "- No stage record at Streets & Open Spaces was answered; 1 was begun.",
        "- 6 of 7 answered stage records at Waste were in target (86%); 8 were begun.",
        "3 brought forward + 10 received - 10 closed = 3 carried forward (stage records).",
        "1 April 2024 to 30 June 2024.",
    ],
)
def test_sentences_say_the_figures(sentence: str) -> None:
    """Each total of the sample is said in words with its population, in one and in many."""
    assert f"\n{sentence}\n" in render(a_quarter(), "table", width=120)
    assert f"\n{sentence}\n" in render(a_quarter(), "markdown")


def test_empty_period_is_still_a_report() -> None:
    """A period with nothing in it prints noughts, no percentage and no services."""
    day = between(april(1), april(1))

    text = render(summarise(day, [], []), "table", width=120)

    assert "Complaints summary, 2024-04-01 to 2024-04-01\n" in text
    assert "\n1 April 2024.\n" in text
    assert "\n- 0 complaints were received in the period.\n" in text
    assert re.search(r"^Total +0 +0 +0 +0 +0 +- +0 +0 +0 +0$", text, re.MULTILINE)
    assert "Answered in target, by service" not in text
    assert ["0 brought forward + 0 received - 0 closed = 0 carried forward (stage records)."] == [
        line for line in text.splitlines() if "brought forward +" in line
    ]


def test_single_contacts_are_said_in_the_singular() -> None:
    """One complaint was received; two were."""
    text = render(summarise(Q1, [], [a_contact(), a_compliment("C24-00002")]), "table")

    assert "\n- 1 complaint was received in the period.\n" in text
    assert "\n- 1 compliment was received in the period.\n" in text


# --- The door


@pytest.mark.parametrize("name", sorted(NOT_MADE))
def test_render_refuses_a_format_of_the_contract_that_is_not_made(name: str) -> None:
    """The sentence says that this version does not make it, and which it does."""
    with pytest.raises(InvalidInput, match=f"does not make {name} summaries; choose table, markdown, csv or json"):
        render(a_quarter(), name)


def test_render_refuses_a_format_that_nobody_knows() -> None:
    """A slip of the pen is answered with the choices, without its escape codes."""
    with pytest.raises(InvalidInput, match="“jsn” is not a format of the summary; choose table, markdown, csv or json"):
        render(a_quarter(), "\x1b[31mjsn")


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "json"])
def test_render_refuses_references_where_there_is_no_room(name: str) -> None:
    """Asking for references never gets a document that silently lacks them."""
    with pytest.raises(InvalidInput, match="choose json"):
        render(a_quarter(), name, with_references=True)
