"""Methods in words, made from what ran."""

from __future__ import annotations

from troche.engine.blocks import WIDTH
from troche.outcomes.exposure import HALF_LIFE_WINDOW
from troche.outcomes.summary import FEWEST_DRAWS
from troche.studies.harm.methods import harm_methods
from troche.studies.mood.methods import mood_methods
from troche.studies.mood.plan import MoodPlan
from troche.studies.plan import PATIENTS_PER_DRAW, REFERENCE, StudyPlan

__all__ = ["methods_of"]


def methods_of(
    plan: StudyPlan, cohort: dict[str, str], mood: MoodPlan | None = None, harm: bool = False
) -> tuple[str, ...]:
    """Return the paragraphs of the methods section.

    Parameters
    ----------
    plan
        What ran.
    cohort
        Covariates in words, as in `troche.studies.results.Result`.
    mood
        What ran for mood, if anything did.
    harm
        Whether harm was told.
    """
    return (
        _patients(plan, cohort),
        _model(plan),
        _receptor(),
        _regimens(plan),
        _numbers(plan),
        _spread(plan),
        *(mood_methods(plan, mood) if mood is not None else ()),
        *(harm_methods(plan) if harm else ()),
    )


def _patients(plan: StudyPlan, cohort: dict[str, str]) -> str:
    spec = plan.spec.patients
    origin = (
        f"read from a file of {spec.number:,} patients, and drawn where it has no column"
        if plan.given
        else "drawn"
    )
    who = "; ".join(f"{name} {value}" for name, value in cohort.items())
    adherence = (
        "Every dose was taken."
        if spec.adherence == "full"
        else "Everyone took the first dose; later home doses were missed at random by each "
        "person's own adherence, clinic visits by the population's "
        f"({plan.population['adherence_clinic']:.0%} kept)."
    )
    return (
        f"{spec.number:,} virtual patients ({plan.population.name}) were {origin} with seed "
        f"{spec.seed}: {who}. The same patients, with the same chance, received every regimen. "
        f"{adherence}"
    )


def _model(plan: StudyPlan) -> str:
    model, table = plan.recipe.model, plan.recipe.table
    sourced = sum(1 for p in table if p.sources)
    head = (
        f"Pharmacokinetics: {table.title}. Of its {len(table)} parameters {sourced} are read from "
        f"rows of the evidence tables and {len(table) - sourced} are assumptions with a range. "
    )
    if model.name == "troche":
        return head + (
            "Each enantiomer has three compartments of ketamine, two of norketamine and one of "
            "hydroxynorketamine; a dose divides into a mucosal part, which reaches plasma "
            "directly, and a swallowed part, which passes gut and liver (well-stirred), where "
            "what is extracted enters as norketamine. Clearances scale with weight to the power "
            "0.75 and volumes with weight. Concentrations are arterial; venous ones pass a "
            "sampling device with a prompt and a delayed share."
        )
    return head + (
        f"It was used as published, with its own covariates, for "
        f"{' and '.join(model.enantiomers)}-ketamine; its concentrations are {model.site}."
    )


def _receptor() -> str:
    return (
        "An effect site follows plasma for ketamine and norketamine. NMDA receptor occupancy is "
        "the competitive sum of unbound concentrations over their IC50 (rat, racemate; S four "
        "times as potent as R). Human tracers disagree on the size of occupancy, so it is a "
        "common scale for comparing regimens and not a measurement."
    )


def _regimens(plan: StudyPlan) -> str:
    lines = "; ".join(f"{r.name}: {r.regimen}" for r in plan.regimens)
    return (
        f"Regimens, with every default stated: {lines}. They were followed for "
        f"{_time(plan.spec.weeks)}. The reference is {REFERENCE} in the same patients"
        + (
            ", its S-ketamine half, since the model describes S-ketamine alone."
            if plan.recipe.model.enantiomers == ("S",)
            else "."
        )
    )


def _time(weeks: float) -> str:
    if weeks >= 2:
        return f"{weeks:.3g} weeks"
    days = round(7 * weeks, 2)
    return f"{days:g} days"


def _numbers(plan: StudyPlan) -> str:
    early, late = HALF_LIFE_WINDOW
    return (
        "Between events the system is linear with constant coefficients and was solved exactly; "
        "areas are exact, peaks are those of polynomials through graded nodes. The first dosing "
        "interval runs to the second dose or the horizon; half-lives are read between "
        f"{early:g} and {late:g} h after the last dose. Patients were computed in blocks of "
        f"{WIDTH:,}, so results do not depend on the number of threads."
    )


def _spread(plan: StudyPlan) -> str:
    if plan.draws == 0:
        few = plan.spec.knowledge == "uncertain"
        why = (
            f"{plan.patients:,} patients are too few to carry {FEWEST_DRAWS} possible truths of "
            f"{PATIENTS_PER_DRAW} patients each, so typical values were taken as known"
            if few
            else "Typical values were taken as known"
        )
        return f"{why}: intervals show how people differ and nothing of how little is known."
    return (
        f"Each patient carried one of {plan.draws} possible truths about the typical values, drawn "
        "from the ranges of their sources. Variability is the spread of people within a truth; "
        "uncertainty is the spread of the median between truths, after the scatter that small "
        f"groups have anyway was taken out (O'Hagan 2007)."
    )
