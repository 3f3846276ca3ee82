"""Harm in sentences: the answer, how to read it, what it cannot say. No advice to anybody."""

from __future__ import annotations

from troche.report.harm.numbers import difference, said, whole
from troche.report.harm.reading import dosed, harm_of, is_sure, named
from troche.report.harm.tables import microdose_rows
from troche.report.theme import called, is_placebo
from troche.studies.harm.results import HarmRegimen
from troche.studies.results import Result

__all__ = ["harm_answer", "harm_limits", "how_to_read_harm", "microdose_sentences"]


def harm_answer(result: Result) -> tuple[str, ...]:
    """Return the answer about harm: an opening and a line for each regimen with drug."""
    harm = harm_of(result)
    if harm is None or not dosed(harm):
        return ()
    brackets = (
        "typical values taken as known, so without an interval of knowledge"
        if is_sure(harm)
        else "in brackets the knowledge interval, 90 % of possible truths"
    )
    opening = f"Harm, over placebo in percentage points of people ({brackets}):"
    return (opening, *(_line(r) for r in dosed(harm)))


def _line(regimen: HarmRegimen) -> str:
    def over(name: str) -> str:
        item = regimen.number(name)
        return said(difference(item.over_placebo, item.unit))

    rise = regimen.number("systolic rise")
    return (
        f"{named(regimen)}: CADSS above 4 in any session {over('CADSS above 4')}; dissociation "
        f"reported {over('dissociation')}; sedation {over('sedation')}; nausea {over('nausea')}; "
        f"stopping for adverse events {over('stopping for adverse events')}; systolic pressure "
        f"rises by {said(whole(rise.value, rise.unit))} mmHg on average."
    )


def microdose_sentences(result: Result) -> list[str]:
    """Return each regimen's place on both scales, in words that follow the measure."""
    drug = {called(r) for r in result.regimens if not is_placebo(r)}
    return [
        f"{called(row.regimen)}: {row}."
        for row in microdose_rows(result)
        if called(row.regimen) in drug
    ]


def how_to_read_harm(result: Result) -> list[str]:
    """Return what the numbers of harm are, as far as this run has them."""
    harm = harm_of(result)
    if harm is None:
        return []
    lines = [
        f"{harm.setting} The stroke, or the number beside 'placebo', is that rate: part of every "
        "event would happen anyway.",
        "Shares are of people who have an event at least once; a longer course gives more "
        "occasions. People stay alike from one session to the next in part.",
        "CADSS: 0 to 92 points, what an observer rates as dissociation; above 4 counts as felt, "
        "by the convention of trials. It wears off with repetition; blood pressure does not.",
    ]
    if is_sure(harm):
        lines.append(
            "There is no interval of knowledge: typical values were taken as known, and the "
            "numbers look surer than they are."
        )
    else:
        lines.append(
            "Knowledge: 90 % of possible truths about a share or a mean, each that of one more "
            "study with its own ways of asking. People: 90 % of them, of a number of a person."
        )
    lines.append(
        "Low dose: a peak of at most a third of that of 0.5 mg/kg ketamine over 40 min in the "
        "same patient. Sub-perceptual: at most 5 more people in a hundred with a CADSS above 4 in "
        "any session than on placebo. Both words follow the measure, and not a product's label."
    )
    return lines


def harm_limits(result: Result) -> list[str]:
    """Return what harm cannot say."""
    if harm_of(result) is None:
        return []
    return [
        "Harm was fitted to short trials of infusions and of the licensed spray, with their "
        "monitoring. Events of home doses of compounded products are carried over from there by "
        "peak concentration alone.",
        "Rare events, interactions with other medicines, misuse, and what months or years of "
        "doses do to bladder, liver, memory and dependence are not computed. Suicidality is never "
        "predicted.",
    ]
