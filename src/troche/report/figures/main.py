"""The one figure that answers a study's question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troche.report.figures.concentration import concentration
from troche.report.figures.fractions import fractions
from troche.report.theme import styles_of
from troche.studies.results import Result

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["figure"]


def figure(result: Result) -> go.Figure:
    """Return the main figure of a result.

    Parameters
    ----------
    result
        Of `troche.simulate` or `troche.compare`.

    Returns
    -------
    plotly.graph_objects.Figure
        Of one regimen the concentration over time with published points; of several
        their exposure as a fraction of the reference infusion.
    """
    if len(result.regimens) == 1:
        regimen = result.regimens[0]
        return concentration(regimen, styles_of(result.regimens)[regimen.name])
    return fractions(result)
