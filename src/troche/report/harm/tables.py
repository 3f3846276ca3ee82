"""Harm, burden and microdose as rows of words, for page, terminal and notebook alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from troche.report.harm.numbers import amount, difference, said, span, whole
from troche.report.harm.reading import harm_of
from troche.report.mood.numbers import chance
from troche.report.numerals import NOTHING
from troche.studies.burden import BurdenLine
from troche.studies.harm.microdose import Microdose
from troche.studies.harm.results import HarmRegimen
from troche.studies.results import RegimenResult, Result

__all__ = [
    "BURDEN",
    "COLUMNS",
    "NumberRow",
    "burden_notes",
    "burden_rows",
    "harm_rows",
    "microdose_rows",
    "number_rows",
]

COLUMNS: Final = (
    ("CADSS, first session", "CADSS at the first peak", "points"),
    ("CADSS above 4", "CADSS above 4, any session", "% of people"),
    ("dissociation", "Dissociation as an event", "% of people"),
    ("sedation", "Sedation", "% of people"),
    ("nausea", "Nausea", "% of people"),
    ("systolic rise", "Systolic rise", "mmHg"),
    ("stopping for adverse events", "Stopping for adverse events", "% of people"),
)
"""Number, heading and unit of the short table."""

BURDEN: Final = (
    ("visits", "Visits", ""),
    ("supervised time", "Supervised time", "h"),
    ("home doses", "Home doses", ""),
    ("days not fit to drive", "Days not fit to drive", ""),
)
"""Name, heading and unit of the table of burden."""


@dataclass(frozen=True)
class NumberRow:
    """One number of harm in full, in words."""

    name: str
    unit: str
    meaning: str
    value: tuple[str, str]
    placebo: tuple[str, str]
    over_placebo: tuple[str, str]
    difference_unit: str
    people: str


@dataclass(frozen=True)
class HarmRow:
    """One regimen in the short table: number, interval and rate on placebo of each column."""

    regimen: RegimenResult
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class MicrodoseRow:
    """One regimen's place on both scales, in words."""

    regimen: RegimenResult
    dose: str
    dose_detail: str
    perception: str
    perception_detail: str

    def __str__(self) -> str:
        parts = [
            f"{word} ({detail})" if detail else word
            for word, detail in (
                (self.dose, self.dose_detail),
                (self.perception, self.perception_detail),
            )
        ]
        return "; ".join(dict.fromkeys(parts))


def harm_rows(result: Result) -> list[HarmRow]:
    """Return one row for each regimen; empty where there is no harm."""
    harm = harm_of(result)
    if harm is None:
        return []
    return [HarmRow(r, _cells(harm[r.name])) for r in result.regimens]


def _cells(regimen: HarmRegimen) -> tuple[tuple[str, str, str], ...]:
    found = []
    for name, _, _ in COLUMNS:
        item = regimen.number(name)
        beside = "" if item.unit == "mmHg" else amount(item.placebo.value, item.unit)
        found.append((*whole(item.value, item.unit), beside))
    return tuple(found)


def number_rows(regimen: HarmRegimen) -> list[NumberRow]:
    """Return every number of a regimen."""
    return [
        NumberRow(
            item.name,
            "% of people" if item.unit == "fraction" else item.unit,
            item.meaning,
            whole(item.value, item.unit),
            whole(item.placebo, item.unit),
            difference(item.over_placebo, item.unit),
            "percentage points" if item.unit == "fraction" else item.unit,
            span(item.people_p5, item.people_p95, item.unit),
        )
        for item in regimen.numbers
    ]


def microdose_rows(result: Result) -> list[MicrodoseRow]:
    """Return each regimen's measured place."""
    return [_placed(r, r.microdose) for r in result.regimens if r.microdose is not None]


def _placed(regimen: RegimenResult, place: Microdose) -> MicrodoseRow:
    dose = ""
    if place.low_dose_people is not None:
        dose = (
            "peak at most a third of the infusion's in "
            f"{amount(place.low_dose_people, 'fraction')} of people"
        )
        if place.low_dose_probability is not None:
            dose += f" and in {chance(place.low_dose_probability)} of possible truths"
    felt = ""
    if place.felt_over_placebo is not None:
        over = said(difference(place.felt_over_placebo, "fraction"))
        felt = f"CADSS above 4 in {over} percentage points more people than on placebo"
        if place.sub_perceptual_people is not None:
            people = amount(place.sub_perceptual_people, "fraction")
            felt += f"; own chance raised by at most 5 points in {people} of people"
        if place.sub_perceptual_probability is not None:
            felt += (
                f"; sub-perceptual in {chance(place.sub_perceptual_probability)} of possible truths"
            )
    words = place.perception
    if words == "not measured":
        words = "sub-perceptual or not: not measured"
    return MicrodoseRow(regimen, place.dose, dose, words, felt)


def burden_rows(result: Result) -> list[tuple[RegimenResult, tuple[str, ...]]]:
    """Return one row for each regimen: values in the order of `BURDEN`, a star if assumed."""
    return [(r, tuple(_burden(r, name) for name, _, _ in BURDEN))
            for r in result.regimens if r.burden]  # fmt: skip


def _burden(regimen: RegimenResult, name: str) -> str:
    line = next((x for x in regimen.burden if x.name == name), None)
    if line is None:
        return NOTHING
    mark = "*" if line.assumption else ""
    text = f"{line.value:,.0f}" if line.value >= 100 or line.value % 1 == 0 else f"{line.value:.1f}"
    return text + mark


def burden_notes(result: Result) -> list[str]:
    """Return what the burden rests on: guidance by issuer and year, then what is assumed."""
    lines: list[BurdenLine] = [x for r in result.regimens for x in r.burden]
    notes = dict.fromkeys(
        f"{x.name[:1].upper()}{x.name[1:]}: {x.meaning}. {x.basis}." for x in lines if x.basis
    )
    for name, _, _ in BURDEN:
        assumed = dict.fromkeys(x.assumption for x in lines if x.name == name and x.assumption)
        if assumed:
            notes[f"* Assumed, {name}: {'; '.join(assumed)}."] = None
    if lines:
        notes["Counts follow the timetable within the horizon, with no dose missed."] = None
    return list(notes)
