"""Hypothesis strategies over the whole grammar: typed regimens and lines of text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import reject
from hypothesis import strategies as st

from troche.errors import RegimenError
from troche.regimen import Amount, Dose, Duration, Part, Phase, Regimen, Schedule, rules
from troche.regimen.language.words import AFTERS, DRUGS, FORMS, PRODUCTS, ROUTES
from troche.regimen.rhythm import Every, Once, OnDays, TimesDaily, TimesWeekly
from troche.regimen.schedule import ClockTime, Span

amounts = st.one_of(
    st.builds(Amount, st.decimals("0.001", "200", places=3), st.just("mg")),
    st.builds(Amount, st.decimals("0.1", "99999.9", places=1), st.just("ug")),
    st.builds(Amount, st.decimals("0.000001", "3", places=6), st.just("mg/kg")),
    st.builds(Amount, st.integers(1, 3000), st.just("ug/kg")),
)
durations = st.one_of(
    st.builds(Duration, st.decimals("0.01", "15", places=2), st.just("min")),
    st.builds(Duration, st.sampled_from(["0.1", Decimal("0.250"), 1]), st.just("h")),
)


@st.composite
def parts(draw: Any) -> Part:
    route = draw(st.sampled_from(ROUTES))
    fitting = [product for product in PRODUCTS if route in rules.PRODUCT_ROUTES[product]]
    product = draw(st.sampled_from([None, *fitting]))
    drug = draw(st.sampled_from((*DRUGS, "placebo")))
    if drug == "placebo":
        return Part("placebo", route, product=product)
    over = draw(st.none() | durations) if route in rules.TIMED else None
    held = draw(durations) if route in rules.HELD else None
    after = draw(st.sampled_from(AFTERS)) if route in rules.HELD else None
    form = draw(st.sampled_from(FORMS))
    return Part(drug, route, draw(amounts), form, product, over, held, after)


@st.composite
def doses(draw: Any) -> Dose:
    first = draw(parts())
    pieces = [first]
    for _ in range(draw(st.integers(0, 3))):
        if first.amount is not None and draw(st.booleans()):
            again = Part(
                *(first.drug, first.route, draw(amounts), first.form, first.product),
                *(first.over, first.held, first.after),
            )
            pieces.append(again)
        else:
            pieces.append(draw(parts()))
    return Dose(tuple(pieces))


rhythms = st.one_of(
    st.just(Once()),
    st.builds(TimesDaily, st.integers(1, 24)),
    st.builds(TimesWeekly, st.integers(1, 7)),
    st.builds(Every, st.integers(1, 90), st.sampled_from(["days", "weeks"])),
    st.lists(st.integers(2, 60), unique=True, max_size=9).map(
        lambda days: OnDays((1, *sorted(days)))
    ),
)
spans = st.one_of(
    st.builds(Span, st.integers(1, 200), st.sampled_from(["days", "doses"])),
    st.builds(Span, st.integers(1, 60), st.just("weeks")),
    st.builds(Span, st.integers(1, 20), st.just("months")),
)


@st.composite
def schedules(draw: Any, *, last: bool) -> Schedule:
    rhythm = draw(rhythms)
    place = draw(st.sampled_from(["home", "clinic"]))
    if isinstance(rhythm, Once):
        return Schedule(rhythm, place)
    span = draw(spans if not last and rhythm.pattern.cycle else st.none() | spans)
    if isinstance(rhythm, OnDays) and span is not None:
        long_enough = span.days is not None and span.days >= rhythm.days[-1]
        span = span if long_enough else Span(len(rhythm.days), "doses")
    if span is not None and span.unit == "doses" and isinstance(rhythm, Every):
        span = Span(min(span.number, 5), "doses")
    need = rhythm.pattern.times
    times = st.lists(st.integers(0, 1439), min_size=need, max_size=need, unique=True)
    clock = draw(st.just([]) | times)
    return Schedule(rhythm, place, span, tuple(ClockTime(minute) for minute in sorted(clock)))


@st.composite
def regimens(draw: Any) -> Regimen:
    """Draw regimens; what the rules refuse is drawn again."""
    number = draw(st.integers(1, 4))
    phases: list[Phase] = []
    for index in range(number):
        stays = bool(phases) and draw(st.booleans())
        dose = phases[-1].dose if stays else draw(doses())
        schedule = draw(schedules(last=index == number - 1))
        try:
            phases.append(Phase(dose, schedule))
        except RegimenError:
            reject()
    try:
        return Regimen(tuple(phases))
    except RegimenError:
        reject()
