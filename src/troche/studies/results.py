"""What a study returns: plain data, from which every table and figure is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from troche.studies.burden import BurdenLine
    from troche.studies.harm.microdose import Microdose
    from troche.studies.harm.results import HarmResult
    from troche.studies.mood.results import MoodResult

__all__ = ["Curve", "Flag", "Observation", "Quantity", "RegimenResult", "Result", "SourceLine"]


@dataclass(frozen=True)
class Quantity:
    """One number of one regimen, summarised over the patients.

    Parameters
    ----------
    name
        Such as ``"ketamine cmax"`` or ``"occupancy peak"``.
    unit, meaning
        Of the number.
    spread
        Fields of `troche.outcomes.summary.Spread` by name: ``n``, ``mean``, ``median``,
        ``sd``, ``p5``, ``p95``, ``people_p5``, ``people_p95``, ``knowledge_p5``,
        ``knowledge_p95``; None where there is no such number.
    """

    name: str
    unit: str
    meaning: str
    spread: Mapping[str, float | int | None]


@dataclass(frozen=True)
class Curve:
    """A signal over time: what half, and 90 %, of the patients lie within.

    Parameters
    ----------
    signal
        ``"ketamine"``, ``"S-ketamine"``, …, ``"ketamine (venous)"`` or ``"occupancy"``.
    unit
        ng/mL, or fraction.
    times : h
        Since the first dose of drug; in the whole course, since its start.
    p5, p25, p50, p75, p95
        Quantiles over patients, who carry both their own differences and the draws of
        knowledge.
    """

    signal: str
    unit: str
    times: tuple[float, ...]
    p5: tuple[float, ...]
    p25: tuple[float, ...]
    p50: tuple[float, ...]
    p75: tuple[float, ...]
    p95: tuple[float, ...]


@dataclass(frozen=True)
class Flag:
    """Something a reader must know before using a number.

    Parameters
    ----------
    kind
        ``"extrapolation"`` (a dose outside the studied range), ``"schedule"`` (a rhythm or
        a length outside it), ``"no evidence"``, ``"regulator"``, ``"cumulative"`` (exposure in
        a month) or ``"model"``.
    message
        One sentence.
    sources
        Keys of the sources it rests on.
    """

    kind: str
    message: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Observation:
    """A published concentration or exposure of this drug, route and dose.

    Parameters
    ----------
    analyte, metric
        ``"S-ketamine"``; ``"C(t)"``, ``"Cmax"``, ``"AUC"``, …
    time_h
        For a concentration at a time, or a peak with its own time; else None.
    value, low, high
        In `unit`; low and high as the source gives its spread, else None.
    unit, spread_kind, statistic
        As in the source.
    interval
        The source's own words on the time or interval.
    scale
        What the value was multiplied by so that its dose matches the regimen's; 1 if
        the dose is the same. Only linear scaling of one dose by one factor.
    regimen
        The row's own regimen.
    n
        People, as the source writes it.
    source, citation, link, reading, row
        Key, reference, link (DOI, PMID or registry), reading grade, row number in
        ``pk_observations``.
    site
        arterial, venous or not stated.
    """

    analyte: str
    metric: str
    time_h: float | None
    value: float
    low: float | None
    high: float | None
    unit: str
    spread_kind: str
    statistic: str
    interval: str
    scale: float
    regimen: str
    n: str
    source: str
    citation: str
    link: str
    reading: str
    row: int
    site: str


@dataclass(frozen=True)
class RegimenResult:
    """What one regimen did.

    Parameters
    ----------
    name
        As the study calls it.
    text
        Canonical print, every default stated.
    said
        As the user wrote it.
    doses_given, doses_planned
        Numbers of administrations within the horizon and in all.
    ledger
        The account of every milligram, a line for each phase and drug.
    label
        The measured place on the low-dose scale, in words ("low dose", "not a low
        dose", "no drug").
    quantities
        In the order of the tables.
    curves
        By part of the time axis: ``"first day"``, ``"whole course"``.
    observations
        Published data of the same drug, route and dose.
    flags
        What to know.
    microdose
        Its place on the low-dose and sub-perceptual scales, with uncertainty.
    burden
        Visits, supervised time, home doses, days without driving; empty where harm was not
        asked for.
    """

    name: str
    text: str
    said: str
    doses_given: int
    doses_planned: int
    ledger: tuple[str, ...]
    label: str
    quantities: tuple[Quantity, ...]
    curves: Mapping[str, tuple[Curve, ...]]
    observations: tuple[Observation, ...]
    flags: tuple[Flag, ...]
    microdose: Microdose | None = None
    burden: tuple[BurdenLine, ...] = ()

    def quantity(self, name: str) -> Quantity:
        """Return one quantity by name.

        Raises
        ------
        KeyError
            If there is none of that name.
        """
        for item in self.quantities:
            if item.name == name:
                return item
        raise KeyError(f"{name!r}; there are {', '.join(q.name for q in self.quantities)}")


@dataclass(frozen=True)
class SourceLine:
    """A source that the run used, and what for.

    Parameters
    ----------
    key, citation, link
        As in the bibliography; `link` may be empty.
    reading
        The grades with which its numbers were read.
    used_for
        Such as ``"parameters of disposition"`` or ``"published points"``.
    """

    key: str
    citation: str
    link: str
    reading: str
    used_for: str


@dataclass(frozen=True)
class Result:
    """The outcome of `troche.simulate` or `troche.compare`.

    Parameters
    ----------
    title
        Of the study.
    kind
        ``"simulate"`` or ``"compare"``.
    horizon_h : h
        How long the patients were followed.
    patients, draws
        Virtual patients, and possible truths among them (0: typical values taken as
        known).
    seed, model, population
        What was asked for.
    cohort
        Median and 5-95 % range of the patients' covariates, by name with unit.
    regimens
        In the study's order.
    methods
        Paragraphs in words, made from what ran.
    sources, assumptions
        Every source cited; every assumption as (name, value with unit and range, why).
    flags
        What concerns the whole study.
    manifest
        Versions, seed, hashes, specification, seconds: enough to run it again.
    folder
        Where files were written, or an empty string.
    mood
        Scores over time and what becomes of people; None where it was not asked for.
    harm
        Adverse events, dissociation and blood pressure; None where it was not asked for.
    """

    title: str
    kind: str
    horizon_h: float
    patients: int
    draws: int
    seed: int
    model: str
    population: str
    cohort: Mapping[str, str]
    regimens: tuple[RegimenResult, ...]
    methods: tuple[str, ...]
    sources: tuple[SourceLine, ...]
    assumptions: tuple[tuple[str, str, str], ...]
    flags: tuple[Flag, ...]
    manifest: Mapping[str, Any]
    folder: str = field(default="")
    mood: MoodResult | None = None
    harm: HarmResult | None = None

    def __getitem__(self, name: str) -> RegimenResult:
        """Return one regimen by name."""
        for item in self.regimens:
            if item.name == name:
                return item
        raise KeyError(f"{name!r}; there are {', '.join(r.name for r in self.regimens)}")

    @property
    def summary(self) -> pd.DataFrame:
        """Every quantity of every regimen, one row each, as a data frame."""
        import pandas as pd

        rows = [
            {"regimen": r.name, "quantity": q.name, "unit": q.unit, **q.spread}
            for r in self.regimens
            for q in r.quantities
        ]
        frame = pd.DataFrame(rows)
        numbers = [c for c in frame.columns if c not in ("regimen", "quantity", "unit", "n")]
        # A column without any number would be one of objects.
        return frame.astype(dict.fromkeys(numbers, float))

    @property
    def curves(self) -> pd.DataFrame:
        """Every curve, one row for each time, as a data frame."""
        import pandas as pd

        frames = [
            pd.DataFrame(
                {
                    "regimen": r.name,
                    "part": part,
                    "signal": c.signal,
                    "unit": c.unit,
                    "time_h": c.times,
                    **{q: getattr(c, q) for q in ("p5", "p25", "p50", "p75", "p95")},
                }
            )
            for r in self.regimens
            for part, curves in r.curves.items()
            for c in curves
        ]
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()

    @property
    def burden(self) -> pd.DataFrame:
        """What each regimen asks of people, one row a number, as a data frame."""
        from troche.studies.harm.frames import burden_frame

        return burden_frame(self.regimens)
