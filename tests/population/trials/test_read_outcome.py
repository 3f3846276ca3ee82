"""Rows of trials: read, refused with a reason, never dropped."""

from __future__ import annotations

from pathlib import Path

import pytest

from troche.evidence import builtin, load, read_directory
from troche.population.mood.fitted import fitted_rows, left_aside
from troche.population.readings.reading import WHY_NOT
from troche.population.trials import NotPredicted, Statistic, read_outcome
from troche.population.trials.p_only import p_only_statistics

HEADER = (
    "trial_id,arm_id,scale,outcome,time_days,value,unit,spread_kind,spread_low,spread_high,"
    "n_at_time,verified,url,notes,study_family,definition\n"
)
ROWS = [read_outcome(row, builtin()) for row in load("outcomes")]


def read_one(folder: Path, line: str) -> Statistic | NotPredicted:
    """Read one line of outcomes beside the built-in trials and arms."""
    (folder / "outcomes.csv").write_text(HEADER + line + "\n")
    tables = read_directory(folder)
    return read_outcome(load("outcomes", tables)[0], tables)


def test_every_row_is_read_or_refused_for_a_reason_of_the_list() -> None:
    assert len(ROWS) == 242
    refused = [r for r in ROWS if isinstance(r, NotPredicted)]
    assert {r.why_not for r in refused} <= set(WHY_NOT)
    assert all(r.detail for r in refused)
    assert len(refused) < 100


@pytest.mark.parametrize("scale", ["HADS-D", "EPDS", "CDRS-R", "C-SSRS-ISS", "SSI", "CGI-SS-r"])
def test_scales_without_a_link_stay_out(scale: str) -> None:
    rows = [r for r in ROWS if r.row.scale == scale]
    assert rows
    assert all(isinstance(r, NotPredicted) for r in rows)


def test_nothing_counts_twice() -> None:
    every = [r for r in ROWS if isinstance(r, Statistic)]
    fitted = fitted_rows(every)
    assert not [s for s in fitted if s.trial == "TRANSFORM12_SEX"]
    assert not [s for s in fitted if s.kind == "difference" and s.trial == "DALY2018"]
    assert [s for s in fitted if s.kind == "difference" and s.trial == "TRANSFORM1"]
    assert all(left_aside(s, every) for s in every if s not in fitted)


def test_contrasts_known_by_p_alone_have_no_sign() -> None:
    found = p_only_statistics(builtin())
    assert [s.trial for s in found] == ["SMITHAPELDOORN2024", "IONESCU2019"]
    for s in found:
        groups = 1 / s.n + 1 / s.n_control
        assert s.value == 0.0
        assert s.standard_error is not None
        assert s.standard_error**2 > groups
        assert "derived" in " ".join(s.notes)


def test_a_dose_range_becomes_its_middle_and_says_so() -> None:
    row = next(r for r in ROWS if isinstance(r, Statistic) and r.given.key == ("TRANSFORM2", "esk"))
    assert "70 mg esketamine" in str(row.given.regimens[0])
    assert any("dose range" in note for note in row.notes)


def test_a_licensed_spray_without_lengths_has_those_of_the_licence() -> None:
    found = [r for r in ROWS if r.row.trial_id in ("SUSTAIN2", "ESCAPETRD2023")]
    spray = [r for r in found if r.row.arm_id == "esk"]
    read = [r for r in spray if isinstance(r, Statistic)]
    assert {r.hours / 24.0 for r in read} == {28.0, 56.0}
    for r in read:
        assert "2 times weekly for 4 weeks in clinic, then weekly for 4" in str(r.given.regimens[0])
        assert any("then weekly for 4 weeks" in note for note in r.notes)
    late = [r for r in spray if isinstance(r, NotPredicted)]
    assert all("after day 56 is not stated" in r.detail for r in late)
    assert len(late) == 5


def test_two_failed_steps_are_resistance() -> None:
    steps = {r.given.key[1]: r.given.resistant for r in ROWS if isinstance(r, Statistic)}
    assert [steps[f"step{i}"] for i in (1, 2, 3, 4)] == [False, False, True, True]


def test_pooled_doses_are_several_regimens() -> None:
    row = next(r for r in ROWS if r.row.arm_id == "k_pooled")
    assert isinstance(row, Statistic)
    assert len(row.given.regimens) == 3


@pytest.mark.parametrize(
    ("line", "why", "words"),
    [
        ("MURROUGH2013,ket,MADRS,score,1,61,points,,,,,page,,,X,", "broken row", "0 to 60"),
        ("MURROUGH2013,ket,MADRS,change,1,-75,points,,,,,page,,,X,", "broken row", "75"),
        ("MURROUGH2013,ket,MADRS,response,1,164,%,,,,,page,,,X,", "broken row", "164"),
        ("MURROUGH2013,ket,MADRS,change,1,-9,points,,,,-4,page,,,X,", "broken row", "-4"),
        ("MURROUGH2013,ket,MADRSS,change,1,-9,points,,,,,page,,,X,", None, "MADRSS"),
        ("MURROUGH2014,ket,MADRS,change,1,-9,points,,,,,page,,,X,", "broken row", "MURROUGH2013"),
        ("MURROUGH2013,kat,MADRS,change,1,-9,points,,,,,page,,,X,", "broken row", "ket"),
        ("MURROUGH2013,ket,MADRS,change,-1,-9,points,,,,,page,,,X,", "broken row", "-1"),
        ("MURROUGH2013,ket,MADRS,change,,-9,points,,,,,page,,,X,", None, "no time"),
        ("MURROUGH2013,ket,MADRS,change,1,much,points,,,,,page,,,X,", None, "much"),
        ("ELEKTD2023,ect,QIDS-SR16,response,21,41,%,,,,,page,,,X,", "regimen not stated", "ECT"),
        ("ESKPED_2B,esk28,MADRS,change,1,-9,points,,,,,page,,,X,", "child", "12-17"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(
    tmp_path: Path, line: str, why: str | None, words: str
) -> None:
    found = read_one(tmp_path, line)
    assert isinstance(found, NotPredicted)
    assert found.why_not == why or why is None
    assert words in found.detail


def test_a_sound_row_of_ones_own_is_read(tmp_path: Path) -> None:
    found = read_one(tmp_path, "FAVA2020,k0.5,MADRS,change,3,-12,points,SD,9,,22,page,,,X,")
    assert isinstance(found, Statistic)
    assert (found.value, found.sd, found.n, found.hours) == (-12.0, 9.0, 22.0, 72.0)
