"""Read the shipped draws of mood; NumPy alone, no sampler needed.

``draws/LETTER.csv`` holds a thinned posterior of one mechanism, one draw a line:
parameters in the inner units of the table ``mood``, and `CONSTANTS` of the reference
infusion. ``left_out/LETTER/FAMILY.csv`` holds draws of a refit without a family.
``manifest.json`` says how all of it was made, and holds the weights of the mechanisms.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.errors import ModelError
from troche.pharmacology.mood.mechanisms import MECHANISMS, mechanism
from troche.population.posterior.read import file_of, read_table

__all__ = [
    "CONSTANTS",
    "MoodPosterior",
    "mood_manifest",
    "read_mood",
    "weights_of_mechanisms",
]

Floats = NDArray[np.float64]

CONSTANTS: Final = ("A_ref", "a_low", "tau_q", "tau_1", "tau_X", "D_ref")
"""Of one reference infusion in a typical person, by draw: peak burst in the drive's unit times
h, that of the lowest tested dose relative to it, areas in h, and benefit at one day."""


@dataclass(frozen=True)
class MoodPosterior:
    """Draws of one mechanism; each array has shape (draw,).

    Parameters
    ----------
    mechanism
        Its name.
    values
        Parameters of the table ``mood`` by symbol, in inner units; those that the mechanism
        does not use stand at the middle of their prior.
    constants
        `CONSTANTS` by name.
    way
        ``"whole"``, or how a family was left out.
    """

    mechanism: str
    values: Mapping[str, Floats]
    constants: Mapping[str, Floats]
    way: str = "whole"

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return len(next(iter(self.values.values())))

    def at(self, picks: NDArray[np.int64]) -> dict[str, Floats]:
        """Return parameters and constants of some draws, going round if there are fewer."""
        around = picks % self.draws
        return {name: v[around] for name, v in {**self.values, **self.constants}.items()}


def _folder() -> Any:
    return files("troche.population.mood.posterior")


@cache
def mood_manifest() -> Mapping[str, Any]:
    """Return how the shipped draws were made; empty if none are there."""
    path = _folder() / "manifest.json"
    return dict(json.loads(path.read_text("utf-8"))) if path.is_file() else {}


def _table(name: str) -> tuple[tuple[str, ...], Floats] | None:
    return read_table("troche.population.mood.posterior", name)


@cache
def read_mood(name: str, left_out: str = "") -> MoodPosterior:
    """Return the draws of a mechanism, where asked without a family.

    Parameters
    ----------
    name
        Of the mechanism.
    left_out
        A study family; one that had no part in the fit leaves the whole posterior.

    Raises
    ------
    troche.errors.ModelError
        If there is no such mechanism, or nothing was shipped.

    Examples
    --------
    >>> posterior = read_mood("graded occupancy")
    >>> posterior.draws >= 100, bool(0 < np.median(posterior.values["E_day"]) < 1)
    (True, True)
    """
    letter = mechanism(name).letter
    way = "whole"
    found = None
    if left_out and left_out in mood_manifest().get("families", {}):
        found = _table(f"left_out/{letter}/{file_of(left_out)}")
        ways = mood_manifest()["mechanisms"].get(name, {}).get("left_out_by", {})
        way = ways.get(left_out, "refit") if found else "not left out: no refit is shipped"
    elif left_out:
        way = "not in the fit"
    found = found or _table(f"draws/{letter}.csv")
    if found is None:
        raise ModelError("calibration of mood", "no shipped draws", "draws by 'make calibrate'")
    names, table = found
    columns = {n: np.ascontiguousarray(table[:, i]) for i, n in enumerate(names)}
    constants = {n: columns.pop(n) for n in CONSTANTS}
    return MoodPosterior(name, columns, constants, way)


def weights_of_mechanisms(without: Sequence[str] = ()) -> dict[str, float]:
    """Return the weights with which mechanisms are averaged; they add up to 1.

    Parameters
    ----------
    without
        Families whose rows shall not speak for a mechanism.

    Notes
    -----
    Bootstrapped pseudo-BMA on leave-one-family-out densities, from the manifest; with
    families left out, the same from the densities of the others. A mechanism whose chains
    did not pass the gate has no weight: what it says is shown beside the others.
    """
    manifest = mood_manifest()
    if "weights" not in manifest:
        # Before every family has been left out nothing tells mechanisms apart.
        return {name: 1.0 / len(MECHANISMS) for name in MECHANISMS}
    if not without:
        return {name: float(manifest["weights"][name]["pseudo_bma"]) for name in MECHANISMS}
    from troche.population.mood.weights import pseudo_bma

    densities = manifest["densities"]
    families = [f for f in manifest["families"] if f not in without]
    passed = [name for name in MECHANISMS if manifest["mechanisms"][name]["passed"]]
    table = np.array([[densities[name][f] for f in families] for name in passed])
    known = dict(zip(passed, pseudo_bma(table).tolist(), strict=True))
    return {name: known.get(name, 0.0) for name in MECHANISMS}
