r"""Trials of one row of relapse, simulated: what they would report.

For each possible truth some more trials are run. In each, people have the scores of
`troche.population.mood.people`: their own baseline, improvement, fluctuation and ratings, around
the typical course of their arm, with what differs between trials, visits and arms as in the
fit. They are looked at in order until as many have entered as the row's share is of. Its spread
over trials is the predictive spread of the reported share: chance among so many people is in
it, and no formula stands in for it.

How counted shares deviate beyond that (``between_counts``, on the normal scale) moves the
score from which a relapse counts, by so many standard deviations of people's scores.

Chance is keyed by the trial, the visit and the person: rows have the same numbers in any order,
and all arms and mechanisms have the same people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.pharmacology.measure import Scale
from troche.pharmacology.mood.courses import early_rise, placebo_rise
from troche.pharmacology.mood.depression import correlation, spread_around
from troche.pharmacology.mood.mechanisms import mechanism
from troche.population.mood.covariance import TAIL, TAIL_SHARE
from troche.population.mood.literature import BASELINE, Literature, Predictor
from troche.population.mood.people.chance import Chance, chance_of
from troche.population.mood.people.scores import HIGHEST, scores_around
from troche.population.mood.relapse.read import Relapse
from troche.population.streams import normals, uniforms

__all__ = ["relapse_draws"]

Floats = NDArray[np.float64]

_COPIES: Final = 8
"""Trials that are run for each possible truth, as for other outcomes."""

_LOOKED_AT: Final = 6
"""People looked at for each one who shall enter; a truth under which fewer do has fewer."""

_SEED: Final = 20261124
_WHOLE: Final = 0.5
"""Scores are whole points on paper and continuous here."""

_OF_PEOPLE: Final = (
    "sd_severity", "sd_fluctuation", "sd_rating", "fluctuation_time", "cv_improvement",
    "sd_nonspecific", "step_time",
)  # fmt: skip


def relapse_draws(
    relapse: Relapse, truths: Mapping[str, Mapping[str, Floats]]
) -> dict[str, Floats]:
    """Return the share that relapses in simulated trials, by mechanism.

    Parameters
    ----------
    relapse
        From `troche.population.mood.relapse.read.read_relapse`.
    truths : shape (draw,)
        By name of mechanism: parameters by symbol, of ``mood`` and of the receptor.

    Returns
    -------
    shape (trial,)
        NaN for a trial in which nobody entered.
    """
    looked_at = relapse.people if relapse.n is None else _LOOKED_AT * relapse.people
    trials = _COPIES * max(len(p["E_day"]) for p in truths.values())
    people = chance_of(_SEED, 0, trials * looked_at, len(relapse.visits) + 2)
    baselines = normals(_SEED, "relapse: baseline", 0, trials * looked_at)[0]
    return {
        name: _Trials(relapse, name, p, looked_at).shares(people, baselines)
        for name, p in truths.items()
    }


@dataclass(frozen=True)
class _Trials:
    """Trials of one row under one mechanism; those of a truth stand together.

    Parameters
    ----------
    relapse, name, truths
        As in `relapse_draws`.
    looked_at
        People in each trial.
    """

    relapse: Relapse
    name: str
    truths: Mapping[str, Floats]
    looked_at: int

    @property
    def count(self) -> int:
        """How many trials there are."""
        return _COPIES * len(self.truths["E_day"])

    @property
    def hours(self) -> Floats:
        """Time of entry and of each visit."""
        return np.array([self.relapse.entry.hours, *self.relapse.visits])

    def shares(self, people: Chance, baselines: Floats) -> Floats:
        """Return the share that relapses in each trial, shape (trial,)."""
        p = {k: np.repeat(np.asarray(v, dtype=np.float64), _COPIES) for k, v in self.truths.items()}
        entry = self.relapse.entry
        improved = self._improvement(p)
        mean = np.full(self.count, BASELINE["resistant" if entry.given.resistant else "other"])
        if entry.baseline is not None:
            mean = entry.baseline * _points(entry.baseline_scale, p)
        severe = (mean / BASELINE["resistant"]) ** p["severity"]
        score = self._relapse_score(p, mean, improved * severe)
        size = self.count * self.looked_at
        own = {name: self._each(p[name]) for name in _OF_PEOPLE}
        chance = Chance(
            people.improves[:size],
            people.nonspecific[:size],
            people.lasting[:size],
            people.steps[:, :size],
            people.ratings[:, :size],
        )
        baseline = np.clip(
            self._each(mean) + self._each(p["sd_baseline"]) * baselines[:size], 0.0, HIGHEST
        )
        expected = scores_around(
            self._each(mean - p["excess"]),
            self._each(severe),
            np.vstack([np.zeros(size), self._each(improved)]),
            (0.0, *self.hours),
            baseline,
            chance,
            own,
        )
        scores = expected.scores()[1:]
        enters = self._enters(scores[0], baseline, self._each(_points(entry.scale, p)))
        relapses = np.asarray((scores[1:] >= self._each(score)).any(axis=0))
        return self._reported(enters, relapses)

    def _each(self, of_trials: Floats) -> Floats:
        """Return numbers of trials as those of their people, along the last axis."""
        return np.repeat(of_trials, self.looked_at, axis=-1)

    def _improvement(self, p: Mapping[str, Floats]) -> Floats:
        """Return the arm's improvement at each time, a share of baseline: shape (time, trial)."""
        entry, given = self.relapse.entry, self.relapse.given
        n = entry.n if given == entry.given else float(self.relapse.people)
        # One regimen from first to last; what is expected of it may change at entry.
        first = replace(entry, kind="score", given=replace(entry.given, regimens=given.regimens))
        after = replace(first, given=given, n=n)
        literature = Literature([first, *(replace(after, hours=h) for h in self.relapse.visits)])
        predictor = Predictor(literature, mechanism(self.name))
        one = {k: np.asarray(v, dtype=np.float64) for k, v in self.truths.items()}
        without, drug = (
            np.repeat(part[:, literature.active], _COPIES, axis=0).T
            for part in predictor.improvements(one)
        )
        trial = entry.trial
        early = placebo_rise(self.hours[:, None], p)[0]
        step = p["between_placebo"] * self._normals(f"step of {trial}")
        hope = p["between_open"] * self._normals(f"open arms of {trial}")
        wide = uniforms(_SEED, f"relapse: tail of {trial}", 0, self.count)[0] < TAIL_SHARE
        v = p["between_benefit"] * self._normals(f"benefit of {trial}")
        factor = np.maximum(1.0 + v * np.where(wide, TAIL, 1.0), 0.0)
        visits = np.stack(
            [
                p["between_times"] * self._normals(f"{trial} at {s.hours:g} h")
                + p["between_arms"] * self._normals(f"arm {' '.join(s.given.key)}")
                for s in literature.statistics
            ]
        )
        opened = literature.opened[:, None]
        return np.asarray(without + early * (step + opened * hope) + visits + factor * drug)

    def _normals(self, purpose: str) -> Floats:
        return np.asarray(normals(_SEED, f"relapse: {purpose}", 0, self.count)[0])

    def _relapse_score(self, p: Mapping[str, Floats], mean: Floats, improved: Floats) -> Floats:
        """Return the score that counts at each visit, points of the MADRS: (visit, trial)."""
        kept = correlation(self.hours[1:, None], p)
        come = early_rise(self.hours[1:, None], p)
        spread = np.sqrt(spread_around(0.0, improved[1:], kept, come, mean, p))
        off = p["between_counts"] * self._normals(f"counts of {self.relapse.entry.trial}")
        link = _points(self.relapse.entry.scale, p)
        return np.asarray((self.relapse.score - _WHOLE) * link + off * spread)

    def _enters(self, score: Floats, baseline: Floats, link: Floats) -> NDArray[np.bool_]:
        limit = self.relapse.entry.limit
        assert limit is not None  # read_relapse gives one
        found = np.ones(len(score), dtype=bool)
        if limit.fall is not None:
            found &= score <= (1.0 - limit.fall) * baseline
        if limit.score is not None:
            found &= score <= (limit.score + _WHOLE) * link
        return found

    def _reported(self, enters: NDArray[np.bool_], relapses: NDArray[np.bool_]) -> Floats:
        """Return the share that each trial reports."""
        entered = enters.reshape(self.count, self.looked_at)
        if self.relapse.n is not None:
            entered = entered & (np.cumsum(entered, axis=1) <= self.relapse.n)
        counted = (relapses.reshape(entered.shape) & entered).sum(axis=1)
        of = entered.sum(axis=1)
        return np.where(of > 0, counted / np.maximum(of, 1), np.nan)


def _points(scale: Scale, p: Mapping[str, Any]) -> Any:
    """Return points of the MADRS per point of a scale."""
    return p[scale.link] if scale.link else 1.0 + 0.0 * p["E_day"]
