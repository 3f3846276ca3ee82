"""Figures: what is drawn, in which unit, and what is said about it."""

import json
from dataclasses import replace

import numpy as np
import pytest

from troche.errors import BadInput
from troche.report import INTENDED_USE, figure, save_figure
from troche.report.figures import concentration, first_day, fractions, occupancy
from troche.report.figures.axes import log_axis, rounded
from troche.report.figures.panels import panels_of, resolves_peaks
from troche.report.figures.published import point_of, points_of
from troche.report.theme import (
    PALETTE,
    PLACEBO,
    SUBTITLE_WIDTH,
    TITLE_WIDTH,
    plotly_config,
    styles_of,
)


def named(drawn, name):
    return [trace for trace in drawn.data if trace.name == name]


def legend(drawn):
    return [trace.name for trace in drawn.data if trace.showlegend is not False]


def words(drawn):
    title = drawn.layout.title
    notes = " ".join(note.text for note in drawn.layout.annotations)
    return f"{title.text} {title.subtitle.text} {notes}".replace("<br>", " ")


def test_main_figure_is_concentration_of_one_and_fractions_of_several(single, comparison):
    assert "Concentration over time" in figure(single).layout.title.text
    assert "0.5 mg/kg ketamine IV over 40 min" in words(figure(comparison))


def test_concentration_has_units_bands_and_their_meaning(single):
    drawn = concentration(single.regimens[0])
    assert drawn.layout.yaxis.title.text == "ng/mL"
    assert drawn.layout.xaxis3.title.text == "Time since the first dose (h)"
    assert {"90 % of virtual patients", "50 % of virtual patients", "median"} <= set(legend(drawn))
    assert "people and uncertainty of knowledge together" in words(drawn)


def test_the_median_line_is_the_curve(single):
    regimen = single.regimens[0]
    curve = next(c for c in regimen.curves["first day"] if c.signal == "ketamine")
    line = named(concentration(regimen, scale="linear"), "median")[0]
    # Figures carry four significant digits.
    assert np.allclose(line.y, curve.p50, rtol=1e-3)
    assert list(line.x) == pytest.approx(curve.times, abs=1e-5)


def test_band_encloses_the_quantiles(single):
    regimen = single.regimens[0]
    curve = next(c for c in regimen.curves["first day"] if c.signal == "ketamine")
    band = named(concentration(regimen, scale="linear"), "90 % of virtual patients")[0]
    count = len(curve.times)
    assert np.allclose(band.y[:count], curve.p95, rtol=1e-3)
    assert np.allclose(band.y[count:][::-1], curve.p5, rtol=1e-3)


def test_log_axis_has_no_place_for_zero(single):
    drawn = concentration(single.regimens[0], scale="log")
    assert drawn.layout.yaxis.type == "log"
    for trace in drawn.data:
        assert all(v is None or v > 0 for v in trace.y)
    assert concentration(single.regimens[0], scale="linear").layout.yaxis.type != "log"


def test_scaled_points_are_hollow_and_say_so(single):
    scaled = [t for t in concentration(single.regimens[0]).data if "scaled" in (t.name or "")]
    assert scaled
    assert all(trace.marker.color == "white" for trace in scaled)
    told = " ".join(row[0] for trace in scaled for row in trace.customdata)
    for fact in ("Yanagihara", "n 3", "mean", "read: abstract", "multiplied by 0.3", "row 12"):
        assert fact in told


def test_markers_tell_the_sampling_site_and_bars_the_spread(comparison, single):
    arterial = named(concentration(comparison["infusion"]), "published, arterial blood")[0]
    assert arterial.marker.symbol == "diamond"
    site = "published, site not stated, scaled to this dose"
    ranged = named(concentration(single.regimens[0]), site)[0]
    assert ranged.error_y.array[0] == pytest.approx(19.0 - 13.1)
    assert ranged.error_y.arrayminus[0] == pytest.approx(13.1 - 9.0)


def test_a_peak_without_a_time_is_a_level_and_says_so(comparison):
    traces = [t for t in concentration(comparison["infusion"]).data if "time not" in (t.name or "")]
    assert [t.marker.symbol for t in traces] == ["line-ew"]
    assert "time not stated" in traces[0].customdata[0][0]


def test_the_spread_of_a_point_is_the_one_of_its_row(single):
    seen = next(o for o in single.regimens[0].observations if o.spread_kind == "SD")
    point = point_of(seen)
    assert (point.low, point.high) == (13.0, 21.0)


def test_points_are_converted_to_the_unit_of_the_axis(single):
    seen = replace(single.regimens[0].observations[0], value=0.02, unit="mg/L", low=None, high=None)
    assert point_of(seen).value == pytest.approx(20.0)
    assert points_of([replace(seen, unit="furlong"), replace(seen, unit="h")]) == []


def test_venous_blood_is_dashed_beside_arterial(comparison):
    drawn = concentration(comparison["infusion"])
    assert named(drawn, "median, venous blood")[0].line.dash == "dash"
    assert named(drawn, "median, arterial blood")[0].line.dash == "solid"


def test_beyond_the_studied_range_is_hatched_and_marked(comparison):
    beyond = concentration(comparison["microdose"])
    within = concentration(comparison["infusion"])
    assert "† outside what was studied" in words(beyond)
    assert "†" not in words(within)
    assert named(beyond, "90 % of virtual patients")[0].fillpattern.shape == "/"
    assert named(within, "90 % of virtual patients")[0].fillpattern.shape is None


def test_a_pure_enantiomer_goes_by_its_own_name(comparison):
    spray = [panel.analyte for panel in panels_of(comparison["spray"], "first day")]
    assert spray == ["S-ketamine", "S-norketamine", "S-hydroxynorketamine"]
    racemate = [panel.analyte for panel in panels_of(comparison["infusion"], "first day")]
    assert racemate == ["ketamine", "norketamine", "hydroxynorketamine"]


def test_observations_of_the_enantiomer_meet_the_sum_that_holds_it(comparison):
    seen = replace(comparison["infusion"].observations[0], analyte="S-ketamine")
    spray = replace(comparison["spray"], observations=(seen,))
    assert panels_of(spray, "first day")[0].observations == (seen,)
    racemate = replace(comparison["infusion"], observations=(seen,))
    by_name = {p.analyte: p.observations for p in panels_of(racemate, "first day")}
    assert by_name["ketamine"] == ()
    assert by_name["S-ketamine"] == (seen,)


def test_first_day_draws_each_drug_once_and_names_what_is_missing(comparison):
    drawn = first_day(comparison)
    assert legend(drawn) == ["microdose †", "infusion", "spray"]
    assert "Without ketamine: placebo" in words(drawn)
    assert drawn.layout.yaxis.title.text == "Ketamine, ng/mL"
    for name, title in (("spray", "S-ketamine"), ("infusion", "Ketamine (S and R)")):
        alone = first_day(replace(comparison, regimens=(comparison[name],)))
        assert alone.layout.yaxis.title.text == f"{title}, ng/mL"
    assert len({trace.line.dash for trace in drawn.data if trace.mode == "lines"}) >= 3


def test_occupancy_shares_one_scale_in_per_cent(comparison):
    drawn = occupancy(comparison)
    assert drawn.layout.yaxis.title.text == "Occupancy, %"
    assert drawn.layout.xaxis3.title.text == "Time since the first dose (days)"
    assert drawn.layout.yaxis.range == drawn.layout.yaxis3.range
    assert "None under: placebo" in words(drawn)
    highest = max(max(c.p50) for c in comparison["infusion"].curves["first week"][-1:])
    assert max(max(t.y) for t in named(drawn, "median")) == pytest.approx(100 * highest, rel=1e-3)


def test_a_course_too_coarse_to_show_its_doses_is_not_drawn(comparison):
    regimen = comparison["microdose"]
    assert resolves_peaks(regimen)
    coarse = tuple(
        replace(
            curve,
            **{q: getattr(curve, q)[::8] for q in ("times", "p5", "p25", "p50", "p75", "p95")},
        )
        for curve in regimen.curves["whole course"]
    )
    assert not resolves_peaks(replace(regimen, curves={"whole course": coarse}))


def test_fractions_keep_people_and_knowledge_apart(comparison):
    drawn = fractions(comparison)
    quantity = comparison["microdose"].quantity("infusion ratio peak").spread
    people, knowledge, median = (named(drawn, n)[0] for n in ("people", "knowledge", "median"))
    assert tuple(people.x) == (quantity["people_p5"], quantity["people_p95"])
    assert (min(knowledge.x), max(knowledge.x)) == (
        quantity["knowledge_p5"],
        quantity["knowledge_p95"],
    )
    assert knowledge.fill == "toself"
    assert people.fill is None
    assert median.x[0] == quantity["median"]
    assert legend(drawn) == [
        "median patient",
        "how sure we are of that median (90 %)",
        "how people differ (90 % of them)",
    ]


def test_fractions_have_a_readable_log_axis_and_both_lines(comparison):
    drawn = fractions(comparison)
    assert drawn.layout.xaxis.type == "log"
    assert {"10 %", "30 %", "100 %"} <= set(drawn.layout.xaxis.ticktext)
    assert drawn.layout.xaxis.title.text == "% of the infusion"
    lines = {shape.x0 for shape in drawn.layout.shapes if shape.xref != "paper"}
    assert sorted(lines) == pytest.approx([1 / 3, 1])
    for heading in ("Peak concentration", "AUC per dose", "AUC per week", "occupancy", "no drug"):
        assert heading in words(drawn)


def test_no_interval_of_knowledge_is_drawn_where_there_is_none(without_draws):
    drawn = fractions(without_draws)
    assert not named(drawn, "knowledge")
    assert named(drawn, "people")
    # The legend explains nothing that is not there, and no band claims it.
    assert not any("how sure" in name for name in legend(drawn))
    band = words(concentration(without_draws["microdose"]))
    assert "uncertainty of knowledge" not in band
    assert "typical values taken as known" in band


def test_peaks_as_fractions_say_whose_blood(comparison, single):
    told = words(fractions(comparison))
    assert "Peak concentration, arterial blood" in told
    assert "Peak concentration, venous blood" in told
    published = replace(comparison, model="otto-2021")
    assert "Peak concentration, venous blood" in words(fractions(published))
    assert "arterial" not in words(fractions(published))
    assert "the S-ketamine half of 0.5 mg/kg" in words(fractions(published))
    # A model without two sites has no rows for the second.
    assert "venous" not in words(fractions(single))


def test_styles_are_stable_and_placebo_takes_no_colour(comparison):
    styles = styles_of(comparison.regimens)
    assert styles["placebo"].colour == PLACEBO
    assert styles == styles_of(comparison.regimens[1:]) | {"placebo": styles["placebo"]}
    many = [replace(comparison["spray"], name=f"r{i}") for i in range(20)]
    looks = [(s.colour, s.dash) for s in styles_of(many).values()]
    assert looks[0][0] == PALETTE[0]
    assert len(set(looks)) == 20


@pytest.mark.parametrize("draw", [figure, first_day, fractions, occupancy])
def test_nothing_to_draw_says_so(draw, placebo_only, broken):
    for result in (placebo_only, broken):
        drawn = draw(result)
        assert not drawn.data
        assert len(drawn.layout.annotations[0].text) > 20


@pytest.mark.parametrize("draw", [figure, first_day, fractions, occupancy])
def test_names_are_text_in_figures(draw, hostile):
    # `meta` is data that no figure draws; the page that prints it escapes it.
    text = draw(hostile).update_layout(meta=None).to_json()
    assert "<script" not in text.replace("\\u003c", "<")


def test_log_axis_range_holds_points_and_marks_decades(single):
    curve = single.regimens[0].curves["first day"][0]
    axis = log_axis([curve], [0.001])
    assert 10 ** axis["range"][0] < 0.001
    assert 10 ** axis["range"][1] > max(curve.p95)
    assert len(axis["tickvals"]) <= 8


def test_rounding_keeps_four_digits():
    values = [0.0, 1e-7, 0.0123456, 123456.0]
    assert rounded(values) == pytest.approx(values, rel=1e-3)


def test_saved_page_is_self_contained_and_has_no_cloud(single, tmp_path):
    page = save_figure(figure(single), tmp_path / "f.html").read_text()
    assert page.count("plotly.js (cartesian") == 1
    assert "default-src 'none'" in page
    for address in ("cdn.plot.ly", "cloud.plotly", "chart-studio", "<link", 'src="http'):
        assert address not in page
    config = plotly_config()
    assert config["showSendToCloud"] is False
    assert config["displaylogo"] is False
    assert '"showSendToCloud":false' in page


def test_titles_fold_and_have_room(single, comparison):
    long = replace(single.regimens[0], name="regimen")
    for drawn in (
        figure(replace(single, regimens=(long,))),
        fractions(comparison),
        occupancy(comparison),
        first_day(comparison),
    ):
        title = drawn.layout.title
        lines = title.text.split("<br>"), title.subtitle.text.split("<br>")
        assert max(map(len, lines[0])) <= TITLE_WIDTH
        assert max(map(len, lines[1])) <= SUBTITLE_WIDTH
        # Type of 15 and 12 px takes at least 18 and 14 px from line to line.
        assert drawn.layout.margin.t >= 18 * len(lines[0]) + 14 * len(lines[1]) + 20


def test_a_longer_title_takes_nothing_from_what_is_drawn(single):
    def drawn_height(text):
        regimen = replace(single.regimens[0], name="regimen", text=text)
        layout = concentration(regimen).layout
        return layout.height - layout.margin.t - layout.margin.b

    assert drawn_height("15 mg ketamine") == drawn_height("15 mg ketamine " * 9)


def test_saved_page_says_who_was_simulated_and_what_for(single, hostile, tmp_path):
    page = save_figure(figure(single), tmp_path / "f.html").read_text()
    for fact in (INTENDED_USE, single.population, "400 virtual patients", "model troche", "seed 7"):
        assert fact in page.split('id="figure"')[1].split("<script>")[0]
    assert "<title>Concentration over time: microdose</title>" in page
    page = save_figure(figure(hostile), tmp_path / "h.html").read_text()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    # A figure that is not the main one has nothing to say below.
    assert "<p>" not in save_figure(occupancy(single), tmp_path / "o.html").read_text()[:3000]


def test_saved_json_reads_back(single, tmp_path):
    import plotly.io

    drawn = figure(single)
    saved = save_figure(drawn, tmp_path / "f.json").read_text()
    assert len(plotly.io.from_json(saved).data) == len(drawn.data)
    assert json.loads(saved)["layout"]["yaxis"]["title"]["text"] == "ng/mL"


def test_a_name_of_no_kind_is_refused(single, tmp_path):
    for name in ("f", "f.bmp", "f.jpg"):
        with pytest.raises(BadInput, match=r"\.svg, \.png or \.pdf"):
            save_figure(figure(single), tmp_path / name)
    assert not list(tmp_path.iterdir())
