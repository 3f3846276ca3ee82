"""What the language fills in where a line is silent; the canonical print states it.

Two more defaults live where they act: the place of a dose (`Dose.place`) and the
devices of nasal esketamine (`troche.regimen.devices`).
"""

from __future__ import annotations

from typing import Final

from troche.regimen.language.words import After, Form, Product, Route
from troche.regimen.quantities import Duration

FORM: Final[Form] = "base"
"""An amount without HCl is of base."""

HELD: Final = Duration(10, "min")
"""Hold of a sublingual or buccal form."""

AFTER: Final[After] = "swallowed"
"""What follows the hold."""

IMPLIED_ROUTE: Final[dict[Product, Route]] = {
    "lozenge": "buccal",
    "spray": "nasal",
    "suppository": "rectal",
}
"""The products that need no route."""
