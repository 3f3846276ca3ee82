"""Figures, tables and pages from a result.

`figure` is the main figure of a result, `write_report` the page or document that holds
everything, `result_html` what a notebook shows, `simulate_view` and `compare_view` what a
terminal shows, `save_figure` one figure in a file, `save_figures` all of them in a folder.
Nothing heavy is imported until it is used.
"""

from __future__ import annotations

from troche.report.figures.every import save_figures as save_figures
from troche.report.figures.images import check_images as check_images
from troche.report.figures.main import figure as figure
from troche.report.figures.save import save_figure as save_figure
from troche.report.notebook import result_html as result_html
from troche.report.prose import INTENDED_USE as INTENDED_USE
from troche.report.terminal import compare_view as compare_view
from troche.report.terminal import simulate_view as simulate_view
from troche.report.writing import check_docx as check_docx
from troche.report.writing import write_report as write_report
