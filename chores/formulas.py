"""Formulas of the documentation as MathML: no script, nothing from elsewhere.

A hook of mkdocs. Arithmatex leaves LaTeX in marked elements; browsers draw MathML themselves.
"""

from __future__ import annotations

import html
import re
from typing import Any

__all__ = ["on_page_content"]

_MARKED = re.compile(
    r'<(?P<tag>span|div) class="arithmatex">\\(?P<kind>[(\[])(?P<latex>.*?)\\[)\]]</(?P=tag)>',
    re.DOTALL,
)


def on_page_content(content: str, **_: Any) -> str:
    """Return a page with its formulas turned into MathML."""
    from latex2mathml.converter import convert

    def formula(match: re.Match[str]) -> str:
        latex = html.unescape(match["latex"]).strip()
        display = "block" if match["kind"] == "[" else "inline"
        return f"<{match['tag']}>{convert(latex, display=display)}</{match['tag']}>"

    return _MARKED.sub(formula, content)
