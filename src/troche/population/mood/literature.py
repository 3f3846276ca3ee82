r"""A literature laid out: what each trial reports, as a function of parameters.

Every number is a statistic of one arm, or of an arm and its control, at a time. Its
expectation follows from the typical course and from how people spread around it; its
errors are chance among the people, shared by all numbers of the same people, and what
differs between trials, between visits of a trial, and between arms. All of these are
normal to first order, so that one trial is one multivariate normal with nothing left to
sample; the benefit's spread between trials has heavy tails, as a mixture of two normals.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.pharmacology.mood.courses import antidepressant_course, early_rise, placebo_rise
from troche.pharmacology.mood.depression import (
    correlation,
    drug_improvement,
    spread_around,
    spread_of_screened,
)
from troche.pharmacology.mood.mechanisms import Mechanism
from troche.population.mood.repetition import Course, Scan, loop, prepare, relative_benefit
from troche.population.mood.sessions import sessions_of
from troche.population.mood.shares import clipped_mean, normal_cdf, normal_pdf
from troche.population.trials import Given, Statistic

__all__ = ["BASELINE", "Expected", "Literature", "Predictor"]

Array = Any
Floats = NDArray[np.float64]

BASELINE: Final = {"resistant": 33.0, "other": 30.0}
"""MADRS at the start of an arm that states none: an assumption, as the arms that do."""

_STEP: Final = 1e-4
_MIDDLE_YEAR: Final = 2018.0


@dataclass(frozen=True)
class _Cell:
    """An arm at a time."""

    given: Given
    hours: float
    n: float


@dataclass(frozen=True)
class Expected:
    """What statistics are expected to be, and how they vary; leading axes are draws.

    Parameters
    ----------
    mean : shape (..., statistic)
        In each one's own unit.
    slope, slope_control : shape (..., statistic)
        Change of each with one unit of improvement (a share of baseline) in its arm, and in
        its control.
    benefit : shape (..., statistic)
        Improvement by the drug in the arm, a share of baseline.
    sd : shape (..., statistic)
        Of people's changes, on the statistic's scale.
    chance : shape (..., statistic)
        Loading on the mean of its people's scores, per root person.
    rest : shape (..., statistic)
        Variance that a share has besides.
    early : shape (..., statistic)
        How far the early step has come.
    kept, noisy : shape (..., statistic)
        Correlation of an unchanged person's score with the first one, and the share of
        `sd` that is such a person's noise.
    """

    mean: Array
    slope: Array
    slope_control: Array
    benefit: Array
    sd: Array
    chance: Array
    rest: Array
    early: Array
    kept: Array
    noisy: Array


class Literature:
    """Statistics laid out for prediction.

    Parameters
    ----------
    statistics
        In order.
    """

    def __init__(self, statistics: Sequence[Statistic]) -> None:
        self.statistics = tuple(statistics)
        cells: dict[tuple[Any, float], _Cell] = {}
        for s in self.statistics:
            cells.setdefault((s.given.key, s.hours), _Cell(s.given, s.hours, s.n))
            if s.control is not None:
                cells.setdefault((s.control.key, s.hours), _Cell(s.control, s.hours, s.n_control))
        self.cells = tuple(cells.values())
        place = {key: i for i, key in enumerate(cells)}
        self.active = np.array([place[s.given.key, s.hours] for s in self.statistics], dtype=int)
        self.control = np.array(
            [place[s.control.key, s.hours] if s.control else -1 for s in self.statistics], dtype=int
        )
        self._features()
        self._regimens()
        self._scales()

    def _features(self) -> None:
        g = [c.given for c in self.cells]
        self.hours = np.array([c.hours for c in self.cells])

        def flag(values: Sequence[bool]) -> Floats:
            return np.array([float(v) for v in values])

        self.flags: dict[str, Floats] = {
            "step_midazolam": flag([x.control == "midazolam" for x in g]),
            "step_spray": flag([not x.intravenous for x in g]),
            "step_crisis": flag([x.crisis for x in g]),
            "step_crossover": flag([x.crossover for x in g]),
            "step_open": flag([x.open_label for x in g]),
            "step_year": np.array([(x.year - _MIDDLE_YEAR) / 10.0 for x in g]),
        }
        self.open_series = flag([x.open_label and x.control == "none" for x in g])
        self.treated = flag([x.new_antidepressant or x.control == "antidepressant" for x in g])
        self.resistant = flag([x.resistant for x in g])
        self.new = flag([x.new_antidepressant for x in g])
        self.opened = self.flags["step_open"][self.active]
        self.smallness = np.array([1.0 / np.sqrt(c.n) for c in self.cells])

    def _regimens(self) -> None:
        """Lay out the sessions of every regimen, and where each cell reads them."""
        last: dict[str, tuple[Any, float]] = {}
        for c in self.cells:
            for regimen in c.given.regimens:
                text = str(regimen)
                known = last.get(text, (regimen, 0.0))[1]
                last[text] = (regimen, max(known, c.hours))
        self.sessions = sessions_of(list(last.values()))
        number = {text: i + 1 for i, text in enumerate(last)}
        self.points: list[tuple[int, float]] = []
        self.weights = np.zeros((len(self.cells), 0))
        rows = []
        for i, c in enumerate(self.cells):
            for regimen in c.given.regimens:
                rows.append((i, len(self.points), 1.0 / len(c.given.regimens)))
                self.points.append((number[str(regimen)], c.hours))
        self.weights = np.zeros((len(self.cells), len(self.points)))
        for i, j, share in rows:
            self.weights[i, j] = share

    def _scales(self) -> None:
        s = self.statistics
        self.kind = np.array([x.kind for x in s])
        self.links = [x.scale.link for x in s]
        self.baseline_links = [x.baseline_scale.link for x in s]
        self.baseline = np.array(
            [
                x.baseline
                if x.baseline is not None
                else BASELINE["resistant" if x.given.resistant else "other"]
                for x in s
            ]
        )
        self.baseline_known = np.array([x.baseline is not None for x in s])
        nan = float("nan")
        self.fall = np.array([x.limit.fall if x.limit and x.limit.fall else nan for x in s])
        self.cut = np.array(
            [x.limit.score if x.limit and x.limit.score is not None else nan for x in s]
        )
        self.luck = np.array([x.limit.luck if x.limit else 0.0 for x in s])
        self.paired = np.array([x.control is not None and x.given.crossover for x in s])
        self.n = np.array([x.n for x in s])
        self.n_control = np.array([x.n_control for x in s])
        self.values = np.array([x.value for x in s])
        self.errors = np.array([nan if x.standard_error is None else x.standard_error for x in s])
        self.sds = np.array([nan if x.sd is None else x.sd for x in s])

    def _link(self, names: Sequence[str], p: Mapping[str, Array]) -> Array:
        """Return points of the MADRS per point of each statistic's scale."""
        from array_api_compat import array_namespace

        xp = array_namespace(p["E_day"])
        one = 1.0 + 0.0 * p["E_day"]
        return xp.stack([p[name] if name else one for name in names], axis=-1)


class Predictor:
    """A literature under one mechanism, for any array namespace.

    Parameters
    ----------
    literature
        What is predicted.
    mechanism
        What drives benefit.
    xp, scan
        Array namespace, and how to run a recursion in it.
    """

    def __init__(
        self, literature: Literature, mechanism: Mechanism, xp: Any = np, scan: Scan = loop
    ) -> None:
        self.literature, self.mechanism = literature, mechanism
        self._xp, self._scan = xp, scan
        self._prepared = prepare(mechanism, literature.sessions, literature.points)

    def course(self, p: Mapping[str, Array]) -> Course:
        """Return benefit and hope at the literature's points."""
        return relative_benefit(self.mechanism, p, self._prepared, self._xp, self._scan)

    def improvements(self, p: Mapping[str, Array]) -> tuple[Array, Array]:
        """Return improvement without the drug, and by it, of each cell: shares of baseline."""
        lit, xp = self.literature, self._xp
        one = {name: value[..., None] for name, value in p.items()}
        hours = xp.asarray(lit.hours)
        early, same_day, slow = placebo_rise(hours, one)
        step = one["step"] + sum(
            one[name] * xp.asarray(values) for name, values in lit.flags.items()
        )
        left = 1.0 - xp.asarray(lit.resistant) * (1.0 - one["resistant"])
        other = antidepressant_course(hours, one) * left * xp.asarray(lit.treated)
        gradual = one["slow_placebo"] + one["slow_open"] * xp.asarray(lit.open_series)
        without = step * early + one["step_same_day"] * same_day + gradual * slow + other
        if lit.points:
            course = self.course(p)
            weights = xp.asarray(lit.weights.T)
            D, X = course.D @ weights, course.X @ weights
        else:
            D = X = 0.0 * without
        by_drug = drug_improvement(D, X, xp.asarray(lit.new), self.mechanism.sizes(one))
        return without, by_drug * xp.exp(one["small_study"] * xp.asarray(lit.smallness))

    def expected(self, p: Mapping[str, Array]) -> Expected:
        """Return what every statistic is expected to be, and how it varies."""
        lit, xp = self.literature, self._xp
        without, drug = self.improvements(p)
        whole = without + drug
        a, c = lit.active, np.maximum(lit.control, 0)
        contrast = xp.asarray((lit.control >= 0).astype(float))
        base = self._statistic(p, whole[..., a], whole[..., c])
        up = self._statistic(p, whole[..., a] + _STEP, whole[..., c])
        upc = self._statistic(p, whole[..., a], whole[..., c] + _STEP)
        hours = xp.asarray(lit.hours[a])
        early, _, _ = placebo_rise(hours, {k: v[..., None] for k, v in p.items()})
        return Expected(
            base["mean"],
            (up["mean"] - base["mean"]) / _STEP,
            (upc["mean"] - base["mean"]) / _STEP * contrast,
            drug[..., a],
            base["sd"],
            base["chance"],
            base["rest"],
            early,
            base["kept"],
            base["noisy"],
        )

    def _statistic(self, p: Mapping[str, Array], S: Array, S_control: Array) -> dict[str, Array]:
        """Return expectation and spread of each statistic, given improvements of its arms."""
        lit, xp = self.literature, self._xp
        one = {name: value[..., None] for name, value in p.items()}
        hours = xp.asarray(lit.hours[lit.active])
        link = lit._link(lit.links, p)
        baseline_link = lit._link(lit.baseline_links, p)
        known = xp.asarray(lit.baseline_known)
        B = xp.asarray(lit.baseline) * xp.where(known, baseline_link, 1.0)
        kept = correlation(hours, one)
        regress = one["excess"] * (1.0 - kept)
        lasting = B - regress
        come = early_rise(hours, one)
        kinds = lit.kind

        severe = (B / BASELINE["resistant"]) ** one["severity"]
        S, S_control = S * severe, S_control * severe

        def of_changes(improved: Array) -> tuple[Array, Array]:
            # A contrast is of means adjusted for baseline: nothing of that is left in it.
            share = xp.where(kinds == "difference", kept - improved, 1.0)
            sd = xp.sqrt(spread_around(share, improved, kept, come, B, one))
            return lasting - B * improved, sd

        mean, sd = of_changes(S)
        mean_c, sd_c = of_changes(S_control)
        sd_score = xp.sqrt(spread_around(0.0, S, kept, come, B, one))
        change = clipped_mean(mean, sd_score) - B
        difference = change - (clipped_mean(mean_c, sd_score) - B)
        pooled = xp.sqrt(0.5 * (sd**2 + sd_c**2))
        p_share, z_share = self._share(mean, S, (kept, come), B, link, one)
        value = xp.where(
            kinds == "change",
            change / link,
            xp.where(
                kinds == "score",
                (change + B) / link,
                xp.where(
                    kinds == "difference",
                    difference / link,
                    xp.where(kinds == "effect size", difference / pooled, p_share),
                ),
            ),
        )
        spread = xp.where(kinds == "score", sd_score, sd) / link
        density = normal_pdf(z_share)
        chance = xp.where(kinds == "effect size", 1.0, xp.where(kinds == "share", -density, spread))
        n = xp.asarray(lit.n)
        rest = (p_share * (1.0 - p_share) - density**2) / n + 0.25 / n**2
        rest = rest + (one["between_counts"] * density) ** 2
        rest = xp.where(kinds == "share", rest, 0.0)
        noisy = xp.sqrt(spread_of_screened(one) * (1.0 - kept**2)) / sd
        return {
            "mean": value,
            "sd": spread,
            "chance": chance,
            "rest": rest,
            "kept": kept + 0.0 * sd,
            "noisy": xp.minimum(noisy, 1.0),
        }

    def _share(
        self,
        mean: Array,
        S: Array,
        by_now: tuple[Array, Array],
        B: Array,
        link: Array,
        one: Mapping[str, Array],
    ) -> tuple[Array, Array]:
        """Return the share counted by each limit, and the normal quantile that it stands at."""
        lit, xp = self.literature, self._xp
        kept, come = by_now
        fall = xp.asarray(np.nan_to_num(lit.fall, nan=0.5))
        cut = xp.asarray(np.nan_to_num(lit.cut, nan=10.0))
        between_visits = correlation(xp.asarray(36.0), one)
        lucky = xp.asarray(lit.luck) * xp.sqrt(spread_of_screened(one) * (1.0 - between_visits))
        sd_fall = xp.sqrt(spread_around(1.0 - fall, S, kept, come, B, one))
        z_fall = ((1.0 - fall) * B - mean + lucky) / sd_fall
        sd_cut = xp.sqrt(spread_around(0.0, S, kept, come, B, one))
        z_cut = ((cut + 0.5) * link - mean + lucky) / sd_cut
        by_fall, by_cut = np.isfinite(lit.fall), np.isfinite(lit.cut)
        z = xp.where(by_fall & by_cut, xp.minimum(z_fall, z_cut), xp.where(by_cut, z_cut, z_fall))
        z = xp.clip(z, -5.0, 5.0)
        return normal_cdf(z), z
