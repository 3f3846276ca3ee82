"""Figures for a paper, as plotly objects made from a result's plain data."""

from __future__ import annotations

from troche.report.figures.concentration import concentration as concentration
from troche.report.figures.first_day import first_day as first_day
from troche.report.figures.fractions import fractions as fractions
from troche.report.figures.occupancy import occupancy as occupancy
from troche.report.figures.save import save_figure as save_figure
