"""Read the shipped draws; NumPy alone, no sampler needed.

``draws.csv`` holds a thinned posterior, one draw a line, parameters on the scale of
their prior. ``left_out/FAMILY.csv`` holds draws of a refit without a family;
``weights.csv`` the importance weights that take ``draws.csv`` there instead, for
families where these are reliable. ``manifest.json`` says how all of it was made.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "CURVE",
    "LEFT_OUT",
    "PEOPLE",
    "RESIDUAL",
    "STUDIES",
    "Posterior",
    "file_of",
    "left_out",
    "manifest",
    "read_table",
]

Floats = NDArray[np.float64]

STUDIES: Final = "between studies: "
PEOPLE: Final = "between people: "
RESIDUAL: Final = "residual: "
CURVE: Final = "residual: shared by a curve"
LEFT_OUT: Final = "left_out"


@dataclass(frozen=True)
class Posterior:
    """Draws of everything that was fitted; each array has shape (draw,).

    Parameters
    ----------
    values
        Typical values by symbol, on the scale of the prior.
    between_study, between_subject
        Standard deviations by symbol.
    residual
        Standard deviations by kind of observation.
    curve
        Of the error that points of one figure share.
    weights
        Of the draws; they add up to 1.
    """

    values: Mapping[str, Floats]
    between_study: Mapping[str, Floats]
    between_subject: Mapping[str, Floats]
    residual: Mapping[str, Floats]
    curve: Floats
    weights: Floats

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return len(self.weights)

    def of_study(self, symbol: str, z: Floats, picks: NDArray[np.int64] | None = None) -> Floats:
        """Return typical values of one study in each draw, on the scale of the prior.

        Parameters
        ----------
        symbol
            A fitted parameter.
        z : shape (draw,)
            The study's deviations, standard normal.
        picks : shape (draw,), optional
            Which draws; each once by default.
        """
        values, spread = self.values[symbol], self.between_study[symbol]
        if picks is not None:
            values, spread = values[picks], spread[picks]
        return np.asarray(values + spread * z)

    def resampled(self, count: int) -> Posterior:
        """Return `count` draws of equal weight, taken systematically by their weights."""
        edges = np.cumsum(self.weights)
        picks = np.searchsorted(edges, (np.arange(count) + 0.5) / count * edges[-1])
        picks = np.minimum(picks, self.draws - 1)

        def take(part: Mapping[str, Floats]) -> dict[str, Floats]:
            return {name: column[picks] for name, column in part.items()}

        return Posterior(
            take(self.values),
            take(self.between_study),
            take(self.between_subject),
            take(self.residual),
            self.curve[picks],
            np.full(count, 1.0 / count),
        )


def _folder() -> Any:
    return files("troche.population.posterior")


@cache
def manifest() -> Mapping[str, Any]:
    """Return how the shipped draws were made; empty if none are there."""
    path = _folder() / "manifest.json"
    if not path.is_file():
        return {}
    return dict(json.loads(path.read_text("utf-8")))


def _table(name: str) -> tuple[tuple[str, ...], Floats] | None:
    return read_table("troche.population.posterior", name)


@cache
def read_table(package: str, name: str) -> tuple[tuple[str, ...], Floats] | None:
    """Return the named columns of a file of shipped draws; None where there is no such file.

    Parameters
    ----------
    package
        In whose folder it lies.
    name
        Its place there, such as ``"left_out/SIMONS2022.csv"``.
    """
    path: Any = files(package)
    for part in name.split("/"):
        path = path / part
    if not path.is_file():
        return None
    header, _, body = path.read_text("utf-8").partition("\n")
    return tuple(header.split(",")), np.loadtxt(io.StringIO(body), delimiter=",", ndmin=2)


def from_columns(names: tuple[str, ...], table: Floats, weights: Floats | None = None) -> Posterior:
    """Return draws from named columns.

    Parameters
    ----------
    names
        As `troche.population.calibration.likelihood.Layout.names`.
    table : shape (draw, column)
    weights : shape (draw,), optional
        Equal by default.
    """
    columns = {name: np.ascontiguousarray(table[:, i]) for i, name in enumerate(names)}

    def under(prefix: str) -> dict[str, Floats]:
        return {n.removeprefix(prefix): c for n, c in columns.items() if n.startswith(prefix)}

    noise = under(RESIDUAL)
    curve = noise.pop(CURVE.removeprefix(RESIDUAL))
    values = {n: c for n, c in columns.items() if ": " not in n}
    even = np.full(len(table), 1.0 / len(table))
    return Posterior(
        values, under(STUDIES), under(PEOPLE), noise, curve, even if weights is None else weights
    )


@cache
def read_posterior() -> Posterior | None:
    """Return the posterior given all families; None before the first calibration.

    Examples
    --------
    >>> posterior = read_posterior()
    >>> posterior.draws >= 200, bool(80 < np.exp(np.median(posterior.values["Qh"])) < 160)
    (True, True)
    """
    found = _table("draws.csv")
    return None if found is None else from_columns(*found)


@cache
def left_out(family: str) -> tuple[Posterior, str]:
    """Return the posterior without a study family, and how it was come by.

    Returns
    -------
    posterior
        The whole one for a family that had no part in the fit.
    way
        ``"refit"``, ``"importance weights"`` or ``"not in the fit"``.

    Examples
    --------
    >>> left_out("SIMONS2022")[1], left_out("a study of tomorrow")[1]
    ('refit', 'not in the fit')
    """
    whole = read_posterior()
    assert whole is not None
    if family not in manifest().get("families", {}):
        return whole, "not in the fit"
    refit = _table(f"{LEFT_OUT}/{file_of(family)}")
    if refit is not None:
        return from_columns(*refit), "refit"
    weights = _table("weights.csv")
    if weights is not None and family in weights[0]:
        names, table = _table("draws.csv") or ((), np.empty((0, 0)))
        return from_columns(names, table, table_column(weights, family)), "importance weights"
    return whole, "not in the fit"


def table_column(table: tuple[tuple[str, ...], Floats], name: str) -> Floats:
    """Return one column of a named table, scaled to add up to 1."""
    column = table[1][:, table[0].index(name)]
    return np.asarray(column / column.sum())


def file_of(family: str) -> str:
    """Return the name of the file with draws of a refit without a family.

    Examples
    --------
    >>> file_of("meta:KAMP2020")
    'meta_KAMP2020.csv'
    """
    return "".join(c if c.isalnum() else "_" for c in family) + ".csv"
