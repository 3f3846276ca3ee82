"""What is said of harm in families that the fit has not seen: the goals that are met."""

from __future__ import annotations

import pytest

from troche.evidence import builtin
from troche.studies.validate.rows import ValidatedRow
from troche.studies.validate.tolerability import validate_tolerability
from troche.studies.validate.tolerability_scores import of_tolerability


@pytest.fixture(scope="module")
def rows() -> tuple[ValidatedRow, ...]:
    return validate_tolerability(builtin())


def test_dissociation_as_an_event_is_predicted_better_than_by_a_mean(
    rows: tuple[ValidatedRow, ...],
) -> None:
    for alike in (False, True):
        found = of_tolerability(rows, alike)
        error, naive = (found[f"tolerability_mae_dissociation{which}"] for which in ("", "_naive"))
        assert error is not None
        assert naive is not None
        # The goal, in percentage points. The width of 30 is not reached: docs/ideas/harm.md.
        assert error <= 7.0
        assert error < naive
    told = [r for r in rows if r.row.cells.get("endpoint") == "dissociation_ae_pct"]
    held = [r for r in told if r.why_not is None]
    assert len(held) == 10
    assert all((r.p5 or 0.0) <= (r.observed or 0.0) <= (r.p95 or 0.0) for r in held)


def test_intervals_hold_what_they_should_and_beat_the_mean(
    rows: tuple[ValidatedRow, ...],
) -> None:
    found = of_tolerability(rows)
    coverage = found["tolerability_coverage90"]
    assert coverage is not None
    assert 0.82 <= coverage <= 0.97
    score, naive = (found[f"tolerability_interval_score{which}"] for which in ("", "_naive"))
    assert score is not None
    assert naive is not None
    assert score < naive
