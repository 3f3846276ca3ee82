r"""How the numbers of one trial vary together.

With one entry a statistic, each a sum over sources of error:

* chance among people: numbers of the same people share it, over time by how an
  unchanged person's scores correlate and fully in how much a person improves or fares
  beside others; a share
  and a mean of the same people share what a threshold tells of the mean;
* between trials, in the early step; between visits, shared by the arms; between arms;
* between trials, in the drug's benefit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.pharmacology.mood.depression import correlation
from troche.population.mood.literature import Expected, Literature

__all__ = ["TAIL", "TAIL_SHARE", "Block", "blocks_of", "covariances"]

Array = Any
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TAIL: Final = 3.0
TAIL_SHARE: Final = 0.1
"""A trial's benefit deviates three times as widely with this probability: heavy tails."""

_PAIRED: Final = 0.5
"""Share of the variance by chance that a contrast within the same people keeps: an assumption."""

_LEAST: Final = 0.02
"""Of a statistic's own spread among people: rounding in print, at the least."""


@dataclass(frozen=True)
class Block:
    """One trial, padded.

    Parameters
    ----------
    trial, family
        Whose it is.
    rows : shape (place,)
        Which statistics; the first again where padded.
    there : shape (place,)
        1 for a statistic, 0 for padding.
    same_active, same_control, crossed, same_time : shape (place, place)
        Whether two statistics rest on the same arm, the same control, one's arm on the
        other's control, and the same time.
    apart : h, shape (place, place)
        Between them.
    """

    trial: str
    family: str
    rows: Ints
    there: Floats
    same_active: Floats
    same_control: Floats
    crossed: Floats
    same_time: Floats
    apart: Floats


def blocks_of(literature: Literature, size: int | None = None) -> list[Block]:
    """Return the trials of a literature, in order of appearance.

    Parameters
    ----------
    size
        Places in each block; as many as it has statistics by default.
    """
    trials: dict[str, list[int]] = {}
    for i, s in enumerate(literature.statistics):
        trials.setdefault(s.trial, []).append(i)
    return [_block(literature, trial, rows, size) for trial, rows in trials.items()]


def _block(literature: Literature, trial: str, rows: list[int], size: int | None) -> Block:
    size = max(size or 0, len(rows))
    index = np.array(rows + [rows[0]] * (size - len(rows)), dtype=np.int64)
    there = np.array([1.0] * len(rows) + [0.0] * (size - len(rows)))
    s = [literature.statistics[i] for i in index]
    arms = [x.given.key for x in s]
    controls = [x.control.key if x.control else ("", f"none {k}") for k, x in enumerate(s)]
    hours = np.array([x.hours for x in s])

    def equal(a: list[Any], b: list[Any]) -> Floats:
        return np.array([[float(x == y) for y in b] for x in a])

    has = np.array([float(x.control is not None) for x in s])
    return Block(
        trial,
        s[0].family,
        index,
        there,
        equal(arms, arms),
        equal(controls, controls) * np.outer(has, has),
        equal(arms, controls) * has[None, :],
        (np.abs(hours[:, None] - hours[None, :]) < 1e-6).astype(float),
        np.abs(hours[:, None] - hours[None, :]),
    )


def covariances(
    expected: Expected,
    literature: Literature,
    block: Block,
    p: Mapping[str, Array],
    xp: Any,
    reported: bool = True,
) -> tuple[Array, Array]:
    """Return the covariance of a block without the benefit's, and the benefit's loading.

    Parameters
    ----------
    reported
        False where standard errors that rows report are not looked at: a forecast has not
        seen them.

    Returns
    -------
    covariance : shape (..., place, place)
    loading : shape (..., place)
        Change of each statistic with one unit of relative benefit.
    """
    rows = block.rows
    two = {name: value[..., None, None] for name, value in p.items()}

    def outer(a: Array, b: Array) -> Array:
        return a[..., :, None] * b[..., None, :]

    def at(part: Array) -> Array:
        return part[..., rows]

    slope, slope_c = at(expected.slope), at(expected.slope_control)
    both = slope + slope_c
    early = both * at(expected.early)
    cov = two["between_placebo"] ** 2 * outer(early, early)
    opened = early * xp.asarray(literature.opened[rows])
    cov = cov + two["between_open"] ** 2 * outer(opened, opened)
    cov = cov + two["between_times"] ** 2 * xp.asarray(block.same_time) * outer(both, both)
    between_arms = (
        xp.asarray(block.same_active) * outer(slope, slope)
        + xp.asarray(block.same_control) * outer(slope_c, slope_c)
        + xp.asarray(block.crossed) * outer(slope, slope_c)
        + xp.asarray(np.swapaxes(block.crossed, -1, -2)) * outer(slope_c, slope)
    )
    cov = cov + two["between_arms"] ** 2 * between_arms
    cov = cov + _chance(expected, literature, block, two, xp, reported)
    least = (_LEAST * at(expected.sd)) ** 2
    eye = xp.eye(rows.shape[-1])
    share = literature.kind[rows] == "share"
    cov = cov + eye * xp.where(share, 1e-5, least)[..., None, :]
    return cov, slope * at(expected.benefit)


def _chance(
    expected: Expected,
    literature: Literature,
    block: Block,
    two: Mapping[str, Array],
    xp: Any,
    reported: bool,
) -> Array:
    """Return what chance among people adds."""
    rows = block.rows

    def outer(a: Array, b: Array) -> Array:
        return a[..., :, None] * b[..., None, :]

    has = (literature.control[rows] >= 0).astype(float)
    active = expected.chance[..., rows] / xp.asarray(np.sqrt(literature.n[rows]))
    control = -expected.chance[..., rows] / xp.asarray(np.sqrt(literature.n_control[rows])) * has
    errors = literature.errors[rows]
    stated = np.isfinite(errors) & reported
    own = xp.sqrt(active**2 + control**2)
    factor = xp.where(stated, xp.asarray(np.nan_to_num(errors, nan=1.0)) / own, 1.0)
    active, control = active * factor, control * factor
    paired = np.where(literature.paired[rows] & ~stated, np.sqrt(_PAIRED), 1.0)
    active, control = active * xp.asarray(paired), control * xp.asarray(paired)
    kept, noisy = expected.kept[..., rows], expected.noisy[..., rows]
    after = correlation(xp.asarray(block.apart), two)
    after = xp.where(xp.asarray(block.same_time) > 0, 1.0, after)
    left = xp.sqrt(xp.maximum(1.0 - kept**2, 1e-9))
    of_noise = (after - outer(kept, kept)) / outer(left, left)
    steady = xp.sqrt(xp.maximum(1.0 - noisy**2, 0.0))
    rho = outer(noisy, noisy) * of_noise + outer(steady, steady)
    shared = (
        xp.asarray(block.same_active) * outer(active, active)
        + xp.asarray(block.same_control) * outer(control, control)
        + xp.asarray(block.crossed) * outer(active, control)
        + xp.asarray(np.swapaxes(block.crossed, -1, -2)) * outer(control, active)
    )
    # Two ratings at one time are one rating; the same at two times are not.
    rest = expected.rest[..., rows]
    return rho * shared + xp.eye(rows.shape[-1]) * rest[..., None, :]
