r"""Rating scales of depression, and links between them.

Severity is carried on the MADRS. A linked scale is proportional to it,

.. math:: y = y_{MADRS} / \lambda,

with :math:`\lambda` a parameter that is *estimated* from trials that report two scales, with a
wide prior, and so named wherever it is used. Proportional, because no table here holds
two scales of the same people at more than one severity; a link with an intercept would
be all prior. Other scales (HADS-D, EPDS, CDRS-R, IDS-C, of suicidality) are known by
name and have no link: their rows stay out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from troche.pharmacology.system import Array

__all__ = ["LINKED", "SCALES", "Scale", "from_madrs", "scale_of", "to_madrs"]


@dataclass(frozen=True)
class Scale:
    """One rating scale.

    Parameters
    ----------
    name
        As printed.
    highest : points
        Its largest score; the smallest is 0.
    remission : points
        Score to which a remission is counted where a row does not say.
    link
        Symbol of its link to the MADRS; empty for the MADRS itself and for scales that
        have none.
    linked
        Whether it can be predicted.
    """

    name: str
    highest: float
    remission: float
    link: str = ""
    linked: bool = True


SCALES: Final = {
    s.name: s
    for s in (
        Scale("MADRS", 60, 10),
        Scale("HAM-D-6", 22, 4, "link_hamd6"),
        Scale("HAM-D-17", 52, 7, "link_hamd17"),
        Scale("HAM-D-21", 64, 7, "link_hamd21"),
        Scale("HAM-D-24", 74, 9, "link_hamd24"),
        Scale("HAM-D-28", 85, 9, "link_hamd28"),
        Scale("QIDS", 27, 5, "link_qids"),
        Scale("PHQ-9", 27, 4, "link_phq9"),
        Scale("HADS-D", 21, 7, linked=False),
        Scale("EPDS", 30, 9, linked=False),
        Scale("CDRS-R", 113, 28, linked=False),
        Scale("IDS-C", 84, 13, linked=False),
        Scale("BDI-II", 63, 9, linked=False),
        Scale("SSI", 38, 3, linked=False),
        Scale("BSS", 38, 3, linked=False),
        Scale("C-SSRS-ISS", 5, 0, linked=False),
        Scale("CGI-SS-r", 6, 1, linked=False),
        Scale("STADI", 60, 15, linked=False),
    )
}
"""By printed name. Highest scores and usual cut-offs are those of the scales' own forms."""

LINKED: Final = tuple(name for name, s in SCALES.items() if s.linked)

_HAMD: Final = re.compile(r"^(?:HAM-?D|HDRS|HRSD|HAMD)[\s-]*(\d*)$", re.I)
_ITEMS: Final = ("6", "17", "21", "24", "28")


def scale_of(written: str) -> Scale | None:
    """Return the scale that a cell names, or None.

    A Hamilton scale without a number of items is taken as that of 17, the usual one.

    Examples
    --------
    >>> [scale_of(s).name for s in ("HDRS", "HAMD17", "QIDS-SR16", "madrs")]
    ['HAM-D-17', 'HAM-D-17', 'QIDS', 'MADRS']
    >>> scale_of("patient report") is None
    True
    """
    name = written.strip()
    hamilton = _HAMD.match(name)
    if hamilton:
        items = hamilton.group(1) or "17"
        return SCALES[f"HAM-D-{items}"] if items in _ITEMS else None
    if name.upper().startswith("QIDS"):
        return SCALES["QIDS"]
    known = {n.upper(): s for n, s in SCALES.items()}
    return known.get(name.upper())


def to_madrs(score: Array, link: Array) -> Array:
    """Return a score as points of the MADRS.

    Examples
    --------
    >>> from_madrs(to_madrs(20.0, 1.35), 1.35)
    20.0
    """
    return score * link


def from_madrs(score: Array, link: Array) -> Array:
    """Return points of the MADRS as a score of a linked scale."""
    return score / link
