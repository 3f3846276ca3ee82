"""What trials and the model say of a standard dose: within a day, and over time."""

from __future__ import annotations

import re
from typing import Final

from troche.errors import EvidenceError
from troche.evidence import Row, find
from troche.studies.plain.gains import bar, gain, points, worth
from troche.studies.plain.pictures import HUNDRED, Bar, Bars, People, ends
from troche.studies.plain.section import Part, Section, sources_of
from troche.studies.plain.shares import chance, of_shares
from troche.studies.plain.truths import DAYS, SCALE, Truths

__all__ = ["course", "standard"]

_BY_CHANCE: Final = "Pale dots: perhaps. Trials are small, so chance plays a part."
_POOLED: Final = {
    "Assumed control response at 24 h, saline-type placebo": "salt water",
    "Assumed control response at 24 h, midazolam": "a drug that makes people sleepy",
}
_WITH: Final = re.compile(r"\((?P<share>[\d.]+)% with ketamine\)")
_PEOPLE: Final = re.compile(r"n=(?P<n>\d+)")
_ON_A_SCALE: Final = (
    "Ketamine vs saline-type placebo, depression score at 24 h",
    "Ketamine vs midazolam, depression score at 24 h",
)
_COURSE: Final = (
    "Single infusion beats control from 40 min, peaks day 1",
    "Superiority over control lost by days 10-12 after single infusion",
    "SUSTAIN-1 stable remitters: HR for relapse on continued esketamine",
)


def standard(found: Truths) -> Section:
    """Return what a standard infusion does within a day."""
    rows = [find("efficacy_facts", fact=fact) for fact in _POOLED]
    effects = [find("efficacy_facts", fact=fact) for fact in _ON_A_SCALE]
    salt, sleepy = (_response(row, _POOLED[row.cells["fact"]]) for row in rows)
    first = found.infusion[0]
    drug, dummy = salt.groups
    # Effects are negative where the score falls.
    smaller = effects[1].number("value") > effects[0].number("value")
    parts = (
        Part(
            (
                "In a clinic, ketamine runs slowly into a vein.",
                "In trials some people got it and some got a dummy, and they were not told which.",
                f"After a day {drug.words} felt much better with ketamine.",
                f"With salt water as the dummy it was {dummy.words}.",
                "Much better means that the mood score fell by at least half.",
                *(() if drug.low > dummy.high else ("That gap could be chance.",)),
            ),
            (salt,),
        ),
        Part(
            (
                "In other trials the dummy was a drug that makes people sleepy.",
                "It is then harder to guess who got what.",
                "On the mood score, the gap was smaller there. So hope may be a part of the gain."
                if smaller
                else "On the mood score, the gap was no smaller there.",
            ),
            (sleepy,),
        ),
        Part(
            (
                f"Doctors score depression from 0 to {SCALE} points, and less is better.",
                "We built a model from such trials. We do not know which of many ideas of how the "
                "drug works is right, so it holds many possible truths.",
                f"It puts the gain after a day at {points(first)}.",
                worth(first),
            ),
            (gain("", (bar("after 1 day", first),)),),
        ),
    )
    heading = "Does a normal dose in a clinic help?"
    return Section("standard", heading, parts, sources_of([*rows, *effects]))


def course(found: Truths) -> Section:
    """Return how soon a standard infusion acts, and how long."""
    soon, lost, kept = (find("efficacy_facts", fact=fact) for fact in _COURSE)
    days = lost.cell("value")
    if days is None or days.low is None or days.high is None:
        raise EvidenceError(lost.place, lost.cells["value"], "a range of days")
    low, high = ends(days.low, days.high)
    last = found.infusion[-1]
    parts = (
        Part(
            (
                "A review of trials saw a gain within the first hour. It was largest after a day.",
                f"After one dose, the gap to the dummy was lost by day {low} to {high}.",
            ),
            (
                Bars(
                    "Days until the gap to the dummy was lost",
                    "days",
                    (Bar("after one dose, in trials", low, high),),
                    "The review gives this range.",
                ),
            ),
        ),
        Part(
            (
                "In our model the gain fades as well."
                if found.infusion[0].low > last.high
                else "In our model it is not clear how fast the gain fades.",
                f"After {DAYS[-1]} days it puts the gain at {points(last)}.",
                worth(last),
            ),
            (
                gain(
                    ", one dose",
                    tuple(
                        bar(f"after {day} day" + ("s" if day > 1 else ""), each)
                        for day, each in zip(DAYS, found.infusion, strict=True)
                    ),
                ),
            ),
        ),
        Part(
            (
                "In one trial, people who had got better with the spray went on with it or got a "
                "dummy.",
                "Those who went on with it fell ill again less often.",
            )
        ),
    )
    heading = "How soon does it start, and how long does it last?"
    return Section("course", heading, parts, sources_of([soon, lost, kept]))


def _response(row: Row, dummy: str) -> People:
    """Return who felt much better after a day, from a row that pools trials.

    The row gives both shares and all people; that each side had half of them is assumed.
    """
    share, people = _WITH.search(row.cells["unit"]), _PEOPLE.search(row.cells["notes"])
    if share is None or people is None:
        allowed = "shares with and without ketamine, and the number of people"
        raise EvidenceError(row.place, row.cells["unit"], allowed)
    side = int(people["n"]) / 2.0
    groups = (
        of_shares("with ketamine", [chance(float(share["share"]) / HUNDRED, side)]),
        of_shares(f"with {dummy}", [chance(row.number("value") / HUNDRED, side)]),
    )
    title = f"Felt much better after a day; the dummy was {dummy}"
    return People(title, groups, _BY_CHANCE)
