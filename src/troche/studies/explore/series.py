"""Numbers of a cohort made into lines: the typical person, people's spread, what is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from troche.population.superposition import Cohort

__all__ = ["DIGITS", "band", "line", "named", "rounded"]

Floats = NDArray[np.float64]

DIGITS: Final = 4
"""Significant digits of every number handed on."""

_LEVELS: Final = (0.05, 0.95)


def rounded(values: Floats | Sequence[float]) -> list[float]:
    """Return numbers with `DIGITS` significant digits.

    Examples
    --------
    >>> rounded([0.0, 12.34567, -0.000123456])
    [0.0, 12.35, -0.0001235]
    """
    x = np.asarray(values, dtype=np.float64)
    size = np.abs(x)
    with np.errstate(divide="ignore"):
        places = DIGITS - 1 - np.floor(np.log10(np.where(size > 0, size, 1.0)))
    # Powers of ten above one are exact, below one are not: large numbers are divided.
    up, down = 10.0 ** np.maximum(places, 0.0), 10.0 ** np.maximum(-places, 0.0)
    found: list[float] = (np.round(x * up / down) * down / up + 0.0).tolist()
    return found


def band(values: Floats) -> dict[str, list[float]] | None:
    """Return the 5th and 95th percentile over columns; None where there are none.

    Parameters
    ----------
    values : shape (time, column)
    """
    if values.shape[1] == 0:
        return None
    low, high = np.quantile(values, _LEVELS, axis=1)
    return {"p5": rounded(low), "p95": rounded(high)}


def line(cohort: Cohort, values: Floats, name: str, term: str, unit: str) -> dict[str, Any]:
    """Return one signal of a cohort.

    Parameters
    ----------
    cohort
        Whose columns they are.
    values : shape (time, column)
    name, term, unit
        In plain words, and as the field has it.
    """
    return named(
        name,
        term,
        unit,
        rounded(values[:, 0]),
        band(values[:, cohort.of_people]),
        band(values[:, cohort.of_knowledge]),
    )


def named(
    name: str, term: str, unit: str, typical: list[float], people: Any, knowledge: Any
) -> dict[str, Any]:
    """Return a line with its names."""
    return {
        "name": name,
        "term": term,
        "unit": unit,
        "typical": typical,
        "people": people,
        "knowledge": knowledge,
    }
