r"""Blood pressure and heart rate: linear in the effect site, no tolerance.

.. math:: \Delta = s\, C_{e,S}

S-ketamine drives them; R-ketamine is taken to add nothing: the label's slope of
S-ketamine (0.1 mmHg per ng/mL) is twice that of the racemate (0.04 to 0.05). The effect site is
the receptor's, an assumption: no row gives its rate for pressure.
"""

from __future__ import annotations

from troche.pharmacology.system import Array

__all__ = ["pressure_rise"]


def pressure_rise(C_S: Array, slope: Array) -> Array:
    """Return the rise over the value before the dose.

    Parameters
    ----------
    C_S : mg/L
        S-ketamine at the effect site.
    slope : mmHg (or beats a minute) per mg/L

    Examples
    --------
    >>> pressure_rise(0.08, 100.0)
    8.0
    """
    return slope * C_S
