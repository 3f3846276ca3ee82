"""What a reader must know before using a number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from troche.outcomes.summary import Spread
from troche.pharmacology.system import Model
from troche.population.mood.posterior import mood_manifest
from troche.population.studied import departures
from troche.regimen import Regimen
from troche.studies.compounded import regulators_rows
from troche.studies.results import Flag

__all__ = ["LOW_DOSE", "label_of", "regimen_flags", "study_flags"]

LOW_DOSE: Final = 1 / 3
"""Share of the reference infusion's peak up to which a regimen is a low dose."""

_KINDS: Final = {
    "no evidence": "no evidence",
    "rhythm": "schedule",
    "length": "schedule",
    "repetition": "schedule",
}


def regimen_flags(regimen: Regimen) -> tuple[Flag, ...]:
    """Return the flags of one regimen: where it leaves the evidence, what regulators say.

    Examples
    --------
    >>> from troche.regimen import parse
    >>> flags = regimen_flags(parse("5 mg ketamine lozenge, daily for 8 weeks"))
    >>> sorted({flag.kind for flag in flags})
    ['extrapolation', 'regulator', 'schedule']
    """
    found = [
        Flag(
            _KINDS.get(departure.kind, "extrapolation"),
            _sentence(departure.message),
            tuple(dict.fromkeys(row.reference for row in departure.rows)),
        )
        for departure in departures(regimen)
    ]
    found += [
        Flag(
            "regulator",
            f"{row.cells['issuer']} ({row.cells['year'] or 'no year'}): "
            f"{_sentence(row.cells['statement_in_your_own_words'])}",
            (row.reference,),
        )
        for row in regulators_rows(regimen)
    ]
    return tuple(found)


def _sentence(text: str) -> str:
    text = text.strip()
    return f"{text[0].upper()}{text[1:]}" + ("" if text.endswith(".") else ".")


def label_of(peak_ratio: Spread, no_drug: bool) -> str:
    """Return a regimen's measured place on the low-dose scale.

    Parameters
    ----------
    peak_ratio
        Peak ketamine as a share of the reference infusion's, in the same patients.
    no_drug
        Whether no drug is given within the horizon.
    """
    if no_drug:
        return "no drug"
    if peak_ratio.median is None:
        return "not measured"
    return "low dose" if peak_ratio.median <= LOW_DOSE else "not a low dose"


_ALONE: Final = "Exposure and receptor occupancy: mood is not predicted here."
_MOOD: Final = (
    "Mood is that of groups in one more masked trial, under rival mechanisms that trials hardly "
    "tell apart."
)
_HARM: Final = (
    "Harm is that of groups in one more study, beside what placebo arms report; what months or "
    "years of doses do is not predicted."
)
_NO_HARM: Final = "Harm is not predicted, and whether a regimen is sub-perceptual is not measured."


def _not_mixed() -> tuple[str, ...]:
    """Return the mechanisms whose draws were shipped without passing the gate."""
    made = mood_manifest().get("mechanisms", {})
    return tuple(name for name, own in made.items() if not own.get("passed", True))


def study_flags(
    model: Model, covariates: Sequence[str], mood: bool = False, harm: bool = False
) -> tuple[Flag, ...]:
    """Return what concerns every number of a run with `model`.

    Parameters
    ----------
    model
        The pharmacokinetic model.
    covariates
        Covariates of the patients that it uses.
    mood
        Whether mood is predicted.
    harm
        Whether harm is.
    """
    flags = [Flag("model", f"{_MOOD if mood else _ALONE} {_HARM if harm else _NO_HARM}")]
    rough = _not_mixed() if mood else ()
    if rough:
        flags.append(
            Flag(
                "model",
                f"The chains of {', '.join(rough)} have not mixed: what is said under it is rough, "
                "is shown beside the others, and has no weight in the average.",
            )
        )
    if model.name == "troche":
        flags.append(
            Flag(
                "model",
                "Concentrations are arterial unless they say venous. Sources disagree on "
                "norketamine: the model lies above the published areas of nasal esketamine (up to "
                "1.9 times) and below the peaks of the oral film.",
            )
        )
    else:
        used = f"{', '.join(covariates)} alone" if covariates else "none"
        flags.append(
            Flag(
                "model",
                "A published model is used as printed; its ranges are its own study's. Of the "
                f"patients' covariates it uses {used}.",
            )
        )
    return tuple(flags)
