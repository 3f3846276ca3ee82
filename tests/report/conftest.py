"""Results of the shape that studies return, from a small closed-form model.

The numbers are plausible and nothing more: the report layer draws what it is given.
Published rows are real ones, read from the evidence tables.
"""

import os
from dataclasses import replace

import numpy as np
import pytest

from troche.errors import MissingExtra
from troche.evidence import bibliography
from troche.outcomes.exposure import METRICS
from troche.outcomes.summary import spread_of
from troche.report import check_images
from troche.studies.results import (
    Curve,
    Flag,
    Observation,
    Quantity,
    RegimenResult,
    Result,
    SourceLine,
)

PATIENTS, DRAWS = 400, 40
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
FIRST_DAY = np.unique(np.concatenate([np.linspace(0, 3, 73), np.linspace(3, 24, 85)]))


def bateman(t, ka, ke, slow, share):
    """Two-compartment decline after first-order uptake, unit area scale."""
    t = np.maximum(t, 0.0)
    fast = ka / (ka - ke) * (np.exp(-ke * t) - np.exp(-ka * t))
    late = ka / (ka - slow) * (np.exp(-slow * t) - np.exp(-ka * t))
    return (1 - share) * fast + share * late


class Plan:
    """Doses and how fast they enter."""

    def __init__(self, text, label, size, ka, times, observations=(), flags=(), venous=False):
        self.text, self.label, self.size, self.ka = text, label, size, ka
        self.times, self.observations, self.flags = times, observations, flags
        self.venous = venous


def observed(analyte, metric, time_h, value, source, **more):
    reference = bibliography().references[source]
    fields = {
        "low": None,
        "high": None,
        "unit": "ng/mL",
        "spread_kind": "",
        "statistic": "mean",
        "interval": f"t={time_h} h",
        "scale": 1.0,
        "regimen": "",
        "n": "8",
        "reading": "page",
        "row": 12,
        "site": "venous",
    }
    return Observation(
        analyte, metric, time_h, value,
        source=source, citation=reference.note, link=reference.link, **(fields | more),
    )  # fmt: skip


DAILY = np.arange(0, 56) * 24.0
SESSIONS = np.sort(np.concatenate([np.arange(4) * 168.0, np.arange(4) * 168.0 + 72.0]))
SESSIONS = np.concatenate([SESSIONS, 672.0 + np.arange(4) * 168.0])

PLANS = {
    "placebo": Plan("placebo sublingual, daily for 8 weeks at home", "no drug", 0.0, 3.0, DAILY),
    "microdose": Plan(
        "15 mg ketamine base sublingual tablet held 10 min then swallowed, daily for 8 weeks "
        "at home",
        "low dose",
        24.0,
        3.1,
        DAILY,
        observations=(
            observed("ketamine", "Cmax", 0.5, 13.1, "Yanagihara2003", scale=0.3, n="3",
                     spread_kind="range", low=9.0, high=19.0, reading="abstract",
                     site="not stated", regimen="50 mg ketamine sublingual tablet"),
            observed("ketamine", "C(t)", 2.0, 5.4, "Yanagihara2003", scale=0.3, n="3",
                     reading="abstract", site="venous",
                     regimen="50 mg ketamine sublingual tablet"),
            observed("norketamine", "C(t)", 2.0, 17.0, "Yanagihara2003", scale=0.3, n="3",
                     spread_kind="SD", low=13.0, high=21.0, reading="abstract", site="venous"),
            observed("ketamine", "AUC", None, 45.0, "Yanagihara2003", unit="ng*h/mL",
                     interval="0-8 h", n="3", reading="abstract"),
        ),
        flags=(
            Flag("extrapolation", "Sublingual ketamine was studied between 25 and 100 mg; 15 mg "
                 "lies below that range.", ("Yanagihara2003",)),
            Flag("no evidence", "No trial has tested daily sublingual ketamine at this dose for "
                 "8 weeks.", ()),
            Flag("regulator", "FDA (2023): compounded ketamine is not reviewed by the agency, and "
                 "unmonitored use at home adds risk.", ()),
        ),
    ),
    "infusion": Plan(
        "0.5 mg/kg ketamine base iv over 40 min, twice weekly for 4 weeks, then weekly for 4 weeks "
        "in clinic",
        "not a low dose",
        260.0,
        6.0,
        SESSIONS,
        observations=(
            observed("ketamine", "Cmax", 0.67, 185.0, "Zanos2018", n="", site="arterial",
                     reading="secondary"),
            observed("ketamine", "Cmax", None, 175.0, "Zanos2018", n="", site="not stated",
                     statistic="range", spread_kind="range", low=100.0, high=250.0,
                     reading="secondary"),
        ),
        venous=True,
    ),
    "spray": Plan(
        "56 mg esketamine base nasal spray (2 devices of 28 mg, 5 min apart), twice weekly for "
        "4 weeks, then weekly for 4 weeks in clinic",
        "not a low dose",
        110.0,
        2.5,
        SESSIONS,
    ),
}  # fmt: skip


def curve(signal, unit, times, values):
    rows = [tuple(map(float, row)) for row in np.quantile(values, QUANTILES, axis=0)]
    return Curve(signal, unit, tuple(map(float, times)), *rows)


def regimen_result(name, plan, rng, horizon, draws):
    draw = np.arange(PATIENTS) % max(draws, 1)
    between = rng.normal(size=(4, max(draws, 1)))[:, draw]
    people = rng.normal(size=(4, PATIENTS))
    size = plan.size * np.exp(0.22 * between[0] + 0.35 * people[0])
    ka = plan.ka * np.exp(0.25 * between[1] + 0.3 * people[1])
    ke = 1.1 * np.exp(0.1 * between[2] + 0.2 * people[2])
    bend = 0.12 * np.exp(0.1 * between[3] + 0.2 * people[3])
    doses = plan.times[plan.times < horizon]
    whole = np.unique(np.concatenate([doses[:, None] + [0, 0.25, 0.5, 1, 2, 4, 8]], axis=None))
    whole = np.unique(np.concatenate([whole[whole <= horizon], np.linspace(0, horizon, 169)]))

    def signal(times, k, scale):
        total = np.zeros((PATIENTS, len(times)))
        for dose in doses:
            near = (times >= dose) & (times < dose + 96)
            total[:, near] += (scale * size)[:, None] * bateman(
                times[None, near] - dose, k[:, None], ke[:, None], 0.22, bend[:, None]
            )
        return total

    slow = np.full(PATIENTS, 0.9) * np.exp(0.2 * people[3])
    racemate = "esketamine" not in plan.text
    curves, series = {}, {}
    parts = {"first day": FIRST_DAY}
    if horizon > 24:
        parts["first week"] = whole[whole <= 168.0]
    if horizon > 168:
        parts["whole course"] = whole
    for part, times in parts.items():
        ketamine, nor = signal(times, ka, 1.0), signal(times, slow, 1.3)
        values = {
            "ketamine": ketamine,
            "norketamine": nor,
            "hydroxynorketamine": 0.6 * signal(times, 0.5 * slow, 1.0),
        }
        if racemate:
            values |= {"S-ketamine": 0.5 * ketamine, "R-ketamine": 0.5 * ketamine}
        if plan.venous:
            values["ketamine (venous)"] = signal(times, 0.55 * ka, 0.85)
        x = ketamine / 600.0
        found = [curve(n, "ng/mL", times, v) for n, v in values.items()]
        curves[part] = (*found, curve("occupancy", "fraction", times, x / (1 + x)))
        series[part] = values | {"occupancy": x / (1 + x)}

    quantities = []

    def add(label, unit, meaning, values):
        quantities.append(Quantity(label, unit, meaning, spread_of(values, draw, draws).as_dict()))

    day = series["first day"]
    for analyte in [n for n in day if n != "occupancy"]:
        values = day[analyte]
        area = np.trapezoid(values, FIRST_DAY, axis=1)
        peak, when = values.max(axis=1), FIRST_DAY[values.argmax(axis=1)]
        when = np.where(peak > 0, when, np.nan)
        for metric in METRICS:
            number = {
                "cmax": peak * 1.05, "cmax_first": peak, "tmax": when, "tmax_first": when,
                "auc_total": area * len(doses), "half_life": np.where(peak > 0, 3.1, np.nan),
                "accumulation": np.where(peak > 0, 1.06, np.nan),
            }.get(metric.name, area)  # fmt: skip
            add(f"{analyte} {metric.name}", metric.unit, metric.meaning, number)
    area = np.trapezoid(day["ketamine"], FIRST_DAY, axis=1)
    top = day["occupancy"].max(axis=1)
    reference_peak = 190.0 * np.exp(0.12 * between[1] + 0.2 * people[0])
    reference_area = 330.0 * np.exp(0.1 * between[2] + 0.18 * people[2])
    peak = day["ketamine"].max(axis=1)
    per_week = area * len(doses) / (horizon / 168.0)
    add("occupancy peak", "fraction", "highest NMDA receptor occupancy", top)
    add("occupancy peak_first", "fraction", "highest in the first dosing interval", top)
    add("occupancy time of peak", "h", "when, since the first dose", peak * 0 + 0.6)
    add("occupancy hours_per_week", "h", "area of occupancy over a week", per_week / 600)
    if plan.size:
        add("bioavailability", "fraction", "share that reaches plasma as ketamine", size / 300)
    add("infusion ratio peak", "fraction", "peak over that of the infusion", peak / reference_peak)
    if plan.venous:
        away = day["ketamine (venous)"].max(axis=1) / (0.6 * reference_peak)
        add("infusion ratio venous peak", "fraction", "venous peak", away)
    add("infusion ratio auc per dose", "fraction", "area per dose", area / reference_area)
    add("infusion ratio auc per week", "fraction", "area per week", per_week / 2 / reference_area)
    add("infusion ratio occupancy peak", "fraction", "peak occupancy", top / 0.24)
    add("adherence", "fraction", "doses taken", 1 / (1 + np.exp(-1.7 - people[0])))
    return RegimenResult(
        name=name,
        text=plan.text,
        said=plan.text,
        doses_given=len(doses),
        doses_planned=len(plan.times),
        ledger=(f"{len(doses)} doses given",),
        label=plan.label,
        quantities=tuple(quantities),
        curves=curves,
        observations=tuple(plan.observations),
        flags=tuple(plan.flags),
    )


def build(*names, draws=DRAWS, horizon=1344.0, title="Daily microdoses against infusions"):
    """Return a result with these of `PLANS`."""
    kind = "compare" if len(names) > 1 else "simulate"
    regimens = tuple(
        regimen_result(n, PLANS[n], np.random.default_rng(5), horizon, draws) for n in names
    )
    sources = [
        SourceLine(key, r.note, r.link, grade, used)
        for key, grade, used in (
            ("Yanagihara2003", "abstract", "published points"),
            ("Zanos2018", "secondary", "published points"),
            ("Simons2022", "page, secondary", "parameters of disposition"),
        )
        for r in [bibliography().references[key]]
    ]
    return Result(
        title=title,
        kind=kind,
        horizon_h=horizon,
        patients=PATIENTS,
        draws=draws,
        seed=7,
        model="troche",
        population="adults with treatment-resistant depression",
        cohort={"age (year)": "44 (22-65)", "weight (kg)": "75 (55-104)", "women": "60 %"},
        regimens=regimens,
        methods=(
            "Plasma concentrations of each enantiomer were solved in closed form.",
            "Each patient carries one of 40 draws of the typical values.",
        ),
        sources=tuple(sources),
        assumptions=(
            ("unbound fraction in plasma", "0.60 (0.55-0.90)", "label, several studies"),
            ("brain to plasma, unbound", "1 (0.6-1.5)", "assumption; one CSF report 0.6"),
        ),
        flags=(Flag("model", "The size of receptor occupancy in people is unknown.", ()),),
        manifest={
            "command": "troche compare study.yaml",
            "troche": "0.1.0",
            "versions": {"python": "3.11.7", "numpy": "2.4.6"},
            "seed": 7,
            "seconds": 3.2,
        },
    )


@pytest.fixture(scope="session")
def chromium():
    """Return the browser that draws images; without one, fail where tests must run."""
    try:
        return check_images()
    except MissingExtra as missing:
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def comparison():
    return build(*PLANS)


@pytest.fixture(scope="session")
def single():
    return build("microdose")


@pytest.fixture(scope="session")
def placebo_only():
    return build("placebo")


@pytest.fixture(scope="session")
def without_draws():
    return build("placebo", "microdose", draws=0)


@pytest.fixture(scope="session")
def hostile(single):
    bad = "<script>alert(1)</script>"
    regimen = replace(single.regimens[0], name=bad, said=bad)
    source = replace(single.sources[0], link="javascript:alert(1)", citation=f"{bad} %{{x}} $a$")
    return replace(
        single,
        title=bad,
        regimens=(regimen,),
        sources=(source, *single.sources[1:]),
        flags=(Flag("model", bad, ("NoSuchKey",)),),
        manifest={"command": bad, bad: {"x": bad}},
    )


@pytest.fixture(scope="session")
def broken(single):
    """Every number missing, and half of the quantities."""
    nothing = dict.fromkeys(single.regimens[0].quantities[0].spread) | {"n": 0}
    odd = dict(nothing, median=float("nan"), p5=float("nan"), p95=float("inf"))
    quantities = tuple(
        replace(q, spread=odd if i % 2 else nothing)
        for i, q in enumerate(single.regimens[0].quantities[::2])
    )
    regimen = replace(single.regimens[0], quantities=quantities, curves={}, observations=())
    return replace(single, regimens=(regimen,), cohort={}, methods=(), assumptions=(), sources=())
