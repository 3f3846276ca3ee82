"""The methods of mood in words, made from what ran."""

from __future__ import annotations

from troche.outcomes.mood import RELAPSE, REMISSION
from troche.pharmacology.mood.mechanisms import mechanism
from troche.studies.mood.plan import MoodPlan
from troche.studies.mood.summarise import NO_EFFECT, WORTHWHILE
from troche.studies.plan import StudyPlan

__all__ = ["mood_methods"]


def mood_methods(plan: StudyPlan, mood: MoodPlan) -> tuple[str, ...]:
    """Return the paragraphs of methods that mood adds."""
    rivals = "; ".join(
        f"({mechanism(name).letter}) {mechanism(name).title}, weight {weight:.2f}"
        for name, weight in mood.weights.items()
    )
    new = (
        "Everyone started a conventional antidepressant together with the regimen."
        if mood.setting.new_antidepressant
        else "Treatment beside the regimen was stable."
    )
    truths = (
        "Each possible truth was that of one more trial: it had its own early step of placebo "
        "and its own size of benefit, with heavy tails."
        if plan.draws
        else "Parameters of mood stood at the medians of their posterior."
    )
    return (
        f"Mood: each patient's MADRS was followed under {len(mood.weights)} rival mechanisms of "
        f"benefit, each fitted to the trials, and averaged with their weights: {rivals}. A "
        "session's burst drives fast and slow plasticity, with a ceiling, a floor and fading "
        "by repetition; felt effects raise expectancy; placebo, whose early step passes, how a "
        "person fares whatever is given, regression to the mean, fluctuation and the noise of "
        "ratings are each person's own and the same under every "
        f"regimen. {new} {truths}",
        "Response is a fall by half or more, remission a MADRS of "
        f"{REMISSION:g} or less, relapse one of {RELAPSE:g} or more on two days in a row after a "
        "response at the last dose. Differences are those within the same people, from placebo "
        f"and from {mood.regimens[mood.infusion].said}. A regimen counts as without effect "
        f"where its mean benefit over placebo is below {NO_EFFECT:g} points, and as worthwhile "
        f"from {WORTHWHILE:g} points.",
    )
