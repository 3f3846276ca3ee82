"""The shape of a quick look, for OpenAPI; `troche.studies.explore` makes it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

__all__ = ["Choices", "QuickLook"]

Numbers = list[float]


class Band(BaseModel):
    """5th and 95th percentile along a line."""

    p5: Numbers
    p95: Numbers


class Line(BaseModel):
    """One signal along its axis."""

    name: str = Field(description="In plain words.")
    term: str = Field(description="The field's term.")
    unit: str
    typical: Numbers = Field(description="A typical person, or the median of people for scores.")
    people: Band | None = Field(description="How people differ, at the middle of knowledge.")
    knowledge: Band | None = Field(description="How sure the line itself is.")


class Schedule(BaseModel):
    """When doses fall."""

    rhythm: str
    weeks: int | None


class Builder(BaseModel):
    """A regimen of one simple phase as the fields of a form."""

    drug: str
    form: str | None
    amount: float | None
    unit: str | None
    route: str
    product: str | None
    over: float | None = Field(description="Minutes.")
    held: float | None = Field(description="Minutes.")
    after: str | None
    place: str
    schedule: Schedule


class Doses(BaseModel):
    """Doses of the regimen; days since the first."""

    planned: int
    days: Numbers


class FirstDay(BaseModel):
    """The day from the first dose of drug on."""

    hours: Numbers
    signals: dict[str, Line]


class Sessions(BaseModel):
    """Peaks of sessions; a long course shows some of them."""

    days: Numbers
    signals: dict[str, Line]


class MechanismLine(BaseModel):
    """Scores under one rival mechanism."""

    letter: str
    name: str
    weight: float
    score: Line


class MoodLines(BaseModel):
    """Scores of the MADRS over `days`; a difference below zero is better than placebo."""

    placebo: Line
    averaged: Line
    mechanisms: list[MechanismLine]
    difference: Line


class Course(BaseModel):
    """The whole horizon."""

    days: Numbers
    sessions: Sessions
    mood: MoodLines | None


class Number(BaseModel):
    """One number."""

    key: str
    label: str
    term: str
    unit: str
    typical: float
    people: Numbers | None
    knowledge: Numbers | None


class Published(BaseModel):
    """One published point with its row."""

    panel: Literal["first_day", "mood"]
    signal: str
    x: float
    y: float
    low: float | None
    high: float | None
    n: str | None
    said: str
    source: str
    citation: str
    link: str | None
    reading: str
    table: str
    row: int


class Flag(BaseModel):
    """Something to know before using a number."""

    kind: str
    message: str
    sources: list[str]


class Source(BaseModel):
    """A source of a point or a flag."""

    citation: str
    link: str | None
    reading: str


class QuickLook(BaseModel):
    """A quick look at one regimen."""

    regimen: str = Field(description="The canonical line, every default stated.")
    builder: Builder | None
    population: str
    weeks: float
    beside: str
    label: str
    outside: bool = Field(description="Whether it leaves what has been studied.")
    doses: Doses
    first_day: FirstDay
    course: Course
    numbers: list[Number]
    published: list[Published]
    flags: list[Flag]
    sources: dict[str, Source]
    note: str


class Option(BaseModel):
    """A choice and its words."""

    key: str
    label: str


class Slider(BaseModel):
    """Ends and step."""

    min: float
    max: float
    step: float


class RouteOption(BaseModel):
    """A route and what belongs to it."""

    key: str
    label: str
    term: str
    over: bool
    held: bool
    usual_over: float | None
    usual_held: float | None
    place: str
    products: list[str]
    dose: Slider


class ProductOption(BaseModel):
    """A product and its routes."""

    key: str
    routes: list[str]


class Span(BaseModel):
    """Shortest and longest."""

    min: float
    max: float


class Choices(BaseModel):
    """What a form may offer."""

    drugs: list[Option]
    routes: list[RouteOption]
    products: list[ProductOption]
    dose: dict[str, Slider]
    schedules: list[str]
    populations: list[str]
    beside: list[str]
    weeks: Span
