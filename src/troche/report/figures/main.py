"""The one figure that answers a study's question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troche.report.blood import notes_on_blood
from troche.report.figures.concentration import concentration
from troche.report.figures.fractions import fractions
from troche.report.mood.benefit import benefit_figure
from troche.report.mood.prose import mood_answer
from troche.report.mood.reading import mood_of, mood_styles
from troche.report.prose import INTENDED_USE, duration, why_no_knowledge
from troche.report.theme import styles_of
from troche.studies.mood.results import MoodResult
from troche.studies.results import Result

if TYPE_CHECKING:
    import plotly.graph_objects as go

__all__ = ["figure", "who"]


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
        their benefit over placebo, or, where the run has no mood, their exposure as a fraction
        of the reference infusion. Its ``layout.meta["about"]`` holds who was simulated and the
        intended use, which `save_figure` prints below.
    """
    mood = mood_of(result)
    if len(result.regimens) == 1:
        regimen = result.regimens[0]
        drawn = concentration(regimen, styles_of(result.regimens)[regimen.name])
    elif mood is not None:
        drawn = benefit_figure(mood, mood_styles(result, mood))
    else:
        drawn = fractions(result)
    # What a figure must not be parted from travels in the figure itself.
    return drawn.update_layout(meta={"about": _about(result)})


def _about(result: Result) -> list[str]:
    """Return what stands below a figure that leaves its report."""
    mood, several = mood_of(result), len(result.regimens) > 1
    title, patients = who(result)
    return [
        title,
        *(f"{r.name}: {r.text}." for r in result.regimens if r.text != result.title),
        patients,
        *(_about_mood(mood) if several and mood else notes_on_blood(result)),
        INTENDED_USE,
    ]


def who(result: Result) -> tuple[str, str]:
    """Return the study, and who was simulated with what, in a sentence each."""
    why_not = why_no_knowledge(result)
    truths = f"knowledge not computed: {why_not}" if why_not else f"{result.draws} possible truths"
    return (
        f"{result.title}.",
        f"{result.patients:,} virtual patients ({result.population}), followed for "
        f"{duration(result.horizon_h)}; {truths}; model {result.model}; seed {result.seed}.",
    )


def _about_mood(mood: MoodResult) -> list[str]:
    said = mood_answer(mood)
    return [said.rivals, said.beyond, said.closing]
