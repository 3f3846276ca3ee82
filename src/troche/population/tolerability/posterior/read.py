"""Read the shipped draws of tolerability; NumPy alone, no sampler needed.

``draws.csv`` holds a thinned posterior, one draw a line: parameters of the table
``tolerability`` in inner units, and for each kind of event ``C50 NAME`` (mg/L) and
``background NAME`` (fraction over four weeks). ``left_out/FAMILY.csv`` holds draws of a
refit without a family. ``manifest.json`` says how all of it was made.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.errors import ModelError
from troche.population.posterior.read import file_of, read_table
from troche.population.tolerability.kinds import REPORTED

__all__ = ["TolerabilityPosterior", "read_tolerability", "tolerability_manifest"]

Floats = NDArray[np.float64]

_PACKAGE: Final = "troche.population.tolerability.posterior"


@dataclass(frozen=True)
class TolerabilityPosterior:
    """Draws of everything about harm; each array has shape (draw,).

    Parameters
    ----------
    values
        Parameters of the table ``tolerability`` by symbol, in inner units.
    C50
        By name of event: S-ketamine at the effect site, mg/L, at which half have it in a session.
    background
        By name of event: share of people with it over four weeks without drug.
    way
        ``"whole"``, or how a family was left out.
    """

    values: Mapping[str, Floats]
    C50: Mapping[str, Floats]
    background: Mapping[str, Floats]
    way: str = "whole"

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return len(next(iter(self.values.values())))

    def at(self, picks: NDArray[np.int64]) -> TolerabilityPosterior:
        """Return some draws, going round if there are fewer."""
        around = picks % self.draws
        return self._each(lambda column: column[around])

    def middle(self) -> TolerabilityPosterior:
        """Return the medians, as one draw: what is taken where typical values are known."""
        return self._each(lambda column: np.asarray([np.median(column)]))

    def _each(self, taken: Callable[[Floats], Floats]) -> TolerabilityPosterior:
        def of(part: Mapping[str, Floats]) -> dict[str, Floats]:
            return {name: taken(column) for name, column in part.items()}

        return TolerabilityPosterior(of(self.values), of(self.C50), of(self.background), self.way)


@cache
def tolerability_manifest() -> Mapping[str, Any]:
    """Return how the shipped draws were made; empty if none are there."""
    path = files(_PACKAGE) / "manifest.json"
    return dict(json.loads(path.read_text("utf-8"))) if path.is_file() else {}


@cache
def read_tolerability(left_out: str = "") -> TolerabilityPosterior:
    """Return the draws, where asked without a family.

    Parameters
    ----------
    left_out
        A study family; one that had no part in the fit leaves the whole posterior.

    Raises
    ------
    troche.errors.ModelError
        If nothing was shipped.

    Examples
    --------
    >>> posterior = read_tolerability()
    >>> posterior.draws >= 100, "nausea" in posterior.C50
    (True, True)
    """
    way, found = "whole", None
    if left_out and left_out in tolerability_manifest().get("families", {}):
        found = read_table(_PACKAGE, f"left_out/{file_of(left_out)}")
        way = "refit" if found else "not left out: no refit is shipped"
    elif left_out:
        way = "not in the fit"
    found = found or read_table(_PACKAGE, "draws.csv")
    if found is None:
        where = "calibration of tolerability"
        raise ModelError(where, "no shipped draws", "draws by 'make calibrate'")
    names, table = found
    columns = {n: np.ascontiguousarray(table[:, i]) for i, n in enumerate(names)}
    C50 = {e.name: columns.pop(f"C50 {e.name}") for e in REPORTED}
    background = {e.name: columns.pop(f"background {e.name}") for e in REPORTED}
    return TolerabilityPosterior(columns, C50, background, way)
