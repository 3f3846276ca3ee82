"""Write what the package ships of a fit of mood."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from troche.population.mood.likelihood import Density
from troche.population.mood.posterior.read import CONSTANTS
from troche.population.parameters import read_parameters

__all__ = ["SHIPPED_DRAWS", "SHIPPED_REFITS", "columns_of", "thinned", "write_draws"]

Floats = NDArray[np.float64]

SHIPPED_DRAWS: Final = 200
SHIPPED_REFITS: Final = 60
_SEED: Final = 20261123


def thinned(flat: Floats, count: int) -> Floats:
    """Return evenly spaced samples in an order in which any beginning stands for all."""
    picks = np.linspace(0, len(flat) - 1, min(count, len(flat))).round().astype(int)
    return np.asarray(flat[np.random.default_rng(_SEED).permutation(picks)])


def columns_of(density: Density, z: Floats) -> tuple[tuple[str, ...], Floats]:
    """Return parameters in inner units and the reference's constants, by draw.

    Parameters
    ----------
    density
        Of one mechanism, on NumPy.
    z : shape (draw, unknown)
    """
    p = density.parameters_at(z)
    course = density.predictor.course(p)
    symbols = tuple(each.symbol for each in read_parameters("mood"))
    parts = [np.broadcast_to(p[s], (len(z),)) for s in symbols]
    parts += [np.broadcast_to(getattr(course, name), (len(z),)) for name in CONSTANTS]
    return (*symbols, *CONSTANTS), np.stack(parts, axis=1)


def write_draws(path: Path, names: tuple[str, ...], table: Floats, digits: int = 6) -> None:
    """Write named columns as CSV."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [",".join(names), *(",".join(f"{v:.{digits}g}" for v in row) for row in table)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
