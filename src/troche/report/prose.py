"""Sentences made from the numbers of a result: nothing here is advice to anybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from troche.outcomes.summary import FEWEST_DRAWS
from troche.report.blood import drug_word, site_of
from troche.report.figures.bands import spread_words
from troche.report.figures.fractions import REFERENCE
from troche.report.figures.panels import curve_of, resolves_peaks
from troche.report.numerals import NOTHING, Cell, cell_of, find
from troche.report.theme import OUTSIDE, called, is_placebo
from troche.studies.plan import PATIENTS_PER_DRAW
from troche.studies.results import RegimenResult, Result

__all__ = [
    "INTENDED_USE",
    "Answer",
    "answer",
    "cohort_words",
    "duration",
    "how_to_read",
    "limits",
    "question",
    "why_no_knowledge",
]

INTENDED_USE: Final = (
    "For research and teaching about groups. Not for diagnosis, prognosis or treatment of any "
    "person; not a medical device, and not validated as one. It must not be used to choose, "
    "change, time or combine doses for anyone, yourself included."
)


def duration(hours: float) -> str:
    """Return hours in the largest whole unit.

    Examples
    --------
    >>> duration(1344.0), duration(9 / 7 * 168.0), duration(36.0)
    ('8 weeks', '9 days', '36 h')
    """
    # Horizons are kept in weeks, and nine days are not a round number of them.
    hours = round(hours, 6)
    for length, word in ((168.0, "week"), (24.0, "day")):
        if hours >= length and hours % length == 0:
            count = round(hours / length)
            return f"{count} {word}" + ("s" if count > 1 else "")
    return f"{hours:g} h"


def question(result: Result) -> str:
    """Return what was asked, in one sentence."""
    listed = _listed([called(regimen) for regimen in result.regimens])
    return (
        f"How much ketamine reaches the blood and the receptor under {listed} in "
        f"{result.population}, and what fraction is that of {REFERENCE}?"
    )


def cohort_words(result: Result) -> str:
    """Return who the virtual patients are."""
    who = f"{result.patients:,} virtual {_patients(result)}, followed for " + duration(
        result.horizon_h
    )
    facts = "; ".join(f"{name} {value}" for name, value in result.cohort.items())
    facts = f" They are: {facts} (median and 5–95 % range where a range is given)." if facts else ""
    return f"{who}; random seed {result.seed}.{facts}"


def _patients(result: Result) -> str:
    return result.population or "patients"


@dataclass(frozen=True)
class Answer:
    """The answer in words, with its uncertainty in it.

    Parameters
    ----------
    opening, closing
        One paragraph each.
    lines
        One sentence for each regimen that was compared.
    """

    opening: str
    lines: tuple[str, ...]
    closing: str

    def __str__(self) -> str:
        return " ".join([self.opening, *self.lines, self.closing])


def why_no_knowledge(result: Result) -> str:
    """Return why a run has no interval of knowledge; empty where it has one."""
    if result.draws >= FEWEST_DRAWS:
        return ""
    study = result.manifest.get("study")
    if isinstance(study, Mapping) and study.get("knowledge") == "typical":
        return "typical values were asked for"
    needed = FEWEST_DRAWS * PATIENTS_PER_DRAW
    if result.patients < needed:
        return f"needs {needed:,} patients, this run has {result.patients:,}"
    return "typical values were taken as known"


def answer(result: Result) -> Answer:
    """Return the answer.

    One regimen is described; several are measured on the infusion, peak and week, in one
    line each.
    """
    uncertain = any(cell_of(q).knowledge for r in result.regimens for q in r.quantities)
    brackets = "People: 90 % of them, were the typical values known" + (
        "; knowledge: where the median itself may lie (90 %)." if uncertain else "."
    )
    who = (
        f"In {result.patients:,} virtual {_patients(result)}, followed for "
        f"{duration(result.horizon_h)}"
    )
    if len(result.regimens) == 1:
        return Answer(f"{who}: {_sentence(result.regimens[0], site_of(result))}", (), brackets)
    measured = tuple(text for r in result.regimens if (text := _measured(r)))
    site = site_of(result)
    blood = f", peaks in {site} blood" if site else ""
    opening = f"{who}, measured on {REFERENCE} in the same patients{blood}:"
    if not measured:
        opening = f"{who}, no regimen gives ketamine."
    parts = []
    placebos = [called(r) for r in result.regimens if is_placebo(r)]
    if placebos:
        parts.append(f"Under {_listed(placebos)}, no drug is given.")
    for label in dict.fromkeys(r.label for r in result.regimens if not is_placebo(r)):
        names = [called(r) for r in result.regimens if r.label == label]
        parts.append(f"By exposure {label}: {_listed(names)}.")
    outside = [called(r) for r in result.regimens if _mark(r)]
    if outside:
        parts.append(f"In part outside what was studied: {_listed(outside)}.")
    return Answer(opening, measured, " ".join([*parts, brackets]))


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _measured(regimen: RegimenResult) -> str:
    """Return a regimen's peak and week as shares of the infusion's; empty for a placebo."""
    share, week = (
        cell_of(find(regimen, name))
        for name in ("infusion ratio peak", "infusion ratio auc per week")
    )
    if is_placebo(regimen) or NOTHING in (share.median, week.median):
        return ""
    return (
        f"{called(regimen)}: peak {drug_word((regimen,))} {_share(share, 'the')}; area under the "
        f"curve in a week {_share(week, 'one')}."
    )


def _share(cell: Cell, which: str) -> str:
    ranges = f" ({', '.join(cell.intervals)})" if cell.intervals else ""
    return f"{cell.median} of {which} infusion's{ranges}"


def _sentence(regimen: RegimenResult, site: str) -> str:
    if is_placebo(regimen):
        return f"Under {called(regimen)}, no drug is given."
    peak = cell_of(find(regimen, "ketamine cmax", "ketamine cmax_first"))
    if peak.median == NOTHING:
        return f"Under {called(regimen)}, there is no peak concentration to report."
    height = str(peak).replace(peak.median, f"{peak.median} ng/mL", 1)
    drug, blood = drug_word((regimen,)), f"{site} blood" if site else "blood"
    text = f"Under {called(regimen)}, {drug} in {blood} peaks at {height}"
    venous = find(regimen, "ketamine (venous) cmax")
    if venous is not None:
        text += f" (in venous blood at {cell_of(venous).median} ng/mL)"
    share, week = (
        cell_of(find(regimen, name))
        for name in ("infusion ratio peak", "infusion ratio auc per week")
    )
    if NOTHING not in (share.median, week.median):
        text += f", {share} of the peak of {REFERENCE} in the same patients, and the area under "
        text += f"the curve of a week is {week} of that of one such infusion"
    occupied = cell_of(find(regimen, "occupancy peak"))
    if occupied.median != NOTHING:
        text += f"; the highest receptor occupancy is {occupied}"
    return f"{text}: by exposure {_label(regimen)}{_mark(regimen)}."


def _label(regimen: RegimenResult) -> str:
    label = regimen.label
    return f"a {label}" if label and not label.startswith(("a ", "not ", "no ")) else label


def _mark(regimen: RegimenResult) -> str:
    kinds = {flag.kind for flag in regimen.flags}
    if kinds & set(OUTSIDE) - {"no evidence"}:
        return ", outside what was studied"
    return ", without evidence of its own" if "no evidence" in kinds else ""


def how_to_read(result: Result) -> list[str]:
    """Return what each interval is, as far as this run has it."""
    lines = [
        "The median is that of the virtual patients.",
        "People: 90 % of patients would lie within this, were the typical values known. It is "
        "variability, and more knowledge does not make it smaller.",
    ]
    if result.draws >= FEWEST_DRAWS:
        lines.append(
            "Knowledge: where the median itself may lie (90 %), over "
            f"{result.draws} possible truths. It is uncertainty, and more knowledge makes it "
            "smaller."
        )
    elif result.draws:
        lines.append(
            f"With {result.draws} possible truths, fewer than {FEWEST_DRAWS}, there is no "
            "interval of knowledge."
        )
    else:
        lines.append(
            f"There is no interval of knowledge ({why_no_knowledge(result)}): with typical values "
            "taken as known, the numbers are surer here than they are in truth."
        )
    lines.append(
        "Bands over time hold 50 % and 90 % of virtual patients at each time, "
        f"{spread_words(result.regimens)}."
    )
    lines.append(
        f"Low dose is a statement about exposure: a peak of no more than a third of that of "
        f"{REFERENCE} in the same patients. It says nothing about benefit or harm."
    )
    return lines


def limits(result: Result) -> list[str]:
    """Return what this run cannot say, made from what it holds."""
    drug = [regimen for regimen in result.regimens if not is_placebo(regimen)]
    lines = [
        "These are exposures and receptor occupancy of groups of virtual patients. No number "
        "here forecasts mood, benefit or harm, and none is about a person.",
    ]
    alone = [called(r) for r in drug if not r.observations]
    if alone:
        lines.append(
            "No published concentration of the same drug, route and dose is laid over: "
            f"{', '.join(alone)}. What is drawn there is the model alone."
        )
    coarse = [
        called(r)
        for r in drug
        if curve_of(r, "whole course", "ketamine") is not None and not resolves_peaks(r)
    ]
    if coarse:
        lines.append(
            "The whole course is not drawn where its points lie too far apart to show every "
            f"dose: {', '.join(coarse)}. Peaks and areas were computed at every dose."
        )
    scaled = sum(o.scale != 1 for r in drug for o in r.observations)
    if scaled:
        lines.append(
            f"{scaled} published {'value was' if scaled == 1 else 'values were'} measured after "
            "another dose and multiplied by the ratio of doses (hollow where drawn), which assumes "
            "that exposure grows in proportion to dose."
        )
    for regimen in result.regimens:
        left = regimen.doses_planned - regimen.doses_given
        if left > 0:
            lines.append(
                f"{called(regimen)}: {left:,} of {regimen.doses_planned:,} planned administrations "
                f"lie beyond {duration(result.horizon_h)} and were not given."
            )
    if drug:
        lines.append(
            "Receptor occupancy is computed from binding in tissue and unbound concentration; "
            "measurements in the living human brain disagree, so its size is unknown and its "
            "comparison between regimens is surer than its value."
        )
    return lines
