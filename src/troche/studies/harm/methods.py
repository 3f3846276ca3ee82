"""The methods of harm in words, made from what ran."""

from __future__ import annotations

from troche.population.tolerability.truths import BLOOD_VARIANCE, LEAST_OWN
from troche.studies.harm.measures import FELT_LIMIT
from troche.studies.plan import StudyPlan

__all__ = ["harm_methods"]


def harm_methods(plan: StudyPlan) -> tuple[str, ...]:
    """Return the paragraphs of methods that harm adds."""
    truths = (
        "Each possible truth was that of one more study: its own rates on placebo, its own ways "
        "of asking, its own cuffs."
        if plan.draws
        else "Parameters of harm stood at the medians of their posterior."
    )
    return (
        "Harm: each session's highest S- and R-ketamine at the effect site decides, by quantal "
        "dose-response, how likely each person has each event; no dice are thrown. People stay "
        "alike from session to session in part. Dissociation follows the CADSS, which wears off "
        "with repetition; other events and blood pressure do not wear off. What happens without "
        "drug comes from placebo arms over the same period, and is combined as independent. A "
        "missed dose is no session. People who stop for adverse events are counted and still "
        f"followed. {truths}",
        "The spreads of sensitivity were fitted to arms whose typical person's peak stands for "
        "all, so they hold how blood differs between people. Here blood differs by itself: what "
        f"it adds in the fitted arms, a variance of {BLOOD_VARIANCE:g} of the logarithm of a peak, "
        f"was taken out of them, down to {LEAST_OWN:.0%} of each spread. R-ketamine is taken to "
        "add nothing to dissociation and blood pressure: under arketamine alone they are zero by "
        "assumption, and not by a row.",
        f"A regimen is called sub-perceptual where no more than {100 * FELT_LIMIT:g} more people "
        "in a hundred than without drug have a CADSS above 4 in any session of the horizon.",
    )
