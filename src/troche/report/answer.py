"""The answer of a result in words, with its uncertainty in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from troche.report.blood import drug_word, reference_of, site_of
from troche.report.harm.prose import harm_answer, microdose_sentences
from troche.report.harm.reading import why_no_harm
from troche.report.mood.prose import MoodAnswer, mood_answer
from troche.report.mood.reading import mood_of, why_no_mood
from troche.report.numerals import NOTHING, Cell, cell_of, find, listed
from troche.report.prose import duration, people
from troche.report.short_answer import short_answer
from troche.report.theme import OUTSIDE, called, is_placebo
from troche.studies.results import RegimenResult, Result

__all__ = ["Answer", "answer"]


@dataclass(frozen=True)
class Answer:
    """The answer in words, with its uncertainty in it.

    Parameters
    ----------
    opening, closing
        One paragraph each.
    lines
        One sentence for each regimen that was compared.
    mood
        The answer about mood, which comes first; None where there is none.
    why_no_mood
        Then why not, in one sentence.
    harm
        An opening, and one sentence for each regimen with drug; empty where there is none.
    why_no_harm
        Then why not, in one sentence.
    microdose
        Each regimen's measured place on the low-dose and sub-perceptual scales.
    short
        The whole answer in one paragraph, which a report opens with.
    """

    opening: str
    lines: tuple[str, ...]
    closing: str
    mood: MoodAnswer | None = None
    why_no_mood: str = ""
    harm: tuple[str, ...] = ()
    why_no_harm: str = ""
    microdose: tuple[str, ...] = ()
    short: str = ""

    def __str__(self) -> str:
        first = [str(self.mood)] if self.mood else []
        last = [why for why in (self.why_no_mood, self.why_no_harm) if why]
        said = [*first, *self.harm, self.opening, *self.lines, self.closing, *self.microdose]
        return " ".join([*said, *last])


def answer(result: Result) -> Answer:
    """Return the answer: mood first where there is any, harm beside it, then exposure.

    One regimen is described; several are measured on the infusion, peak and week, in one
    line each.
    """
    mood, exposure = mood_of(result), _exposure(result)
    return replace(
        exposure,
        short=short_answer(result, str(exposure)),
        mood=mood_answer(mood) if mood else None,
        why_no_mood=why_no_mood(result),
        harm=harm_answer(result),
        why_no_harm=why_no_harm(result),
        microdose=tuple(microdose_sentences(result)),
    )


def _exposure(result: Result) -> Answer:
    uncertain = any(cell_of(q).knowledge for r in result.regimens for q in r.quantities)
    brackets = "People: 90 % of them, were the typical values known" + (
        "; knowledge: where the median itself may lie (90 %)." if uncertain else "."
    )
    who = (
        f"In {result.patients:,} virtual {people(result)}, followed for "
        f"{duration(result.horizon_h)}"
    )
    if len(result.regimens) == 1:
        return Answer(
            f"{who}: {_sentence(result)}",
            (),
            brackets,
        )
    measured = tuple(text for r in result.regimens if (text := _measured(r)))
    site = site_of(result)
    blood = f", peaks in {site} blood" if site else ""
    opening = f"{who}, measured on {reference_of(result)} in the same patients{blood}:"
    if not measured:
        opening = f"{who}, no regimen gives ketamine."
    parts = []
    placebos = [called(r) for r in result.regimens if is_placebo(r)]
    if placebos:
        parts.append(f"Under {listed(placebos)}, no drug is given.")
    for label in dict.fromkeys(r.label for r in result.regimens if not is_placebo(r)):
        names = [called(r) for r in result.regimens if r.label == label]
        parts.append(f"By exposure {label}: {listed(names)}.")
    outside = [called(r) for r in result.regimens if _mark(r)]
    if outside:
        parts.append(f"In part outside what was studied: {listed(outside)}.")
    return Answer(opening, measured, " ".join([*parts, brackets]))


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


def _sentence(result: Result) -> str:
    regimen, site, reference = result.regimens[0], site_of(result), reference_of(result)
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
        text += f", {share} of the peak of {reference} in the same patients, and the area under "
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
