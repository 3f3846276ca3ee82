"""Numbers as words, rows, and what a terminal shows."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from troche.report import INTENDED_USE, compare_view, result_html, simulate_view
from troche.report.beside import beside
from troche.report.numerals import cell_of, interval, numeral
from troche.report.tables import main_columns, main_rows, quantity_rows, table_notes
from troche.studies.results import Quantity


def shown(view, width):
    console = Console(width=width, record=True, file=None, force_terminal=False, quiet=True)
    with console.capture() as captured:
        console.quiet = False
        console.print(view)
    return captured.get()


@given(st.floats(min_value=1e-3, max_value=1e9))
def test_a_numeral_reads_back_within_its_digits(value):
    read = float(numeral(value).replace(",", ""))
    # Two significant digits below 100 (half a unit of the second), three from there on.
    assert read == pytest.approx(value, rel=0.0501)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (9.96, "", "10"),
        (99.6, "", "100"),
        (0.0995, "", "0.10"),
        (1234567.0, "", "1,230,000"),
        (1.0, "fraction", "100\xa0%"),
        (0.0, "fraction", "0\xa0%"),
        (1e-9, "", "<0.001"),
        (math.nan, "", "–"),
        (math.inf, "h", "–"),
        (None, "", "–"),
    ],
)
def test_numerals(value, unit, text):
    assert numeral(value, unit) == text


def test_an_interval_needs_both_ends():
    assert interval(1.0, None) == ""
    assert interval(0.5, 0.75, "fraction") == "50–75\xa0%"


def test_a_cell_names_both_intervals():
    spread = {"median": 12.2, "people_p5": 6.1, "people_p95": 24.4, "knowledge_p5": 9.4,
              "knowledge_p95": 16.4}  # fmt: skip
    cell = cell_of(Quantity("q", "ng/mL", "", spread))
    assert str(cell) == "12 (people 6.1–24; knowledge 9.4–16)"
    unsure = cell_of(Quantity("q", "ng/mL", "", spread | {"knowledge_p5": None}))
    assert str(unsure) == "12 (people 6.1–24)"


def test_a_number_that_is_the_same_for_all_has_no_interval():
    spread = dict.fromkeys(
        ("median", "people_p5", "people_p95", "knowledge_p5", "knowledge_p95"), 1.0
    )
    assert str(cell_of(Quantity("q", "fraction", "", spread))) == "100\xa0%"
    assert str(cell_of(None)) == "–"


def test_main_rows_follow_the_study(comparison):
    rows = main_rows(comparison)
    assert [row.regimen.name for row in rows] == ["placebo", "microdose", "infusion", "spray"]
    assert [c.unit for c in main_columns(comparison)][:2] == ["ng/mL", "ng·h/mL"]
    assert rows[0].cells[0].median == "0"
    assert rows[1].flags == ("extrapolation", "no evidence", "regulator")
    assert rows[1].cells[0].people
    assert rows[1].cells[0].knowledge


def test_peaks_name_their_blood_and_venous_ones_stand_below(comparison):
    headings = [c.heading for c in main_columns(comparison)]
    assert headings[0] == "Peak ketamine, arterial"
    assert headings[3] == "Peak, arterial"
    infusion = comparison["infusion"]
    cells = main_rows(comparison)[2].cells
    for cell, name in (
        (cells[0], "ketamine (venous) cmax"),
        (cells[3], "infusion ratio venous peak"),
    ):
        venous = infusion.quantity(name)
        assert cell.venous == numeral(venous.spread["median"], venous.unit)
        for text in (shown(compare_view(comparison), 100), result_html(comparison)):
            assert cell.venous in text
    assert main_rows(comparison)[1].cells[0].venous == ""
    published = replace(comparison, model="perez-ruixo-2021")
    assert main_columns(published)[0].heading.endswith(", venous")


def test_notes_say_which_ketamine(comparison):
    notes = " ".join(table_notes(comparison))
    assert "Under spray, ketamine is S-ketamine alone" in notes
    assert "counts S- and R-ketamine together" in notes
    alone = replace(comparison, regimens=(comparison["spray"],))
    assert main_columns(alone)[0].heading == "Peak S-ketamine, arterial"
    half = " ".join(table_notes(replace(alone, model="simons-2022")))
    assert "the reference is the S-ketamine half of the infusion" in half
    assert "counts S- and R-" not in half
    racemic = " ".join(table_notes(replace(comparison, regimens=(comparison["microdose"],))))
    assert "alone" not in racemic


def test_a_number_of_fewer_patients_says_of_how_many(comparison):
    def fewer(quantity):
        spread = dict(quantity.spread)
        return replace(quantity, spread=spread | {"n": 321}) if "auc" in quantity.name else quantity

    microdose = comparison["microdose"]
    missed = replace(microdose, quantities=tuple(map(fewer, microdose.quantities)))
    result = replace(comparison, regimens=(missed, comparison["spray"]))
    row, other = main_rows(result)
    assert [cell.n for cell in row.cells][:3] == ["", "321", ""]
    assert not any(cell.n for cell in other.cells)
    assert "n 321" in shown(compare_view(result), 100)
    assert "not all 400 have one" in shown(compare_view(result), 100)
    assert "not all 400 have one" in " ".join(shown(simulate_view(result), 100).split())
    assert "not all" not in " ".join(table_notes(comparison))


@pytest.mark.parametrize("width", [60, 100])
def test_why_knowledge_was_not_computed(width, without_draws):
    few = replace(without_draws, patients=300)
    for view in (compare_view(few), simulate_view(few)):
        flat = " ".join(shown(view, width).split())
        assert "knowledge: not computed: needs 400 patients, this run has 300" in flat
    assert "not computed: needs 400 patients, this run has 300" in result_html(few)


def test_every_quantity_has_a_row(single, broken):
    assert len(quantity_rows(single.regimens[0])) == len(single.regimens[0].quantities)
    assert {row.cell.median for row in quantity_rows(broken.regimens[0])} == {"–"}


def test_published_values_stand_beside_the_same_thing(single):
    regimen = single.regimens[0]
    rows = {b.observation.metric + b.observation.analyte: b for b in beside(regimen, False)}
    peak = regimen.quantity("ketamine cmax_first").spread["median"]
    assert rows["Cmaxketamine"].model.startswith(f"{numeral(peak)} (")
    assert rows["C(t)norketamine"].model
    # No quantity of the model is an area from 0 to 8 h, so none is put beside it.
    assert rows["AUCketamine"].model == "not computed; troche simulate --auc 0-8 gives it"
    area = replace(regimen.quantity("ketamine auc_first"), name="ketamine auc_0_8h")
    asked = replace(regimen, quantities=(*regimen.quantities, area))
    beside_area = next(b.model for b in beside(asked, False) if b.observation.metric == "AUC")
    assert beside_area.startswith(f"{numeral(area.spread['median'])} (")


def test_venous_beside_arterial_says_so(single):
    regimen = single.regimens[0]
    rows = beside(regimen, True)
    venous = [b for b in rows if b.observation.site == "venous" and "C" in b.observation.metric[:1]]
    assert venous
    assert all(b.model.endswith(", arterial") for b in venous)


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_views_fit_the_terminal_and_cut_nothing(width, comparison, single):
    for text in (
        shown(compare_view(comparison), width),
        shown(simulate_view(single), width),
        shown(simulate_view(single, every=True), width),
    ):
        assert max(map(len, text.splitlines())) <= width
        assert "…" not in text
        flat = " ".join(text.split())
        assert INTENDED_USE in flat
        assert "No trial has tested daily sublingual ketamine" in flat
        assert "knowledge" in flat


def test_compare_view_has_both_intervals_of_every_regimen(comparison):
    wide, narrow = (" ".join(shown(compare_view(comparison), w).split()) for w in (100, 50))
    for row in main_rows(comparison)[1:]:
        for text in (row.cells[0].people, row.cells[0].knowledge):
            assert text in wide
            assert text in narrow


@pytest.mark.parametrize("name", ["placebo_only", "without_draws", "broken", "hostile"])
def test_views_bear_what_is_missing(name, request):
    result = request.getfixturevalue(name)
    for view in (compare_view(result), simulate_view(result, every=True)):
        assert "nan" not in shown(view, 80).lower().split()
    assert "<script" not in result_html(result)


def test_brackets_of_a_name_are_not_markup(single):
    regimen = replace(single.regimens[0], name="[red]x[/red]")
    both = replace(single, regimens=(regimen, regimen))
    assert "[red]x[/red]" in shown(compare_view(both), 120)


def test_the_notebook_says_answer_intervals_flags_and_use(comparison):
    html = result_html(comparison)
    assert "<script" not in html
    for words in ("people", "knowledge", INTENDED_USE.split(".")[0], "FDA (2023)", "microdose †"):
        assert words in html
    # A notebook keeps every output in its file.
    assert len(html) < 20_000
