"""Whether a study is let in, and about how long it will take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from troche.engine.blocks import blocks_for
from troche.errors import StudyError
from troche.studies.plan import draws_for
from troche.studies.specification import StudySpec
from troche.web.jobs.refusals import TooMuch
from troche.web.settings import Limits

__all__ = ["Size", "admit", "size_of"]

_START: Final = 8.0
_EXPOSURE: Final = 0.25
_MOOD: Final = 0.25
"""Seconds to start and to write; for a week of one regimen in a block of patients; for its mood.

Measured with the studies of the examples folder on two cores. Another machine differs, so
what is made of them is shown as an estimate.
"""


@dataclass(frozen=True)
class Size:
    """How large a study is.

    Parameters
    ----------
    patients, regimens, weeks
        As asked for.
    draws
        Possible truths that the patients carry; 0 for typical values.
    seconds : s
        Roughly, on a machine of two cores.
    """

    patients: int
    regimens: int
    weeks: float
    draws: int
    seconds: float

    @property
    def patient_draws(self) -> int:
        """Patients times possible truths."""
        return self.patients * self.draws


def size_of(study: StudySpec) -> Size:
    """Return how large a study is.

    Examples
    --------
    >>> from troche.studies.specification import checked
    >>> size_of(checked({"study": "One", "weeks": 1, "patients": {"number": 400},
    ...                  "regimens": {"a": "10 mg ketamine oral"}}, "example")).draws
    20
    """
    number = study.patients.number
    weeks = len(blocks_for(number)) * len(study.regimens) * study.weeks
    return Size(
        patients=number,
        regimens=len(study.regimens),
        weeks=study.weeks,
        draws=0 if study.knowledge == "typical" else draws_for(number),
        seconds=round(_START + weeks * (_EXPOSURE + (_MOOD if study.mood else 0.0)), 1),
    )


def admit(study: StudySpec, limits: Limits) -> Size:
    """Return the size of a study that this server runs.

    Parameters
    ----------
    study
        Checked.
    limits
        Of the server.

    Raises
    ------
    troche.errors.StudyError
        If it names a file of patients: a server reads no path from outside.
    troche.web.jobs.refusals.TooMuch
        If it is larger than the limits.
    """
    if study.patients.file is not None:
        raise StudyError(
            "study, patients.file",
            "the name of a file",
            "virtual patients of a population; a file of patients is read by 'troche compare' only",
        )
    size = size_of(study)
    for where, found, most, what in (
        ("patients.number", size.patients, limits.patients, "patients"),
        ("regimens", size.regimens, limits.regimens, "regimens"),
        ("weeks", size.weeks, limits.weeks, "weeks"),
        ("patients.number", size.patient_draws, limits.patient_draws,
         "patients times possible truths; 'knowledge: typical' carries no truths"),
        ("patients, regimens and weeks", size.patients * size.regimens * size.weeks,
         limits.patient_weeks, "patients times regimens times weeks"),
    ):  # fmt: skip
        if found > most:
            raise TooMuch(f"study, {where}", f"{found:,.6g}", f"on this server at most {most:,.6g} "
                          f"{what}; 'troche compare' has no such limit")  # fmt: skip
    return size
