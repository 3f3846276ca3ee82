"""Nasal esketamine comes in devices, used one after the other.

Source: SPRAVATO label, sections 2 and 11 (evidence row ``pk_facts``, salt factor):
a device delivers 28 mg of base as 32.3 mg of the hydrochloride, and devices are
used 5 minutes apart. The regimen language has no words for devices, so the split
is not in the canonical print: it is this documented default, seen on the
administrations (``device``).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from troche.regimen.language.words import Form
from troche.regimen.quantities import SALT, Duration

DEVICE_MG: Final = Fraction(28)
"""Milligrams of esketamine base in one device."""

DEVICE_MG_HYDROCHLORIDE: Final = Fraction("32.3")
"""The same device as the label weighs it, mg of the hydrochloride."""

DEVICE_GAP: Final = Duration(5, "min")
"""Time from one device to the next."""


def devices(base: Fraction, form: Form | None) -> tuple[Fraction, ...]:
    """Split mg of base into full devices and the remainder, in order.

    An amount said as hydrochloride is split at 32.3 mg of it, the label's own
    figure, so that 64.6 mg HCl is two devices and not two and a speck.

    Examples
    --------
    >>> [float(mg) for mg in devices(Fraction(84), "base")]
    [28.0, 28.0, 28.0]
    >>> [float(mg) for mg in devices(Fraction(70), "base")]
    [28.0, 28.0, 14.0]
    """
    content = DEVICE_MG_HYDROCHLORIDE / SALT if form == "HCl" else DEVICE_MG
    full, rest = divmod(base, content)
    return (content,) * int(full) + ((rest,) if rest else ())
