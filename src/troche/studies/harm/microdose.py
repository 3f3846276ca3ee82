"""A microdose is a claim about exposure and feeling, so both are measured.

*Low dose*: a peak of at most a third of the reference infusion's in the same patient.
*Sub-perceptual*: at most five more people in a hundred with a CADSS above 4, in any session of
the horizon, than there would be without drug. The words follow the median; beside them stand
the share of people of whom it holds, and the share of possible truths in which it does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from troche.studies.flags import LOW_DOSE
from troche.studies.harm.measures import FELT, FELT_LIMIT
from troche.studies.harm.results import HarmRegimen, Interval

__all__ = ["Microdose", "microdose_of"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Microdose:
    """A regimen's measured place on both scales.

    Parameters
    ----------
    dose
        ``"low dose"``, ``"not a low dose"``, ``"no drug"`` or ``"not measured"``.
    low_dose_people
        Share of people whose own peak is at most a third of their infusion's.
    low_dose_probability
        Share of possible truths in which the median person's is; None where typical values
        were taken as known.
    perception
        ``"sub-perceptual"``, ``"not sub-perceptual"``, ``"no drug"`` or ``"not measured"``.
    felt_over_placebo
        Share of people with a CADSS above 4 in any session, over placebo; None where harm is
        not computed.
    sub_perceptual_probability
        Share of possible truths in which that is at most five in a hundred.
    sub_perceptual_people
        Share of people whose own chance is raised by at most as much.
    """

    dose: str
    low_dose_people: float | None
    low_dose_probability: float | None
    perception: str
    felt_over_placebo: Interval | None
    sub_perceptual_probability: float | None
    sub_perceptual_people: float | None


def microdose_of(label: str, peak_ratio: Floats, draws: int, harm: HarmRegimen | None) -> Microdose:
    """Return a regimen's place.

    Parameters
    ----------
    label
        From `troche.studies.flags.label_of`.
    peak_ratio : shape (patient,)
        Peak ketamine as a share of the reference infusion's.
    draws
        How many truths people carry.
    harm
        Of the regimen; None where there is none.

    Examples
    --------
    >>> place = microdose_of("low dose", np.array([0.1, 0.2, 0.5, 0.3]), 0, None)
    >>> place.low_dose_people, place.perception
    (0.75, 'not measured')
    """
    people, probability = _low(peak_ratio, draws) if label not in _WITHOUT else (None, None)
    if harm is None or label in _WITHOUT:
        perception = label if label in _WITHOUT else "not measured"
        return Microdose(label, people, probability, perception, None, None, None)
    felt = harm.number(FELT)
    below = felt.over_placebo.value <= FELT_LIMIT
    return Microdose(
        label,
        people,
        probability,
        "sub-perceptual" if below else "not sub-perceptual",
        felt.over_placebo,
        harm.sub_perceptual_probability,
        harm.sub_perceptual_people,
    )


_WITHOUT: Final = ("no drug", "not measured")


def _low(ratio: Floats, draws: int) -> tuple[float | None, float | None]:
    """Return the share of people with a low dose, and of truths in which most people have one."""
    known = np.isfinite(ratio)
    if not known.any():
        return None, None
    low = (ratio <= LOW_DOSE)[known]
    if not draws:
        return float(low.mean()), None
    group = (np.arange(len(ratio)) % draws)[known]
    medians = [np.median(ratio[known][group == d]) for d in range(draws) if (group == d).any()]
    return float(low.mean()), float(np.mean(np.asarray(medians) <= LOW_DOSE))
