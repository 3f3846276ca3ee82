"""One word for one thing: routes, drugs and analytes as a reader may call them.

The tables keep the words of their sources; a question is asked in any listed
word. A word that is not listed is refused with the nearest one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from troche.errors import EvidenceError, nearest

__all__ = ["ANALYTES", "DRUGS", "ROUTES", "canonical", "drugs_of", "routes_of"]

ROUTES: Final[Mapping[str, tuple[str, ...]]] = {
    "iv": ("i.v.", "intravenous"),
    "im": ("i.m.", "intramuscular"),
    "sc": ("s.c.", "subcutaneous", "subcut"),
    "nasal": ("intranasal", "in", "nose spray", "nasal spray"),
    "sublingual": ("sl",),
    "buccal": ("transmucosal", "oromucosal"),
    "oral": ("po", "p.o.", "by mouth", "swallowed"),
    "rectal": ("pr",),
    "inhaled": ("inhalation", "nebulised"),
    "insufflated": ("snorted",),
}
"""Each route, with the other words for it."""

DRUGS: Final[Mapping[str, tuple[str, ...]]] = {
    "ketamine": ("racemic ketamine", "racemate", "rs-ketamine"),
    "esketamine": ("s-ketamine", "(s)-ketamine", "spravato"),
    "arketamine": ("r-ketamine", "(r)-ketamine"),
    "placebo": (),
    "saline": (),
    "midazolam": (),
    "diclofenac": (),
    "quetiapine": ("quetiapine xr",),
    "mirtazapine": (),
    "citalopram": (),
    "naltrexone": (),
    "antidepressant": ("antidepressant sequence",),
    "ect": ("electroconvulsive therapy",),
    "standard care": ("usual care",),
}
"""Each drug or comparator, with the other words for it; saline is a placebo too."""

ANALYTES: Final[Mapping[str, tuple[str, ...]]] = {
    "ketamine": ("racemic ketamine",),
    "S-ketamine": ("esketamine", "(s)-ketamine"),
    "R-ketamine": ("arketamine", "(r)-ketamine"),
    "norketamine": (),
    "S-norketamine": ("noresketamine", "esnorketamine", "(s)-norketamine"),
    "R-norketamine": ("norarketamine", "(r)-norketamine"),
    "hydroxynorketamine": ("hnk",),
    "S-hydroxynorketamine": ("s-hnk", "(s)-hydroxynorketamine"),
    "R-hydroxynorketamine": ("r-hnk", "(r)-hydroxynorketamine"),
    "S-norketamine/S-ketamine": (),
}
"""Each analyte, with the other words for it."""

_IN_CELL: Final = {
    "ketamine": r"(?<![sr]-)\bketamine\b",
    "esketamine": r"\besketamine\b|\bs-ketamine\b|\bs- and r-ketamine\b",
    "arketamine": r"\barketamine\b|\br-ketamine\b",
    "placebo": r"\bplacebo\b|\bsaline\b",
    "antidepressant": r"^antidepressant\b",
}


def canonical(word: str, vocabulary: Mapping[str, tuple[str, ...]], where: str) -> str:
    """Return the one name for `word`.

    Raises
    ------
    troche.errors.EvidenceError
        If the word is not listed; the nearest listed word is suggested.

    Examples
    --------
    >>> canonical("Intranasal", ROUTES, "route")
    'nasal'
    """
    names = {
        name.casefold(): main for main, others in vocabulary.items() for name in (main, *others)
    }
    asked = " ".join(word.split()).casefold()
    if asked not in names:
        near = names.get(nearest(word, names), "")
        raise EvidenceError(where, word, f"one of {', '.join(vocabulary)}", meant=near)
    return names[asked]


def routes_of(cell: str) -> frozenset[str]:
    """Return the routes that a cell names; a cell may name several.

    Examples
    --------
    >>> sorted(routes_of("sublingual/buccal film;IV"))
    ['buccal', 'iv', 'sublingual']
    """
    words = re.split(r"[/;,\s]+", cell.casefold())
    names = {name: main for main, others in ROUTES.items() for name in (main, *others)}
    return frozenset(names[word] for word in words if word in names)


def drugs_of(cell: str) -> frozenset[str]:
    """Return the drugs that a cell names as given, not those that go on beside them.

    Examples
    --------
    >>> sorted(drugs_of("esketamine plus oral antidepressant"))
    ['esketamine']
    >>> sorted(drugs_of("saline"))
    ['placebo', 'saline']
    """
    patterns = {name: _IN_CELL.get(name, rf"\b{re.escape(name)}\b") for name in DRUGS}
    return frozenset(
        name for name, pattern in patterns.items() if re.search(pattern, cell, re.IGNORECASE)
    )
