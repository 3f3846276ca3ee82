"""Rows about suicidality are shown as published, and never without this line."""

from __future__ import annotations

import re
from typing import Final

from troche.evidence.findings import Finding

__all__ = ["CRISIS_LINE", "about_suicidality"]

CRISIS_LINE: Final = (
    "If you or someone else may be in danger, call your local emergency number now, "
    "or your country's crisis line."
)
_SCALES: Final = re.compile(r"suicid|\bSSI\b|\bBSS\b|C-SSRS|CGI-SS|SIBAT", re.IGNORECASE)


def about_suicidality(finding: Finding) -> bool:
    """Return whether the finding itself, not only its population, is about suicidality.

    Examples
    --------
    >>> from troche.evidence import select
    >>> all(map(about_suicidality, select(study="CANUSO2018", endpoint="SIBAT")))
    True
    """
    return bool(_SCALES.search(f"{finding.endpoint} {finding.statistic}"))
