"""What studies return today is drawn and written, not only the synthetic results."""

import pytest

from troche.report import compare_view, figure, result_html, simulate_view
from troche.report.figures.fractions import fractions
from troche.report.page import render
from troche.studies.compare import compare
from troche.studies.simulate import simulate
from troche.studies.specification import checked


@pytest.fixture(scope="module")
def film():
    return simulate("50 mg esketamine sublingual film held 10 min", patients=100)


@pytest.fixture(scope="module")
def study():
    regimens = {
        "placebo": "placebo sublingual, daily for 1 week",
        "microdose": "15 mg ketamine sublingual tablet, daily for 1 week",
        "infusion": "0.5 mg/kg ketamine iv over 40 min",
    }
    spec = {"study": "A week", "weeks": 1, "patients": {"number": 100}, "regimens": regimens}
    return compare(checked(spec, "test"))


def test_a_simulation_shows_the_published_peaks(film):
    drawn = figure(film)
    published = [t for t in drawn.data if t.name == "published, arterial blood"]
    # Simons 2022: peaks of S-ketamine and two metabolites, each in its own panel.
    assert [t.y[0] for t in published] == [96.0, 276.0, 101.0]
    assert published[0].x[0] == pytest.approx(18.8 / 60, abs=1e-3)
    assert "median, venous blood" in [t.name for t in drawn.data]


def test_reports_of_real_runs_hold_their_sources_and_flags(film, study):
    for result in (film, study):
        page = render(result)
        for line in result.sources:
            assert not line.link or line.link.replace("&", "&amp;") in page
        assert result.methods[0][:40] in page
        assert result_html(result)
        assert simulate_view(result)
        assert compare_view(result)


def test_the_reference_infusion_is_all_of_itself(study):
    drawn = fractions(study)
    row = study["infusion"].quantity("infusion ratio peak").spread["median"]
    assert row == pytest.approx(1.0)
    medians = [t.x[0] for t in drawn.data if t.name == "median"]
    assert any(m == pytest.approx(1.0) for m in medians)


def test_the_main_figure_of_a_comparison_is_benefit_over_placebo(study):
    drawn = figure(study)
    assert "Benefit over placebo" in str(drawn.layout.title.text)
    assert "microdose" in drawn.to_json()
