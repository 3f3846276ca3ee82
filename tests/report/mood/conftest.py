"""A mood of the shape that studies return, made by hand: every number is a closed form.

The numbers are plausible and nothing more. Rivals disagree about the microdose, and agree
about the infusion.
"""

from dataclasses import replace

import numpy as np
import pytest

from troche.studies.mood.results import (
    AVERAGED,
    Chances,
    Contrast,
    MechanismLine,
    MoodCurve,
    MoodEstimand,
    MoodOutcome,
    MoodRegimen,
    MoodResult,
)

MECHANISMS = (
    MechanismLine("threshold occupancy", "a", "NMDA receptor occupancy, with a threshold", 0.21),
    MechanismLine("graded occupancy", "b", "NMDA receptor occupancy, graded", 0.2),
    MechanismLine("total exposure", "c", "total exposure to ketamine", 0.17),
    MechanismLine("hydroxynorketamine", "d", "exposure to hydroxynorketamine", 0.14),
    MechanismLine("expectancy", "e", "expectancy through felt effects, no drug effect", 0.06),
    MechanismLine("gated occupancy", "f", "NMDA receptor occupancy, gated", 0.22),
)
WEIGHTS = {m.name: m.weight for m in MECHANISMS}

BENEFITS = {
    "placebo": (0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    "microdose": (0.1, 0.9, 2.9, 3.6, 0.0, 0.4),
    "infusion": (5.3, 5.1, 4.8, 4.4, 3.9, 5.2),
    "spray": (3.4, 3.0, 2.7, 1.3, 2.6, 3.1),
    "standard infusion": (4.6, 4.4, 4.1, 3.8, 3.7, 4.5),
}
"""Points over placebo at day 28, by mechanism."""

BEYOND = (
    "No trial has tested ketamine sublingual against placebo.",
    "The peak after a dose, 0.08 times that of one infusion of 0.5 mg/kg, is below the lowest "
    "tested against placebo (0.2 times).",
)


def averaged(values):
    return float(np.dot(values, list(WEIGHTS.values())))


def curve(days, top, truths):
    t = np.asarray(days)
    middle = 32 - 9 * (1 - np.exp(-t / 9)) - top * (1 - np.exp(-t / 2))
    spread, knowledge = 9 * (1 - np.exp(-t / 2)) + 4, 0.4 + 2.1 * (1 - np.exp(-t / 4))

    def some(values):
        return tuple(float(v) for v in np.clip(values, 0, 60))

    return MoodCurve(
        tuple(map(float, days)), some(middle), some(middle - 1.3 * spread), some(middle + spread),
        some(middle - knowledge) if truths else (), some(middle + knowledge) if truths else (),
    )  # fmt: skip


def contrast(value, width, truths, fewer):
    if not truths:
        return Contrast(value, None, None, None)
    chance = 1 / (1 + np.exp((1 if fewer else -1) * 3 * value / width))
    return Contrast(value, value - width, value + width, float(chance))


def outcome(name, regimen, best, truths, days):
    """One mechanism's answer; `best` is its benefit over placebo, and over the infusion."""
    over, beyond_infusion = best
    width = 0.4 + 0.5 * abs(over) + (0.7 if name == AVERAGED else 0.3)
    made = []

    def add(title, unit, value, people, shift, fewer=True, some=False):
        scale = 1.0 if unit == "points" else 0.03
        sign = -1.0 if fewer else 1.0
        k = scale * (width + 1)
        made.append(
            MoodEstimand(
                title, unit, f"{title}, in words", 250 if some else 400, value,
                people[0] if people else None, people[1] if people else None,
                value - k if truths else None, value + k if truths else None,
                None if some or regimen == "placebo"
                else contrast(sign * scale * shift[0], scale * width, truths, fewer),
                None if some or regimen == "standard infusion"
                else contrast(sign * scale * shift[1], scale * width, truths, fewer),
            )
        )  # fmt: skip

    both = (over, beyond_infusion)
    change = -8.6 - over
    add("change at 24 h", "points", -4.0 - 0.8 * over, (-15.0, 4.0), both)
    add("change at day 7", "points", -6.5 - over, (-19.0, 3.5), both)
    add("change at day 28", "points", change, (change - 13.0, change + 12.0), both)
    add("change at end", "points", change - 0.5, (change - 14.0, change + 12.0), both)
    for what, base in (("response", 0.24), ("remission", 0.13)):
        add(f"{what} at day 28", "fraction", base + 0.03 * over, None, both, fewer=False)
        add(f"{what} at end", "fraction", base + 0.01 + 0.03 * over, None, both, fewer=False)
    add("time to response", "day", 12.0 - over, (1.0, 30.0), both, some=True)
    add("time well", "fraction", 0.1 + 0.02 * over, (0.0, 0.7), both, fewer=False)
    z = (over - 0.5) / (0.6 * width), (over - 2.0) / (0.6 * width)
    below, above = (1 / (1 + np.exp(z[0]))), (1 / (1 + np.exp(-z[1])))
    chances = Chances(28.0, {"placebo": 0.5 + 0.05 * over}, float(below), float(above))
    return MoodOutcome(
        name, curve(days, over, truths), tuple(made), chances if truths else None
    )  # fmt: skip


def regimen_of(name, role, extrapolated, truths, days, own=None):
    values = BENEFITS[name]
    reference = BENEFITS["standard infusion"]
    pairs = dict(zip(WEIGHTS, zip(values, reference, strict=True), strict=True))
    outcomes = {m: outcome(m, name, (v, v - r), truths, days) for m, (v, r) in pairs.items()} | {
        AVERAGED: outcome(
            AVERAGED, name, (averaged(values), averaged(values) - averaged(reference)), truths, days
        )
    }
    return MoodRegimen(own or name, f"{name}, in full", role, extrapolated, outcomes)


def mood(*names, truths=True, weeks=8):
    days = (0.0, 1 / 12, 1 / 6, *(float(d) for d in range(1, 7 * weeks + 1)))
    study = tuple(
        regimen_of(n, "study", BEYOND if n == "microdose" else (), truths, days) for n in names
    )
    beside = () if "placebo" in names else (regimen_of("placebo", "placebo", (), truths, days),)
    return MoodResult(
        "",
        MECHANISMS,
        "One more masked parallel trial of adults with treatment-resistant depression, its "
        "placebo like a saline infusion; treatment beside it is stable.",
        (*study, *beside, regimen_of("standard infusion", "standard infusion", (), truths, days)),
        "placebo",
        "standard infusion",
    )


@pytest.fixture(autouse=True)
def _without_library(monkeypatch):
    """Pages without plotly's megabyte and a half: they are written and read in no time."""
    monkeypatch.setattr("troche.report.page.plotly_library", lambda: "")


@pytest.fixture(scope="session")
def with_mood(comparison):
    return replace(comparison, mood=mood("placebo", "microdose", "infusion", "spray"))


@pytest.fixture(scope="session")
def typical(without_draws):
    return replace(without_draws, mood=mood("placebo", "microdose", truths=False))


@pytest.fixture(scope="session")
def one_regimen(single):
    return replace(single, mood=mood("microdose"))


@pytest.fixture(scope="session")
def refused(comparison):
    reason = "Mood is fitted on exposures of troche's own model; a published model has none."
    return replace(comparison, mood=MoodResult(reason, (), "", (), "", ""))


@pytest.fixture(scope="session")
def odd_names(with_mood):
    """Names and sentences that a page must show as they are."""
    bad = "<script>alert(1)</script>"
    made = with_mood.mood
    regimens = tuple(
        replace(r, name=bad, extrapolated=(f"{bad}.",)) if r.name == "microdose" else r
        for r in made.regimens
    )
    own = tuple(replace(r, name=bad) if r.name == "microdose" else r for r in with_mood.regimens)
    return replace(
        with_mood, regimens=own, mood=replace(made, regimens=regimens, setting=f"{bad}.")
    )
