"""The report for a word processor, from the same sentences, tables and figures as the page."""

from __future__ import annotations

from troche.report.word.document import render_docx as render_docx

__all__ = ["render_docx"]
