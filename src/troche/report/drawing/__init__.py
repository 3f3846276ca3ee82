"""Pictures drawn on the server: SVG beside words in a table, without a script.

A row of a picture is a row of a table: its name, its mark on a track, and the same in
numbers. Places along a track are percentages, so that a picture takes any width and its
type keeps its size; colours are classes of the page, so that light, dark and print each
have their own.
"""

from troche.report.drawing.intervals import Line as Line
from troche.report.drawing.intervals import Row as Row
from troche.report.drawing.intervals import Track as Track
from troche.report.drawing.intervals import interval_table as interval_table
from troche.report.drawing.marks import SHAPES as SHAPES
from troche.report.drawing.marks import mark as mark
from troche.report.drawing.scales import Scale as Scale
from troche.report.drawing.scales import scale_over as scale_over
from troche.report.drawing.scatter import Point as Point
from troche.report.drawing.scatter import scatter as scatter

__all__ = [
    "SHAPES",
    "Line",
    "Point",
    "Row",
    "Scale",
    "Track",
    "interval_table",
    "mark",
    "scale_over",
    "scatter",
]
