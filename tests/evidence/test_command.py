"""`troche evidence`: data on stdout, messages on stderr, nothing cut off."""

import csv
import io
import json

import pytest
from typer.testing import CliRunner

from troche.cli.evidence import app
from troche.errors import BadInput, EvidenceError
from troche.evidence import findings, load, select
from troche.evidence.suicidality import CRISIS_LINE


@pytest.fixture
def run(monkeypatch):
    def invoke(*arguments, columns=200):
        monkeypatch.setenv("COLUMNS", str(columns))
        result = CliRunner().invoke(app, list(arguments))
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


def test_filters_list_value_source_and_reading(run):
    out = run("--route", "sublingual", "--analyte", "S-ketamine").stdout
    assert "139.4 ng*h/mL" in out
    assert "Simons2022" in out
    assert "page, secondary" in out
    assert "secondary = " in out
    assert "9 rows from 1 source." in out


def test_no_filter_shows_the_tables(run):
    out = run().stdout
    assert "pk_observations" in out
    assert "1316 rows" in out


@pytest.mark.parametrize("name", ["SHAFFER2014", "WangR2025", "DALY2018"])
def test_a_pipe_gets_the_same_whole_lines_whatever_the_width(run, name):
    # What a terminal gets is tested with the printing of rows.
    wide, narrow = (run("--study", name, columns=n).stdout.splitlines()[:-2] for n in (400, 45))
    assert wide == narrow
    assert sum("\t" in line for line in wide) >= len(select(study=name))


def test_brackets_in_cells_are_text(run):
    out = run("--table", "pk_facts", "--text", "R-dehydronorketamine").stdout
    assert "[3H]MK-801" in out


def test_csv_has_every_finding_and_reads_back(run):
    result = run("--csv", "--table", "pk_models")
    read = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["value"] for row in read] == [r.cells["typical_value"] for r in load("pk_models")]
    assert read[0]["reading"] == "page, secondary"


def test_json_is_one_document_with_units_and_numbers(run):
    document = json.loads(run("--json", "--dose", "5-20 mg").stdout)
    assert document["count"] == len(select(dose="5-20 mg")) == len(document["findings"])
    assert document["filters"] == {"dose": "5-20 mg"}
    first = next(f for f in document["findings"] if f["table"] == "pk_observations")
    assert (first["value"], first["value_number"], first["unit"]) == ("120", 120.0, "min")


def test_json_without_a_filter_is_everything(run):
    assert json.loads(run("--json").stdout)["count"] == len(findings())


def test_no_row_is_an_answer_and_says_what_to_drop(run):
    result = run("--drug", "arketamine", "--route", "oral")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "without --route: " in result.stderr


def test_show_prints_arms_link_and_where_each_row_was_read(run):
    out = run("show", "murrough2013").stdout
    assert "https://doi.org/10.1176/appi.ajp.2013.13030392" in out
    assert "-16.5 points" in out
    assert "0.5 mg/kg ketamine iv over 40 min, once" in out
    assert "no regimen can be written: comparator" in out
    assert "[1] https://www.scribd.com" in out
    assert "memory" in out


def test_where_a_row_was_read_is_plain_text_and_only_in_show(run):
    url = "https://www.scribd.com/document/143076815/Ketamine-Abstract"
    assert url in run("show", "MURROUGH2013").stdout
    assert "\x1b]8" not in run("show", "MURROUGH2013").stdout
    for way in ((), ("--csv",), ("--json",)):
        assert url not in run("--study", "MURROUGH2013", *way).stdout


def test_show_json_is_whole(run):
    document = json.loads(run("show", "DALY2018", "--json").stdout)
    outcomes = [o for arm in document["arms"] for o in arm["outcomes"]]
    # The family's other trial (panel B) has arms of its own, and no outcome rows.
    assert len(outcomes) == sum(row.study_family == "DALY2018" for row in load("outcomes"))
    assert document["references"][0]["link"].startswith("https://doi.org/")
    assert all("read_at" in outcome for outcome in outcomes)


def test_relatives_are_named_so_that_nobody_counts_twice(run):
    assert "not to be counted twice" in run("show", "FEDGCHIN2019").stdout


def test_suicidality_rows_come_with_the_crisis_line(run):
    assert CRISIS_LINE in run("--endpoint", "C-SSRS").stdout
    assert json.loads(run("--endpoint", "C-SSRS", "--json").stdout)["notice"] == CRISIS_LINE
    assert CRISIS_LINE in run("--endpoint", "C-SSRS", "--csv").stderr
    assert CRISIS_LINE not in run("--endpoint", "Cmax").stdout


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (("--csv", "--json"), "--csv and --json"),
        (("--json", "show", "DALY2018"), "--json before 'show'"),
        (("--route", "iv", "show", "DALY2018"), "--route before 'show'"),
    ],
)
def test_options_that_would_be_ignored_are_refused(run, arguments, found):
    with pytest.raises(BadInput) as caught:
        run(*arguments)
    assert found in str(caught.value.found)


def test_unknown_words_raise_for_the_command_line_to_tell(run):
    with pytest.raises(EvidenceError, match="Did you mean 'sublingual'"):
        run("--route", "sublingaul")
    with pytest.raises(EvidenceError, match="Did you mean 'Murrough2013'"):
        run("show", "Murough2013")
