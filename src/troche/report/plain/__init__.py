"""The plain page: one HTML file without a script, for anyone."""

from __future__ import annotations

from troche.report.plain.page import plain_document as plain_document
from troche.report.plain.page import plain_text as plain_text
from troche.report.plain.page import render_plain as render_plain
from troche.report.plain.page import write_plain as write_plain
