"""What a parameter of a model is once its table has been read."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from troche.errors import EvidenceError, nearest

Transform = Literal["log", "logit", "linear"]

REFERENCE_WEIGHT = 70.0
"""Kilograms at which every weight-scaled parameter holds."""


def to_scale(value: float, transform: Transform) -> float:
    """Take `value` to the scale on which its variability is normal.

    Examples
    --------
    >>> to_scale(0.5, "logit")
    0.0
    """
    if transform == "log":
        return math.log(value)
    if transform == "logit":
        return math.log(value / (1.0 - value))
    return value


def from_scale(value: float, transform: Transform) -> float:
    """Undo `to_scale`.

    Examples
    --------
    >>> from_scale(0.0, "log")
    1.0
    """
    if transform == "log":
        return math.exp(value)
    if transform == "logit":
        return 1.0 / (1.0 + math.exp(-value))
    return value


@dataclass(frozen=True)
class Source:
    """The row that a number was read from.

    Parameters
    ----------
    table
        Name of the evidence table.
    cells
        The cells by which the row is found.
    column
        The column that holds the number.
    citation
        The publication.
    grade
        How the number was read.
    """

    table: str
    cells: tuple[tuple[str, str], ...]
    column: str
    citation: str
    grade: str

    def __str__(self) -> str:
        """Return the row as a reader would look for it."""
        cells = ", ".join(f"{name} = {cell}" for name, cell in self.cells)
        return f"{self.table}: {cells}: {self.column}"


@dataclass(frozen=True)
class Parameter:
    """One parameter: its typical value, how people differ, how sure it is.

    Parameters
    ----------
    symbol
        As in the model's equations.
    meaning
        In words.
    unit
        Inner unit of `value`.
    value
        Typical value of a person of 70 kg.
    transform
        The scale of the three standard deviations below.
    weight_exponent
        Power of weight/70 kg that multiplies `value`.
    between_subject_sd
        Between people; 0 if the model has no such deviation.
    between_subject_range
        Range of that standard deviation, where it is an assumption.
    between_occasion_sd
        Between occasions of one person; 0 if the model has no such deviation.
    between_study_sd
        Between studies' typical values; 0 for a parameter that is not fitted.
    uncertainty_sd
        Standard error of the typical value; 0 where `uncertainty_basis` says why.
    uncertainty_basis
        Where the uncertainty comes from, or why there is none.
    range
        90 % interval of the typical value, or None where no uncertainty is known.
    sources
        The rows; the first one gives `value`. Empty for an assumption.
    spread_sources
        Rows that give the variability, where it is another paper's.
    assumption
        Why this value, where no row gives it.
    notes
        Assumptions about its spread or uncertainty.
    informed
        Share of the prior's standard deviation that the fit took away; 0 where none was.
    """

    symbol: str
    meaning: str
    unit: str
    value: float
    transform: Transform = "log"
    weight_exponent: float = 0.0
    between_subject_sd: float = 0.0
    between_subject_range: tuple[float, float] | None = None
    between_occasion_sd: float = 0.0
    between_study_sd: float = 0.0
    uncertainty_sd: float = 0.0
    uncertainty_basis: str = ""
    range: tuple[float, float] | None = None
    sources: tuple[Source, ...] = ()
    spread_sources: tuple[Source, ...] = ()
    assumption: str = ""
    notes: tuple[str, ...] = ()
    informed: float = 0.0

    @property
    def source(self) -> Source | None:
        """The row that gives the value, or None for an assumption."""
        return self.sources[0] if self.sources else None

    @property
    def fitted(self) -> bool:
        """Whether calibration estimates it."""
        return self.between_study_sd > 0.0

    @property
    def spread_sd(self) -> float:
        """Spread of single occasions of different people, on the transformed scale."""
        return math.hypot(self.between_subject_sd, self.between_occasion_sd)


@dataclass(frozen=True)
class Correlation:
    """How the deviations of two parameters go together between people."""

    between: tuple[str, str]
    value: float
    source: Source | None = None
    assumption: str = ""


@dataclass(frozen=True)
class ParameterTable:
    """The parameters of one model, in the order of its file.

    Parameters
    ----------
    model
        Name of the model.
    title
        What it describes.
    parameters
        By symbol.
    correlations
        Between the deviations of people; all others are independent.
    """

    model: str
    title: str
    parameters: Mapping[str, Parameter]
    correlations: tuple[Correlation, ...] = ()

    def __getitem__(self, symbol: str) -> Parameter:
        """Return the parameter named `symbol`."""
        if symbol not in self.parameters:
            raise EvidenceError(
                f"parameters of {self.model}",
                symbol,
                f"one of {', '.join(self.parameters)}",
                meant=nearest(symbol, self.parameters),
            )
        return self.parameters[symbol]

    def __iter__(self) -> Iterator[Parameter]:
        """Go through the parameters."""
        return iter(self.parameters.values())

    def __len__(self) -> int:
        """Return their number."""
        return len(self.parameters)

    @property
    def symbols(self) -> tuple[str, ...]:
        """The symbols, in order."""
        return tuple(self.parameters)

    @property
    def assumptions(self) -> tuple[str, ...]:
        """Everything that no row supports, as ``"symbol: why"``."""
        return tuple(
            f"{parameter.symbol}: {text}"
            for parameter in self
            for text in (parameter.assumption, *parameter.notes)
            if text
        ) + tuple(
            f"{' and '.join(link.between)}: {link.assumption}"
            for link in self.correlations
            if link.assumption
        )

    @property
    def sources(self) -> tuple[Source, ...]:
        """The rows that the table rests on, each once."""
        rows = [source for parameter in self for source in parameter.sources]
        rows += [link.source for link in self.correlations if link.source]
        return tuple(dict.fromkeys(rows))

    def typical_of(self, weights: Sequence[float]) -> dict[str, np.ndarray]:
        """Return the parameters of typical people of some weights (kg), shape (weight,)."""
        relative = np.asarray(weights, dtype=np.float64) / REFERENCE_WEIGHT
        return {p.symbol: p.value * relative**p.weight_exponent for p in self}

    def typical(self, weight: float = REFERENCE_WEIGHT) -> dict[str, np.ndarray]:
        """Return the parameters of a typical person.

        Parameters
        ----------
        weight : kg

        Returns
        -------
        symbol to array of shape ``()``, in inner units; covariates are not in it.

        Examples
        --------
        >>> from troche.population.parameters import read_parameters
        >>> table = read_parameters("otto-2021")
        >>> float(table.typical(weight=70)["CL"])
        95.2
        """
        return {
            parameter.symbol: np.asarray(
                parameter.value * (weight / REFERENCE_WEIGHT) ** parameter.weight_exponent
            )
            for parameter in self
        }
