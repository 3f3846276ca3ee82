"""The mood of a study, put together."""

from __future__ import annotations

from troche.engine.parts import Parts
from troche.pharmacology.mood.mechanisms import mechanism
from troche.population.trials.anaesthesia import reaches_anaesthesia
from troche.studies.mood.gather import gather
from troche.studies.mood.plan import MoodPlan
from troche.studies.mood.results import AVERAGED, MechanismLine, MoodRegimen, MoodResult
from troche.studies.mood.summarise import Summary
from troche.studies.mood.tested import beyond_the_tested
from troche.studies.plan import RegimenPlan, StudyPlan

__all__ = ["mood_result", "no_mood"]


def no_mood(why_not: str) -> MoodResult:
    """Return a result that says why there is none."""
    return MoodResult(why_not, (), "", (), "", "")


def mood_result(plan: StudyPlan, mood: MoodPlan, parts: Parts) -> MoodResult:
    """Return the mood of a study whose parts are all there."""
    rivals = [mechanism(name) for name in mood.posteriors]
    gathered = {m.name: gather(plan, mood, parts, m.letter) for m in rivals}
    uncertain = plan.draws > 0
    weighed = tuple((mood.weights[name], g) for name, g in gathered.items())
    summaries = [
        Summary(AVERAGED, mood, weighed, uncertain),
        *(Summary(name, mood, ((1.0, g),), uncertain) for name, g in gathered.items()),
    ]
    regimens = tuple(
        MoodRegimen(
            item.name,
            str(item.regimen),
            mood.roles[index],
            (*_asleep(item), *beyond_the_tested(item.regimen)),
            {s.name: s.outcome(index) for s in summaries},
        )
        for index, item in enumerate(mood.regimens)
    )
    return MoodResult(
        "",
        tuple(MechanismLine(m.name, m.letter, m.title, mood.weights[m.name]) for m in rivals),
        _setting(plan, mood),
        regimens,
        mood.regimens[mood.placebo].name,
        mood.regimens[mood.infusion].name,
    )


def _asleep(item: RegimenPlan) -> tuple[str, ...]:
    """Return what every page says of a regimen that the study asks for beyond support."""
    if not reaches_anaesthesia(item.regimen, item.horizon):
        return ()
    return (
        f"{item.name} reaches doses of anaesthesia, beyond what the model supports; it was "
        "computed because the study asks for it.",
    )


def _setting(plan: StudyPlan, mood: MoodPlan) -> str:
    beside = (
        "everyone starts a conventional antidepressant at the same time"
        if mood.setting.new_antidepressant
        else "treatment beside it is stable"
    )
    crisis = ", people admitted in a crisis" if mood.setting.crisis else ""
    return (
        f"One more masked parallel trial of {plan.population.name}{crisis}, its placebo like a "
        f"saline infusion; {beside}."
    )
